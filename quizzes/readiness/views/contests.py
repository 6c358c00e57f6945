from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Mandate, Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from quizzes.readiness.forms import DecideForm, LookForm
from quizzes.readiness.models import Contest
from quizzes.readiness.selectors.contests import contests as contest_rows
from quizzes.readiness.selectors.detail import detail
from quizzes.readiness.services import contests as service
from quizzes.readiness.words import level_word

LOOKED = "contests_looked_at"
LOOK_LASTS = timedelta(minutes=30)


@roles_required(Role.COMMITTEE, Role.TRAINER)
def contest_list(request: HttpRequest) -> HttpResponse:
    """All objections without any name; trainers see which competences are questioned."""
    state = request.GET.get("state", "open")
    page = Paginator(contest_rows(state), 50).get_page(request.GET.get("page"))
    rows = [(row, level_word(row.decision.level, row.decision.state)) for row in page]
    context = {"page": page, "rows": rows, "state": state, "may_open": has_role(request.user, Role.COMMITTEE)}
    return render(request, "quizzes/readiness/contest_list.html", context)


@roles_required(Role.COMMITTEE)
def contest_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One objection: first what for, which goes into the audit, then the person's level and evidence, then the
    decision."""
    found = get_object_or_404(
        Contest.objects.visible_to(signed_in(request)).select_related(
            "decision__competence__area", "person", "decided_by"
        ),
        uuid=uuid,
    )
    if request.POST.get("step") == "look":
        return _look(request, found)
    if not _may_see(request, found):
        return render(request, "quizzes/readiness/contest_purpose.html", {"contest": found, "form": LookForm()})
    if request.POST.get("step") == "decide":
        return _decide(request, found)
    return _page(request, found)


def _look(request: HttpRequest, found: Contest) -> HttpResponse:
    form = LookForm(request.POST)
    if not form.is_valid():
        context = {"contest": found, "form": form}
        return render(request, "quizzes/readiness/contest_purpose.html", context, status=400)
    now = timezone.now()
    service.look(contest=found, purpose=form.cleaned_data["purpose"], by=signed_in(request), now=now)
    request.session[LOOKED] = request.session.get(LOOKED, {}) | {str(found.uuid): now.isoformat()}
    return redirect("quizzes:contest_detail", uuid=found.uuid)


def _may_see(request: HttpRequest, found: Contest) -> bool:
    """Whether a purpose was given for this one a short while ago."""
    looked = request.session.get(LOOKED, {}).get(str(found.uuid))
    return looked is not None and timezone.now() - datetime.fromisoformat(looked) < LOOK_LASTS


def _decide(request: HttpRequest, found: Contest) -> HttpResponse:
    shown = detail(found.person, found.decision.competence, now=timezone.now())
    form = DecideForm(request.POST, level_now=shown.decision.level if shown.decision else 0)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    service.decide(
        contest=found,
        upheld=form.upheld,
        level=form.level,
        text=form.cleaned_data["text"],
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("The review is decided; the deputy was told."))
    return redirect("quizzes:contest_detail", uuid=found.uuid)


def _page(request: HttpRequest, found: Contest, *, form: DecideForm | None = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    shown = detail(found.person, found.decision.competence, now=now)
    mandates = Mandate.objects.serving_on(timezone.localdate(now)).filter(person=found.person)
    context = {
        "contest": found,
        "detail": shown,
        "then": level_word(found.decision.level, found.decision.state),
        "mandates": mandates.select_related("unit", "term__congress").order_by("pk"),
        "form": form or DecideForm(level_now=shown.decision.level if shown.decision else 0),
    }
    return render(request, "quizzes/readiness/contest_detail.html", context, status=status)
