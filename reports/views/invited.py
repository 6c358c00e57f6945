"""The pages behind a one-time link: no account, no sign-in; the report, its PDF, and one answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import throttle
from lms.people.models import Person
from lms.web.private import serve_private
from reports.forms import AnswerForm, ReceiptForm
from reports.models import Confirmation, Invitation
from reports.services import invitations
from reports.services.content import content_of
from reports.services.documents import TYPES
from reports.services.files import STORAGE
from reports.services.invitations import LinkRefused
from reports.services.reports import note


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The report as a page, and the answer."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    review = found.purpose == Invitation.Purpose.REVIEW
    form: AnswerForm | ReceiptForm = (AnswerForm if review else ReceiptForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = invitations.answer(
            token=token,
            person=_person(request),
            name=said["name"],
            choice=said.get("choice", Confirmation.Answer.RECEIVED),
            words=said["words"],
            now=timezone.now(),
        )
        return render(request, "reports/invited_done.html", {"given": given})
    report = found.report
    content = content_of(report.snapshot, shape=report.shape, title=report.title, texts=report.texts)
    if request.method == "GET":
        note(report, "report.read_by_link", None, timezone.now(), f"{found.name} {found.post}")
    context = {"found": found, "report": report, "content": content, "form": form, "token": token, "review": review}
    return render(request, "reports/invited.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def invited_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The PDF that the link is about."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    note(found.report, "report.read_by_link", None, timezone.now(), f"{found.name} {found.post} pdf")
    return serve_private(
        request,
        storage_name=STORAGE,
        filename=invitations.shown(found).file,
        content_type=TYPES["pdf"],
        download_name=f"{found.report.title}.pdf",
        inline=True,
    )


def _found(request: HttpRequest, token: str) -> Invitation | HttpResponse:
    """The open invitation, or the page that says why there is none."""
    if throttle.too_many(request):
        return render(request, "reports/link_refused.html", {"kind": "throttled"}, status=429)
    try:
        return invitations.find(token=token, person=_person(request), now=timezone.now())
    except LinkRefused as refusal:
        if refusal.kind == "unknown":
            throttle.count(request)
        return render(request, "reports/link_refused.html", {"kind": refusal.kind, "message": str(refusal)}, status=410)


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None
