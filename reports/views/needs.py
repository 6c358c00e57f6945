"""The report of a needs survey: its figures on a page, and to take away. Counts only, for the staff."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from reports.models import NeedsReport
from reports.needs import content as needs
from reports.services.documents import TYPES, pdf
from reports.services.word_files import docx

MAKERS = {"pdf": pdf, "docx": docx}
READERS = (Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)


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
    context = {"report": report, "paper": paper, "questions": shown, "response": needs.response(report)}
    return render(request, "reports/needs.html", context)


@require_safe
@roles_required(*READERS)
def document(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """The report as PDF or DOCX, with the words released until now."""
    report = _report(uuid)
    _note(request, report, "needs.report_downloaded", kind)
    response = HttpResponse(MAKERS[kind](needs.content_of(report)), content_type=TYPES[kind])
    day = timezone.localdate(report.made_at)
    response["Content-Disposition"] = f'attachment; filename="needs-{day:%Y%m%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


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
