"""The attendance sheet of one session."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Attendance, TrainingSession
from courses.permissions import may_enter_attendance
from courses.selectors import attendance as selectors
from courses.services import attendance as services
from lms.people.models import Person, Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed, Refusal

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.ORGANISER, Role.COMMITTEE)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came: a row a person. Saving twice changes nothing; what a colleague entered meanwhile is told."""
    person = signed_in(request)
    session = get_object_or_404(TrainingSession.objects.visible_to(person).select_related("programme", "unit"), pk=pk)
    if not may_enter_attendance(person, session):
        raise NotAllowed(_("Attendance of this session is entered by another unit."))
    unit = request.GET.get("unit", "")
    page = Paginator(selectors.enterable(session, person, unit=unit), PER_PAGE).get_page(request.GET.get("page"))
    people = list(page)
    if request.method == "POST":
        try:
            _save(request, session, people)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse('courses:attendance', args=[pk])}?{request.GET.urlencode()}")
    context = {
        "session": session,
        "page": page,
        "rows": selectors.sheet(session, people),
        "states": Attendance.State.choices,
        "units": selectors.units_on(session, person),
        "unit": unit,
    }
    return render(request, "courses/training/attendance_sheet.html", context)


def _save(request: HttpRequest, session: TrainingSession, people: list[Person]) -> None:
    rest = Attendance.State.PRESENT if request.POST.get("rest") else ""
    states, seen = {}, {}
    for person in people:
        state = request.POST.get(f"state-{person.pk}", "") or rest
        if state not in Attendance.State.values:
            continue
        states[person.pk] = (state, request.POST.get(f"reason-{person.pk}", "").strip())
        shown = request.POST.get(f"seen-{person.pk}", "")
        seen[person.pk] = int(shown) if shown.isdecimal() else None
    if not states:
        messages.info(request, _("Nothing was chosen yet."))
        return
    entered = services.enter(
        session=session, states=states, seen=seen, by=signed_in(request), correction=request.POST.get("correction", "")
    )
    messages.success(
        request,
        _("Saved: %(new)s entered, %(corrected)s corrected.") % {"new": entered.new, "corrected": entered.corrected},
    )
