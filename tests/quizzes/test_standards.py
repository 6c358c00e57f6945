"""A panel's threshold, by numbers that can be reckoned by hand."""

import numpy as np
import pytest

from quizzes.psychometrics.standards import expected_score, threshold


def test_equal_items_and_equal_panellists_give_the_logit_of_the_share() -> None:
    found = threshold([[0.75, 0.75], [0.75, 0.75]], [0.0, 0.0])
    assert found.theta == pytest.approx(np.log(3), abs=1e-8)
    assert (found.panel_se, found.item_se, found.se) == pytest.approx((0, 0, 0), abs=1e-8)


def test_the_difficulty_of_the_items_moves_the_threshold_by_as_much() -> None:
    low = threshold([[0.6, 0.8], [0.7, 0.7]], [-0.5, 0.3])
    high = threshold([[0.6, 0.8], [0.7, 0.7]], [0.5, 1.3])
    assert high.theta - low.theta == pytest.approx(1.0, abs=1e-8)
    assert high.se == pytest.approx(low.se, abs=1e-8)


def test_the_error_between_panellists_is_that_of_the_mean_sum_over_the_curves_steepness() -> None:
    found = threshold([[0.7, 0.7], [0.8, 0.8]], [0.0, 0.0])
    # sums 1.4 and 1.6: mean 1.5, s = 0.1414, s/√2 = 0.1; steepness 2 · 0.75 · 0.25 = 0.375
    assert found.panel_se == pytest.approx(0.1 / 0.375)
    assert found.item_se == pytest.approx(0, abs=1e-8)
    assert found.each == pytest.approx([np.log(0.7 / 0.3), np.log(4)])


def test_the_error_from_items_is_the_scatter_of_judgements_about_their_curves() -> None:
    found = threshold([[0.65, 0.85], [0.65, 0.85]], [0.0, 0.0])
    # mean 0.75: off by -0.1 and +0.1; √(0.02 · 2/1) = 0.2; steepness 0.375
    assert found.item_se == pytest.approx(0.2 / 0.375)
    assert (found.panel_se, found.se) == pytest.approx((0, 0.2 / 0.375), abs=1e-8)


def test_panellists_who_know_the_curves_are_found_again() -> None:
    b = np.array([-1.2, -0.4, 0.1, 0.8, 1.5])
    true = 1 / (1 + np.exp(b - 0.35))
    found = threshold([true, true, true], b)
    assert found.theta == pytest.approx(0.35, abs=1e-8) and found.se == pytest.approx(0, abs=1e-7)
    assert expected_score(0.35, b) == pytest.approx(true.sum())


def test_the_stated_errors_are_those_of_many_panels() -> None:
    """Panellists lean by 0.10, judge with a scatter of 0.12 and items lie 0.5 logits off what is known of them."""
    rng, found = np.random.default_rng(20261127), []
    for _panel in range(400):
        known = rng.normal(0.1, 0.6, 12)
        share = 1 / (1 + np.exp(known + rng.normal(0, 0.5, 12)))
        judged = share + rng.normal(0, 0.10, (6, 1)) + rng.normal(0, 0.12, (6, 12))
        found.append(threshold(np.clip(judged, 0, 1), known))
    spread = np.std([one.theta for one in found])
    assert np.mean([one.se for one in found]) == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize(
    ("judgements", "difficulties"),
    [
        ([[0.5, 0.5]], [0.0, 0.0]),
        ([[0.5], [0.5]], [0.0]),
        ([[0.5, 1.1], [0.5, 0.5]], [0.0, 0.0]),
        ([[0.5, float("nan")], [0.5, 0.5]], [0.0, 0.0]),
        ([[0.5, 0.5], [0.5, 0.5]], [0.0]),
        ([[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]),
        ([[1.0, 1.0], [1.0, 1.0]], [0.0, 0.0]),
    ],
    ids=["one panellist", "one item", "above 1", "no number", "lengths", "nobody", "everybody"],
)
def test_what_sets_no_threshold_is_refused(judgements: list[list[float]], difficulties: list[float]) -> None:
    with pytest.raises(ValueError):
        threshold(judgements, difficulties)


def test_a_panellist_beyond_the_scale_has_no_threshold_of_the_own_but_counts() -> None:
    found = threshold([[1.0, 1.0], [0.5, 0.5]], [0.0, 0.0])
    assert np.isnan(found.each[0]) and found.theta == pytest.approx(np.log(3))
