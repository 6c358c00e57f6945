"""Whether a sitting may begin, and by which rules: asked once, before anything is drawn."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.delivery import policy
from quizzes.delivery.models import Attempt, Quiz
from quizzes.delivery.windows import Extra, Window, window_of

GRACE_SECONDS = 60
"""How long after the deadline an answer is still taken: it may have waited in the browser for a network."""


def admit(
    *, quiz: Quiz, extra: Extra, previous: Attempt | None, now: datetime, before_opening: bool = False
) -> tuple[dict[str, Any], Window]:
    """The rules to freeze and the person's window. Refusal, in words for the person, when the quiz is closed or outside
    its window, the attempts are used up or the wait after the previous sitting is not over. `before_opening` lets a
    form be printed ahead of the day."""
    if not quiz.open:
        raise Refusal(_("This quiz is closed at the moment. Please ask the staff of your congress when it opens."))
    rules = frozen(quiz, extra)
    window = window_of(quiz.policy, extra)
    if window.is_before(now) and not before_opening:
        raise Refusal(_("This quiz opens at %(at)s.") % {"at": in_words(window.opens_at)})
    if window.is_over(now):
        raise Refusal(
            _("This quiz closed at %(at)s. Please talk to the staff of your congress.")
            % {"at": in_words(window.closes_at)}
        )
    if rules["attempts"] is not None and (previous.number if previous else 0) >= rules["attempts"]:
        raise Refusal(
            _("All %(count)s attempts at this quiz are used up. Please talk to the staff of your congress.")
            % {"count": rules["attempts"]}
        )
    again = waits_until(rules, previous)
    if again and now < again:
        raise Refusal(
            _("You can take this quiz again from %(at)s. It may help to read the lessons once more until then.")
            % {"at": in_words(again)}
        )
    return rules, window


def frozen(quiz: Quiz, extra: Extra) -> dict[str, Any]:
    """The policy of this moment with what the person was granted, as an attempt keeps it."""
    rules = policy.complete(quiz.policy)
    window = window_of(rules, extra)
    return rules | {
        "attempts": None if rules["attempts"] is None else rules["attempts"] + extra.attempts,
        "minutes": None if rules["minutes"] is None else rules["minutes"] + extra.minutes,
        "opens_at": _written(window.opens_at),
        "closes_at": _written(window.closes_at),
        "extra_minutes": extra.minutes,
        "extra_attempts": extra.attempts,
        "grace_seconds": GRACE_SECONDS,
    }


def waits_until(rules: dict[str, Any], previous: Attempt | None) -> datetime | None:
    """When the next sitting may begin; None for at once."""
    hours = rules.get("wait_hours", 0)
    if not hours or previous is None or previous.submitted_at is None:
        return None
    return previous.submitted_at + timedelta(hours=hours)


def in_words(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _written(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else None
