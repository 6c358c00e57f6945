"""The life of a report: drafted from a snapshot, its texts written, reviewed by a second person, sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from lms.web.pdf import uncovered
from lms.web.private import private_storage
from reports.models import Report, ReportFile, Snapshot
from reports.services.content import content_of, default_lines
from reports.services.documents import all_documents
from reports.services.proposals import EDITED
from reports.services.shapes import DEFAULT, shape_of

STORAGE = "private"


def ask_snapshot(*, programme: Programme, by: Person, now: datetime) -> Job:
    """Ask the queue for a snapshot of today; asking twice within a minute asks once."""
    require(by, Role.COMMITTEE)
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
    _note(report, "report.drafted", by, now)
    return report


@transaction.atomic
def write(*, report: Report, title: str, texts: Mapping[str, str], by: Person, now: datetime) -> Report:
    """Change the texts of a draft, as `content_of` reads them. BadInput without a title or with a character no font can
    print, Refusal once reviewed."""
    require(by, Role.COMMITTEE)
    locked = _locked(report, Report.State.DRAFT)
    if not title.strip():
        raise BadInput(_("A report needs a title."))
    kept = {name: text.strip() for name, text in texts.items()}
    if missing := uncovered(title + "".join(kept.values())):
        raise BadInput(_("No font can print these characters: %(characters)s") % {"characters": " ".join(missing)})
    locked.title, locked.texts = title.strip(), kept
    locked.save(update_fields=["title", "texts"])
    _note(locked, "report.written", by, now)
    return locked


@transaction.atomic
def review(*, report: Report, by: Person, now: datetime) -> Report:
    """A second person has read it and agrees. Refusal for whoever drafted it."""
    require(by, Role.COMMITTEE)
    locked = _locked(report, Report.State.DRAFT)
    if locked.drafted_by_id == by.pk:
        raise Refusal(_("Whoever drafted a report does not review it; ask a colleague."))
    if not up_to_date(locked):
        raise Refusal(_("The documents do not show the present texts. Make them first, then read the PDF."))
    locked.state, locked.reviewed_by, locked.reviewed_at = Report.State.REVIEWED, by, now
    locked.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _note(locked, "report.reviewed", by, now)
    return locked


@transaction.atomic
def give_back(*, report: Report, by: Person, now: datetime) -> Report:
    """A reviewed report becomes a draft again, to be changed and reviewed anew. Refusal once it was sent."""
    require(by, Role.COMMITTEE)
    locked = _locked(report, Report.State.REVIEWED)
    locked.state, locked.reviewed_by, locked.reviewed_at = Report.State.DRAFT, None, None
    locked.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _note(locked, "report.given_back", by, now)
    return locked


@transaction.atomic
def send(*, report: Report, by: Person, now: datetime) -> Report:
    """Note that the reviewed report went to the standing committee."""
    require(by, Role.COMMITTEE)
    locked = _locked(report, Report.State.REVIEWED)
    locked.state, locked.sent_at = Report.State.SENT, now
    locked.save(update_fields=["state", "sent_at"])
    _note(locked, "report.sent", by, now)
    return locked


def ask_documents(*, report: Report, by: Person, now: datetime) -> Job:
    """Ask the queue for the files of a report as its texts are now."""
    require(by, Role.COMMITTEE)
    return jobs.enqueue(
        func="reports.services.reports.make_documents",
        key=_documents_key(report),
        kwargs={"report_uuid": str(report.uuid), "next": reverse("reports:report", args=[report.uuid])},
        by_uuid=by.uuid,
        now=now,
    )


def up_to_date(report: Report) -> bool:
    """Whether documents were made of the texts as they are now."""
    return Job.objects.filter(key=_documents_key(report), state=Job.State.DONE).exists() and report.files.exists()


def make_documents(job: Job, report_uuid: str) -> None:
    """What the queue does: make the files, store them, name them as the report's. Doing it again changes nothing."""
    report = Report.objects.select_related("snapshot__programme").get(uuid=UUID(report_uuid))
    content = content_of(report.snapshot, title=report.title, texts=report.texts)
    for name, data in all_documents(content).items():
        kind, digest = name.rpartition(".")[2], hashlib.sha256(data).hexdigest()
        path = f"reports/{report.uuid}/{digest[:16]}-{name}"
        if not private_storage().exists(path):
            private_storage().save(path, ContentFile(data))
        ReportFile.objects.update_or_create(
            report=report,
            kind=kind,
            sha256=digest,
            defaults={"made_at": timezone.now()},
            create_defaults={"file": path, "size": len(data), "made_at": timezone.now()},
        )


def _documents_key(report: Report) -> str:
    words = hashlib.sha256(f"{report.title}{sorted(report.texts.items())}".encode()).hexdigest()[:16]
    return f"reports.documents:{report.uuid}:{words}"


def _locked(report: Report, state: str) -> Report:
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.state != state:
        raise Refusal(_("The report is no longer in that state; open it again."))
    return locked


def _note(report: Report, verb: str, by: Person, now: datetime) -> None:
    audit(actor_uuid=by.uuid, verb=verb, object_type="report", object_id=str(report.uuid), now=now)
