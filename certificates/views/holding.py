"""The holder's pages: my certificates, one of them as picture and PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.models import Certificate
from certificates.permissions import may_manage
from certificates.selectors.certificates import by_serial, held_by, with_hours
from certificates.services import files
from certificates.services.bundles import file_name
from certificates.services.hours import prove_hours
from certificates.services.rendering import picture
from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed
from lms.web.private import serve_private


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    certificates = [(certificate, certificate.state_on(today)) for certificate in held_by(signed_in(request))]
    context = {"certificates": certificates, "hours": with_hours(signed_in(request))}
    return render(request, "certificates/holding_list.html", context)


@require_POST
@login_required
def prove(request: HttpRequest, slug: str) -> HttpResponse:
    """A proof of the own hours in a programme, made at once."""
    programme = get_object_or_404(Programme, slug=slug)
    certificate = prove_hours(person=signed_in(request), programme=programme)
    return redirect("certificates:holding", serial=certificate.serial)


@require_safe
@login_required
def holding(request: HttpRequest, serial: str) -> HttpResponse:
    """One certificate with its picture, to be kept by a long press."""
    certificate = by_serial(serial)
    if certificate is None or certificate.person_id != signed_in(request).pk:
        raise Http404
    context = {"certificate": certificate, "state": certificate.state_on(timezone.localdate())}
    return render(request, "certificates/holding_detail.html", context)


@require_safe
@login_required
def pdf(request: HttpRequest, serial: str) -> HttpResponseBase:
    """The PDF as it was issued: for the holder, and for the committee with an entry in the audit."""
    certificate = _entitled(request, serial)
    return serve_private(
        request,
        storage_name=files.STORAGE,
        filename=certificate.file,
        content_type="application/pdf",
        download_name=file_name(certificate),
        inline=True,
    )


@require_safe
@login_required
def png(request: HttpRequest, serial: str) -> HttpResponse:
    """The same page as a picture, which WeChat's browser can keep by a long press."""
    certificate = _entitled(request, serial)
    try:
        content = picture(files.read(certificate))
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, max-age=600"
    return response


def _entitled(request: HttpRequest, serial: str) -> Certificate:
    certificate = by_serial(serial)
    if certificate is None:
        raise Http404
    person = signed_in(request)
    if certificate.person_id == person.pk:
        return certificate
    if not may_manage(person):
        raise NotAllowed(_("A certificate’s file is for its holder. The public page shows whether it is in force."))
    audit(actor_uuid=person.uuid, verb="certificate.viewed", object_type="certificate", object_id=certificate.serial)
    return certificate
