from dataclasses import dataclass
from datetime import datetime

from lms.people.models import Person
from quizzes.delivery.admission import frozen, waits_until
from quizzes.delivery.models import Attempt, Outcome, Quiz
from quizzes.delivery.policy import complete
from quizzes.delivery.selectors.attempts import state_of
from quizzes.delivery.selectors.disclosure import promised
from quizzes.delivery.selectors.extensions import extra_of
from quizzes.delivery.selectors.reviews import percent
from quizzes.delivery.windows import window_of


@dataclass(frozen=True)
class Result:
    """One finished attempt in one line."""

    attempt: Attempt
    percent: int
    passed: bool


@dataclass(frozen=True)
class StartPage:
    """What a person is told before a quiz. `minutes` and `attempts_left` are None without a limit; `opens_at` and
    `closes_at` are the person's own window, `again_at` the end of the wait; `may_start` is False when the quiz is
    closed, outside the window, or the attempts are used up. `feedback` is the policy, "never" for a readiness test."""

    open_attempt: Attempt | None
    passed: bool
    attempts_left: int | None
    minutes: int | None
    extra_minutes: int
    items: int
    wanted: int
    feedback: str
    layout: str
    navigation: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_before: bool
    is_over: bool
    again_at: datetime | None
    results: list[Result]
    may_start: bool


def start_page(person: Person, quiz: Quiz, now: datetime) -> StartPage:
    """Six queries, whatever the number of attempts."""
    state = state_of(person, quiz, now)
    extra = extra_of(person, quiz, now)
    rules = complete(state.open_attempt.rules) if state.open_attempt else frozen(quiz, extra)
    window = window_of(rules, extra)
    previous = state.last_outcome.attempt if state.last_outcome else None
    again = None if state.open_attempt else waits_until(rules, previous)
    again = again if again and now < again else None
    outside = window.is_before(now) or window.is_over(now)
    return StartPage(
        open_attempt=state.open_attempt,
        passed=state.passed,
        attempts_left=state.attempts_left,
        minutes=rules["minutes"],
        extra_minutes=extra.minutes if rules["minutes"] else 0,
        items=sum(quiz.sections.values_list("count", flat=True)),
        wanted=percent(rules["pass_share"]),
        feedback=promised(quiz.purpose, rules["feedback"]),
        layout=rules["layout"],
        navigation=rules["navigation"],
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        is_before=window.is_before(now),
        is_over=window.is_over(now),
        again_at=again,
        results=_results(person, quiz),
        may_start=quiz.open and state.attempts_left != 0 and not outside and again is None,
    )


def _results(person: Person, quiz: Quiz) -> list[Result]:
    """The last ten, newest first."""
    outcomes = Outcome.objects.filter(attempt__person=person, attempt__quiz=quiz, superseded_by=None)
    newest = outcomes.select_related("attempt").order_by("-attempt__number")[:10]
    return [Result(one.attempt, percent(one.share), one.passed) for one in newest]
