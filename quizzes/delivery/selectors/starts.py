from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.people.models import Person
from quizzes.delivery.models import Attempt, Outcome, Quiz
from quizzes.delivery.selectors.attempts import state_of
from quizzes.delivery.selectors.extensions import extra_of
from quizzes.delivery.selectors.reviews import percent


@dataclass(frozen=True)
class Result:
    """One finished attempt in one line."""

    attempt: Attempt
    percent: int
    passed: bool


@dataclass(frozen=True)
class StartPage:
    """What a person is told before a quiz. `minutes` and `attempts_left` are None without a limit; `may_start` is False
    when the quiz is closed or the attempts are used up."""

    open_attempt: Attempt | None
    passed: bool
    attempts_left: int | None
    minutes: int | None
    items: int
    wanted: int
    feedback: bool
    results: list[Result]
    may_start: bool


def start_page(person: Person, quiz: Quiz, now: datetime) -> StartPage:
    """Six queries, whatever the number of attempts."""
    state = state_of(person, quiz, now)
    rules: dict[str, Any] = state.open_attempt.rules if state.open_attempt else quiz.policy
    minutes = rules.get("minutes")
    if minutes and not state.open_attempt:
        minutes += extra_of(person, quiz, now).minutes
    return StartPage(
        open_attempt=state.open_attempt,
        passed=state.passed,
        attempts_left=state.attempts_left,
        minutes=minutes,
        items=sum(quiz.sections.values_list("count", flat=True)),
        wanted=percent(rules.get("pass_share", 0)),
        feedback=rules.get("feedback") == "after_attempt" and quiz.purpose != Quiz.Purpose.READINESS,
        results=_results(person, quiz),
        may_start=quiz.open and state.attempts_left != 0,
    )


def _results(person: Person, quiz: Quiz) -> list[Result]:
    """The last ten, newest first."""
    outcomes = Outcome.objects.filter(attempt__person=person, attempt__quiz=quiz, superseded_by=None)
    newest = outcomes.select_related("attempt").order_by("-attempt__number")[:10]
    return [Result(one.attempt, percent(one.share), one.passed) for one in newest]
