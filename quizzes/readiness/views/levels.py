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
from quizzes.readiness.basis import basis_line
from quizzes.readiness.forms import ContestForm
from quizzes.readiness.models import LevelDecision
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors import facts
from quizzes.readiness.selectors.detail import detail
from quizzes.readiness.selectors.overview import marks, overview
from quizzes.readiness.selectors.sittings import quiz_to_take_again
from quizzes.readiness.selectors.standards import announced
from quizzes.readiness.services import contests, rules
from quizzes.readiness.words import method_word


@login_required
def levels(request: HttpRequest) -> HttpResponse:
    """All own levels, by area."""
    found = overview(signed_in(request), now=timezone.now())
    return render(request, "quizzes/readiness/level_list.html", {"overview": found, "announced": announced()})


@login_required
def how(request: HttpRequest) -> HttpResponse:
    """How levels and grades arise, from the rule in force."""
    standard = rules.standard_on(timezone.localdate())
    row = standard.rule
    rule = parse(row.data)
    context = {
        "announced": announced(),
        "standard": standard,
        "calibrated": bool(standard.basis.calibrations),
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
    return _page(request, competence_of(code))


@login_required
@require_POST
def contest(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a review of the own level."""
    person, found = signed_in(request), competence_of(code)
    form = ContestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, contest_form=form, status=400)
    decision = get_object_or_404(
        LevelDecision.objects.visible_to(person), pk=form.cleaned_data["decision"], competence=found
    )
    contests.open_contest(person=person, decision=decision, text=form.cleaned_data["text"], now=timezone.now())
    messages.success(request, _("Your request for a review was sent. A named person looks at it and answers you."))
    return redirect("quizzes:competence", code=code)


def competence_of(code: str) -> Competence:
    """The competence with its area and levels; 404 for an unknown code."""
    return get_object_or_404(Competence.objects.select_related("area").prefetch_related("levels"), code=code)


def _page(
    request: HttpRequest,
    found: Competence,
    *,
    contest_form: ContestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = signed_in(request)
    now = timezone.now()
    shown = detail(person, found, now=now)
    decision = shown.decision
    context = {
        "detail": shown,
        "marks": marks(decision.level if decision else 0),
        "basis": basis_line(facts.standing(person, [found.pk]).get(found.pk, []), shown.rule, timezone.localdate(now)),
        "again": quiz_to_take_again(person, decision),
        "step": hooks.next_steps(person, [found.code]).get(found.code),
        "contest_form": contest_form or ContestForm(initial={"decision": decision.pk if decision else None}),
    }
    return render(request, "quizzes/readiness/level_detail.html", context, status=status)
