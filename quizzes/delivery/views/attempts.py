from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.delivery.forms import AssistForm, helper_in_words, read_answer
from quizzes.delivery.models import Attempt, Response
from quizzes.delivery.selectors.sittings import Line, Sitting, in_words, sitting_of
from quizzes.delivery.services import attempts
from quizzes.delivery.services.attempts import Conflict
from quizzes.delivery.views.sittings import own_attempt, this_browser
from quizzes.types.interface import Unfinished


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """One item on a page. POST stores the answer in the form and leads on, so that nothing needs a script."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    sitting = sitting_of(attempt)
    if request.method == "POST":
        return _answer(request, sitting, now)
    if not attempt.takes_answers(now):
        return _over(attempt, now)
    return _item_page(request, sitting, sitting.line(_number(request.GET.get("item"))), now)


def _answer(request: HttpRequest, sitting: Sitting, now: datetime) -> HttpResponseBase:
    attempt = sitting.attempt
    line = sitting.line(_number(request.POST.get("position")))
    try:
        payload = read_answer(line, request.POST)
    except Unfinished as unfinished:
        return _item_page(request, sitting, line, now, problem=str(unfinished), sent=request.POST)
    if payload is None and line.state == "answered":
        problem = _("An answer cannot be emptied: the one saved before stands. Change it, or skip the question.")
        return _item_page(request, sitting, line, now, problem=problem)
    try:
        late = payload is not None and payload != line.payload and _store(request, attempt, line, payload, now)
    except Conflict as conflict:
        return _choice_page(request, sitting, line, conflict)
    if late or not attempt.takes_answers(now):
        if late:
            messages.warning(request, _("The time was over: your last answer was kept but does not count."))
        return _over(attempt, now)
    return redirect(_where(sitting, line, request.POST.get("go", "")))


def _store(request: HttpRequest, attempt: Attempt, line: Line, payload: dict[str, Any], now: datetime) -> bool:
    """Whether the answer came too late."""
    client_id = request.POST.get("client_id") or str(uuid4())
    if Response.objects.filter(attempt=attempt, client_id=client_id).exists():
        client_id = str(uuid4())  # the same page sent again with another answer
    saved = attempts.record_response(
        attempt=attempt,
        position=line.position,
        payload=payload,
        client_id=client_id,
        client=this_browser(request, request.POST.get("client", "")),
        based_on=_number(request.POST.get("based_on")) or 0,
        now=now,
    )
    return saved.late


def _where(sitting: Sitting, line: Line, go: str) -> str:
    attempt = sitting.attempt
    if go == "help":
        return f"{reverse('quizzes:assist', args=[attempt.uuid])}?{urlencode({'item': line.position})}"
    if go == "overview" or (go != "prev" and line.position == sitting.total):
        return reverse("quizzes:submit", args=[attempt.uuid])
    step = {"prev": -1, "stay": 0}.get(go, 1)
    return item_address(attempt, max(line.position + step, 1))


def item_address(attempt: Attempt, position: int) -> str:
    return f"{reverse('quizzes:take', args=[attempt.uuid])}?{urlencode({'item': position})}"


def _item_page(
    request: HttpRequest, sitting: Sitting, line: Line, now: datetime, problem: str = "", sent: QueryDict | None = None
) -> HttpResponse:
    context = _frame(sitting, now) | {
        "line": line,
        "body": line.body,
        "widget": line.widget(sent),
        "problem": problem,
        "client_id": uuid4(),
        "address": item_address(sitting.attempt, line.position),
    }
    return render(request, "quizzes/delivery/attempt_take.html", context, status=400 if problem else 200)


def _frame(sitting: Sitting, now: datetime) -> dict[str, Any]:
    attempt = sitting.attempt
    left = int((attempt.deadline - now).total_seconds()) if attempt.deadline else None
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "sitting": sitting,
        "seconds_left": None if left is None else max(left, 0),
        "minutes_left": None if left is None else max(left, 0) // 60,
        "address": reverse("quizzes:take", args=[attempt.uuid]),
    }


def _choice_page(request: HttpRequest, sitting: Sitting, line: Line, conflict: Conflict) -> HttpResponse:
    presented = conflict.current.presented
    context = {
        "attempt": sitting.attempt,
        "line": line,
        "current": conflict.current,
        "theirs": in_words(presented, conflict.current.payload),
        "mine": in_words(presented, conflict.payload),
        "fields": [(name, value) for name in request.POST if name not in HELD for value in request.POST.getlist(name)],
        "client_id": uuid4(),
        "next": _where(sitting, line, request.POST.get("go", "")),
    }
    return render(request, "quizzes/delivery/attempt_choice.html", context, status=409)


HELD = {"csrfmiddlewaretoken", "client_id", "based_on"}
"""What the page of the choice says anew."""


def _over(attempt: Attempt, now: datetime) -> HttpResponse:
    attempts.close_if_overdue(attempt=attempt, now=now)
    return redirect("quizzes:review", attempt.uuid)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The overview of all answers; POST hands in."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    if request.method == "POST":
        attempts.submit(attempt=attempt, now=now)
        return redirect("quizzes:review", attempt.uuid)
    if not attempt.takes_answers(now):
        return _over(attempt, now)
    return render(request, "quizzes/delivery/attempt_overview.html", _frame(sitting_of(attempt), now))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assist(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark the sitting as done with help, after saying what that means."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    if not attempt.takes_answers(now):
        return _over(attempt, now)
    back = item_address(attempt, _number(request.GET.get("item")) or 1)
    form = AssistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempts.mark_assisted(attempt=attempt, helper=form.cleaned_data["helper"], now=now)
        messages.success(request, _("Noted: somebody helps you with this sitting. Take your time."))
        return redirect(back)
    context = {"attempt": attempt, "form": form, "back": back, "helper": helper_in_words(attempt.assisted_by)}
    return render(request, "quizzes/delivery/attempt_assist.html", context)
