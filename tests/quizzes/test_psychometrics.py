"""The estimate of one person's ability, checked in four ways: identities, a derivative, other numerics, simulation."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize
from scipy.stats import norm

from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.answers import Answers
from quizzes.psychometrics.calibration import Priors, calibrate
from quizzes.psychometrics.fit import item_fit
from quizzes.psychometrics.growth import change, group_change, unshrunk
from quizzes.psychometrics.linking import mean_shift
from quizzes.psychometrics.person import (
    GRID,
    estimate,
    estimate_many,
    information,
    person_fit,
    probability_at_least,
)
from quizzes.psychometrics.standards import threshold

BANDS = np.array([-1.5, -0.8, -0.2, 0.0, 0.3, 0.7, 1.1, 1.9])
ANSWERS = np.array([1, 1, 1, 0, 1, 0, 1, 0], dtype=float)


def log_likelihood(theta, x=ANSWERS, b=BANDS):
    return float(np.sum(x * (theta - b) - np.logaddexp(0, theta - b)))


def dense(x, b, mean=0.0, sd=1.1):
    """Mean, standard deviation and tail of the posterior by adaptive quadrature."""

    def density(theta):
        return math.exp(log_likelihood(theta, x, b)) * norm.pdf(theta, mean, sd)

    def integral(function, low=-12.0, high=12.0):
        return integrate.quad(function, low, high, epsabs=1e-13, limit=400)[0]

    mass = integral(density)
    theta = integral(lambda t: t * density(t)) / mass
    variance = integral(lambda t: (t - theta) ** 2 * density(t)) / mass
    return theta, math.sqrt(variance), lambda cut: integral(density, cut) / mass


# Identities


ANSWERED = st.tuples(
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.sampled_from([-1.5, -0.9, 0.0, 0.9]) | st.floats(-3, 3),
    st.floats(0.01, 1.0),
)


@settings(max_examples=60, deadline=None)
@given(
    people=st.integers(0, 6).flatmap(
        lambda n: st.lists(st.lists(ANSWERED, min_size=n, max_size=n), min_size=1, max_size=5)
    ),
    mean=st.floats(-1, 1),
    sd=st.floats(0.5, 2),
    asymptote=st.sampled_from([1.0, 0.9]),
)
def test_that_each_of_many_has_the_posterior_that_is_the_product_of_chances_and_prior(people, mean, sd, asymptote):
    x, b, off = np.array(people, dtype=float).reshape(len(people), -1, 3).transpose(2, 0, 1)
    found = estimate_many(x, b, mean, sd, difficulty_se=off, asymptote=asymptote)
    for number, answers in enumerate(people):
        weights = norm.pdf(GRID, mean, sd)
        for score, difficulty, _off in answers:
            p = asymptote / (1 + np.exp(difficulty - GRID))
            weights = weights * p**score * (1 - p) ** (1 - score)
        weights = weights / weights.sum()
        theta = np.average(GRID, weights=weights)
        told = []
        for _score, difficulty, _off in answers:
            p = asymptote / (1 + math.exp(difficulty - theta))
            slope = p * (1 - p / asymptote)
            told.append(slope**2 / (p * (1 - p)))
        total = sum(told) + 1 / sd**2
        items = sum((one / total * answer[2]) ** 2 for one, answer in zip(told, answers, strict=True))
        variance = np.average((GRID - theta) ** 2, weights=weights) + items
        assert found.posterior[number] == pytest.approx(weights, abs=1e-9)
        assert (found.theta[number], found.se[number]) == pytest.approx((theta, math.sqrt(variance)), abs=1e-8)
        assert found.item_variance[number] == pytest.approx(items, abs=1e-10)


def test_that_no_answers_give_back_the_prior():
    nothing = estimate([], [], prior_mean=0.4, prior_sd=0.9)
    assert nothing.theta == pytest.approx(0.4, abs=1e-6)
    assert nothing.se == pytest.approx(0.9, abs=1e-6)
    assert nothing.items == 0
    assert probability_at_least(nothing, 0.4) == pytest.approx(0.5, abs=1e-3)


def test_that_the_weights_sum_to_one_on_the_grid():
    found = estimate(ANSWERS, BANDS)
    assert len(GRID) == 121
    assert (GRID[0], GRID[-1]) == (-6, 6)
    assert found.posterior.sum() == pytest.approx(1)
    assert found.items == 8


def test_that_the_order_of_the_items_does_not_matter():
    turned = estimate(ANSWERS[::-1], BANDS[::-1])
    assert turned.theta == pytest.approx(estimate(ANSWERS, BANDS).theta)


def test_that_right_for_wrong_and_hard_for_easy_mirrors_the_estimate():
    mirrored = estimate(1 - ANSWERS, -BANDS)
    found = estimate(ANSWERS, BANDS)
    assert mirrored.theta == pytest.approx(-found.theta)
    assert mirrored.se == pytest.approx(found.se)


def test_that_only_the_sum_of_the_scores_counts_for_equal_items():
    assert estimate([1, 1, 0, 0], [0.0] * 4).theta == pytest.approx(estimate([0.5] * 4, [0.0] * 4).theta)


def test_that_a_better_answer_never_lowers_the_estimate_and_more_items_never_widen_it():
    found = estimate(ANSWERS, BANDS)
    better = ANSWERS.copy()
    better[3] = 1
    assert estimate(better, BANDS).theta > found.theta
    assert estimate(np.r_[ANSWERS, ANSWERS], np.r_[BANDS, BANDS]).se < found.se


def test_that_the_probability_falls_with_the_cut():
    found = estimate(ANSWERS, BANDS)
    chances = [probability_at_least(found, cut) for cut in np.linspace(-5.5, 5.5, 111)]
    assert all(earlier >= later for earlier, later in pairwise(chances))
    assert chances[0] == pytest.approx(1, abs=1e-6)
    assert chances[-1] == pytest.approx(0, abs=1e-6)


def test_that_unknown_difficulties_and_an_unsure_cut_make_us_less_sure():
    exact = estimate(ANSWERS, BANDS)
    unsure = estimate(ANSWERS, BANDS, difficulty_se=np.full(8, 0.7))
    assert unsure.theta == exact.theta
    assert unsure.se > exact.se
    cut = exact.theta - 0.8
    assert 0.5 < probability_at_least(unsure, cut) < probability_at_least(exact, cut)
    assert 0.5 < probability_at_least(exact, cut, cut_se=0.5) < probability_at_least(exact, cut)
    assert estimate(ANSWERS, BANDS, difficulty_se=np.zeros(8)).se == exact.se


# A derivative


def test_that_the_peak_of_the_posterior_is_where_its_derivative_vanishes():
    found = estimate(ANSWERS, BANDS)

    def slope(theta):
        p = 1 / (1 + np.exp(BANDS - theta))
        return float((ANSWERS - p).sum() - theta / 1.1**2)

    step = 1e-5
    numerical = (log_likelihood(0.3 + step) - log_likelihood(0.3 - step)) / (2 * step) - 0.3 / 1.1**2
    assert slope(0.3) == pytest.approx(numerical, abs=1e-7)
    peak = optimize.brentq(slope, -5, 5)
    assert abs(GRID[found.posterior.argmax()] - peak) <= 0.051


# Other numerics


@pytest.mark.parametrize("answers", [ANSWERS, np.zeros(8), np.ones(8), np.array([0.5, 1, 1, 1 / 3, 0, 0, 2 / 3, 0])])
def test_that_the_grid_agrees_with_adaptive_quadrature(answers):
    theta, se, tail = dense(answers, BANDS)
    found = estimate(answers, BANDS)
    assert found.theta == pytest.approx(theta, abs=2e-4)
    assert found.se == pytest.approx(se, abs=2e-4)
    for cut in (-1.03, -0.5, 0.0, 0.27, 0.95, 1.6):
        assert probability_at_least(found, cut) == pytest.approx(tail(cut), abs=5e-4)


def test_that_an_unsure_cut_agrees_with_a_double_integral():
    _theta, _se, tail = dense(ANSWERS, BANDS)
    expected = integrate.quad(lambda cut: tail(cut) * norm.pdf(cut, 0.2, 0.4), -2.2, 2.6, limit=100)[0]
    assert probability_at_least(estimate(ANSWERS, BANDS), 0.2, cut_se=0.4) == pytest.approx(expected, abs=5e-4)


# Simulation


def test_that_abilities_are_recovered_and_the_standard_error_is_honest():
    rng = np.random.default_rng(20261124)
    people, items = 3000, 24
    b = rng.normal(0, 0.7, items)
    theta = rng.normal(0, 1.1, people)
    x = (rng.random((people, items)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float)
    found = [estimate(row, b) for row in x]
    error = np.array([one.theta for one in found]) - theta
    se = np.array([one.se for one in found])
    inside = np.abs(error) < 1.96 * se
    assert abs(error.mean()) < 0.03
    assert np.sqrt((error**2).mean()) == pytest.approx(np.sqrt((se**2).mean()), abs=0.02)
    assert inside.mean() == pytest.approx(0.95, abs=0.015)


def test_that_the_probability_of_being_above_a_cut_is_calibrated():
    rng = np.random.default_rng(7)
    people, b, cut = 4000, np.linspace(-1.2, 1.2, 12), 0.3
    theta = rng.normal(0, 1.1, people)
    x = (rng.random((people, 12)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float)
    chances = np.array([probability_at_least(estimate(row, b), cut) for row in x])
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        bin_ = (chances >= low) & (chances < high)
        assert (theta[bin_] >= cut).mean() == pytest.approx(chances[bin_].mean(), abs=0.05)


def test_that_the_item_part_of_the_variance_covers_what_wrong_difficulties_do():
    rng = np.random.default_rng(11)
    b, se = np.linspace(-1, 1, 16), 0.6
    answers = (np.arange(16) % 3 > 0).astype(float)
    moved = [estimate(answers, b + rng.normal(0, se, 16)).theta for _ in range(1500)]
    claimed = estimate(answers, b, difficulty_se=np.full(16, se)).item_variance
    assert np.var(moved) == pytest.approx(claimed, rel=0.2)


# Person fit


def test_that_person_fit_is_standard_normal_for_honest_answers_with_an_estimated_ability():
    rng = np.random.default_rng(13)
    b = rng.normal(0, 0.9, 32)
    found = []
    for theta in rng.normal(0.2, 1.1, 1500):
        x = (rng.random(32) < 1 / (1 + np.exp(b - theta))).astype(float)
        found.append(person_fit(x, b, estimate(x, b).theta))
    assert np.mean(found) == pytest.approx(0, abs=0.1)
    assert np.std(found) == pytest.approx(1, abs=0.1)
    assert np.mean(np.array(found) < -1.65) == pytest.approx(0.05, abs=0.02)


def test_that_easy_items_wrong_and_hard_ones_right_stand_out():
    b = np.linspace(-2, 2, 20)
    odd = (b > 0).astype(float)
    assert person_fit(odd, b, 0.0) < -4
    assert person_fit(1 - odd, b, 0.0) > 1


def test_that_person_fit_is_not_told_where_it_cannot_be():
    assert person_fit([], [], 0.0) is None
    assert person_fit([1, 0, 1], [0.3] * 3, 0.5) is None
    assert person_fit([1] * 5, [0, 1, 2, -1, -2], 3.0) is not None
    with pytest.raises(ValueError):
        person_fit([0.5], [0.0], 0.0)
    with pytest.raises(ValueError):
        person_fit([1], [0.0, 1.0], 0.0)


# What is refused


@pytest.mark.parametrize(
    ("scores", "difficulties", "more"),
    [
        ([1], [0.0, 1.0], {}),
        ([2], [0.0], {}),
        ([-0.1], [0.0], {}),
        ([[1]], [[0.0]], {}),
        ([1], [0.0], {"prior_sd": 0}),
        ([1], [0.0], {"difficulty_se": [-1]}),
        ([1], [0.0], {"difficulty_se": [1, 1]}),
    ],
)
def test_that_nonsense_is_refused(scores, difficulties, more):
    with pytest.raises(ValueError):
        estimate(scores, difficulties, **more)


def test_that_a_negative_error_of_the_cut_is_refused():
    with pytest.raises(ValueError):
        probability_at_least(estimate([1], [0.0]), 0, cut_se=-0.1)


# Extremes


NAN, INF = math.nan, math.inf
SMALL = Answers.of_matrix([[1, 0], [0, 1], [1, 1]])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: estimate([NAN], [0.0]),
        lambda: estimate([1.0], [NAN]),
        lambda: estimate([1.0], [INF]),
        lambda: estimate([1.0], [0.0], NAN),
        lambda: estimate([1.0], [0.0], 0.0, NAN),
        lambda: estimate([1.0], [0.0], difficulty_se=[NAN]),
        lambda: Priors.of([0.0, 0.0], 0.0),
        lambda: Priors.of([INF, 0.0]),
        lambda: calibrate(SMALL, Priors.of([0.0, 0.0]), sd=0.0),
        lambda: calibrate(Answers.of([], [], [], people=0, items=0)),
        lambda: mean_shift([0.0, 0.0, NAN], [1.0, 1.0, 1.0]),
        lambda: change(0.0, NAN, 1.0, 0.3),
        lambda: group_change([0.0, NAN], [1.0, 1.0]),
        lambda: unshrunk([1.0], [0.5], 0.0, 0.0),
        lambda: threshold([[0.5, 0.5], [0.5, 0.5]], [900.0, -900.0]),
        lambda: threshold([[0.5, 0.5], [0.5, 0.5]], [NAN, 0.0]),
    ],
)
def test_that_what_is_no_number_is_refused_and_never_comes_out_as_one(ask):
    with pytest.raises(ValueError, match=r"\w"):
        ask()


def test_that_items_far_from_everybody_say_nothing_and_break_nothing():
    for b, moved in ((800.0, 1.1**2), (-800.0, 0.0)):
        found = estimate([1.0], [b], difficulty_se=[0.7])
        assert (found.theta, found.item_variance) == (pytest.approx(moved, abs=1e-3), 0.0)
    far = information(0.0, np.array([-800.0, -40.0, 0.0, 800.0]))
    assert far == pytest.approx([0.0, 0.0, 0.25, 0.0])
    assert person_fit([1, 0], [800.0, -900.0], 0.0) is None


def test_that_one_person_or_one_item_is_calibrated_by_the_bands_and_nobody_changes_nothing():
    one = calibrate(Answers.of_matrix([[1, 0, 1]]), Priors.of([0.0, 0.0, 0.0]), sd=1.0)
    assert one.converged and (one.difficulty[1] > 0 > one.difficulty[0])
    assert np.isfinite(calibrate(Answers.of_matrix([[1], [0], [1]]), Priors.of([0.0]), sd=1.0).difficulty_se).all()
    same = calibrate(Answers.of_matrix([[1, 1], [0, 1], [1, 1]]), Priors.of([0.0, 0.0]), sd=1.0)
    nobody = Answers.of([], [], [], people=0, items=2)
    assert abilities(nobody, same).reliability is None
    assert item_fit(nobody, same).infit.tolist() == [1.0, 1.0]


def test_that_fit_of_steep_items_at_the_ends_of_the_grid_stays_finite():
    found = calibrate(SMALL, Priors.of([0.0, 0.0]), sd=1.0)
    steep = replace(found, slope=np.array([8.0, 8.0]), difficulty=np.array([-6.0, 6.0]))
    fit = item_fit(SMALL, steep)
    assert np.isfinite([fit.infit, fit.outfit, fit.z]).all()
