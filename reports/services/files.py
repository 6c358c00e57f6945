"""The documents of a report, of whatever kind: asked of the queue, kept in private storage, the newest shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person
from lms.web.private import private_storage
from reports.models import NeedsReport, Report, ReportFile

STORAGE = "private"
Owner = Report | NeedsReport


def ask(*, func: str, key: str, kwargs: Mapping[str, Any], page: str, by: Person, now: datetime) -> Job:
    """Ask the queue for the documents; `key` names the words that they are made of, `page` is where the progress page
    leads. Each person asks once, and anew after it did not work."""
    failed = Job.objects.filter(key__startswith=key, state__in=(Job.State.FAILED, Job.State.GIVEN_UP)).count()
    return jobs.enqueue(
        func=func,
        key=f"{key}:{by.pk}:{failed}",
        kwargs={**kwargs, "next": page},
        by_uuid=by.uuid,
        now=now,
    )


def up_to_date(owner: Owner, key: str) -> bool:
    """Whether documents were made of the words that `key` names."""
    return Job.objects.filter(key__startswith=key, state=Job.State.DONE).exists() and owner.files.exists()


def keep(owner: Owner, kind: str, name: str, data: bytes) -> None:
    """Store a document and note it as the report's. Doing it again changes nothing but when it was made."""
    now = timezone.now()
    owner.files.update_or_create(
        kind=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={"made_at": now},
        create_defaults={"file": stored(owner, name, data), "size": len(data), "made_at": now},
    )


def stored(owner: Owner, name: str, data: bytes) -> str:
    """The name in private storage of a file that belongs to a report; storing it again is the same file."""
    path = f"reports/{owner.uuid}/{hashlib.sha256(data).hexdigest()[:16]}-{name}"
    if not private_storage().exists(path):
        private_storage().save(path, ContentFile(data))
    return path


def newest(owner: Owner) -> dict[str, ReportFile]:
    """Kind -> the newest document of that kind."""
    return {file.kind: file for file in owner.files.order_by("made_at", "pk")}
