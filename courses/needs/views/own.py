"""The survey as deputies and staff fill it in: part after part, each kept when it is sent. Works without a script."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.needs.forms import PartForm
from courses.needs.selectors import pages
from courses.needs.services import sheets
from lms.people.sign_in import signed_in


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Why it is asked and what becomes of the answers; afterwards thanks, and the way back into it."""
    shown = pages.own(signed_in(request), now=timezone.now())
    return render(request, "courses/needs/start.html", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part(request: HttpRequest, number: int) -> HttpResponse:
    """One part, `number` from 1; sending it keeps it and leads on."""
    shown = _answering(request)
    if shown is None:
        return redirect("courses:needs")
    if not 1 <= number <= len(shown.parts):
        raise Http404
    asked = shown.round.survey["parts"][number - 1]
    initial = shown.sheet.answers if shown.sheet else {}
    form = PartForm(request.POST if request.method == "POST" else None, part=asked, initial=initial)
    if form.is_valid():
        sheets.save(
            asked=shown.round,
            person=signed_in(request),
            parts=[number - 1],
            answers=form.cleaned_data,
            now=timezone.now(),
        )
        if number < len(shown.parts) and not shown.handed_in:
            return redirect("courses:needs_part", number=number + 1)
        return redirect("courses:needs_check")
    context = {"shown": shown, "form": form, "part": asked, "number": number}
    return render(request, "courses/needs/part.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """What is answered and what is not; handing in."""
    shown = _answering(request)
    if shown is None:
        return redirect("courses:needs")
    if request.method == "POST":
        sheets.hand_in(asked=shown.round, person=signed_in(request), now=timezone.now())
        return redirect("courses:needs")
    return render(request, "courses/needs/check.html", {"shown": shown})


@require_POST
@login_required
def take_back(request: HttpRequest) -> HttpResponse:
    shown = pages.own(signed_in(request), now=timezone.now())
    if shown is not None:
        sheets.take_back(asked=shown.round, person=signed_in(request), now=timezone.now())
        messages.success(request, _("Your answers are deleted."))
    return redirect("courses:needs")


def _answering(request: HttpRequest) -> pages.Own | None:
    """The open round if this person can answer it today."""
    shown = pages.own(signed_in(request), now=timezone.now())
    return shown if shown is not None and shown.answering else None
