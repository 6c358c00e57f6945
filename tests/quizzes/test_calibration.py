"""The calibration, checked in five ways: derivatives, identities, simulation, extremes, refusals. Other people's numbers
are in tests/acceptance."""

import numpy as np
import pytest
from scipy.stats import kstest

from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.answers import Answers
from quizzes.psychometrics.calibration import CannotCalibrate, Priors, calibrate
from quizzes.psychometrics.fit import item_fit
from quizzes.psychometrics.marginal import Layout, Point, cells, expected, gradient, information
from quizzes.psychometrics.person import estimate


def answers_of(theta, b, rng, slope=1.0, share=1.0):
    """Simulated answers; each item is asked with the chance `share`."""
    x = (rng.random((len(theta), len(b))) < 1 / (1 + np.exp(-slope * (theta[:, None] - b)))).astype(float)
    x[rng.random(x.shape) > share] = np.nan
    return x


def small(seed=3, people=60, items=7, share=0.7):
    rng = np.random.default_rng(seed)
    return answers_of(rng.normal(0.2, 1.1, people), rng.normal(0, 0.8, items), rng, share=share)


LAYOUTS = {
    "rasch": Layout(7, np.array([], dtype=int), True, True),
    "fixed population": Layout(7, np.array([], dtype=int), False, False),
    "mixed": Layout(7, np.array([1, 4]), True, True),
    "2pl": Layout(7, np.arange(7), False, False),
}
SOME = Point(
    np.array([-1.0, 0.3, 0.1, 1.4, -0.5, 0.0, 2.0]), np.array([1.0, 0.7, 1.0, 1.0, 1.6, 1.0, 1.0]), mean=0.3, sd=1.2
)

# Derivatives


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("table", ["asked by design", "everybody alike", "partial credit"])
def test_that_the_derivatives_are_those_of_the_likelihood(name, table):
    layout = LAYOUTS[name]
    matrix = small(share=0.7 if table == "asked by design" else 1.0)
    matrix[matrix == 1] = 0.5 if table == "partial credit" else 1.0
    data = cells(Answers.of_matrix(matrix), layout.free)

    def look(step):
        point = layout.moved(SOME, step)
        now = expected(data, layout, point)
        return now.log_likelihood, gradient(data, layout, point, now), information(data, layout, point, now)

    _height, first, second = look(np.zeros(layout.size))
    h = 1e-5
    steps = h * np.eye(layout.size)
    numerical = [(look(step)[0] - look(-step)[0]) / (2 * h) for step in steps]
    assert first == pytest.approx(numerical, abs=2e-5)
    curvature = np.array([(look(step)[1] - look(-step)[1]) / (2 * h) for step in steps])
    assert second == pytest.approx(-curvature, abs=2e-5)
    assert second == pytest.approx(second.T, abs=1e-9)


def test_that_the_fit_ends_where_the_slope_vanishes():
    answers, priors = Answers.of_matrix(small()), Priors.of(np.zeros(7))
    found = calibrate(answers, priors, mean=None)
    data, point = cells(answers, found.layout.free), found.point
    slope = gradient(data, found.layout, point, expected(data, found.layout, point))
    slope[:7] -= priors.precision * found.difficulty
    assert found.converged
    assert np.abs(slope).max() < 1e-6


# Identities


def test_that_the_likelihood_is_the_sum_over_people_one_by_one():
    matrix, layout = small(), LAYOUTS["mixed"]
    data = cells(Answers.of_matrix(matrix), layout.free)
    p, total = SOME.probability, 0.0
    for row in matrix:
        asked = ~np.isnan(row)
        likelihood = np.where(row[asked, None] == 1, p[asked], 1 - p[asked]).prod(axis=0)
        total += np.log(likelihood @ np.exp(SOME.log_weights))
    assert expected(data, layout, SOME).log_likelihood == pytest.approx(total)


def test_that_neither_the_order_of_people_nor_of_items_matters_nor_people_without_answers():
    matrix = small()
    bands = np.linspace(-1, 1, 7)
    found = calibrate(Answers.of_matrix(matrix), Priors.of(bands), mean=None)
    turned = np.vstack([matrix[::-1, ::-1], np.full((2, 7), np.nan)])
    other = calibrate(Answers.of_matrix(turned), Priors.of(bands[::-1]), mean=None)
    assert other.difficulty[::-1] == pytest.approx(found.difficulty, abs=1e-6)
    assert other.difficulty_se[::-1] == pytest.approx(found.difficulty_se, abs=1e-6)
    assert other.people == found.people


