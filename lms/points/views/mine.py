"""My points: nobody else's, no average."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.people.sign_in import signed_in
from lms.points.selectors.ledger import balance, history, rules_in_force
from lms.points.selectors.ranking import decision_in_force

PER_PAGE = 50


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    context = {
        "balance": balance(person),
        "page": Paginator(history(person), PER_PAGE).get_page(request.GET.get("page")),
        "rules": rules_in_force(),
        "ranking_decision": decision_in_force(timezone.localdate()),
    }
    return render(request, "points/mine.html", context)
