"""The facts about everybody without a result, read at once: sets and sums by person, one query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from courses.models import Lesson, LessonProgress, Module, ModuleCompletion, Programme
from courses.selectors import hours
from quizzes.models import Attempt, Extension, Observation, Outcome, Quiz

Key = tuple[int, int]  # (person, module | quiz | task)


@dataclass(frozen=True)
class Use:
    """A module in the programme."""

    module: Module
    core_for: frozenset[str]
    lessons: int

    @property
    def quiz(self) -> Quiz | None:
        return self.module.assessment_quiz


@dataclass(frozen=True)
class Facts:
    """`active`: who opened a lesson, sat an assessment or did a task. `sitting`: an attempt is open."""

    uses: Sequence[Use]
    finished: frozenset[Key]
    lessons: dict[Key, int]
    attempts: dict[Key, int]
    sitting: frozenset[Key]
    passed: frozenset[Key]
    extras: dict[Key, int]
    observed: frozenset[Key]
    hours: dict[int, Decimal]
    active: frozenset[int]


def read(programme: Programme, people: Any, today: date) -> Facts:
    """The facts of these people (a subquery of ids)."""
    uses = _uses(programme)
    modules = [use.module.pk for use in uses]
    quizzes = [use.quiz.pk for use in uses if use.quiz]
    tasks = [use.module.task_id for use in uses if use.module.task_id]
    progress = LessonProgress.objects.filter(person__in=people, lesson__module__in=modules).order_by()
    attempts = Attempt.objects.filter(person__in=people, quiz__in=quizzes).order_by()
    tried = {
        (person, quiz): number
        for person, quiz, number in attempts.values_list("person_id", "quiz_id").annotate(number=Count("pk"))
    }
    observed = Observation.objects.filter(person__in=people, task__in=tasks).order_by()
    tasks_seen = list(observed.values_list("person_id", "task_id", "passed"))
    opened = set(progress.values_list("person_id", flat=True).distinct())
    return Facts(
        uses=uses,
        finished=_pairs(ModuleCompletion.objects.filter(person__in=people, module__in=modules), "module_id"),
        lessons={
            (person, module): number
            for person, module, number in progress.filter(done_at__isnull=False, lesson__retired=False)
            .values_list("person_id", "lesson__module_id")
            .annotate(number=Count("pk"))
        },
        attempts=tried,
        sitting=_pairs(attempts.filter(state=Attempt.State.OPEN), "quiz_id"),
        passed=frozenset(
            Outcome.objects.filter(
                attempt__person__in=people, attempt__quiz__in=quizzes, superseded_by__isnull=True, passed=True
            ).values_list("attempt__person_id", "attempt__quiz_id")
        ),
        extras={
            (person, quiz): number
            for person, quiz, number in Extension.objects.filter(person__in=people, quiz__in=quizzes, until__gte=today)
            .order_by()
            .values_list("person_id", "quiz_id")
            .annotate(number=Sum("extra_attempts"))
        },
        observed=frozenset((person, task) for person, task, passed in tasks_seen if passed),
        hours=hours.totals(programme),
        active=frozenset(opened | {person for person, _quiz in tried} | {person for person, _t, _p in tasks_seen}),
    )


def _uses(programme: Programme) -> list[Use]:
    rows = programme.programme_modules.select_related("module__assessment_quiz", "module__task").order_by("order", "pk")
    modules = [row.module_id for row in rows]
    counted = Lesson.objects.filter(module__in=modules, retired=False).order_by()
    lessons = dict(counted.values_list("module_id").annotate(number=Count("pk")))
    return [Use(row.module, frozenset(row.core_for), lessons.get(row.module_id, 0)) for row in rows]


def _pairs(rows: Any, column: str) -> frozenset[Key]:
    return frozenset(rows.order_by().values_list("person_id", column))
