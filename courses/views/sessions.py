"""Training sessions: the list, one session, planning, leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import permissions
from courses.forms_training import CancelForm, LeaveForm, SessionForm, initial_of
from courses.models import LeaveRequest, Programme, TrainingSession
from courses.selectors import attendance as attendance_selectors
from courses.selectors import sessions as selectors
from courses.services import leave, sessions
from lms.people.models import Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in

PER_PAGE = 50
STAFF = (Role.TRAINER, Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)
PLANNERS = (Role.ORGANISER, Role.COMMITTEE)


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """For staff what they look after, with filters in the address; for learners what they are expected at."""
    if has_role(request.user, *STAFF):
        return _staff_list(request)
    person, now = signed_in(request), timezone.now()
    coming = Paginator(selectors.coming(person, now=now), PER_PAGE).get_page(1)
    gone = Paginator(selectors.gone(person, now=now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "coming": selectors.with_own_attendance(list(coming), person, now=now),
        "gone": selectors.with_own_attendance(list(gone), person, now=now),
        "page": gone,
    }
    return render(request, "courses/training/own_list.html", context)


def _staff_list(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    filters = {name: request.GET.get(name, "") for name in ("programme", "unit", "kind", "period")}
    found = selectors.listed(person, filters=filters)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "programmes": Programme.objects.visible_to(person).order_by("title"),
        "units": selectors.units_of_sessions(person),
        "kinds": TrainingSession.Kind.choices,
        "may_plan": permissions.may_plan_sessions(person),
        "with_numbers": permissions.may_see_participants(person),
    }
    return render(request, "courses/training/staff_list.html", context)


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: for staff with its numbers and requests for leave, for learners with the way in."""
    return _detail(request, _one(request, pk), LeaveForm())


def _detail(request: HttpRequest, session: TrainingSession, form: LeaveForm, status: int = 200) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    context = {
        "session": session,
        "own": selectors.with_own_attendance([session], person, now=now)[0],
        "is_expected": selectors.expected(session).filter(pk=person.pk).exists(),
        "has_begun": session.starts_at <= now,
        "form": form,
        "may_plan": permissions.may_plan_for(person, session.unit),
        "may_enter": permissions.may_enter_attendance(person, session),
        "cancel_form": CancelForm(initial={"revision": session.revision}),
    }
    if permissions.may_see_participants(person):
        people = attendance_selectors.participants(session, person)
        context["numbers"] = attendance_selectors.numbers(session, people)
        context["requests"] = LeaveRequest.objects.filter(
            session=session, approved__isnull=True, person__in=permissions.people_in_hand(person).values("pk")
        ).select_related("person")
    return render(request, "courses/training/session_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*PLANNERS)
def create(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = SessionForm(request.POST or None, by=person, initial={"hours": 2})
    if request.method == "POST" and form.is_valid():
        session = sessions.create(plan=form.plan(), by=person)
        messages.success(request, _("The session is planned; its participants are being told."))
        return redirect("courses:session", pk=session.pk)
    return render(request, "courses/training/session_form.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*PLANNERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person, session = signed_in(request), _one(request, pk)
    form = SessionForm(request.POST or None, by=person, initial=initial_of(session))
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        sessions.change(session=session, plan=form.plan(), revision=revision, by=person)
        messages.success(request, _("The session is changed; its participants are being told."))
        return redirect("courses:session", pk=pk)
    context = {"form": form, "session": session}
    return render(request, "courses/training/session_form.html", context, status=400 if form.errors else 200)


@require_POST
@roles_required(*PLANNERS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session, form = _one(request, pk), CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason; the participants will read it."))
        return redirect("courses:session", pk=pk)
    sessions.cancel(session=session, **form.cleaned_data, by=signed_in(request))
    messages.success(request, _("The session is cancelled; its participants are being told."))
    return redirect("courses:session", pk=pk)


@require_POST
@login_required
def ask_leave(request: HttpRequest, pk: int) -> HttpResponse:
    session, form = _one(request, pk), LeaveForm(request.POST)
    if not form.is_valid():
        return _detail(request, session, form, status=400)
    leave.ask(session=session, person=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Your organiser has been told and will answer."))
    return redirect("courses:session", pk=pk)


@require_POST
@roles_required(*PLANNERS)
def decide_leave(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(LeaveRequest.objects.select_related("session", "person"), pk=pk)
    leave.decide(request=asked, approved=request.POST.get("approved") == "1", by=signed_in(request))
    messages.success(request, _("The answer is recorded and the deputy has been told."))
    return redirect("courses:session", pk=asked.session_id)


def _one(request: HttpRequest, pk: int) -> TrainingSession:
    visible = TrainingSession.objects.visible_to(signed_in(request))
    return get_object_or_404(visible.select_related("programme", "unit", "cohort"), pk=pk)
