"""Points for one answer, and what an answer may look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import scoring

OPTIONS = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("kind", "payload", "key", "points"),
    [
        ("single", {"choice": "b"}, {"correct": "b"}, 1),
        ("single", {"choice": "a"}, {"correct": "b"}, 0),
        ("boolean", {"choice": "false"}, {"correct": "false"}, 1),
        ("boolean", {"choice": "true"}, {"correct": "false"}, 0),
        ("multiple", {"choices": ["a", "b", "d"]}, {"correct": ["d", "a", "b"]}, 1),
        ("multiple", {"choices": ["a", "b"]}, {"correct": ["a", "b", "d"]}, 2 / 3),
        ("multiple", {"choices": ["a", "b", "c"]}, {"correct": ["a", "b", "d"]}, 1 / 3),
        ("multiple", {"choices": ["c"]}, {"correct": ["a", "b"]}, 0),
        ("multiple", {"choices": ["a", "b", "c", "d"]}, {"correct": ["a", "b"]}, 0),
        ("ordering", {"order": ["c", "a", "d", "b"]}, {"order": ["c", "a", "d", "b"]}, 1),
        ("ordering", {"order": ["b", "d", "a", "c"]}, {"order": ["c", "a", "d", "b"]}, 0),
        ("ordering", {"order": ["a", "d", "b", "c"]}, {"order": ["c", "a", "d", "b"]}, 2 / 3),
    ],
)
def test_that_an_answer_earns(kind, payload, key, points):
    assert scoring.score(kind, payload, key) == pytest.approx(points)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("single", {"correct": "b"}),
        ("boolean", {"correct": "true"}),
        ("multiple", {"correct": ["b"]}),
        ("ordering", {"order": ["a", "b"]}),
    ],
)
def test_that_a_skipped_item_earns_nothing(kind, key):
    assert scoring.score(kind, {"skipped": True}, key) == 0


@pytest.mark.parametrize(
    ("kind", "payload", "key"),
    [
        ("single", {}, {"correct": "b"}),
        ("single", {"choice": ["b"]}, {"correct": "b"}),
        ("single", {"choice": "b"}, {"order": ["b"]}),
        ("single", {"choice": "b"}, {"correct": ["b"]}),
        ("multiple", {"choices": "ab"}, {"correct": ["a", "b"]}),
        ("multiple", {"choices": ["a"]}, {"correct": []}),
        ("multiple", {"choices": [1]}, {"correct": ["a"]}),
        ("ordering", {"order": ["a"]}, {"order": ["a", "b"]}),
        ("ordering", {"order": ["a", "a"]}, {"order": ["a", "a"]}),
        ("ordering", {"order": None}, {"order": ["a", "b"]}),
        ("essay", {"choice": "b"}, {"correct": "b"}),
    ],
)
def test_that_a_malformed_answer_or_key_is_refused(kind, payload, key):
    with pytest.raises(ValueError):
        scoring.score(kind, payload, key)


@pytest.mark.parametrize(
    ("kind", "payload", "kept"),
    [
        ("single", {"choice": "a"}, {"choice": "a"}),
        ("multiple", {"choices": ["d", "a"]}, {"choices": ["a", "d"]}),
        ("ordering", {"order": ["d", "c", "b", "a"]}, {"order": ["d", "c", "b", "a"]}),
        ("ordering", {"skipped": True}, {"skipped": True}),
    ],
)
def test_that_a_valid_answer_has_one_written_form(kind, payload, kept):
    assert scoring.validate(kind, payload, {}, OPTIONS) == kept


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("single", None),
        ("single", []),
        ("single", {}),
        ("single", {"choice": "z"}),
        ("single", {"choice": None}),
        ("single", {"choice": ["a"]}),
        ("single", {"choice": "a", "correct": 1}),
        ("single", {"choices": ["a"]}),
        ("single", {"skipped": False}),
        ("single", {"skipped": 1}),
        ("multiple", {"choices": []}),
        ("multiple", {"choices": ["a", "a"]}),
        ("multiple", {"choices": ["a", "z"]}),
        ("multiple", {"choices": "a"}),
        ("multiple", {"choices": [{"a": 1}]}),
        ("ordering", {"order": ["a", "b"]}),
        ("ordering", {"order": ["a", "b", "c", "c"]}),
        ("essay", {"choice": "a"}),
    ],
)
def test_that_a_malformed_payload_is_refused(kind, payload):
    with pytest.raises(ValueError):
        scoring.validate(kind, payload, {}, OPTIONS)


@given(st.permutations(OPTIONS), st.permutations(OPTIONS))
def test_that_an_order_earns_all_only_when_it_is_right(answer, right):
    points = scoring.score("ordering", {"order": answer}, {"order": right})
    assert 0 <= points <= 1
    assert (points == 1) == (answer == right)


@given(st.sets(st.sampled_from(OPTIONS), min_size=1), st.sets(st.sampled_from(OPTIONS), min_size=1))
def test_that_several_answers_earn_all_only_when_the_set_is_right(answer, right):
    points = scoring.score("multiple", {"choices": sorted(answer)}, {"correct": sorted(right)})
    assert 0 <= points <= 1
    assert (points == 1) == (answer == right)
    if answer == set(OPTIONS) and len(right) <= len(OPTIONS) / 2:
        assert points == 0


def test_that_a_random_order_earns_one_nth_on_average():
    from itertools import permutations

    points = [scoring.score("ordering", {"order": list(one)}, {"order": OPTIONS}) for one in permutations(OPTIONS)]
    assert sum(points) / len(points) == pytest.approx(1 / 4)
