"""What changed between rounds: for oneself, and for the committee by groups."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from quizzes.terms.selectors import growth as selectors


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """One's own last two results, and whether the change is more than their errors."""
    return render(request, "quizzes/terms/own.html", {"rows": selectors.own(signed_in(request))})


@roles_required(Role.COMMITTEE)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The district and the towns between the last two rounds of each programme."""
    steps = [step for key in selectors.scopes() if (step := selectors.last_step(key))]
    rows = [(step, selectors.groups(step)) for step in steps]
    return render(request, "quizzes/terms/groups.html", {"rows": rows})
