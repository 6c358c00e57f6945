"""The committee's pages: the register, one certificate, a run over a programme, names that cannot be printed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.forms import IssueForm, RegisterForm, RevokeForm
from certificates.models import Certificate, Obstacle
from certificates.selectors.certificates import open_obstacles
from certificates.selectors.certificates import register as registered
from certificates.selectors.renewals import due_for_renewal
from certificates.services import batches
from certificates.services import obstacles as obstacle_services
from certificates.services.issue import supersede
from certificates.services.renew import renew
from certificates.services.revoke import revoke
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in

PER_PAGE = 50


@require_safe
@roles_required(Role.COMMITTEE)
def register(request: HttpRequest) -> HttpResponse:
    """All certificates, by programme, state, name or number. The first look of a day is written to the audit."""
    form = RegisterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = registered(
        day=today,
        programme=wanted.get("programme"),
        state=wanted.get("state", ""),
        text=wanted.get("q", ""),
        renamed=bool(wanted.get("renamed")),
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    _note_look(request, today.isoformat())
    context = {
        "form": form,
        "page": page,
        "rows": [(certificate, certificate.state_on(today)) for certificate in page],
        "filtered": any(wanted.values()),
        "issue_form": IssueForm(),
        "stopped": open_obstacles().count(),
    }
    return render(request, "certificates/manage_register.html", context)


@require_safe
@roles_required(Role.COMMITTEE)
def detail(request: HttpRequest, serial: str) -> HttpResponse:
    return _detail(request, _one(serial), RevokeForm())


@require_POST
@roles_required(Role.COMMITTEE)
def revoke_one(request: HttpRequest, serial: str) -> HttpResponse:
    certificate = _one(serial)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _detail(request, certificate, form, status=400)
    revoke(certificate=certificate, reason=form.cleaned_data["reason"], by=signed_in(request))
    messages.success(request, _("The certificate is withdrawn; the holder has been told."))
    return redirect("certificates:detail", serial=certificate.serial)


@require_POST
@roles_required(Role.COMMITTEE)
def replace_one(request: HttpRequest, serial: str) -> HttpResponse:
    successor = supersede(certificate=_one(serial), by=signed_in(request))
    messages.success(request, _("A new certificate was made; the earlier one now shows as replaced."))
    return redirect("certificates:detail", serial=successor.serial)


@require_POST
@roles_required(Role.COMMITTEE)
def issue_batch(request: HttpRequest) -> HttpResponse:
    """Ask the queue for all that is due in a programme, and go where its progress shows."""
    form = IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a programme."))
        return redirect("certificates:manage")
    programme = form.cleaned_data["programme"]
    address = f"{reverse('certificates:manage')}?programme={programme.pk}"
    job = batches.enqueue(programme=programme, by=signed_in(request), next_url=address)
    if job is None:
        messages.info(request, _("Nobody is waiting: everyone who met the requirements has a certificate."))
        return redirect(address)
    if job.created_by_uuid != signed_in(request).uuid:
        messages.info(request, _("These certificates are being made already; they will appear here."))
        return redirect(address)
    return redirect("notify:job", uuid=job.uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def renew_one(request: HttpRequest, serial: str) -> HttpResponse:
    successor = renew(certificate=_one(serial), by=signed_in(request))
    messages.success(request, _("The certificate is renewed; the earlier one now shows as replaced."))
    return redirect("certificates:detail", serial=successor.serial)


@require_POST
@roles_required(Role.COMMITTEE)
def renew_batch(request: HttpRequest) -> HttpResponse:
    """Ask the queue to renew in a programme what a new term allows."""
    form = IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a programme."))
        return redirect("certificates:manage")
    job = batches.enqueue_renewal(programme=form.cleaned_data["programme"], by=signed_in(request))
    if job is None:
        messages.info(request, _("Nothing can be renewed in this programme: nobody’s new term outlasts a certificate."))
        return redirect("certificates:manage")
    return redirect("notify:job", uuid=job.uuid)


@require_safe
@roles_required(Role.COMMITTEE, Role.SYSTEM_ADMIN)
def obstacles(request: HttpRequest) -> HttpResponse:
    page = Paginator(open_obstacles(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/manage_obstacles.html", {"page": page})


@require_POST
@roles_required(Role.COMMITTEE, Role.SYSTEM_ADMIN)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    obstacle_services.clear(obstacle=get_object_or_404(Obstacle, pk=pk))
    messages.success(request, _("This certificate will be tried again within minutes."))
    return redirect("certificates:obstacles")


def _one(serial: str) -> Certificate:
    return get_object_or_404(Certificate.objects.with_state().select_related("person", "programme"), serial=serial)


def _detail(request: HttpRequest, certificate: Certificate, form: RevokeForm, status: int = 200) -> HttpResponse:
    audit(
        actor_uuid=signed_in(request).uuid,
        verb="certificate.viewed",
        object_type="certificate",
        object_id=certificate.serial,
    )
    state = certificate.state_on(timezone.localdate())
    context = {
        "certificate": certificate,
        "state": state,
        "form": form,
        "renamed": certificate.person.name != certificate.subject_name,
        "may_renew": due_for_renewal(certificate.programme, timezone.localdate()).filter(pk=certificate.pk).exists(),
        "may_revoke": certificate.state == Certificate.State.ISSUED,
        "may_replace": not hasattr(certificate, "superseded_by")
        and (certificate.person.name != certificate.subject_name or certificate.state == Certificate.State.REVOKED),
    }
    return render(request, "certificates/manage_detail.html", context, status=status)


def _note_look(request: HttpRequest, day: str) -> None:
    if request.session.get("certificates_listed") != day:
        audit(actor_uuid=signed_in(request).uuid, verb="certificates.listed", object_type="certificate")
        request.session["certificates_listed"] = day
