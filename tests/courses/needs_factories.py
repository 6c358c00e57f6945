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
    """Save these answers, the other questions of their parts empty, and hand in."""
    now = timezone.now()
    parts = [
        number
        for number, part in enumerate(asked.survey["parts"])
        if {question["id"] for question in part["questions"]} & {name.removesuffix("_other") for name in answers}
    ]
    sheets.save(asked=asked, person=person, parts=parts, answers=answers, now=now)
    if hand_in:
        sheets.hand_in(asked=asked, person=person, now=now)
