from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.delivery.forms import AssistForm, helper_in_words
from quizzes.delivery.selectors.sittings import sitting_of
from quizzes.delivery.services import attempts
from quizzes.delivery.views.answering import Asked, answer_all, answer_one
from quizzes.delivery.views.sittings import number, own_attempt
from quizzes.delivery.views.taking import all_page, frame, item_address, item_page, over


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """One item on a page, or all. POST stores what the form holds and leads on, so that nothing needs a script."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    sitting = sitting_of(attempt)
    if request.method == "POST":
        asked = Asked(request, sitting, now)
        return answer_one(asked) if "position" in request.POST or not attempt.on_one_page else answer_all(asked)
    if not attempt.takes_answers(now):
        return over(attempt, now)
    if attempt.on_one_page:
        return all_page(request, sitting, now)
    if attempt.only_forward:
        if sitting.current is None:
            return redirect("quizzes:submit", attempt.uuid)
        return item_page(request, sitting, sitting.current, now)
    return item_page(request, sitting, sitting.line(number(request.GET.get("item"))), now)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The overview of all answers; POST hands in. A POST of `over` comes from a clock, not from a person: as long as
    the time is not over here the sitting goes on, with the time that is left."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    if request.method == "POST":
        if "over" in request.POST and attempt.deadline and now < attempt.deadline and attempt.takes_answers(now):
            return redirect("quizzes:take", attempt.uuid)
        attempts.submit(attempt=attempt, now=now)
        return redirect("quizzes:review", attempt.uuid)
    if not attempt.takes_answers(now):
        return over(attempt, now)
    sitting = sitting_of(attempt)
    rows = [(line, item_address(attempt, line.position)) for line in sitting.lines]
    if attempt.only_forward:
        rows = [(line, address if line == sitting.current else "") for line, address in rows]
    context = frame(sitting, now) | {"rows": rows}
    return render(request, "quizzes/delivery/attempt_overview.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assist(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark the sitting as done with help, after saying what that means."""
    attempt, now = own_attempt(request, uuid), timezone.now()
    if not attempt.takes_answers(now):
        return over(attempt, now)
    back = item_address(attempt, number(request.GET.get("item")) or 1)
    form = AssistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempts.mark_assisted(attempt=attempt, helper=form.cleaned_data["helper"], now=now)
        messages.success(request, _("Noted: somebody helps you with this sitting. Take your time."))
        return redirect(back)
    context = {"attempt": attempt, "form": form, "back": back, "helper": helper_in_words(attempt.assisted_by)}
    return render(request, "quizzes/delivery/attempt_assist.html", context)
