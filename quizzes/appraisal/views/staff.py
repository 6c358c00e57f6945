"""The readiness test as staff see it: the round, a new one, another form for one person."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.audit.services import log
from lms.people.models import Role
from lms.people.permissions import has_role, roles_required
from lms.people.sign_in import signed_in
from quizzes.appraisal.forms import OfferForm, RoundForm
from quizzes.appraisal.models import Appraisal, FormDesign
from quizzes.appraisal.selectors import staff as selectors
from quizzes.appraisal.services import booklets, cases, designs
from quizzes.readiness.scope import Scope


@roles_required(Role.COMMITTEE, Role.TRAINER)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Every round in force; POST opens the next one of a scope."""
    by = signed_in(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = get_object_or_404(FormDesign, pk=form.cleaned_data["design"])
        scope = Scope(before.scope_key, tuple(before.codes))
        design = designs.next_round(scope=scope, by=by, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Round %(number)d is open.") % {"number": design.round})
        return redirect("quizzes:appraisal_staff")
    context = {
        "pages": [selectors.round_page(design) for design in selectors.newest()],
        "form": form,
        "may_open": has_role(by, Role.COMMITTEE),
        "may_review": cases.may_review(by),
    }
    return render(request, "quizzes/appraisal/staff.html", context, status=400 if request.method == "POST" else 200)


@roles_required(Role.COMMITTEE)
@require_safe
def offer_index(request: HttpRequest) -> HttpResponse:
    """Whom another form may be offered: found by name, which is audited."""
    text = request.GET.get("q", "").strip()[:40]
    rows = selectors.with_result(text) if text else Appraisal.objects.none()
    if text:
        log.record(
            actor_uuid=signed_in(request).uuid,
            verb="appraisal.people_searched",
            object_type="appraisal",
            purpose=text,
            now=timezone.now(),
        )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "quizzes/appraisal/offer_index.html", {"page": page, "text": text})


@roles_required(Role.COMMITTEE)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer another form to whoever has this result."""
    appraisal = get_object_or_404(Appraisal.objects.select_related("booklet__person", "booklet__design"), uuid=uuid)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        booklets.offer(appraisal=appraisal, by=signed_in(request), reason=reason, now=timezone.now())
        messages.success(request, _("Another form is ready; the deputy was told."))
        return redirect("quizzes:appraisal_staff")
    status = 400 if request.method == "POST" else 200
    return render(request, "quizzes/appraisal/offer.html", {"appraisal": appraisal, "form": form}, status=status)