def test_that_moving_every_band_moves_the_whole_scale():
    answers, bands = Answers.of_matrix(small()), np.linspace(-1, 1, 7)
    found = calibrate(answers, Priors.of(bands), mean=None)
    moved = calibrate(answers, Priors.of(bands + 0.5), mean=None)
    assert moved.difficulty - found.difficulty == pytest.approx(0.5, abs=1e-4)
    assert moved.mean - found.mean == pytest.approx(0.5, abs=1e-4)
    assert (moved.sd, moved.log_likelihood) == pytest.approx((found.sd, found.log_likelihood), abs=1e-3)


def test_that_the_bands_hold_the_scale():
    bands = np.linspace(-1, 1, 7)
    found = calibrate(Answers.of_matrix(small()), Priors.of(bands), mean=None)
    assert (found.difficulty - bands).sum() == pytest.approx(0, abs=1e-5)


def test_that_an_item_without_answers_keeps_its_band():
    matrix = small()
    matrix[:, 2] = np.nan
    bands = np.full(7, 0.4)
    found = calibrate(Answers.of_matrix(matrix), Priors.of(bands), mean=0.0)
    assert (found.difficulty[2], found.difficulty_se[2]) == pytest.approx((0.4, 0.7), abs=1e-6)
    assert found.per_item[2] == 0
    fit = item_fit(Answers.of_matrix(matrix), found)
    assert (fit.infit[2], fit.outfit[2], fit.z[2]) == (1, 1, 0)


def test_that_everybody_is_measured_as_one_by_one():
    matrix = small()
    matrix[3] = np.nan
    answers = Answers.of_matrix(matrix)
    found = calibrate(answers, Priors.of(np.zeros(7)), mean=None)
    people = abilities(answers, found)
    for row, theta, se, extra in zip(matrix, people.theta, people.se, people.item_variance, strict=True):
        asked = ~np.isnan(row)
        one = estimate(
            row[asked], found.difficulty[asked], found.mean, found.sd, difficulty_se=found.difficulty_se[asked]
        )
        assert (theta, se, extra) == pytest.approx((one.theta, one.se, one.item_variance), abs=1e-9)
    assert 0 < people.reliability < 1


# Simulation


def test_that_difficulties_population_and_abilities_are_recovered_with_honest_errors():
    rng = np.random.default_rng(20261127)
    theta, b = rng.normal(0.2, 1.1, 2000), rng.normal(0, 0.8, 40)
    answers = Answers.of_matrix(answers_of(theta, b, rng, share=0.5))
    found = calibrate(answers, Priors.of(b + rng.normal(0, 0.7, 40)), mean=None)
    off = found.difficulty - b
    assert (off - off.mean()).std() < 0.09  # 1000 answers an item: 0.075
    assert abs(off.mean()) < 3 * 0.7 / np.sqrt(40)  # the scale hangs on the bands
    assert found.sd == pytest.approx(1.1, abs=3 * found.sd_se)
    assert found.mean == pytest.approx(0.2, abs=3 * found.mean_se)
    assert found.mean_se == pytest.approx(0.7 / np.sqrt(40), rel=0.1)
    people = abilities(answers, found)
    inside = np.abs(people.theta - theta) < 1.96 * people.se
    assert inside.mean() == pytest.approx(0.95, abs=0.015)


def test_that_a_slope_that_is_freed_is_found_and_the_others_stay_at_one():
    rng = np.random.default_rng(5)
    theta, b = rng.normal(0, 1, 3000), np.linspace(-1.5, 1.5, 12)
    slope = np.ones(12)
    slope[[2, 7]] = (0.5, 1.8)
    answers = Answers.of_matrix(answers_of(theta, b, rng, slope=slope))
    found = calibrate(answers, slopes=[2, 7])
    assert found.slope[[2, 7]] == pytest.approx([0.5, 1.8], abs=0.25)
    assert np.abs(found.slope[[2, 7]] - (0.5, 1.8)).max() < 3 * found.slope_se.max()
    assert set(np.delete(found.slope, [2, 7])) == {1.0}
    assert np.delete(found.slope_se, [2, 7]).sum() == 0
    alone = item_fit(answers, calibrate(answers))
    assert alone.z[2] > 5  # flatter than the model: answers scatter
    assert alone.z[7] < -5
    assert np.abs(item_fit(answers, found).z).max() < 3


