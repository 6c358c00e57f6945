"""Taking a snapshot in the queue: chunk after chunk, so that no worker is held for long by a large district."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person
from reports.models import Snapshot
from reports.services.publishing import publish
from reports.services.snapshots import Progress, begin, finish, go_on

SECONDS = 10
"""A run begins no further thousand mandates after so many."""


def run(
    job: Job, programme_id: int, by_id: int, snapshot_id: int | None = None, progress: dict[str, Any] | None = None
) -> None:
    """One run: freeze some thousands, then ask for the next; the last one decides what is published. A run that was cut
    off is taken again from where it began."""
    now, until = timezone.now(), time.monotonic() + SECONDS
    by, so_far = Person.objects.get(pk=by_id), Progress(**progress or {})
    with transaction.atomic():
        if snapshot_id is None:
            programme = Programme.objects.get(pk=programme_id)
            snapshot = begin(programme=programme, as_of=timezone.localdate(job.created_at), by=by, now=now)
        else:
            snapshot = Snapshot.objects.select_related("programme").get(pk=snapshot_id)
        so_far = go_on(snapshot, so_far)
        while not so_far.done and time.monotonic() < until:
            so_far = go_on(snapshot, so_far)
        if not so_far.done:
            jobs.beat(job, done=so_far.mandates, message=_("%(count)s mandates frozen") % {"count": so_far.mandates})
            jobs.again(job, kwargs={"snapshot_id": snapshot.pk, "progress": vars(so_far)})
            return
        snapshot = finish(snapshot, so_far)
        publish(snapshot)
        audit(actor_uuid=by.uuid, verb="snapshot.taken", object_type="snapshot", object_id=str(snapshot.uuid), now=now)
