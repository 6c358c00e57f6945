"""A draft: drawn up from a snapshot, its texts written, its documents made by the queue. `steps` tells what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from lms.web.pdf import uncovered
from reports.models import Report, ReportFile, Snapshot
from reports.services import files
from reports.services.content import content_of, default_lines
from reports.services.documents import KINDS, all_documents
from reports.services.proposals import EDITED
from reports.services.shapes import DEFAULT, shape_of


def ask_snapshot(*, programme: Programme, by: Person, now: datetime) -> Job:
    """Ask the queue for a snapshot of today; asking twice within a minute asks once."""
    require(by, Role.COMMITTEE)
    return enqueue_snapshot(programme=programme, by=by, now=now)


def enqueue_snapshot(*, programme: Programme, by: Person, now: datetime) -> Job:
    """The same for the schedule, which asks in the name of whoever planned it."""
    return jobs.enqueue(
        func="reports.services.freezing.run",
        key=f"reports.snapshot:{programme.pk}:{now:%Y%m%d%H%M}",
        kwargs={"programme_id": programme.pk, "by_id": by.pk, "next": reverse("reports:dashboard")},
        by_uuid=by.uuid,
        now=now,
    )


@transaction.atomic
def draft(*, snapshot: Snapshot, by: Person, now: datetime) -> Report:
    """The draft of a snapshot, made now if there is none that still is a draft."""
    require(by, Role.COMMITTEE)
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    existing = Report.objects.filter(snapshot=snapshot, state=Report.State.DRAFT).first()
    if existing is not None:
        return existing
    shape = shape_of(DEFAULT)
    report = Report.objects.create(
        snapshot=snapshot,
        title=shape.title,
        texts={"addressee": shape.addressee} | {name: default_lines(name, snapshot) for name in EDITED},
        drafted_by=by,
        drafted_at=now,
    )
    note(report, "report.drafted", by, now)
    return report


@transaction.atomic
def write(*, report: Report, title: str, shape: str, texts: Mapping[str, str], by: Person, now: datetime) -> Report:
    """Change shape and texts of a draft, as `content_of` reads them. With another shape title and form of address
    become those of that shape, unless staff wrote their own. BadInput without a title or with a character no
    font can print, Refusal once reviewed."""
    require(by, Role.COMMITTEE)
    held = locked(report, Report.State.DRAFT)
    before, after = shape_of(held.shape), shape_of(shape)
    if not title.strip():
        raise BadInput(_("A report needs a title."))
    kept = {name: text.strip() for name, text in texts.items()}
    if missing := uncovered(title + "".join(kept.values())):
        raise BadInput(_("No font can print these characters: %(characters)s") % {"characters": " ".join(missing)})
    if after != before:
        title = after.title if title.strip() == before.title else title
        if kept.get("addressee") == before.addressee:
            kept["addressee"] = after.addressee
    held.title, held.shape, held.texts = title.strip(), after.key, kept
    held.save(update_fields=["title", "shape", "texts"])
    note(held, "report.written", by, now)
    return held


def ask_documents(*, report: Report, by: Person, now: datetime) -> Job:
    """Ask the queue for the files of a report as its texts are now."""
    require(by, Role.COMMITTEE)
    return files.ask(
        func="reports.services.reports.make_documents",
        key=_documents_key(report),
        kwargs={"report_uuid": str(report.uuid)},
        page=reverse("reports:report", args=[report.uuid]),
        by=by,
        now=now,
    )


def up_to_date(report: Report) -> bool:
    """Whether documents were made of the texts as they are now."""
    return files.up_to_date(report, _documents_key(report))


def make_documents(job: Job, report_uuid: str) -> None:
    """What the queue does; doing it again changes nothing."""
    report = Report.objects.select_related("snapshot__programme").get(uuid=UUID(report_uuid))
    content = content_of(report.snapshot, shape=report.shape, title=report.title, texts=report.texts)
    for name, data in all_documents(content).items():
        files.keep(report, KINDS[name], name, data)


def _documents_key(report: Report) -> str:
    words = hashlib.sha256(f"{report.title}{report.shape}{sorted(report.texts.items())}".encode()).hexdigest()[:16]
    return f"reports.documents:{report.uuid}:{words}"


def newest_pdf(report: Report) -> ReportFile:
    """Refusal where there is none yet."""
    file = files.newest(report).get("pdf")
    if file is None:
        raise Refusal(_("Make the documents first."))
    return file


def locked(report: Report, *states: str) -> Report:
    """The report, locked until the transaction ends. Refusal where it is in none of these states."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.state not in states:
        raise Refusal(_("The report is no longer in that state; open it again."))
    return held


def note(report: Report, verb: str, by: Person | None, now: datetime, purpose: str = "") -> None:
    """Into the audit; `by` None is somebody without an account, whom `purpose` names."""
    actor = by.uuid if by else None
    audit(actor_uuid=actor, verb=verb, object_type="report", object_id=str(report.uuid), purpose=purpose, now=now)
