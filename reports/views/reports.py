"""A report: drawn up, written, made into documents, reviewed, sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.private import serve_private
from reports.forms import ReportForm
from reports.models import Report, ReportFile, Snapshot
from reports.services import reports as services
from reports.services.documents import TYPES

PER_PAGE = 50


@require_safe
@roles_required(Role.COMMITTEE)
def all_reports(request: HttpRequest) -> HttpResponse:
    found = Report.objects.visible_to(signed_in(request)).select_related(
        "snapshot__programme", "drafted_by", "reviewed_by"
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/report_list.html", {"page": page})


@require_POST
@roles_required(Role.COMMITTEE)
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw up a report from a snapshot."""
    snapshot = get_object_or_404(Snapshot.objects.finished(), uuid=uuid)
    report = services.draft(snapshot=snapshot, by=signed_in(request), now=timezone.now())
    return redirect("reports:report", uuid=report.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.COMMITTEE)
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One report: its texts while it is a draft, its documents, and the next step."""
    found = _one(request, uuid)
    if request.method == "POST":
        form = ReportForm(request.POST)
        if form.is_valid():
            texts = dict(form.cleaned_data)
            title = texts.pop("title")
            texts["national"] = "1" if texts["national"] else ""
            services.write(report=found, title=title, texts=texts, by=signed_in(request), now=timezone.now())
            messages.success(request, _("Saved. Make the documents to see it in print."))
            return redirect("reports:report", uuid=uuid)
    else:
        form = ReportForm(initial={"title": found.title, **found.texts})
    newest: dict[str, ReportFile] = {}
    for file in found.files.order_by("made_at", "pk"):
        newest[file.kind] = file
    context = {
        "report": found,
        "form": form,
        "files": [newest[kind] for kind in ("pdf", "docx", "xlsx", "csv", "json") if kind in newest],
        "up_to_date": services.up_to_date(found),
        "may_review": found.state == Report.State.DRAFT and found.drafted_by_id != signed_in(request).pk,
    }
    return render(request, "reports/report_detail.html", context, status=400 if form.errors else 200)


@require_POST
@roles_required(Role.COMMITTEE)
def documents(request: HttpRequest, uuid: UUID) -> HttpResponse:
    job = services.ask_documents(report=_one(request, uuid), by=signed_in(request), now=timezone.now())
    return redirect("notify:job", uuid=job.uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.review(report=_one(request, uuid), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The report is reviewed and no longer changes."))
    return redirect("reports:report", uuid=uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.give_back(report=_one(request, uuid), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The report is a draft again."))
    return redirect("reports:report", uuid=uuid)


@require_POST
@roles_required(Role.COMMITTEE)
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.send(report=_one(request, uuid), by=signed_in(request), now=timezone.now())
    messages.success(request, _("It is noted that the report was sent."))
    return redirect("reports:report", uuid=uuid)


@require_safe
@roles_required(Role.COMMITTEE)
def download(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponseBase:
    """One document, from private storage, noted in the audit."""
    found = _one(request, uuid)
    file = get_object_or_404(ReportFile, pk=pk, report=found)
    audit(
        actor_uuid=signed_in(request).uuid,
        verb="report.downloaded",
        object_type="report",
        object_id=str(found.uuid),
        purpose=file.kind,
    )
    name = "manifest.json" if file.kind == "json" else f"{found.title}-{found.snapshot.as_of:%Y%m%d}.{file.kind}"
    return serve_private(
        request,
        storage_name=services.STORAGE,
        filename=file.file,
        content_type=TYPES.get(file.kind, "application/json"),
        download_name=name,
    )


def _one(request: HttpRequest, uuid: UUID) -> Report:
    found = (
        Report.objects.visible_to(signed_in(request))
        .select_related("snapshot__programme", "drafted_by", "reviewed_by")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    return found
