"""The ranking behind its switch: off unless a dated, named decision is in force."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.people.models import Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from lms.points.forms import DecisionForm
from lms.points.models import RankingDecision
from lms.points.selectors.ranking import decision_in_force
from lms.points.selectors.ranking import ranking as ranks_on
from lms.points.services import ranking as services

PER_PAGE = 50


@require_safe
@login_required
def ranking(request: HttpRequest) -> HttpResponse:
    """The ranking for everybody while a decision is in force; without one the committee sees that it is off and how it
    would be turned on, and nobody else finds a page here."""
    may_decide = has_role(request.user, Role.COMMITTEE)
    return _page(request, DecisionForm() if may_decide else None)


@require_POST
@roles_required(Role.COMMITTEE)
def decide(request: HttpRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    services.decide(**form.cleaned_data, by=signed_in(request))
    messages.success(request, _("The decision is on file; the ranking is shown until its last day."))
    return redirect("points:ranking")


@require_POST
@roles_required(Role.COMMITTEE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    services.end(decision=get_object_or_404(RankingDecision, pk=pk), by=signed_in(request))
    messages.success(request, _("The ranking is off again."))
    return redirect("points:ranking")


def _page(request: HttpRequest, form: DecisionForm | None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    decision = decision_in_force(today)
    if decision is None and form is None:
        raise Http404
    ranks = ranks_on(today) or []
    context = {
        "decision": decision,
        "form": form,
        "page": Paginator(ranks, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "points/ranking.html", context, status=status)
