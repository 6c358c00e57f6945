"""The life of a mandate's grade: derived from the levels, written only when it says something new."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lms.people.models import Mandate, Person
from quizzes.readiness import grading, hooks
from quizzes.readiness.models import ReadinessGrade, ReadinessRule
from quizzes.readiness.rule import parse
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import rules


@transaction.atomic
def refresh(*, mandate: Mandate, scope: Scope, now: datetime) -> ReadinessGrade:
    """The grade in force after this moment. The first one is written even when it says "not assessed"."""
    Person.objects.select_for_update().get(pk=mandate.person_id)
    row = rules.in_force(timezone.localdate(now))
    return _refresh_many(mandate.person, [(mandate, scope)], row, now)[0]


@transaction.atomic
def refresh_of(person: Person, *, now: datetime) -> list[ReadinessGrade]:
    """All grades of one person, over every programme that the person is enrolled in."""
    Person.objects.select_for_update().get(pk=person.pk)
    return refresh_locked(person, row=rules.in_force(timezone.localdate(now)), now=now)


def refresh_locked(person: Person, *, row: ReadinessRule, now: datetime) -> list[ReadinessGrade]:
    """The same under the rule of the day, in the caller's transaction, which has locked the person's row."""
    pairs = hooks.scopes_of(person)
    return _refresh_many(person, pairs, row, now) if pairs else []


def _refresh_many(
    person: Person, pairs: list[tuple[Mandate, Scope]], row: ReadinessRule, now: datetime
) -> list[ReadinessGrade]:
    rule = parse(row.data).grades
    standings = level_selectors.standings(level_selectors.current(person))
    held = {
        (grade.mandate_id, grade.scope_key): grade
        for grade in ReadinessGrade.objects.in_force().filter(mandate__in=[mandate for mandate, _scope in pairs])
    }
    found = []
    for mandate, scope in pairs:
        core = scope.core_for(mandate.level)
        grade = grading.grade(standings, covered=scope.covered, core=core, rule=rule)
        found.append(_keep(held.get((mandate.pk, scope.key)), mandate, scope.key, grade, row, now))
    return found


def _keep(
    last: ReadinessGrade | None, mandate: Mandate, scope_key: str, grade: str, row: ReadinessRule, now: datetime
) -> ReadinessGrade:
    if last is not None and last.grade == grade and last.rule_id == row.pk:
        return last
    new = ReadinessGrade.objects.create(
        mandate=mandate,
        scope_key=scope_key,
        rule=row,
        generation=last.generation + 1 if last else 1,
        grade=grade,
        as_of=timezone.localdate(now),
        at=now,
    )
    if last is not None:
        last.superseded_by = new
        last.save(update_fields=["superseded_by"])
    return new
