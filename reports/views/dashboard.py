"""The committee's dashboard, from the latest snapshot."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from reports.models import Snapshot
from reports.selectors.dashboard import dashboard as shown
from reports.services import reports as services
from reports.services.content import content_of
from reports.services.documents import TYPES, tables_package, xlsx

TABLES = {"xlsx": xlsx, "zip": tables_package}


@require_safe
@roles_required(Role.COMMITTEE)
def dashboard(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("programme", "")
    programme = get_object_or_404(Programme, slug=slug) if slug else None
    person = signed_in(request)
    board = shown(person, programme, now=timezone.now())
    if board.snapshot is not None:
        uuid = str(board.snapshot.uuid)
        audit(actor_uuid=person.uuid, verb="report.looked", object_type="snapshot", object_id=uuid)
    return render(request, "reports/dashboard.html", {"board": board})


@require_POST
@roles_required(Role.COMMITTEE)
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a snapshot of today and show how far it is."""
    programme = get_object_or_404(Programme, slug=slug)
    job = services.ask_snapshot(programme=programme, by=signed_in(request), now=timezone.now())
    return redirect("notify:job", uuid=job.uuid)


@require_safe
@roles_required(Role.COMMITTEE)
def tables(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """The published tables of a snapshot as a workbook, or with CSV and checksums in a ZIP; noted in the audit."""
    snapshot = get_object_or_404(Snapshot.objects.finished(), uuid=uuid)
    audit(
        actor_uuid=signed_in(request).uuid, verb="report.tables", object_type="snapshot", object_id=str(snapshot.uuid)
    )
    response = HttpResponse(TABLES[kind](content_of(snapshot)), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="readiness-{snapshot.as_of:%Y%m%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
