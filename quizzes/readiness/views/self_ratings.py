from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.sign_in import signed_in
from quizzes.readiness import self_rating
from quizzes.readiness.forms import SelfRatingForm
from quizzes.readiness.selectors import self_ratings as selectors
from quizzes.readiness.services import self_ratings as service
from quizzes.readiness.views.levels import competence_of


@login_required
def own_view(request: HttpRequest) -> HttpResponse:
    """The own view of every covered competence beside what was measured, and what to learn first."""
    shown = selectors.own_view(signed_in(request))
    return render(request, "quizzes/readiness/self_rating_list.html", {"shown": shown})


@login_required
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Two statements about one competence; then on to the next that was not rated yet."""
    person, found = signed_in(request), competence_of(code)
    view = selectors.latest(person).get(code)
    initial = {"know": view.know, "can": view.can} if view else {}
    form = SelfRatingForm(request.POST or None, asked=self_rating.statements()[code], initial=initial)
    if form.is_valid():
        service.rate(person=person, competence=found, now=timezone.now(), **form.cleaned_data)
        upcoming = selectors.own_view(person).upcoming if view is None else ""
        if upcoming:
            return redirect("quizzes:self_rating", code=upcoming)
        messages.success(
            request, _("Noted. Your own view helps you choose what to learn; it does not change the level.")
        )
        return redirect("quizzes:self_ratings")
    context = {"form": form, "competence": found, "shown": selectors.own_view(person), "rated_before": view is not None}
    return render(request, "quizzes/readiness/self_rating_form.html", context, status=400 if form.is_bound else 200)
