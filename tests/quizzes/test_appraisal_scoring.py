"""What the answers of a test say: parts that go together, bands, oddities; and forms that are balanced."""

import random
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
import yaml
from scipy.integrate import dblquad

from quizzes.appraisal import layout, usability
from quizzes.appraisal.layout import PoolItem
from quizzes.appraisal.rule import Rule, parse
from quizzes.appraisal.scoring import Answer, band_of, result_of
from quizzes.appraisal.services import rules
from quizzes.appraisal.usability import Conditions
from quizzes.psychometrics.designs import balanced_forms
from quizzes.psychometrics.person import estimate, information, likelihood
from quizzes.psychometrics.subscores import subscores

RULE = parse(rules.newest())
PRIOR = {"prior_mean": 0.0, "prior_sd": 1.1}


def answers(right: int, of: int = 40, **more: object) -> list[Answer]:
    """The easiest `right` of them right; areas and levels in turn."""
    found = [Answer(0.0, (place % 3 - 1) * 0.9, 0.7, "ABCDEF"[place % 6], "single") for place in range(of)]
    found.sort(key=lambda one: one.difficulty)
    return [replace(one, points=float(place < right), **more) for place, one in enumerate(found)]


def test_that_an_asymptote_of_one_is_the_rasch_model_and_a_lower_one_forgives_slips() -> None:
    scores, hard = [1, 1, 1, 0], [0.5, 0.9, 0.2, -2.0]
    assert estimate(scores, hard, asymptote=1.0).theta == estimate(scores, hard).theta
    assert estimate(scores, hard, asymptote=0.97).theta > estimate(scores, hard).theta
    with pytest.raises(ValueError, match="asymptote"):
        estimate(scores, hard, asymptote=1.2)


def test_that_the_information_is_the_curvature_that_the_likelihood_has_on_average() -> None:
    theta, b, c, h = 0.3, np.array([-0.4, 0.8]), 0.97, 1e-5

    def p(at: float) -> np.ndarray:
        return c / (1 + np.exp(b - at))

    slope = (p(theta + h) - p(theta - h)) / (2 * h)
    assert information(theta, b, c) == pytest.approx(slope**2 / (p(theta) * (1 - p(theta))), rel=1e-6)
    place = 66
    logs = likelihood(np.array([1.0, 0.0]), b, c)[place]
    here = p(-6 + place * 0.1)
    assert logs == pytest.approx([np.log(here[0]), np.log(1 - here[1])])


def test_that_parts_are_the_posterior_means_of_two_correlated_abilities() -> None:
    scores, b, part, rho, sd = [1, 1, 0, 1, 0], [-0.5, 0.4, 0.9, 0.0, 0.3], [0, 0, 0, 1, 1], 0.6, 1.1
    found = subscores(
        scores, b, part, 2, prior_mean=0.2, prior_sd=sd, correlation=rho, difficulty_se=[0.0] * 5, asymptote=1.0
    )

    def density(y: float, x: float) -> float:
        u, v = (x - 0.2) / sd, (y - 0.2) / sd
        prior = np.exp(-(u * u - 2 * rho * u * v + v * v) / (2 * (1 - rho**2)))
        for score, hard, which in zip(scores, b, part, strict=True):
            chance = 1 / (1 + np.exp(hard - (y if which else x)))
            prior *= chance if score else 1 - chance
        return float(prior)

    whole = dblquad(density, -7, 7, -7, 7)[0]
    first = dblquad(lambda y, x: x * density(y, x), -7, 7, -7, 7)[0] / whole
    second = dblquad(lambda y, x: y * density(y, x), -7, 7, -7, 7)[0] / whole
    assert [one.theta for one in found] == pytest.approx([first, second], abs=2e-3)


