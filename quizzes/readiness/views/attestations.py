from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from quizzes.readiness.forms import AttestForm, WithdrawForm
from quizzes.readiness.selectors.attestations import attestable_people, find_people, given_by
from quizzes.readiness.services import evidence

GIVEN = 10


@roles_required(Role.ORGANISER, Role.COMMITTEE)
def attest(request: HttpRequest) -> HttpResponse:
    """Choose a deputy; below, what one attested oneself."""
    by, name = signed_in(request), request.GET.get("q", "")
    page = Paginator(find_people(by, name=name, now=timezone.now()), 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": name, "given": given_by(by)[:GIVEN]}
    return render(request, "quizzes/readiness/attestation_list.html", context)


@roles_required(Role.ORGANISER, Role.COMMITTEE)
def attest_person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down what a deputy did, and for which level it speaks."""
    by, now = signed_in(request), timezone.now()
    person = get_object_or_404(attestable_people(by, now=now), uuid=uuid)
    form = AttestForm(request.POST or None, initial={"client_id": uuid4().hex})
    if form.is_valid():
        evidence.attest(person=person, by=by, now=now, **form.cleaned_data)
        messages.success(request, _("Attested. The deputy was told and sees it among the evidence."))
        return redirect("quizzes:attest")
    context = {"person": person, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "quizzes/readiness/attestation_form.html", context, status=status)


@roles_required(Role.ORGANISER, Role.COMMITTEE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own attestation back."""
    by = signed_in(request)
    row = get_object_or_404(given_by(by), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        evidence.withdraw_attestation(evidence=row, reason=form.cleaned_data["reason"], by=by, now=timezone.now())
        messages.success(request, _("The attestation was taken back; the deputy was told."))
        return redirect("quizzes:attest")
    context = {"row": row, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "quizzes/readiness/attestation_withdraw.html", context, status=status)
