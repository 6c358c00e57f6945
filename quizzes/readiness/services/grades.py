"""The life of a mandate's grade: derived from the levels, written only when it says something new."""

from collections.abc import Mapping, Sequence
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
    return _refresh({mandate.person_id: [(mandate, scope)]}, row, now)[0]


def refresh_many_locked(people: Sequence[Person], *, row: ReadinessRule, now: datetime) -> list[ReadinessGrade]:
    """All grades of these people, over every programme that each is enrolled in, under the rule of the day; in as many
    queries as of one, and in the caller's transaction, which has locked the people's rows."""
    return _refresh(hooks.scopes_of_many(people), row, now)


def _refresh(
    pairs: Mapping[int, Sequence[tuple[Mandate, Scope]]], row: ReadinessRule, now: datetime
) -> list[ReadinessGrade]:
    """`pairs` by the person's primary key."""
    if not any(pairs.values()):
        return []
    rule, levels = parse(row.data).grades, level_selectors.current_for(pairs)
    mandates = [mandate for own in pairs.values() for mandate, _scope in own]
    held = {
        (grade.mandate_id, grade.scope_key): grade
        for grade in ReadinessGrade.objects.in_force().filter(mandate__in=mandates)
    }
    found, new, replaced = [], [], []
    for person, own in pairs.items():
        standings = level_selectors.standings(levels.get(person, {}))
        for mandate, scope in own:
            core = scope.core_for(mandate.level)
            grade = grading.grade(standings, covered=scope.covered, core=core, rule=rule)
            last = held.get((mandate.pk, scope.key))
            if last is not None and last.grade == grade and last.rule_id == row.pk:
                found.append(last)
                continue
            new.append(_next(last, mandate, scope.key, grade, row, now))
            if last is not None:
                last.superseded_by = new[-1]
                replaced.append(last)
    ReadinessGrade.objects.bulk_create(new)
    ReadinessGrade.objects.bulk_update(replaced, ["superseded_by"])
    return [*found, *new]


def _next(
    last: ReadinessGrade | None, mandate: Mandate, scope_key: str, grade: str, row: ReadinessRule, now: datetime
) -> ReadinessGrade:
    return ReadinessGrade(
        mandate=mandate,
        scope_key=scope_key,
        rule=row,
        generation=last.generation + 1 if last else 1,
        grade=grade,
        as_of=timezone.localdate(now),
        at=now,
    )
