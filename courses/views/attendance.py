from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.forms_training import LeaveForm
from courses.models import Attendance, LeaveRequest, TrainingSession
from courses.permissions import may_enter_attendance, may_see_participants
from courses.selectors import attendance as sheets
from courses.selectors.attendance import SheetRow
from courses.services import attendance as services
from courses.services import leave, sign_in_sheets
from courses.services.attendance import AttendanceConflict
from courses.views import sessions
from lms.people.models import Person, Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed, Refusal

PER_PAGE = 50


@dataclass(frozen=True)
class EntryRow:
    """A row of the page for entering: what stands, and what the form shows as chosen."""

    row: SheetRow
    state: str
    reason: str
    conflict: Attendance | None = None

    @property
    def seen(self) -> str:
        return str(self.row.entry.pk) if self.row.entry else ""


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of the sheet: read it, or save what was chosen on it. A person without a choice stays open."""
    person, session = signed_in(request), sessions.visible(request, pk)
    if not may_enter_attendance(person, session):
        raise NotAllowed(_("This session was planned by another unit. Please ask that unit or the district."))
    unit = request.GET.get("unit", "")
    people = sheets.enterable(session, person, unit=unit)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    if request.method != "POST":
        rows = [_as_it_stands(row) for row in sheets.sheet(session, list(page.object_list))]
        return _page(request, session, page, rows, people, unit)
    shown = _shown(request.POST)
    posted = _posted(request.POST, list(shown))
    if request.POST.get("all") == "present":
        posted |= {one: ("present", "") for one in shown if one not in posted}
    seen = {one: shown[one] for one in posted}
    try:
        entered = services.enter(
            session=session,
            states=posted,
            correction=request.POST.get("correction", ""),
            seen=seen,
            by=person,
            now=timezone.now(),
        )
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        conflicts = {row.person_id: row for row in refusal.rows} if isinstance(refusal, AttendanceConflict) else {}
        rows = [_as_chosen(row, posted, conflicts) for row in sheets.sheet(session, list(page.object_list))]
        return _page(request, session, page, rows, people, unit, refusal)
    messages.success(request, _told(entered))
    address = reverse("courses:attendance", args=[session.pk])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _shown(data: QueryDict) -> dict[int, int | None]:
    """Who stood on the page that was sent, with the row that it showed as in force. From the page itself: the list may
    have moved since."""
    people = [name.removeprefix("seen-") for name in data if name.startswith("seen-")]
    return {
        int(one): int(row) if (row := str(data[f"seen-{one}"])).isdigit() else None for one in people if one.isdigit()
    }


def _posted(data: QueryDict, listed: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What was chosen for the people of this page."""
    return {
        pk: (str(data[f"state-{pk}"]), str(data.get(f"reason-{pk}", "")).strip())
        for pk in listed
        if data.get(f"state-{pk}")
    }


def _as_it_stands(row: SheetRow) -> EntryRow:
    return EntryRow(row, row.entry.state if row.entry else "", row.entry.reason if row.entry else "")


def _as_chosen(row: SheetRow, posted: dict[int, tuple[str, str]], conflicts: dict[int, Attendance]) -> EntryRow:
    state, reason = posted.get(row.person.pk, ("", ""))
    return EntryRow(row, state, reason, conflicts.get(row.person.pk))


def _told(entered: services.Entered) -> str:
    if not entered.new and not entered.corrected:
        return _("Nothing was changed.")
    told = ngettext("%(number)s person entered.", "%(number)s people entered.", entered.new) % {"number": entered.new}
    if not entered.corrected:
        return told
    corrected = ngettext("%(number)s entry corrected.", "%(number)s entries corrected.", entered.corrected)
    return (told if entered.new else "") + corrected % {"number": entered.corrected}


def _page(
    request: HttpRequest,
    session: TrainingSession,
    page: Page[Person],
    rows: list[EntryRow],
    people: object,
    unit: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "session": session,
        "page": page,
        "rows": rows,
        "requests": [row.row for row in rows if row.row.request],
        "numbers": sheets.numbers(session, people),  # type: ignore[arg-type]
        "states": Attendance.State.choices,
        "units": sheets.units_on(session, signed_in(request)) if session.unit_id is None else [],
        "unit": unit,
        "correction": request.POST.get("correction", ""),
        "some_entered": any(row.row.entry for row in rows),
        "refusal": refusal,
        "early": timezone.now() < session.starts_at and not session.doors_open(timezone.now()),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/training/attendance_enter.html", context, status=status)


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in sheet to print."""
    person, session = signed_in(request), sessions.visible(request, pk)
    if not may_see_participants(person):
        raise NotAllowed(_("Another role is needed for this page."))
    content = sign_in_sheets.render(session=session, unit=request.GET.get("unit", ""), by=person, now=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sign-in-{session.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def ask_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A deputy asks for leave."""
    session = sessions.visible(request, pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return sessions.show(request, session, form, status=400)
    leave.ask(session=session, person=signed_in(request), reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, _("Your request has been sent; your organiser will answer."))
    return redirect("courses:session", pk=session.pk)


@require_POST
@roles_required(Role.COMMITTEE, Role.ORGANISER)
def decide_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The organiser answers."""
    asked = get_object_or_404(LeaveRequest.objects.select_related("session"), pk=pk)
    approved = request.POST.get("approved") == "1"
    leave.decide(request=asked, approved=approved, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Leave is entered.") if approved else _("Leave was not approved."))
    return redirect("courses:attendance", pk=asked.session_id)
