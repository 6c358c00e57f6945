"""What a form of a sitting sends when no script runs: stored item by item, then on to where the person wants."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from quizzes.delivery.forms import read_answer
from quizzes.delivery.many import part_of
from quizzes.delivery.models import Attempt, Response
from quizzes.delivery.selectors.sittings import Line, Sitting
from quizzes.delivery.services import attempts, locks
from quizzes.delivery.services.attempts import Conflict, Outrun, Saved, Sent
from quizzes.delivery.views.sittings import number, this_browser
from quizzes.delivery.views.taking import all_page, choice_page, item_address, item_page, over
from quizzes.types.interface import Unfinished


@dataclass(frozen=True)
class Asked:
    """One request for one sitting."""

    request: HttpRequest
    sitting: Sitting
    now: datetime

    @property
    def go(self) -> str:
        return self.request.POST.get("go", "")


def answer_one(asked: Asked) -> HttpResponseBase:
    """The page of one item."""
    request, sitting, now = asked.request, asked.sitting, asked.now
    attempt = sitting.attempt
    line = sitting.line(number(request.POST.get("position")))
    try:
        payload = read_answer(line, request.POST)
    except Unfinished as unfinished:
        return item_page(request, sitting, line, now, problem=str(unfinished), sent=request.POST)
    if payload is None and not line.lock and (problem := _missing(line, asked)):
        return item_page(request, sitting, line, now, problem=problem)
    try:
        saved = _store(asked, line, request.POST, payload)
    except Conflict as conflict:
        return choice_page(request, sitting, line, conflict, request.POST, _where(asked, line))
    except Outrun as outrun:
        messages.warning(request, str(outrun))
        return redirect(item_address(attempt, line.position))
    if saved and saved.locked:
        messages.warning(request, _("This question was final already: your change was kept but does not count."))
    elif saved and saved.late:
        messages.warning(request, _("The time was over: your last answer was kept but does not count."))
    if not attempt.takes_answers(now) or (saved and saved.late and not saved.locked):
        return over(attempt, now)
    return _go_on(asked, line)


def _missing(line: Line, asked: Asked) -> str:
    """What the person is told who gave no answer; "" where that is fine."""
    if line.state == "answered":
        return _("An answer cannot be emptied: the one saved before stands. Change it, or skip the question.")
    if asked.go == "check" and line.state == "open":
        return _("Please answer the question first, or skip it.")
    if asked.sitting.attempt.only_forward and asked.go in {"next", ""} and line.state == "open":
        return _("You cannot come back to this question. Please answer it now, or skip it.")
    return ""


def _go_on(asked: Asked, line: Line) -> HttpResponse:
    attempt = asked.sitting.attempt
    if asked.go == "check":
        locks.see(attempt=attempt, position=line.position, now=asked.now)
        return redirect(item_address(attempt, line.position))
    if asked.go in {"next", "skip", ""}:
        locks.leave(attempt=attempt, position=line.position, now=asked.now)
    return redirect(_where(asked, line))


def answer_all(asked: Asked) -> HttpResponseBase:
    """The page of all items: whatever changed is stored at once; the first conflict is asked about."""
    sitting, now = asked.sitting, asked.now
    given: list[tuple[Line, QueryDict, Sent]] = []
    problems: dict[int, str] = {}
    kept: dict[int, QueryDict] = {}
    for line in sitting.lines:
        mine = part_of(asked.request.POST, line.position)
        try:
            payload = line.read(mine)
        except Unfinished as unfinished:
            problems[line.position], kept[line.position] = str(unfinished), mine
        else:
            if payload is not None and payload != line.payload:
                given.append((line, mine, _sent(asked, line, mine, payload)))
    stored = _with_own_ids(sitting.attempt, [sent for _line, _mine, sent in given])
    outcome = attempts.record_responses(attempt=sitting.attempt, sent=stored, now=now) if stored else []
    if any(isinstance(one, Saved) and one.late for one in outcome):
        messages.warning(asked.request, _("The time was over: your last answer was kept but does not count."))
        return over(sitting.attempt, now)
    for (line, mine, _sent_one), one in zip(given, outcome, strict=True):
        if isinstance(one, Conflict):
            after = item_address(sitting.attempt, line.position)
            return choice_page(asked.request, sitting, line, one, mine, after)
    if not sitting.attempt.takes_answers(now):
        return over(sitting.attempt, now)
    if problems:
        return all_page(asked.request, sitting, now, problems, kept)
    return redirect(_where(asked, sitting.lines[0]))


def _store(asked: Asked, line: Line, sent: QueryDict, payload: dict[str, Any] | None) -> Saved | None:
    """The answer as it was stored; None where it is the one that stands, or there is none."""
    if payload is None or payload == line.payload:
        return None
    attempt = asked.sitting.attempt
    (one,) = _with_own_ids(attempt, [_sent(asked, line, sent, payload)])
    (saved,) = attempts.record_responses(attempt=attempt, sent=[one], now=asked.now)
    if isinstance(saved, Conflict):
        raise saved
    return saved


def _sent(asked: Asked, line: Line, sent: QueryDict, payload: dict[str, Any]) -> Sent:
    return Sent(
        position=line.position,
        payload=payload,
        client_id=sent.get("client_id") or str(uuid4()),
        client=this_browser(asked.request, asked.request.POST.get("client", "")),
        based_on=number(sent.get("based_on")) or 0,
        served=True,
    )


def _with_own_ids(attempt: Attempt, sent: list[Sent]) -> list[Sent]:
    """A page sent again with another answer brings its old ids along: that answer gets an id of its own. One query."""
    ids = [one.client_id for one in sent]
    known = set(Response.objects.filter(attempt=attempt, client_id__in=ids).values_list("client_id", flat=True))
    return [replace(one, client_id=str(uuid4())) if one.client_id in known else one for one in sent]


def _where(asked: Asked, line: Line) -> str:
    attempt = asked.sitting.attempt
    if asked.go == "pause":
        return reverse("quizzes:start", args=[attempt.quiz.slug])
    if asked.go.startswith("act:"):
        return item_address(attempt, line.position)
    if asked.go == "help":
        return f"{reverse('quizzes:assist', args=[attempt.uuid])}?{urlencode({'item': line.position})}"
    if attempt.on_one_page:
        if asked.go == "overview":
            return reverse("quizzes:submit", args=[attempt.uuid])
        return item_address(attempt, line.position) if "position" in asked.request.POST else asked.request.path
    if asked.go == "overview" or (asked.go != "prev" and line.position == asked.sitting.total):
        return reverse("quizzes:submit", args=[attempt.uuid])
    step = {"prev": -1, "stay": 0}.get(asked.go, 1)
    return item_address(attempt, max(line.position + step, 1))
