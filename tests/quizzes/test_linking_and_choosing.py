"""Linking two calibrations, and which item comes next."""

import numpy as np
import pytest

from quizzes.psychometrics.adaptive import choose, under_exposure
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
