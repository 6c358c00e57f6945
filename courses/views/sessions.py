from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.forms_training import CancelForm, LeaveForm, SessionForm, initial_of
from courses.models import Attendance, LeaveRequest, Programme, TrainingSession
from courses.permissions import may_enter_attendance, may_plan_for, may_plan_sessions, may_see_participants
from courses.selectors import attendance as sheets
from courses.selectors import sessions as selectors
from courses.services import sessions as services
from lms.people.models import Person, Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

PER_PAGE = 50
STAFF = (Role.TRAINER, Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The staff's list with its filters in the address; a learner, or staff with ?mine=1, the own sessions."""
    person = signed_in(request)
    if not has_role(person, *STAFF) or request.GET.get("mine"):
        return _own(request, person)
    filters = {name: request.GET.get(name, "") for name in ("programme", "unit", "kind", "period")}
    page = Paginator(selectors.listed(person, filters=filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters | {"period": filters["period"] or "upcoming"},
        "filtered": any(filters.values()),
        "programmes": Programme.objects.visible_to(person),
        "units": selectors.units_of_sessions(person),
        "kinds": TrainingSession.Kind.choices,
        "may_plan": may_plan_sessions(person),
        "learns_too": person.enrolments.filter(ended_at__isnull=True).exists(),
    }
    return render(request, "courses/training/session_list.html", context)


def _own(request: HttpRequest, person: Person) -> HttpResponse:
    now = timezone.now()
    gone = Paginator(selectors.gone(person, now=now), PER_PAGE).get_page(request.GET.get("page"))
    coming = list(selectors.coming(person, now=now)[:PER_PAGE])
    context = {
        "coming": selectors.with_own_attendance(coming, person, now=now),
        "gone": selectors.with_own_attendance(list(gone.object_list), person, now=now),
        "page": gone,
    }
    return render(request, "courses/training/session_own.html", context)


def visible(request: HttpRequest, pk: int) -> TrainingSession:
    """The session if the person may see it; 404 otherwise."""
    person = signed_in(request)
    sessions = TrainingSession.objects.visible_to(person) | TrainingSession.objects.filter(
        pk__in=Attendance.objects.filter(person=person).values("session_id")
    )
    return get_object_or_404(sessions.select_related("programme", "unit", "cohort"), pk=pk)


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: for the staff with its participants, for a learner with the own attendance, entry and leave."""
    return show(request, visible(request, pk), LeaveForm())


def show(request: HttpRequest, session: TrainingSession, form: LeaveForm, status: int = 200) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    staff = has_role(person, *STAFF)
    context = {
        "session": session,
        "base": "base_staff.html" if staff else "base.html",
        "staff": staff,
        "over": session.over(now),
        "doors_open": session.doors_open(now),
        "may_plan": staff and may_plan_for(person, session.unit),
        "form": form,
    } | _own_part(session, person, now)
    if staff and may_see_participants(person):
        context |= _participants(request, session, person)
    return render(request, "courses/training/session_detail.html", context, status=status)


def _own_part(session: TrainingSession, person: Person, now: datetime) -> dict[str, object]:
    """What the page shows somebody who is expected at the session."""
    mine = TrainingSession.objects.for_learner(person).filter(pk=session.pk).exists()
    entry = Attendance.objects.in_force().filter(session=session, person=person).first()
    request = LeaveRequest.objects.filter(session=session, person=person).order_by("-pk").first()
    open_request = request is not None and request.approved is None
    return {
        "mine": mine or entry is not None,
        "entry": entry,
        "leave_request": request,
        "may_ask": mine and entry is None and not open_request and not session.cancelled and now < session.starts_at,
    }


def _participants(request: HttpRequest, session: TrainingSession, person: Person) -> dict[str, object]:
    unit = request.GET.get("unit", "")
    people = sheets.participants(session, person, unit=unit)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": sheets.sheet(session, list(page.object_list)),
        "numbers": sheets.numbers(session, people),
        "units": sheets.units_on(session, person) if session.unit_id is None else [],
        "unit": unit,
        "may_enter": may_enter_attendance(person, session) and not session.cancelled,
    }


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    person = signed_in(request)
    form = SessionForm(request.POST or None, by=person)
    if request.method == "POST" and form.is_valid():
        try:
            session = services.create(plan=form.plan(), by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is planned; the participants will be told."))
            return redirect("courses:session", pk=session.pk)
    return render(request, "courses/training/session_form.html", {"form": form}, status=400 if form.errors else 200)


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a session; whoever changes an older state than the present one is told."""
    person, session = signed_in(request), visible(request, pk)
    services.refuse_foreign(session, person)
    form = SessionForm(request.POST or None, by=person, initial=initial_of(session))
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            services.change(session=session, plan=form.plan(), revision=revision, by=person, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is changed; the participants will be told."))
            return redirect("courses:session", pk=session.pk)
    context = {"form": form, "session": session}
    return render(request, "courses/training/session_form.html", context, status=400 if form.errors else 200)


@roles_required(Role.COMMITTEE, Role.ORGANISER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then cancel."""
    person, session = signed_in(request), visible(request, pk)
    services.refuse_foreign(session, person)
    form = CancelForm(request.POST or None, initial={"revision": session.revision})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.cancel(
                session=session, reason=data["reason"], revision=data["revision"], by=person, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is cancelled; the participants will be told."))
            return redirect("courses:session", pk=session.pk)
    context = {"form": form, "session": session}
    return render(request, "courses/training/session_cancel.html", context, status=400 if form.errors else 200)