def test_that_the_fit_of_items_that_follow_the_model_is_standard_normal():
    rng = np.random.default_rng(8)
    z, mean_squares = [], []
    for _round in range(40):
        answers = Answers.of_matrix(answers_of(rng.normal(0, 1.1, 300), rng.normal(0, 0.8, 20), rng, share=0.6))
        fit = item_fit(answers, calibrate(answers))
        z.extend(fit.z)
        mean_squares.append((fit.infit.mean(), fit.outfit.mean()))
    assert np.mean(mean_squares, axis=0) == pytest.approx([1, 1], abs=0.01)
    assert 0.7 < np.std(z) < 1.05  # a little conservative
    assert kstest(np.array(z) / np.std(z), "norm").pvalue > 0.001


# Extremes


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_that_bands_give_a_result_where_all_are_right_or_all_wrong(score):
    answers = Answers.of_matrix(np.full((20, 4), score))
    found = calibrate(answers, Priors.of(np.zeros(4)), sd=1.1)
    people = abilities(answers, found)
    fit = item_fit(answers, found)
    for values in (found.difficulty, found.difficulty_se, people.theta, people.se, fit.infit, fit.outfit, fit.z):
        assert np.isfinite(values).all()
    assert found.converged
    assert ((found.difficulty < 0) == (score == 1)).all()
    assert ((people.theta > 0) == (score == 1)).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (30, 1)])
def test_that_one_person_or_one_item_gives_a_result_with_a_wide_error(shape):
    matrix = np.ones(shape)
    matrix.flat[::2] = 0
    answers = Answers.of_matrix(matrix)
    found = calibrate(answers, Priors.of(np.zeros(shape[1])), sd=1.1)
    assert found.converged
    assert np.isfinite(found.difficulty).all()
    assert (found.difficulty_se > 0).all()
    assert (found.difficulty_se < 0.7).all()
    assert abilities(answers, found).reliability is None or shape[0] > 1


def test_that_a_constant_column_with_a_band_is_drawn_to_it():
    matrix = small()
    matrix[:, 0] = 1
    found = calibrate(Answers.of_matrix(matrix), Priors.of(np.zeros(7)), mean=0.0)
    assert -3 < found.difficulty[0] < -1
    assert found.difficulty_se[0] > found.difficulty_se[1]


def test_that_nobody_at_all_has_no_ability():
    answers = Answers.of_matrix(small())
    found = calibrate(answers)
    nobody = Answers.of([], [], [], people=0, items=7)
    assert abilities(nobody, found).theta.shape == (0,)
    assert abilities(nobody, found).reliability is None


# What is refused


def refusal(matrix, *args, **more):
    with pytest.raises(CannotCalibrate) as caught:
        calibrate(Answers.of_matrix(matrix), *args, **more)
    return caught.value.reason, caught.value.item


def test_that_what_the_answers_do_not_determine_is_refused_by_name():
    good, constant, unanswered = small(), small(), small()
    constant[:, 3], unanswered[:, 5] = 1, np.nan
    assert refusal(np.full((3, 2), np.nan)) == ("nobody", None)
    assert refusal(np.zeros((0, 2))) == ("nobody", None)
    assert refusal(constant) == ("constant", 3)
    assert refusal(constant, Priors.of(np.zeros(7)), slopes=[3], for_a_slope=10) == ("constant", 3)
    assert refusal(unanswered) == ("unanswered", 5)
    assert refusal(good, slopes=[2]) == ("few", 2)
    assert refusal(good, mean=None) == ("origin", None)
    assert refusal(np.ones((9, 7)), Priors.of(np.zeros(7)), mean=None, sd=1.0) == ("extreme", None)
    assert refusal(np.ones((9, 7)), Priors.of(np.zeros(7))) == ("spread", None)
    assert refusal(good, slopes=range(7), for_a_slope=10) == ("unit", None)
    assert refusal(good[:1], Priors.of(np.zeros(7))) == ("spread", None)
    assert refusal(np.tile([[1.0, 0.0]], (40, 1)), Priors.of([0.0, 0.0])) == ("spread", None)


@pytest.mark.parametrize(
    ("person", "item", "scores"),
    [([0], [0], [2]), ([0], [0], [-0.1]), ([0], [0], [np.nan]), ([0, 0], [1, 1], [1, 0]), ([5], [0], [1]),
     ([0], [9], [1]), ([-1], [0], [1]), ([0, 1], [0], [1])],
)  # fmt: skip
def test_that_a_table_in_disorder_is_refused(person, item, scores):
    with pytest.raises(ValueError):
        Answers.of(person, item, scores, people=2, items=3)


def test_that_a_flat_list_is_no_table():
    with pytest.raises(ValueError):
        Answers.of_matrix([1, 0, 1])
