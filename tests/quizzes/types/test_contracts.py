"""What every kind keeps to; a new folder is held against it by itself."""

import json
import random

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from quizzes import scoring
from quizzes.bank import rows, validation
from quizzes.types import registry
from tests.quizzes.types.samples import SAMPLES

KINDS = sorted(SAMPLES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)
WORDS = st.sampled_from(["choice", "choices", "order", "pairs", "value", "unit", "text", "gaps", "correct", "answers", "weights", "rule", "skipped", "a", "b", "p1", "1", "2", "3", "4", "low", "high", "points"])  # fmt: skip
NEAR = st.recursive(
    st.sampled_from(["a", "b", "d", "c1", "元", "35000", "3.5万", "1e999999999", "NaN", "Infinity", "", "每", "true", True, None, 1, -1.5]),
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(WORDS, inside, max_size=5),
    max_leaves=16,
)  # fmt: skip


def seen(kind, seed=0, shuffle=True):
    body, _key = SAMPLES[kind]
    return scoring.arrange(kind, body, random.Random(seed), shuffle=shuffle)


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_key_earns_everything_and_a_skipped_item_nothing(kind):
    body, key = SAMPLES[kind]
    answer = scoring.answer_of(kind, key)
    assert scoring.score(kind, scoring.validate(kind, answer, body, seen(kind)), key) == 1
    assert scoring.score(kind, scoring.SKIPPED, key) == 0


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10_000))
def test_that_the_wrong_answer_of_a_simulation_is_valid_and_earns_less(kind, seed):
    body, key = SAMPLES[kind]
    answer = scoring.wrong_of(kind, body, key, random.Random(seed))
    checked = scoring.validate(kind, answer, body, seen(kind))
    assert 0 <= scoring.score(kind, checked, key) < 1


@pytest.mark.parametrize("kind", KINDS)
@given(payload=JSON | NEAR, key=JSON | NEAR, body=JSON | NEAR, shown=JSON | NEAR)
def test_that_arbitrary_data_raises_nothing_but_value_error(kind, payload, key, body, shown):
    good_body, good_key = SAMPLES[kind]
    for use, order in ((good_body, seen(kind)), (body, shown)):
        try:
            checked = scoring.validate(kind, payload, use, order)
        except ValueError:
            continue
        assert scoring.validate(kind, checked, use, order) == checked
        json.dumps(checked)
        if use is good_body:
            assert 0 <= scoring.score(kind, checked, good_key) <= 1
    for answer, right in ((payload, good_key), (scoring.answer_of(kind, good_key), key)):
        if not isinstance(answer, dict) or not isinstance(right, dict):
            continue
        try:
            points = scoring.score(kind, answer, right)
        except ValueError:
            continue
        assert 0 <= points <= 1


@pytest.mark.parametrize("kind", KINDS)
@given(body=JSON | NEAR, key=JSON | NEAR, feedback=JSON | NEAR)
def test_that_a_draft_of_arbitrary_data_is_told_what_is_missing(kind, body, key, feedback):
    parts = [part if isinstance(part, dict) else {} for part in (body, key, feedback)]
    canonical = validation.canonical(kind, *parts)
    assert validation.canonical(kind, *canonical) == canonical
    for problem in validation.item_problems(kind, *canonical):
        assert str(problem)
    registry.kind(kind).content.preview(*canonical)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_good_item_has_no_problem_and_comes_back_from_a_file_as_it_was(kind):
    body, key = SAMPLES[kind]
    canonical = validation.canonical(kind, body, key, {"general": "因为"})
    assert validation.item_problems(kind, *canonical) == []
    entry = {"id": "x1", "kind": kind, "level": 1, "key": key, "feedback": {"general": "因为"}, **body}
    read = rows.read(entry)
    assert (read.body, read.key, read.feedback) == canonical
    assert rows.read(rows.write(read)) == read


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_part_of_its_page_can_be_shown(kind):
    body, key = SAMPLES[kind]
    found, answer = registry.kind(kind), scoring.answer_of(kind, key)
    assert found.label
    for payload in (None, answer):
        widget = found.reading.widget(body, seen(kind), payload, None)
        html = get_template(found.widget_template).render({"widget": widget, "body": body})
        assert "data-answer" in html or kind == "ordering"
        assert "{{" not in html
    words = found.content.describe(body, answer)
    assert words
    assert all(words)
    assert get_template(found.answer_template).render({"texts": words})
    preview = found.content.preview(*validation.canonical(kind, body, key, {}))
    assert get_template(found.template("preview")).render({"preview": preview})


@pytest.mark.parametrize("kind", KINDS)
def test_that_an_empty_form_is_no_answer(kind):
    body, _key = SAMPLES[kind]
    assert registry.kind(kind).reading.read(QueryDict(""), body, seen(kind)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_same_seed_shows_the_same(kind):
    assert seen(kind, 7) == seen(kind, 7)
    json.dumps(seen(kind, 7))


def test_that_both_ways_of_finding_kinds_find_the_same():
    assert set(registry.kinds()) == set(scoring.names())
    with pytest.raises(LookupError):
        registry.kind("essay")
