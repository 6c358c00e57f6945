"""How a person stands with a quiz."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.models import Attempt, Outcome, Quiz
from quizzes.delivery.selectors.extensions import extras_of
from quizzes.delivery.windows import Extra


@dataclass(frozen=True)
class QuizState:
    """One person and one quiz. `attempts_left` is None without a limit; an open attempt counts as used and can still be
    finished. `last_outcome` is the result in force of the last finished attempt."""

    open_attempt: Attempt | None
    passed: bool
    attempts_used: int
    attempts_left: int | None
    last_outcome: Outcome | None


def current_outcome(attempt: Attempt) -> Outcome | None:
    """The result in force; None while the attempt is open."""
    return attempt.outcomes.filter(superseded_by=None).first()


def best_passed(person: Person, quiz: Quiz) -> Attempt | None:
    """The attempt with the highest share among those that reached the threshold, one without help first."""
    passed = Outcome.objects.filter(
        attempt__person=person, attempt__quiz=quiz, superseded_by=None, passed=True
    ).select_related("attempt")
    ranked = sorted(passed, key=lambda one: (bool(one.attempt.assisted_by), -one.share, one.attempt.number))
    return ranked[0].attempt if ranked else None


def state_of(person: Person, quiz: Quiz, now: datetime | None = None) -> QuizState:
    return states_of(person, [quiz], now)[quiz.pk]


def attempts_left(person: Person, quiz: Quiz, now: datetime) -> int | None:
    """As in `QuizState`, in two queries; None, without any, where the quiz has no limit."""
    limit = quiz.policy.get("attempts")
    if limit is None:
        return None
    used = Attempt.objects.filter(person=person, quiz=quiz).count()
    return _left(limit, extras_of(person, [quiz], now).get(quiz.pk, Extra()), used)


def states_of(person: Person, quizzes: Collection[Quiz], now: datetime | None = None) -> dict[int, QuizState]:
    """By the quiz's primary key, in two queries."""
    attempts: dict[int, list[Attempt]] = {quiz.pk: [] for quiz in quizzes}
    outcomes: dict[int, list[Outcome]] = {quiz.pk: [] for quiz in quizzes}
    in_force = FilteredRelation("outcomes", condition=Q(outcomes__superseded_by=None))
    taken = Attempt.objects.filter(person=person, quiz__in=quizzes).annotate(in_force=in_force)
    for attempt in taken.select_related("in_force").order_by("number"):  # type: ignore[misc]
        attempts[attempt.quiz_id].append(attempt)
        if outcome := getattr(attempt, "in_force", None):
            outcomes[attempt.quiz_id].append(outcome)
    extras = extras_of(person, quizzes, now or timezone.now())
    return {
        quiz.pk: _state(quiz, attempts[quiz.pk], outcomes[quiz.pk], extras.get(quiz.pk, Extra())) for quiz in quizzes
    }


def _state(quiz: Quiz, attempts: list[Attempt], outcomes: list[Outcome], extra: Extra) -> QuizState:
    limit = quiz.policy.get("attempts")
    return QuizState(
        open_attempt=next((one for one in attempts if one.state == Attempt.State.OPEN), None),
        passed=any(outcome.passed for outcome in outcomes),
        attempts_used=len(attempts),
        attempts_left=None if limit is None else _left(limit, extra, len(attempts)),
        last_outcome=outcomes[-1] if outcomes else None,
    )


def _left(limit: int, extra: Extra, used: int) -> int:
    return max(limit + extra.attempts - used, 0)
