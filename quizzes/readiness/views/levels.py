from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.sign_in import signed_in
from quizzes.framework.models import Competence
from quizzes.readiness import hooks
from quizzes.readiness.forms import ContestForm, SelfRatingForm
from quizzes.readiness.models import LevelDecision
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors.detail import detail
from quizzes.readiness.selectors.overview import marks, overview
from quizzes.readiness.services import contests, evidence, rules
from quizzes.readiness.words import method_word


@login_required
def levels(request: HttpRequest) -> HttpResponse:
    """All own levels, by area."""
    found = overview(signed_in(request), now=timezone.now())
    return render(request, "quizzes/readiness/level_list.html", {"overview": found})


@login_required
def how(request: HttpRequest) -> HttpResponse:
    """How levels and grades arise, from the rule in force."""
    row = rules.in_force(timezone.localdate())
    rule = parse(row.data)
    context = {
        "row": row,
        "rule": rule,
        "method": method_word(row.data["cuts"]["method"]),
        "share": round(rule.test.posterior * 100),
        "skilled_share": round(rule.grades.share * 100),
    }
    return render(request, "quizzes/readiness/level_how.html", context)


@login_required
def competence(request: HttpRequest, code: str) -> HttpResponse:
    """One competence: what its levels mean, what the own level rests on, what comes next."""
    return _page(request, _competence(code))


@login_required
@require_POST
def contest(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a review of the own level."""
    person, found = signed_in(request), _competence(code)
    form = ContestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, contest_form=form, status=400)
    decision = get_object_or_404(
        LevelDecision.objects.visible_to(person), pk=form.cleaned_data["decision"], competence=found
    )
    contests.open_contest(person=person, decision=decision, text=form.cleaned_data["text"], now=timezone.now())
    messages.success(request, _("Your request for a review was sent. A named person looks at it and answers you."))
    return redirect("quizzes:competence", code=code)


@login_required
@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how one sees oneself."""
    found = _competence(code)
    form = SelfRatingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, rating_form=form, status=400)
    evidence.self_rate(
        person=signed_in(request), competence=found, level=form.cleaned_data["level"], now=timezone.now()
    )
    messages.success(request, _("Noted. Your own view helps you choose what to learn; it does not change the level."))
    return redirect("quizzes:competence", code=code)


def _competence(code: str) -> Competence:
    return get_object_or_404(Competence.objects.select_related("area").prefetch_related("levels"), code=code)


def _page(
    request: HttpRequest,
    found: Competence,
    *,
    contest_form: ContestForm | None = None,
    rating_form: SelfRatingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = signed_in(request)
    shown = detail(person, found, now=timezone.now())
    decision = shown.decision
    context = {
        "detail": shown,
        "marks": marks(decision.level if decision else 0),
        "step": hooks.next_steps(person, [found.code]).get(found.code),
        "contest_form": contest_form or ContestForm(initial={"decision": decision.pk if decision else None}),
        "contest_open": contest_form is not None,
        "rating_form": rating_form or SelfRatingForm(initial={"level": shown.self_rating}),
    }
    return render(request, "quizzes/readiness/level_detail.html", context, status=status)
