"""Item analysis against hand-computed numbers, against the published output of another program, and by what must hold
whatever the data.

LSAT: section 6 of the Law School Admission Test, 1,000 people by 5 items, in Bock & Lieberman (1970), Psychometrika 35,
179-197. The expected figures are those that `descript(LSAT)` of the R package ltm prints (Rizopoulos 2006, J. Stat.
Soft. 17(5)): the shares of right answers, and the point-biserial correlations without the item itself.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.psychometrics import classical

PATTERNS = (3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15)
PATTERNS += (10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298)
LTM_PROPORTIONS = (0.924, 0.709, 0.553, 0.763, 0.870)
LTM_EXCLUDED = (0.1128, 0.1532, 0.1728, 0.1444, 0.1216)


def lsat() -> np.ndarray:
    """00000 to 11111, each as often as it was given."""
    rows = [[int(mark) for mark in f"{pattern:05b}"] for pattern, count in enumerate(PATTERNS) for _ in range(count)]
    return np.array(rows, dtype=float)


def test_facility_and_item_rest_are_those_that_ltm_prints() -> None:
    table = lsat()
    for item in range(5):
        own, rest = table[:, item], np.delete(table, item, axis=1).mean(axis=1)
        share, correlation = classical.facility(own), classical.item_rest(own, rest)
        assert share is not None and correlation is not None
        assert share.value == pytest.approx(LTM_PROPORTIONS[item], abs=5e-4)
        assert share.se == pytest.approx(np.sqrt(share.value * (1 - share.value) / 999))
        assert correlation.value == pytest.approx(LTM_EXCLUDED[item], abs=5e-5)
        assert correlation.n == 1000


def test_the_errors_of_facility_and_correlation_are_those_of_a_simulation() -> None:
    rng = np.random.default_rng(11)
    facilities, correlations = [], []
    for _ in range(600):
        ability = rng.normal(size=120)
        score = (ability + rng.normal(size=120) > 0.3).astype(float)
        rest = ability + rng.normal(size=120)
        p, r = classical.facility(score), classical.item_rest(score, rest)
        assert p is not None and r is not None
        facilities.append((p.value, p.se))
        correlations.append((r.value, r.se))
    for found, tolerance in ((facilities, 0.08), (correlations, 0.12)):
        values, errors = np.array(found, dtype=float).T
        assert errors.mean() == pytest.approx(values.std(ddof=1), rel=tolerance)


def test_figures_by_hand() -> None:
    """Four people: scores 1 1 0 0 with rests .9 .7 .5 .1; Σdxdy = .5·(.35+.15+.05+.45) = .5, Σdx² = 1, Σdy² = .35."""
    scores, rest = [1, 1, 0, 0], [0.9, 0.7, 0.5, 0.1]
    found = classical.item_rest(scores, rest)
    assert found is not None
    assert found.value == pytest.approx(0.5 / np.sqrt(0.35))
    assert found.se == pytest.approx(1 - 0.25 / 0.35)
    share = classical.facility(scores)
    assert share == classical.Figure(0.5, pytest.approx(np.sqrt((1 / 3) / 4)), 4)


def test_upper_lower_by_hand() -> None:
    """Ten people, 27 % are 2.7: the two best and 0.7 of the third. Upper: (1 + 1 + 0.7·0)/2.7, lower: 0.7·1/2.7."""
    rest = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    scores = [1, 1, 0, 1, 0, 1, 0, 1, 0, 0]
    found = classical.upper_lower(scores, rest)
    assert found is not None
    assert found.value == pytest.approx(2 / 2.7 - 0.7 / 2.7)


def test_people_of_equal_rest_share_the_border_of_a_group() -> None:
    rest = [1.0] * 5 + [0.0] * 5
    found = classical.upper_lower([1, 0, 1, 0, 1, 0, 0, 0, 0, 1], rest)
    assert found is not None and found.value == pytest.approx(3 / 5 - 1 / 5)


def test_too_little_is_none_and_never_a_number() -> None:
    assert classical.facility([]) is None
    assert classical.facility([1.0]) == classical.Figure(1.0, None, 1)
    assert classical.item_rest([1, 0, 1], [0.2, 0.4, 0.6]) is None
    assert classical.item_rest([1, 1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5]) is None
    assert classical.upper_lower([1, 0, 1, 0], [0.1, 0.2, 0.3, 0.4]) is None
    assert classical.upper_lower([1, 0] * 10, [0.5] * 20) is None
    assert classical.groups([], []) == []
    assert classical.choices(np.zeros((0, 3)), []) == []
    assert classical.spread([]) is None


def test_the_table_of_options_by_hand() -> None:
    chosen = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [1, 0, 0]]
    rest = [0.9, 0.8, 0.2, np.nan, 0.4]
    first, second, third = classical.choices(chosen, rest)
    assert (first.count, second.count, third.count) == (3, 2, 0)
    assert first.share.value == pytest.approx(0.6)
    assert first.rest is not None and first.rest.value == pytest.approx(0.7)
    assert second.rest == classical.Figure(pytest.approx(0.2), None, 1)
    assert third.rest is None and third.correlation is None


def test_groups_keep_people_of_equal_rest_together() -> None:
    found = classical.groups([0, 0, 1, 1, 1, 1], [0.1, 0.1, 0.1, 0.5, 0.9, 0.9], number=3)
    assert [group.score.n for group in found] == [3, 1, 2]
    assert [group.rest for group in found] == pytest.approx([0.1, 0.5, 0.9])
    assert [group.score.value for group in found] == pytest.approx([1 / 3, 1, 1])


def test_rest_leaves_the_item_itself_out() -> None:
    found = classical.rests([3.5, 1.0], [5, 1], [0.5, 1.0])
    assert found[0] == pytest.approx(0.75)
    assert np.isnan(found[1])


def test_quartiles_by_hand() -> None:
    assert classical.spread([10, 20, 30, 40, np.nan]) == classical.Spread(25, 17.5, 32.5, 4)


POINTS = st.lists(st.tuples(st.sampled_from([0, 0.5, 1]), st.integers(0, 10)), min_size=8, max_size=40)


@settings(max_examples=80, deadline=None)
@given(POINTS, st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(rows: list[tuple[float, int]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for function in (classical.item_rest, classical.upper_lower):
        one, other = (function(*zip(*order, strict=True)) for order in (rows, shuffled))
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.value == pytest.approx(other.value)
            assert one.se == pytest.approx(other.se, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(POINTS)
def test_turning_the_item_round_turns_the_sign(rows: list[tuple[float, int]]) -> None:
    scores, rest = (np.array(side, dtype=float) for side in zip(*rows, strict=True))
    for function in (classical.item_rest, classical.upper_lower):
        one, other = function(scores, rest), function(1 - scores, rest)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.value == pytest.approx(-other.value, abs=1e-9)
            assert -1 - 1e-9 <= one.value <= 1 + 1e-9


@settings(max_examples=80, deadline=None)
@given(POINTS)
def test_groups_hold_everybody_once_and_rise(rows: list[tuple[float, int]]) -> None:
    scores, rest = zip(*rows, strict=True)
    found = classical.groups(scores, rest)
    assert sum(group.score.n for group in found) == len(rows)
    assert [group.rest for group in found] == sorted({group.rest for group in found})
