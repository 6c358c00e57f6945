"""A round of the needs survey as the invented cohort would answer it, for the pages and the report to be looked at."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from courses.files.needs_survey import SCALE, SEVERAL, TEXT, questions_of
from courses.models import NeedsRound, Programme
from courses.needs.selectors import people
from courses.needs.services import rounds, sheets
from lms.people.models import Person

ANSWERING = 0.28
"""The share of those asked who answer: enough for figures of each group, few enough to be quick."""
LEFT_OUT = 0.04
WISHES = ("学会在手机上请假", "学会看群众的留言", "不被骗", "学会把字调大", "学会写好一条建议", "看懂预算表")


def fill(*, programme: Programme, seed: int, now: datetime) -> NeedsRound | None:
    """A closed round of those asked, and an open one that waits; nothing where there is a round already, or no
    questionnaire. The closed one, or None."""
    if NeedsRound.objects.exists() or not programme.needs_survey:
        return None
    today = timezone.localdate(now)
    asked = rounds.open_round(
        programme=programme, title="开班前需求调研", starts_on=today, ends_on=today, by=None, now=now
    )
    rng = random.Random(f"{seed}:needs")
    invited = people.invited(programme, today)
    for person in Person.objects.filter(pk__in=invited).order_by("phone_index", "username"):
        if rng.random() < ANSWERING:
            _answer(asked, person, rng, now)
    rounds.close(asked=asked, by=None, now=now)
    rounds.open_round(
        programme=programme,
        title="年中需求调研",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        by=None,
        now=now,
    )
    return asked


def _answer(asked: NeedsRound, person: Person, rng: random.Random, now: datetime) -> None:
    older = rng.random() < 0.5
    answers = {
        question["id"]: _drawn(question, rng, older)
        for question in questions_of(asked.survey)
        if rng.random() > LEFT_OUT
    }
    sheets.save(asked=asked, person=person, parts=range(len(asked.survey["parts"])), answers=answers, now=now)
    sheets.hand_in(asked=asked, person=person, now=now)


def _drawn(question: dict[str, Any], rng: random.Random, older: bool) -> Any:
    """Some options are named more often than others, by those who are older otherwise than by the rest."""
    if question["kind"] == TEXT:
        return rng.choice(WISHES) if rng.random() < 0.4 else ""
    names = [option["id"] for option in question["options"]]
    taste = random.Random(f"{question['id']}:{older}")
    weights = [taste.random() + 0.05 for _ in names]
    if question["kind"] == SEVERAL:
        return [name for name, weight in zip(names, weights, strict=True) if rng.random() < 0.65 * weight]
    if question["kind"] == SCALE:
        weights = [1, 3, 2, 3, 2] if older else [1, 2, 2, 4, 3]
    return rng.choices(names, weights)[0]
