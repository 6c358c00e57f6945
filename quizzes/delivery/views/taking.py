"""The pages of a sitting under way: one item, all items, the choice between two answers."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from quizzes.delivery.many import prefix, widget_of
from quizzes.delivery.models import Attempt, Quiz
from quizzes.delivery.selectors.reviews import seen_line
from quizzes.delivery.selectors.sittings import Line, Sitting, in_words
from quizzes.delivery.services import attempts
from quizzes.delivery.services.attempts import Conflict

HELD = {"csrfmiddlewaretoken", "client_id", "based_on", "position"}
"""What the page of the choice says anew."""


def item_address(attempt: Attempt, position: int) -> str:
    address = reverse("quizzes:take", args=[attempt.uuid])
    if attempt.on_one_page:
        return f"{address}#{prefix(position)}item"
    return f"{address}?{urlencode({'item': position})}"


class Clock(NamedTuple):
    """What a sitting with a deadline shows of the time, in words of the site's zone; only the server's clock counts."""

    seconds: int
    """That are left."""
    minutes: int | None
    """That are left; not told where it ends on another day."""
    ends: str
    now: str
    now_to_the_second: str


def clock_of(deadline: datetime, now: datetime) -> Clock:
    left = max(int((deadline - now).total_seconds()), 0)
    here, ends = timezone.localtime(now), timezone.localtime(deadline)
    today = ends.date() == here.date()
    day = "" if today else f"{ends.month}月{ends.day}日 "
    return Clock(left, left // 60 if today else None, f"{day}{ends:%H:%M}", f"{here:%H:%M}", f"{here:%H:%M:%S}")


class Turn(NamedTuple):
    """Which ways lead on from an item: all that the buttons of its page depend on."""

    is_last: bool
    goes_back: bool
    answers: bool
    """Whether the item still takes an answer; the rest is about such an item only."""
    checks: bool
    only_forward: bool
    pauses: bool
    is_helped: bool


def turn_of(sitting: Sitting, line: Line, seen: bool) -> Turn:
    attempt = sitting.attempt
    forward = attempt.only_forward
    return Turn(
        is_last=line.position == sitting.total,
        goes_back=line.position > 1 and not forward,
        answers=not seen,
        checks=not seen and attempt.shows_each,
        only_forward=not seen and forward,
        pauses=not seen and attempt.quiz.purpose == Quiz.Purpose.READINESS and attempt.deadline is None,
        is_helped=bool(attempt.assisted_by),
    )


def frame(sitting: Sitting, now: datetime, address: str = "") -> dict[str, Any]:
    """What every page of the sitting tells: the quiz, how far one is, the server's clock. `address` is where to come
    back to; without one it is the sitting's."""
    attempt = sitting.attempt
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "sitting": sitting,
        "is_timed": attempt.deadline is not None,
        "clock": clock_of(attempt.deadline, now) if attempt.deadline else None,
        "address": address or reverse("quizzes:take", args=[attempt.uuid]),
    }


def item_page(
    request: HttpRequest, sitting: Sitting, line: Line, now: datetime, problem: str = "", sent: QueryDict | None = None
) -> HttpResponse:
    """One item; with its explanation instead of its form where that was asked for."""
    seen = seen_line(sitting.attempt, line.position, now) if line.lock == "seen" else None
    context = frame(sitting, now, item_address(sitting.attempt, line.position)) | {
        "line": line,
        "body": line.body,
        "widget": line.widget(sent),
        "marks": sitting.marks(line.position),
        "seen": seen,
        "turn": turn_of(sitting, line, seen is not None),
        "problem": problem,
        "client_id": str(uuid4()),
    }
    return render(request, "quizzes/delivery/attempt_take.html", context, status=400 if problem else 200)


def all_page(
    request: HttpRequest,
    sitting: Sitting,
    now: datetime,
    problems: dict[int, str] | None = None,
    sent: dict[int, QueryDict] | None = None,
) -> HttpResponse:
    """All items in one form. `problems` and `sent` by position: what could not be stored, and why."""
    problems, sent = problems or {}, sent or {}
    kinds = {line.kind.name: line.kind for line in sitting.lines}.values()
    context = frame(sitting, now) | {
        "rows": [
            {
                "line": line,
                "prefix": prefix(line.position),
                "widget": widget_of(line, sent.get(line.position)),
                "problem": problems.get(line.position, ""),
                "client_id": uuid4(),
            }
            for line in sitting.lines
        ],
        "scripts": list(dict.fromkeys(script for kind in kinds for script in kind.scripts)),
        "styles": list(dict.fromkeys(style for kind in kinds for style in kind.styles)),
        "problem": bool(problems),
    }
    return render(request, "quizzes/delivery/attempt_all.html", context, status=400 if problems else 200)


def choice_page(
    request: HttpRequest, sitting: Sitting, line: Line, conflict: Conflict, sent: QueryDict, after: str
) -> HttpResponse:
    """Two devices answered differently; the person chooses. `sent` is what belongs to this item."""
    presented = conflict.current.presented
    context = {
        "attempt": sitting.attempt,
        "line": line,
        "current": conflict.current,
        "theirs": in_words(presented, conflict.current.payload),
        "mine": in_words(presented, conflict.payload),
        "fields": [(name, value) for name in sent if name not in HELD for value in sent.getlist(name)],
        "client_id": uuid4(),
        "next": after,
    }
    return render(request, "quizzes/delivery/attempt_choice.html", context, status=409)


def over(attempt: Attempt, now: datetime) -> HttpResponse:
    """The time is up or it was handed in: to the result."""
    attempts.close_if_overdue(attempt=attempt, now=now)
    return redirect("quizzes:review", attempt.uuid)
