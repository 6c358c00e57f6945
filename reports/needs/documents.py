"""The report of a needs survey as PDF and DOCX: made by the queue, as those of readiness are."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from lms.notify.models import Job
from lms.people.models import Person, Role
from lms.people.permissions import require
from reports.models import NeedsReport
from reports.needs.content import content_of
from reports.services import files
from reports.services.documents import print_and_word

READERS = (Role.COMMITTEE, Role.ORGANISER, Role.CHAIR)


def ask(*, report: NeedsReport, by: Person, now: datetime) -> Job:
    """Ask the queue for the documents with the words released until now."""
    require(by, *READERS)
    return files.ask(
        func="reports.needs.documents.make",
        key=_key(report),
        kwargs={"round_uuid": str(report.uuid)},
        page=reverse("reports:needs", args=[report.uuid]),
        by=by,
        now=now,
    )


def up_to_date(report: NeedsReport) -> bool:
    """Whether documents were made of the words that are released now."""
    return files.up_to_date(report, _key(report))


def make(job: Job, round_uuid: str) -> None:
    """What the queue does; doing it again changes nothing."""
    report = NeedsReport.objects.select_related("round__programme").get(round__uuid=UUID(round_uuid))
    for kind, data in print_and_word(content_of(report)).items():
        files.keep(report, kind, f"needs.{kind}", data)


def _key(report: NeedsReport) -> str:
    released = list(report.round.texts.exclude(released="").values_list("number", "released"))
    words = hashlib.sha256(json.dumps([report.hash, released]).encode()).hexdigest()[:16]
    return f"reports.needs:{report.uuid}:{words}"
