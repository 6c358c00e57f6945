"""What docs/explanation/readiness.md claims of the rule, measured again on a smaller scale."""

import re
from io import StringIO

import numpy as np
import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from quizzes.readiness.measuring import measure
from quizzes.readiness.rule import TestRule, parse
from quizzes.readiness.usability import Setting, share_reaching
from quizzes.readiness.usability_of_grades import (
    Conditions,
    _drawn,
    agreement,
    called_ready,
    chances,
    measure_many,
    profile,
)

FILE = settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml"
DOCUMENT = settings.BASE_DIR / "docs/explanation/readiness.md"
DISTANCES = (-1.0, 0.0, 0.5, 1.0, 1.5)


def rule_of_tests() -> TestRule:
    return parse(yaml.safe_load(FILE.read_text(encoding="utf-8"))).test


def documented() -> dict[tuple[int, int, float, int], list[float]]:
    """(level, items, guess, sittings) -> shares, as the table in the document has them."""
    rows = re.findall(r"^\| L(\d) \| (\d+) \| (\d+)% \| (\d) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    return {
        (int(level), int(items), int(guess) / 100, int(sittings)): [float(cell) for cell in cells.split("|")]
        for level, items, guess, sittings, cells in rows
    }


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("distance", [-1.0, 1.0])
def test_the_documented_shares_come_out_again(level: int, distance: float) -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    cuts = data["cuts"]["levels"]
    share = share_reaching(
        Setting(cuts[level] + distance, level),
        cuts=cuts,
        test=parse(data).test,
        people=400,
        rng=np.random.default_rng(11),
    )
    told = documented()[(level, 12, 0.0, 1)][DISTANCES.index(distance)]
    assert share == pytest.approx(told, abs=0.09)  # 3.5 standard errors of 400 people


def test_every_condition_of_the_command_is_documented() -> None:
    assert len(documented()) == 15
    assert all(len(shares) == 5 for shares in documented().values())


@pytest.mark.django_db
def test_the_command_prints_the_table_and_one_summary() -> None:
    out = StringIO()
    call_command("simulate_rule", people=2, seed=1, stdout=out)
    lines = out.getvalue().strip().splitlines()
    assert len([line for line in lines if line.startswith("| L")]) == 15
    assert lines[-1].startswith("rule v1, 2 people a cell")


def test_that_many_people_are_measured_as_one_by_one():
    rng = np.random.default_rng(3)
    test = rule_of_tests()
    bands = np.tile([-0.9, -0.8, 0.0, 0.1, 0.9, 1.2], (40, 1))
    right = (rng.random(bands.shape) < 0.5).astype(float)
    several = measure_many(right, bands, test)
    chance = chances([several], Conditions(cut=0.0, posterior=0.8), test)[:, 0]
    for row, mean, se, above in zip(right, several.theta, several.se, chance, strict=True):
        one = measure(row.tolist(), bands[0].tolist(), cuts={2: 0.0}, test=test)
        assert (mean, se) == pytest.approx((one.theta, one.se), abs=1e-5)
        assert above == pytest.approx(one.probabilities[2], abs=2e-3)


def test_that_a_shared_prior_draws_an_outlier_to_the_others_and_makes_surer():
    test = rule_of_tests()
    bands = np.tile([-0.9, -0.8, 0.0, 0.1, 0.9, 1.2], (1, 1))
    strong, weak = (measure_many(np.full((1, 6), score), bands, test) for score in (1.0, 0.0))
    each = chances([strong, strong, weak], Conditions(cut=0.0, posterior=0.8), test)[0]
    shared = chances([strong, strong, weak], Conditions(cut=0.0, posterior=0.8, shared=0.7), test)[0]
    assert shared[2] > each[2]
    assert shared[0] < each[0]
    alike = chances([strong] * 3, Conditions(cut=0.0, posterior=0.8, shared=0.7), test)[0]
    assert (alike > each[0]).all()
    barely = chances([strong, weak], Conditions(cut=0.0, posterior=0.8, shared=1e-9), test)[0]
    assert barely == pytest.approx(chances([strong, weak], Conditions(cut=0.0, posterior=0.8), test)[0], abs=0.03)


def test_that_who_stands_far_above_is_called_ready_and_who_stands_far_below_is_not():
    rng, test = np.random.default_rng(5), rule_of_tests()
    conditions = Conditions(cut=0.0, posterior=0.8, sittings=3)
    assert called_ready(profile(300, 3, 3.0), conditions, test, rng).mean() > 0.97
    assert called_ready(profile(300, 3, 3.0, low=-2.0), conditions, test, rng).mean() < 0.01
    assert called_ready(profile(300, 3, -2.0), conditions, test, rng).mean() == 0
    one = called_ready(profile(3000, 3, 1.0), Conditions(cut=0.0, posterior=0.8), test, rng).mean()
    assert one == pytest.approx(0.69**3, abs=0.05)  # as the levels have it, one by one


def test_that_agreement_is_told_beyond_chance():
    yes, no = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert agreement(yes, yes) == (1.0, 1.0)
    assert agreement(yes, no) == (0.5, 0.0)
    assert agreement(np.ones(3, dtype=bool), np.ones(3, dtype=bool)) == (1.0, 1.0)


@pytest.mark.django_db
def test_that_the_command_tells_of_the_grade():
    out = StringIO()
    call_command("simulate_rule", people=2, seed=1, grade=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert sum(line.startswith(("| 3 |", "| 11 |", "| 13 |")) for line in lines) == 81
    assert lines[-1].startswith("rule v1, 2 people")


def test_that_a_further_sitting_asks_first_what_the_one_before_did_not():
    before = np.zeros((50, 18), dtype=bool)
    before[:, [0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15]] = True
    drawn = _drawn(before, 4, np.random.default_rng(2))
    assert [sorted(place // 6 for place in row) for row in drawn.tolist()] == [[0] * 4 + [1] * 4 + [2] * 4] * 50
    assert (~np.take_along_axis(before, drawn, axis=1)).sum(axis=1).tolist() == [6] * 50


def test_that_keys_known_by_heart_lift_whoever_sits_again():
    test = rule_of_tests()
    below = profile(1500, 1, -1.0)
    often, again = (
        called_ready(below, Conditions(0.0, 0.8, sittings=3, recalled=one), test, np.random.default_rng(4)).mean()
        for one in (0.0, 0.5)
    )
    assert often < 0.06 < 0.3 < again
