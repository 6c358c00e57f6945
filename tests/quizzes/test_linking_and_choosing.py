"""Linking two calibrations, and which item comes next."""

import numpy as np
import pytest

from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.adaptive import choose, under_exposure
from quizzes.psychometrics.answers import Answers
from quizzes.psychometrics.calibration import Priors, calibrate
from quizzes.psychometrics.growth import change
from quizzes.psychometrics.linking import mean_shift


def test_that_the_shift_is_the_mean_difference_with_its_error():
    rng = np.random.default_rng(2)
    old = rng.normal(0, 0.8, 30)
    noise = rng.normal(0, 0.2, 30)
    link = mean_shift(old, old - 0.4 + noise)
    assert link.kept.all()
    assert link.shift == pytest.approx(0.4 - noise.mean())
    assert link.se == pytest.approx(noise.std(ddof=1) / np.sqrt(30))


def test_that_an_anchor_that_drifted_is_named_and_left_out():
    rng = np.random.default_rng(2)
    old = rng.normal(0, 0.8, 30)
    new = old - 0.4 + rng.normal(0, 0.1, 30)
    new[4] += 1.5
    link = mean_shift(old, new)
    assert list(np.flatnonzero(~link.kept)) == [4]
    assert link.robust_z[4] < -5
    assert link.shift == pytest.approx(0.4, abs=0.06)
    assert (link.with_all, link.with_all_se) == (
        pytest.approx(link.shift - 1.5 / 30, abs=0.02),
        pytest.approx(0.056, abs=0.01),
    )


def test_that_a_known_shift_between_two_terms_is_found_again_and_whoever_stood_still_stands_still():
    """Two terms of 300 people on 40 items; experts put the second term's bands 0.6 too low, so its scale lies 0.6 off."""
    rng = np.random.default_rng(20261128)
    b, theta = rng.normal(0, 0.8, 40), rng.normal(0.2, 1.1, 300)
    bands = b + rng.normal(0, 0.5, 40)
    terms = []
    for off in (0.0, -0.6):
        right = (rng.random((300, 40)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float)
        person, item = (grid.ravel() for grid in np.mgrid[0:300, 0:40])
        answers = Answers.of(person, item, right.ravel(), people=300, items=40)
        found = calibrate(answers, Priors(bands + off, np.full(40, 0.7)), mean=None, sd=None)
        terms.append((found, abilities(answers, found)))
    (old, before), (new, after) = terms
    link = mean_shift(old.difficulty, new.difficulty)
    assert link.shift == pytest.approx(0.6, abs=3 * link.se) and link.se < 0.03
    moved = after.theta + link.shift - before.theta
    assert moved.mean() == pytest.approx(0, abs=0.06)
    then = list(zip(before.theta, before.se, strict=True))
    linked, own = (list(zip(after.theta + by, after.se, strict=True)) for by in (link.shift, 0.0))
    claims = [change(*one, *two, link.se).beyond for one, two in zip(then, linked, strict=True)]
    unlinked = [change(*one, *two).beyond for one, two in zip(then, own, strict=True)]
    assert np.mean(claims) <= 0.05 < np.mean(unlinked)


def test_that_anchors_that_all_stood_still_link_without_error():
    link = mean_shift([0.1, 0.2, 0.3], [0.1, 0.2, 0.3])
    assert (link.shift, link.se) == (0, 0)
    assert link.kept.all()


@pytest.mark.parametrize(("old", "new"), [([0.1, 0.2], [0.1, 0.2]), ([[0.1, 0.2, 0.3]], [[0.1, 0.2, 0.3]])])
def test_that_too_few_anchors_make_no_link(old, new):
    with pytest.raises(ValueError):
        mean_shift(old, new)


def test_that_one_of_the_nearest_open_items_is_drawn_each_about_as_often():
    rng = np.random.default_rng(4)
    difficulty = np.linspace(-2, 2, 41)
    open_ = np.ones((4000, 41), dtype=bool)
    open_[:, 20] = False
    drawn = choose(np.zeros(4000), difficulty, open_, rng, best=6)
    counts = np.bincount(drawn, minlength=41)
    assert set(np.flatnonzero(counts)) == {17, 18, 19, 21, 22, 23}
    assert counts[counts > 0] == pytest.approx(4000 / 6, rel=0.15)


def test_that_a_sitting_with_few_items_left_gets_those_and_one_with_none_is_refused():
    rng = np.random.default_rng(4)
    open_ = np.zeros((1, 9), dtype=bool)
    open_[0, [2, 8]] = True
    assert {int(choose(np.zeros(1), np.arange(9.0), open_, rng)[0]) for _draw in range(40)} == {2, 8}
    with pytest.raises(ValueError):
        choose(np.zeros(1), np.arange(9.0), np.zeros((1, 9), dtype=bool), rng)


def test_that_no_item_passes_its_share_of_the_sittings():
    shown = np.zeros(5, dtype=int)
    for sitting in range(100):
        free = np.flatnonzero(under_exposure(shown, sittings=sitting))
        if len(free):
            shown[free[0]] += 1
        assert shown.max() <= max(1, 0.3 * (sitting + 1))
    assert shown.max() == 30
