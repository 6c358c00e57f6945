"""The starter programme keeps to the framework, and its hours add up."""

from decimal import Decimal

import pytest
from django.conf import settings

from courses.files import reading
from courses.files.plan import ProgrammePlan
from quizzes.framework import source


@pytest.fixture(scope="module")
def starter() -> ProgrammePlan:
    plan, problems = reading.plan_of(settings.BASE_DIR / "courses" / "starter")
    assert not problems.found
    return plan


def test_that_what_is_core_is_what_the_framework_says_and_comes_first(starter):
    said = {one["code"].lower(): one["core"] for area in source.read()["areas"] for one in area["competences"]}
    levels = {"both": ["district", "township"], "district": ["district"], "none": []}
    assert {use.slug: use.core_for for use in starter.uses} == {slug: levels[core] for slug, core in said.items()}
    widths = [len(use.core_for) for use in starter.uses]
    assert widths == sorted(widths, reverse=True)
    assert widths.count(2) == 11
    assert widths.count(1) == 2


def test_that_the_hours_online_are_those_of_the_core_modules_and_enough_with_the_classes(starter):
    district = sum(Decimal(str(use.hours)) for use in starter.uses if "district" in use.core_for)
    township = sum(Decimal(str(use.hours)) for use in starter.uses if "township" in use.core_for)
    assert Decimal(str(starter.hours["online"])) == district
    classes = sum(Decimal(str(hours)) for mode, hours in starter.hours.items() if mode != "online")
    assert township < starter.pass_rule["hours_min"] <= township + classes


def test_that_the_calendar_spreads_the_core_and_leaves_the_end_for_catching_up(starter):
    core = {use.slug for use in starter.uses if use.core_for}
    by_month: dict[str, int] = {}
    for entry in starter.training_plan["calendar"]:
        for _slug in core.intersection(entry["modules"]):
            assert entry["hours"]
            by_month[entry["month"]] = by_month.get(entry["month"], 0) + 1
    assert sum(by_month.values()) == len(core)
    assert max(by_month.values()) <= 2
    assert max(by_month) < "2027-10"
