"""Levels in force, now or at an earlier moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from lms.people.models import Person
from quizzes.readiness.grading import Standing
from quizzes.readiness.models import LevelDecision

BATCH = 2000
Levels = dict[str, LevelDecision]


def current(person: Person) -> Levels:
    """code -> the decision in force, with competence. One query."""
    return {decision.competence.code: decision for decision in _rows(LevelDecision.objects.in_force(), [person.pk])}


def current_for(people: "QuerySet[Person] | Iterable[Person | int]") -> dict[int, Levels]:
    """person's primary key -> code -> decision; whoever has none is left out. One query for a queryset, one per two
    thousand people of a list."""
    return _of_people(LevelDecision.objects.in_force(), people)


def as_of(people: "QuerySet[Person] | Iterable[Person | int]", moment: datetime) -> dict[int, Levels]:
    """The same, as it stood at that moment, whatever came later."""
    return _of_people(LevelDecision.objects.in_force_at(moment), people)


def standings(levels: Mapping[str, LevelDecision]) -> dict[str, Standing]:
    """The same levels in the shape that the grading functions take."""
    return {code: Standing(row.level, row.state, row.measured) for code, row in levels.items()}


def _of_people(
    decisions: QuerySet[LevelDecision], people: "QuerySet[Person] | Iterable[Person | int]"
) -> dict[int, Levels]:
    found: dict[int, Levels] = {}
    for batch in _batches(people):
        for decision in _rows(decisions, batch):
            found.setdefault(decision.person_id, {})[decision.competence.code] = decision
    return found


def _rows(decisions: QuerySet[LevelDecision], people: "QuerySet[Person] | list[int]") -> QuerySet[LevelDecision]:
    return decisions.filter(person__in=people).select_related("competence").order_by("pk")


def _batches(people: "QuerySet[Person] | Iterable[Person | int]") -> "Iterable[QuerySet[Person] | list[int]]":
    if isinstance(people, QuerySet) and not people.query.is_sliced:
        yield people.order_by().values("pk")  # type: ignore[misc]
        return
    keys = iter([person if isinstance(person, int) else person.pk for person in people])
    while batch := list(islice(keys, BATCH)):
        yield batch