def test_that_parts_without_correlation_are_estimates_of_their_own() -> None:
    scores, b = [1, 0, 1, 1], [0.1, 0.5, -0.3, 0.9]
    found = subscores(
        scores, b, [0, 0, 1, 1], 3, prior_mean=0.0, prior_sd=1.1, correlation=0.0, difficulty_se=[0.0] * 4
    )
    assert found[0].theta == pytest.approx(estimate(scores[:2], b[:2]).theta, abs=1e-6)
    assert found[1].se == pytest.approx(estimate(scores[2:], b[2:]).se, abs=1e-6)
    assert (found[2].theta, found[2].items) == (pytest.approx(0.0, abs=1e-6), 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": [0, 5]},
        {"scores": [1, 2]},
        {"difficulty_se": [0.1]},
        {"correlation": 1.0},
    ],
)
def test_that_parts_refuse_what_makes_no_sense(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {"scores": [1, 0], "difficulties": [0.0, 0.1], "part": [0, 1], "parts": 2}
    good |= {"prior_mean": 0.0, "prior_sd": 1.0, "correlation": 0.5, "difficulty_se": [0.1, 0.1]}
    with pytest.raises(ValueError, match=r"parts|errors|Scores"):
        subscores(**(good | wrong))  # type: ignore[arg-type]


def test_that_a_strong_result_is_placed_high_and_a_weak_one_low() -> None:
    strong, weak = (result_of(answers(right), RULE, **PRIOR) for right in (33, 7))
    assert strong.theta > 0.9 and weak.theta < -0.9
    assert {area.band for area in strong.areas} <= {"upper", "middle"}
    assert {area.band for area in weak.areas} == {"lower"}


def older(version: int) -> Rule:
    data = files("quizzes.appraisal").joinpath("data", f"rule_v{version}.yaml").read_text(encoding="utf-8")
    return parse(yaml.safe_load(data))


def test_that_all_right_is_the_upper_band_and_all_wrong_the_lower_however_wide_the_error() -> None:
    for right, band in ((40, "upper"), (39, "upper"), (1, "lower"), (0, "lower")):
        found = result_of(answers(right), RULE, **PRIOR)
        assert all(area.se > RULE.areas.max_se for area in found.areas)
        assert {area.band for area in found.areas} == {band}
        assert {area.band for area in result_of(answers(right), older(2), **PRIOR).areas} == {"undecided"}
    helped = result_of(answers(40), RULE, **PRIOR, assisted=True)
    assert {area.band for area in helped.areas} == {"undecided"}


@pytest.mark.parametrize(
    ("items", "se", "low", "high", "band"),
    [
        (6, 0.60, 0.80, 0.10, "middle"),
        (6, 0.61, 0.94, 0.10, "undecided"),
        (6, 0.61, 0.95, 0.94, "middle"),
        (6, 0.61, 1.00, 0.95, "upper"),
        (6, 0.60, 0.20, 0.00, "lower"),
        (6, 0.61, 0.06, 0.00, "undecided"),
        (6, 0.61, 0.04, 0.00, "lower"),
        (5, 0.30, 1.00, 1.00, "undecided"),
    ],
)
def test_that_a_wide_error_calls_for_more_certainty(items: int, se: float, low: float, high: float, band: str) -> None:
    assert band_of(items, se, low, high, RULE.areas) == band
    if se > RULE.areas.max_se:
        assert band_of(items, se, low, high, older(1).areas) == "undecided"


def test_that_the_rule_in_force_places_more_areas_than_the_one_before_and_no_more_wrongly() -> None:
    forms = usability.forms_of(RULE, 4)
    assert [np.bincount(forms.area[form]).tolist() for form in forms.of[:2]] == [[6, 6, 8, 8, 6, 6]] * 2
    judged = {"before": older(2).areas, "now": RULE.areas}
    found = usability.place(judged, Conditions(0.7), rule=RULE, forms=forms, people=150, rng=np.random.default_rng(8))
    before, now = found["before"], found["now"]
    assert before.areas == now.areas == 900 and before.beyond == 0
    assert now.placed == before.placed + now.beyond and now.beyond > 0
    assert now.wrongly / now.placed < before.wrongly / before.placed < 0.15


def test_that_an_area_of_five_items_is_never_placed() -> None:
    few = [one for one in answers(33) if one.area != "A"] + [one for one in answers(33) if one.area == "A"][:5]
    found = result_of(few, RULE, **PRIOR)
    assert found.areas[0].items == 5 and found.areas[0].band == "undecided"


def test_that_a_middling_result_near_a_border_is_not_placed() -> None:
    found = result_of(answers(15), RULE, **PRIOR)
    assert {area.band for area in found.areas} == {"undecided"}


def test_that_hard_ones_right_and_easy_ones_wrong_look_odd() -> None:
    honest = answers(22)
    odd = [replace(one, points=1 - one.points) for one in honest]
    assert result_of(honest, RULE, **PRIOR).signs == ()
    assert result_of(odd, RULE, **PRIOR).signs == ("fit",)


def test_that_many_answers_within_three_seconds_look_odd_and_unknown_times_do_not() -> None:
    quick = [replace(one, seconds=1.5 if place % 5 == 0 else 30.0) for place, one in enumerate(answers(22))]
    assert result_of(quick, RULE, **PRIOR).signs == ("rapid",)
    assert result_of(answers(22), RULE, **PRIOR).rapid is None


def test_that_the_scale_goes_from_two_to_eight_hundred() -> None:
    assert [RULE.scale.points(theta) for theta in (-9.0, 0.0, 0.25, 9.0)] == [200, 500, 525, 800]


def test_that_forms_use_the_items_of_a_stratum_equally_often_after_any_number() -> None:
    stratum = np.repeat(np.arange(5), [8, 9, 8, 7, 12])
    forms = balanced_forms(stratum, np.arange(len(stratum)) % 3, [2, 2, 2, 2, 3], 60, np.random.default_rng(7))
    for many in (7, 31, 60):
        used = np.bincount(forms[:many].ravel(), minlength=len(stratum))
        spread = [used[stratum == one].max() - used[stratum == one].min() for one in range(5)]
        assert max(spread) <= 1
    assert all(len(set(form)) == 11 for form in forms.tolist())


def test_that_pairs_of_items_meet_more_evenly_than_by_chance() -> None:
    stratum, rng = np.repeat(np.arange(10), 8), np.random.default_rng(3)
    level = np.arange(80) % 3
    planned = balanced_forms(stratum, level, [2] * 10, 60, rng)
    drawn = np.array(
        [np.concatenate([rng.choice(np.flatnonzero(stratum == one), 2, replace=False) for one in range(10)])
         for _ in range(60)]
    )  # fmt: skip

    def scatter(forms: np.ndarray) -> float:
        met = np.zeros((80, 80))
        for form in forms:
            met[np.ix_(form, form)] += 1
        apart = stratum[:, None] != stratum[None, :]
        return float(met[apart].var())

    assert scatter(planned) < 0.8 * scatter(drawn)


def test_that_a_stratum_without_items_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        balanced_forms([0, 0, 1], [1, 1, 1], [1, 2], 1, np.random.default_rng(1))


def pool(sizes: dict[str, int]) -> list[PoolItem]:
    numbers = iter(range(1, 1000))
    return [PoolItem(next(numbers), code, place % 3 + 1) for code, size in sizes.items() for place in range(size)]


def test_that_pilot_items_come_from_the_largest_competences_and_a_second_form_is_apart() -> None:
    items = pool({"A1": 12, "A2": 8, "A3": 8, "B1": 9, "B2": 9, "B3": 9})
    found = layout.plan(items, RULE.form, random.Random(1))
    assert Counter(one.competence for one in found.pilots)["A1"] >= 2
    forms = layout.forms(found, 20, 5)
    for first, second in zip(forms["forms"], forms["second"], strict=True):
        assert not {*first["scored"], *first["pilot"]} & {*second["scored"], *second["pilot"]}
        assert len(first["scored"]) == len(second["scored"]) == found.length


def test_that_the_same_seed_makes_the_same_forms() -> None:
    found = layout.plan(pool({"A1": 12, "B1": 12}), RULE.form, random.Random(1))
    assert layout.forms(found, 5, 9) == layout.forms(found, 5, 9)
    assert layout.forms(found, 5, 9) != layout.forms(found, 5, 10)


def test_that_items_a_calibration_does_not_know_are_tried_out_first() -> None:
    items = [replace(one, known=one.pk % 6 != 0) for one in pool({"A1": 12, "B1": 12, "C1": 12, "D1": 12})]
    found = layout.plan(items, RULE.form, random.Random(1))
    assert found.pilots and not any(one.known for one in found.pilots)


def test_that_parts_have_twelve_items_at_most_and_are_about_as_long() -> None:
    places = layout.lay_out({"scored": list(range(30)), "pilot": [98, 99]}, [100, 101, 102], 12, random.Random(1))
    assert sorted(Counter(one.sitting for one in places).values()) == [11, 12, 12]
    assert [one.part for one in places[:3]] == ["practice"] * 3
