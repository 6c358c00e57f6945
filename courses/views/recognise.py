"""Hours: the own ledger, and those recognised from elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.forms_training import HoursForm
from courses.models import HourEntry, HoursClaim
from courses.permissions import people_in_hand
from courses.selectors.hours import hours_by_mode, total_hours
from courses.selectors.programmes import programmes_of
from courses.services import claims, hours
from lms.people.models import Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in

PER_PAGE = 50


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The own ledger of class hours, by programme."""
    person = signed_in(request)
    programmes = programmes_of(person, now=timezone.now())
    entries = HourEntry.objects.filter(person=person).select_related("programme", "by").order_by("-at", "-pk")
    context = {
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "totals": [
            (one, total_hours(person, one), one.pass_rule.get("hours_min", 0), hours_by_mode(person, one))
            for one in programmes[:3]
        ],
    }
    return render(request, "courses/training/own_hours.html", context)


@require_safe
@roles_required(Role.ORGANISER, Role.COMMITTEE)
def choose(request: HttpRequest) -> HttpResponse:
    """Find the deputy; the committee also sees what organisers have put forward."""
    person, text = signed_in(request), request.GET.get("q", "").strip()[:40]
    found = people_in_hand(person).filter(mandates__isnull=False, name__icontains=text).distinct() if text else None
    waiting = (
        HoursClaim.objects.filter(approved__isnull=True)
        .select_related("person", "programme", "entered_by")
        .order_by("pk")
    )
    context = {
        "text": text,
        "people": found.order_by("name_sort", "pk")[:PER_PAGE] if found is not None else [],
        "claims": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")) if _decides(request) else [],
        "decides": _decides(request),
    }
    return render(request, "courses/training/recognise_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.ORGANISER, Role.COMMITTEE)
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hours for one deputy: recognised by the committee, put forward by an organiser."""
    by = signed_in(request)
    person = get_object_or_404(people_in_hand(by), uuid=uuid)
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _decides(request):
            hours.recognise(person=person, **form.cleaned_data, by=by)
            messages.success(request, _("The hours are recognised and stand in the deputy’s ledger."))
        else:
            claims.claim(person=person, **form.cleaned_data, by=by)
            messages.success(request, _("Put forward; the committee’s staff decides."))
        return redirect("courses:recognise")
    context = {"form": form, "person": person, "decides": _decides(request)}
    return render(request, "courses/training/recognise_form.html", context, status=400 if form.errors else 200)


@require_POST
@roles_required(Role.COMMITTEE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(HoursClaim, pk=pk)
    claims.decide(
        claim=claim,
        approved=request.POST.get("approved") == "1",
        by=signed_in(request),
        answer=request.POST.get("answer", ""),
    )
    messages.success(request, _("The decision is recorded."))
    return redirect("courses:recognise")


def _decides(request: HttpRequest) -> bool:
    return has_role(request.user, Role.COMMITTEE)
