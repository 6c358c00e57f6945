"""归档: one package of a received report – documents, data, what was signed – that anybody can check."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.private import private_storage
from reports.models import Report
from reports.services import files
from reports.services.documents import KINDS, SUMS, sums_of
from reports.services.reports import locked, note
from reports.services.zips import packed


@transaction.atomic
def archive(*, report: Report, by: Person, now: datetime) -> Job:
    """File a received report: nothing is added any more, and the queue packs all that belongs to it."""
    require(by, Role.COMMITTEE)
    held = locked(report, Report.State.RECEIVED)
    held.state, held.archived_at = Report.State.ARCHIVED, now
    held.save(update_fields=["state", "archived_at"])
    note(held, "report.archived", by, now)
    return jobs.enqueue(
        func="reports.services.archiving.make_package",
        key=f"reports.package:{held.uuid}",
        kwargs={"report_uuid": str(held.uuid), "next": reverse("reports:report", args=[held.uuid])},
        by_uuid=by.uuid,
        now=now,
    )


def make_package(job: Job, report_uuid: str) -> None:
    """What the queue does; doing it again gives the same bytes."""
    report = Report.objects.select_related("snapshot").get(uuid=UUID(report_uuid))
    files.keep(report, "zip", "package.zip", package(report))


def package(report: Report) -> bytes:
    """A ZIP with report.pdf, .docx, .xlsx, .csv, dictionary.csv, manifest.json, the finished versions, the scans,
    flow.json on who confirmed what and in which figures the finished version departs, and SHA256SUMS over all."""
    documents = files.newest(report)
    names = {name: documents[kind].file for name, kind in KINDS.items() if kind in documents}
    for number, final in enumerate(report.finals.all(), 1):
        names[f"final-{number}.docx"] = final.file
    for number, given in enumerate(report.confirmations.exclude(file=""), 1):
        names[f"signed-{number}.{given.file.rpartition('.')[2]}"] = given.file
    found = {name: _read(file) for name, file in names.items()}
    found["flow.json"] = _flow(report)
    found[SUMS] = sums_of(found)
    return packed(found)


def _read(name: str) -> bytes:
    with private_storage().open(name, "rb") as stored:
        data: bytes = stored.read()
    return data


def _flow(report: Report) -> bytes:
    told = {
        "title": report.title,
        "report": str(report.uuid),
        "snapshot": str(report.snapshot.uuid),
        "drafted": {"by": report.drafted_by.name, "at": report.drafted_at.isoformat()},
        "sent_at": report.sent_at.isoformat() if report.sent_at else None,
        "archived_at": report.archived_at.isoformat() if report.archived_at else None,
        "confirmations": [
            {
                "answer": given.answer,
                "way": given.way,
                "name": given.name,
                "post": given.post,
                "words": given.words,
                "at": given.at.isoformat(),
                "pdf_sha256": given.pdf_sha256,
                "file_sha256": given.file_sha256,
            }
            for given in report.confirmations.all()
        ],
        "finals": [
            {"sha256": final.sha256, "at": final.at.isoformat(), "differences": final.differences}
            for final in report.finals.all()
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
