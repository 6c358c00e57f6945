"""Results that look odd: the list without names, and the decision on one."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed
from quizzes.appraisal.forms import DecideForm
from quizzes.appraisal.models import AppraisalCase
from quizzes.appraisal.selectors.staff import case_rows
from quizzes.appraisal.selectors.standing import standing_of
from quizzes.appraisal.services import cases
from quizzes.appraisal.words import SIGNS


@roles_required(Role.COMMITTEE, Role.TRAINER)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """What is to be looked at, the oldest first; without names."""
    _allow(request)
    state = "all" if request.GET.get("state") == "all" else AppraisalCase.State.OPEN.value
    page = Paginator(case_rows(state), 50).get_page(request.GET.get("page"))
    rows = [(case, [SIGNS[sign] for sign in case.signs]) for case in page]
    return render(request, "quizzes/appraisal/case_list.html", {"page": page, "rows": rows, "state": state})


@roles_required(Role.COMMITTEE, Role.TRAINER)
@require_http_methods(["GET", "HEAD", "POST"])
def case_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One case with the person's name: each look is audited. POST decides."""
    _allow(request)
    by, now = signed_in(request), timezone.now()
    case = get_object_or_404(
        AppraisalCase.objects.select_related(
            "appraisal__booklet__person", "appraisal__booklet__design", "reviewer", "decided_by"
        ),
        uuid=uuid,
    )
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        counts = form.cleaned_data["outcome"] == DecideForm.COUNTS
        cases.decide(case=case, counts=counts, reason=form.cleaned_data["reason"], by=by, now=now)
        messages.success(request, _("Decided; the deputy was told."))
        return redirect("quizzes:appraisal_case", uuid=case.uuid)
    cases.look(case=case, by=by, now=now)
    booklet = case.appraisal.booklet
    context = {
        "case": case,
        "signs": [SIGNS[sign] for sign in case.signs],
        "rapid": None if case.appraisal.rapid is None else round(100 * case.appraisal.rapid),
        "parts": [(part, _took(part.attempt)) for part in standing_of(booklet).parts],
        "form": form,
    }
    return render(
        request, "quizzes/appraisal/case_detail.html", context, status=400 if request.method == "POST" else 200
    )


def _took(attempt: object) -> int | None:
    """Minutes from the beginning to the end of a sitting."""
    begun, ended = getattr(attempt, "started_at", None), getattr(attempt, "submitted_at", None)
    return max(round((ended - begun) / timedelta(minutes=1)), 1) if begun and ended else None


def _allow(request: HttpRequest) -> None:
    if not cases.may_review(signed_in(request)):
        raise NotAllowed(_("Another role is needed for this page."))
