"""The report of a needs survey: its figures on a page, and to take away. Counts only, for the staff."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services.log import record as audit
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.private import serve_private
from reports.models import NeedsReport
from reports.needs import content as needs
from reports.needs.documents import READERS, ask, up_to_date
from reports.services import files
from reports.services.documents import TYPES

KINDS = ("pdf", "docx")


@require_safe
@roles_required(*READERS)
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    report = _report(uuid)
    _note(request, report, "needs.report_looked")
    questions = [(one, needs.sentence(one), one.pictures) for one in needs.questions(report)]
    paper = needs.content_of(report)
    shown = [
        (question, sentence, [(label, cells, pictures.get(label, "")) for label, cells in question.lines])
        for question, sentence, pictures in questions
    ]
    made, current = files.newest(report), up_to_date(report)
    context = {
        "report": report,
        "paper": paper,
        "questions": shown,
        "up_to_date": current,
        "made": bool(made),
        "files": [(made[kind], reverse(f"reports:needs_{kind}", args=[uuid])) for kind in KINDS if current],
    }
    return render(request, "reports/needs.html", context)


@require_POST
@roles_required(*READERS)
def documents(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the queue for PDF and DOCX with the words released until now, and show how far it is."""
    job = ask(report=_report(uuid), by=signed_in(request), now=timezone.now())
    return redirect("notify:job", uuid=job.uuid)


@require_safe
@roles_required(*READERS)
def document(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponseBase:
    """The newest PDF or DOCX; none where words were released or kept back since it was made."""
    report = _report(uuid)
    file = files.newest(report).get(kind)
    if file is None or not up_to_date(report):
        raise Http404
    _note(request, report, "needs.report_downloaded", kind)
    return serve_private(
        request,
        storage_name=files.STORAGE,
        filename=file.file,
        content_type=TYPES[kind],
        download_name=f"needs-{timezone.localdate(report.made_at):%Y%m%d}.{kind}",
    )


def _report(uuid: UUID) -> NeedsReport:
    return get_object_or_404(NeedsReport.objects.select_related("round__programme"), round__uuid=uuid)


def _note(request: HttpRequest, report: NeedsReport, verb: str, purpose: str = "") -> None:
    audit(
        actor_uuid=signed_in(request).uuid,
        verb=verb,
        object_type="needs_round",
        object_id=str(report.round.uuid),
        purpose=purpose,
    )
