"""Issuing for many at once by the queue, in chunks that a worker finishes within its time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.selectors.certificates import due
from certificates.selectors.renewals import due_for_renewal
from certificates.services import obstacles
from certificates.services.issue import issue_due
from certificates.services.renew import renew_due
from courses.models import Programme
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person

CHUNK = 25
"""So many certificates from one beat of the job to the next."""
SHARE = 6
"""A run begins no further chunk after this part of the time that a task may take."""
REST = timedelta(hours=6)
"""A run that was given up is not begun anew by the sweep for so long: something is wrong that waiting does not mend."""
SECOND = ":second"
FUNC, RENEWAL = "certificates.services.batches.run", "certificates.services.batches.run_renewal"


def sweep_due(now: datetime | None = None) -> int:
    """Ask the queue for every certificate that is due but not there; how many programmes had some."""
    programmes = Programme.objects.filter(live=True).order_by("pk")
    return sum(enqueue(programme=programme, now=now) is not None for programme in programmes)


def enqueue(
    *, programme: Programme, by: Person | None = None, next_url: str = "", now: datetime | None = None
) -> Job | None:
    """The job that issues all that is due in a programme; None when nothing is. One at a time: while a job of that
    programme waits or works, it is the answer, so that asking every few minutes does not fill the queue."""
    prefix = f"certificates.issue:{programme.pk}:"
    running = Job.objects.filter(key__startswith=prefix).exclude(state__in=Job.FINAL).order_by("pk").first()
    if running is not None:
        return running
    now = now or timezone.now()
    waiting = due(programme).count()
    if not waiting or (by is None and _given_up(prefix, programme, now)):
        return None
    job = jobs.enqueue(
        func=FUNC,
        key=f"{prefix}{now:%Y%m%d%H%M%S}",
        kwargs={"programme_id": programme.pk, "by_id": by.pk if by else None}
        | ({"next": next_url} if next_url else {}),
        by_uuid=by.uuid if by else None,
        now=now,
    )
    jobs.beat(job, total=waiting, now=now)
    if waiting > CHUNK:
        _enqueue_second(job, waiting, now)
    return job


def _enqueue_second(job: Job, waiting: int, now: datetime) -> None:
    """A job for another worker that begins with the last ones; the two meet in the middle. Nobody looks at it: the
    first one tells how far both are, and makes everything alone if this one never runs."""
    kwargs = {name: job.kwargs[name] for name in ("programme_id", "by_id")}
    second = jobs.enqueue(func=FUNC, key=f"{job.key}{SECOND}", kwargs=kwargs | {"from_the_end": True}, now=now)
    jobs.beat(second, total=waiting, now=now)


def _given_up(prefix: str, programme: Programme, now: datetime) -> bool:
    """Whether the last run was given up or refused a short while ago; staff are told once, and may begin it by hand."""
    last = Job.objects.filter(key__startswith=prefix).exclude(key__endswith=SECOND).order_by("-pk").first()
    if last is None or last.state not in {Job.State.GIVEN_UP, Job.State.FAILED} or last.created_at < now - REST:
        return False
    obstacles.tell_staff(
        key=f"certificate:given-up:{last.uuid}",
        text=_("Certificates of “%(programme)s” could not be made. Please begin the run again, and look at the log.")
        % {"programme": programme.title},
        url=reverse("certificates:manage"),
        now=now,
    )
    return True


def run(job: Job, programme_id: int, by_id: int | None = None, *, from_the_end: bool = False) -> None:
    """Some chunks; the job asks for the next run as long as the last chunk made something and more is due."""
    until = time.monotonic() + settings.QUEUE_TIMEOUT / SHARE
    programme = Programme.objects.get(pk=programme_id)
    by = Person.objects.filter(pk=by_id).first() if by_id else None
    left = due(programme).count()
    while True:
        some = partial(issue_due, programme=programme, by=by, from_the_end=from_the_end)
        # half, so that two who meet do not make the same ones; more, where these can have none
        made = some(limit=min(CHUNK, -(-left // 2))) or some(limit=CHUNK)
        left = due(programme).count()
        done = max(job.done, job.total - left)
        told = _("%(count)s certificates made") % {"count": done}
        jobs.beat(job, done=done, total=max(job.total, done + left), message=told)
        if not made or not left:
            break
        if time.monotonic() >= until:
            jobs.again(job)
            break


def enqueue_renewal(*, programme: Programme, by: Person, now: datetime | None = None) -> Job | None:
    """The job that renews in a programme what a new term allows; None when there is nothing. One at a time."""
    now = now or timezone.now()
    prefix = f"certificates.renew:{programme.pk}:"
    running = Job.objects.filter(key__startswith=prefix).exclude(state__in=Job.FINAL).first()
    if running is not None:
        return running
    waiting = due_for_renewal(programme, timezone.localdate(now)).count()
    if not waiting:
        return None
    job = jobs.enqueue(
        func=RENEWAL,
        key=f"{prefix}{now:%Y%m%d%H%M%S}",
        kwargs={"programme_id": programme.pk, "by_id": by.pk, "next": reverse("certificates:manage")},
        by_uuid=by.uuid,
        now=now,
    )
    jobs.beat(job, total=waiting, now=now)
    return job


def run_renewal(job: Job, programme_id: int, by_id: int) -> None:
    """One chunk of renewals; as `run`."""
    programme = Programme.objects.get(pk=programme_id)
    made = renew_due(programme=programme, by=Person.objects.get(pk=by_id), limit=CHUNK)
    done, left = job.done + made, due_for_renewal(programme, timezone.localdate()).count()
    message = _("%(count)s certificates renewed") % {"count": done}
    jobs.beat(job, done=done, total=max(job.total, done), message=message)
    if made and left:
        jobs.again(job)
