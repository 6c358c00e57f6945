"""A report: drawn up, written, made into documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.private import serve_private
from reports.forms import FinalForm, PaperForm, PersonForm, ReportForm, ScheduleForm
from reports.models import Report, ReportFile, Snapshot
from reports.services import files
from reports.services import reports as services
from reports.services.documents import KINDS, SUMS, TYPES, sums

PER_PAGE = 50


@require_safe
@roles_required(Role.COMMITTEE)
def all_reports(request: HttpRequest) -> HttpResponse:
    found = Report.objects.visible_to(signed_in(request)).select_related(
        "snapshot__programme", "drafted_by", "reviewed_by"
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    programmes = Programme.objects.filter(live=True).select_related("report_schedule").order_by("slug")
    plans = []
    for programme in programmes:
        planned = getattr(programme, "report_schedule", None)
        said = {"period": planned.period, "next_on": planned.next_on} if planned else None
        plans.append((programme, planned, ScheduleForm(initial=said, auto_id=f"{programme.slug}_%s")))
    return render(request, "reports/report_list.html", {"page": page, "plans": plans})


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
    found = one_report(request, uuid)
    if request.method == "POST":
        form = ReportForm(request.POST, **_shaped(found))
        if form.is_valid():
            texts = dict(form.cleaned_data)
            title, shape = texts.pop("title"), texts.pop("shape")
            texts["national"] = "1" if texts["national"] else ""
            services.write(
                report=found, title=title, shape=shape, texts=texts, by=signed_in(request), now=timezone.now()
            )
            messages.success(request, _("Saved. Make the documents to see it in print."))
            return redirect("reports:report", uuid=uuid)
        return render(request, "reports/report_detail.html", context_of(request, found, form=form), status=400)
    return render(request, "reports/report_detail.html", context_of(request, found))


def _shaped(found: Report) -> dict[str, Any]:
    return {"shape": found.shape, "year": timezone.localdate(found.snapshot.made_at).year}


def context_of(request: HttpRequest, found: Report, **more: Any) -> dict[str, Any]:
    """What the page of a report shows."""
    newest = files.newest(found)
    states = list(Report.State)
    at = states.index(Report.State(found.state))
    written = {"title": found.title, "shape": found.shape, **found.texts}
    return {
        "report": found,
        "form": ReportForm(initial=written, **_shaped(found)),
        "rungs": [
            {"label": state.label, "state": "past" if place < at else "here" if place == at else ""}
            for place, state in enumerate(states)
        ],
        "made": bool(newest),
        "files": [(file, reverse("reports:download", args=[found.uuid, file.pk])) for file in shown(newest)],
        "up_to_date": services.up_to_date(found),
        "may_review": found.state == Report.State.DRAFT and found.drafted_by_id != signed_in(request).pk,
        "confirmations": found.confirmations.select_related("by"),
        "open_links": found.invitations.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()),
        "finals": found.finals.select_related("by"),
        "may_finish": found.state in {Report.State.REVIEWED, Report.State.SENT, Report.State.RECEIVED},
        "person_form": PersonForm(),
        "paper_form": PaperForm(),
        "final_form": FinalForm(),
        **more,
    }


@require_POST
@roles_required(Role.COMMITTEE)
def documents(request: HttpRequest, uuid: UUID) -> HttpResponse:
    job = services.ask_documents(report=one_report(request, uuid), by=signed_in(request), now=timezone.now())
    return redirect("notify:job", uuid=job.uuid)


@require_safe
@roles_required(Role.COMMITTEE)
def download(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponseBase:
    """One document, from private storage, noted in the audit."""
    found = one_report(request, uuid)
    file = get_object_or_404(ReportFile, pk=pk, report=found)
    audit(
        actor_uuid=signed_in(request).uuid,
        verb="report.downloaded",
        object_type="report",
        object_id=str(found.uuid),
        purpose=file.kind,
    )
    return serve_private(
        request,
        storage_name=files.STORAGE,
        filename=file.file,
        content_type=TYPES.get(file.kind, "application/octet-stream"),
        download_name=file_name(found, file),
    )


@require_safe
@roles_required(Role.COMMITTEE)
def checksums(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The SHA-256 of the newest documents under the names that they are downloaded by, for `sha256sum -c`."""
    found = one_report(request, uuid)
    names = {file_name(found, file): file.sha256 for file in shown(files.newest(found))}
    response = HttpResponse(sums(names), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SUMS}"'
    response["Cache-Control"] = "private, no-store"
    return response


def shown(newest: Mapping[str, ReportFile]) -> list[ReportFile]:
    """The documents that the page of a report offers, in its order."""
    return [newest[kind] for kind in (*KINDS.values(), "zip") if kind in newest]


def file_name(found: Report, file: ReportFile) -> str:
    """What a document is called when it is downloaded."""
    name = f"{found.title}-{found.snapshot.as_of:%Y%m%d}"
    return {"json": "manifest.json", "dictionary": f"{name}-数据字典.csv"}.get(file.kind, f"{name}.{file.kind}")


def one_report(request: HttpRequest, uuid: UUID) -> Report:
    found = (
        Report.objects.visible_to(signed_in(request))
        .select_related("snapshot__programme", "drafted_by", "reviewed_by")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    return found
