"""A programme with the starter's needs survey, an open round, and people who answer it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from courses.files import needs_survey
from courses.files.documents import read_yaml
from courses.files.problems import Problems
from courses.models import NeedsRound
from courses.needs.services import rounds, sheets
from lms.people.models import Person
from tests.courses.factories import make_programme

FILE = Path(__file__).parents[2] / "courses" / "starter" / needs_survey.FILE


@lru_cache(maxsize=1)
def survey() -> dict[str, Any]:
    problems = Problems()
    found = needs_survey.read(read_yaml(FILE.read_text(encoding="utf-8"), FILE.name, problems))
    problems.refuse()
    return found


def make_round(**fields: Any) -> NeedsRound:
    """Open for today alone unless the test says otherwise."""
    now = timezone.now()
    said = {
        "title": "培训需求调研",
        "starts_on": timezone.localdate(now),
        "ends_on": timezone.localdate(now),
        "by": None,
    }
    return rounds.open_round(programme=make_programme(needs_survey=survey()), now=now, **said | fields)


def answer(asked: NeedsRound, person: Person, *, hand_in: bool = True, **answers: Any) -> None:
    """Save these answers part by part, and hand in."""
    now = timezone.now()
    for number, part in enumerate(asked.survey["parts"]):
        names = {question["id"] for question in part["questions"]}
        own = {name: value for name, value in answers.items() if name.removesuffix("_other") in names}
        if own:
            sheets.save_part(asked=asked, person=person, part=number, answers=own, now=now)
    if hand_in:
        sheets.hand_in(asked=asked, person=person, now=now)
