"""The life of a job: asked for, begun, beating, done – or refused, or given up after three starts.

The queue may deliver a task twice and does not count the workers that died over it. So a task carries nothing but
the job's uuid, the row decides whether there is anything to do, and the function called must be idempotent.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from lms.notify.models import Job
from lms.notify.services import notices
from lms.web.errors import Refusal

STARTS = 3
logger = logging.getLogger(__name__)


@transaction.atomic
def enqueue(
    *, func: str, key: str, kwargs: dict[str, Any], by_uuid: UUID | None = None, now: datetime | None = None
) -> Job:
    """Ask for `func(job, **kwargs)` to be run by a worker; the same key asks once.

    The queue's row is written in the caller's transaction and vanishes with it. `kwargs` must be JSON; the entry
    "next" names the address that the progress page leads to. `func` is dotted, idempotent, and takes 30 s at most.
    """
    job, made = Job.objects.get_or_create(
        key=key,
        defaults={"func": func, "kwargs": kwargs, "created_by_uuid": by_uuid, "created_at": now or timezone.now()},
    )
    if made:
        _offer(job)
    return job


def _offer(job: Job) -> None:
    async_task("lms.notify.services.jobs.run", str(job.uuid), group="job")


def run(uuid: str, now: datetime | None = None) -> None:
    """What a worker does with a job. Raises what the function raised, so that the queue tries again later."""
    job = _begin(uuid=uuid, now=now or timezone.now())
    if job is None:
        return
    try:
        import_string(job.func)(job, **{name: value for name, value in job.kwargs.items() if name != "next"})
    except Refusal as refusal:
        _end(job=job, state=Job.State.FAILED, message=str(refusal))
    except Exception as error:
        logger.exception("job %s failed at start %s", job.uuid, job.starts)
        if job.starts >= STARTS:
            _end(job=job, state=Job.State.GIVEN_UP, message=type(error).__name__)
            return
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=Job.State.QUEUED)
        raise
    else:
        _end(job=job, state=Job.State.DONE)


@transaction.atomic
def _begin(*, uuid: str, now: datetime) -> Job | None:
    """The job if it is to be begun; None if it is finished, another worker is at it, or it has had its starts."""
    job = Job.objects.select_for_update().get(uuid=uuid)
    if job.finished or (job.state == Job.State.RUNNING and job.last_beat and job.last_beat > now - _silence()):
        return None
    if job.starts >= STARTS:
        _end(job=job, state=Job.State.GIVEN_UP)
        return None
    job.starts += 1
    job.state = Job.State.RUNNING
    job.last_beat = now
    job.save(update_fields=["starts", "state", "last_beat"])
    return job


@transaction.atomic
def _end(*, job: Job, state: Job.State, message: str = "") -> None:
    """Close the job unless it asked to go on; whoever asked for it is told."""
    open_states = Q(state=Job.State.RUNNING) if state == Job.State.DONE else ~Q(state__in=Job.FINAL)
    changes: dict[str, Any] = {"state": state} | ({"message": message[:500]} if message else {})
    if not Job.objects.filter(open_states, pk=job.pk).update(**changes):
        return
    if job.created_by_uuid is None or state == Job.State.DONE:
        return
    if state == Job.State.GIVEN_UP:
        message = _("A piece of work could not be finished. Please start it again.")
    notices.tell(
        to_uuid=job.created_by_uuid,
        kind="job",
        key=f"job:{job.uuid}:{state}",
        text=message
        if state == Job.State.FAILED
        else _("A piece of work could not be finished. Please start it again."),
        url=f"/jobs/{job.uuid}/",
    )


def beat(
    job: Job,
    *,
    done: int | None = None,
    total: int | None = None,
    message: str | None = None,
    now: datetime | None = None,
) -> None:
    """Tell how far the work is; committed with the caller's transaction."""
    job.last_beat = now or timezone.now()
    changes: dict[str, Any] = {"last_beat": job.last_beat}
    for name, value in {"done": done, "total": total, "message": message}.items():
        if value is not None:
            setattr(job, name, value)
            changes[name] = value
    Job.objects.filter(pk=job.pk).update(**changes)


@transaction.atomic
def again(job: Job, *, kwargs: dict[str, Any] | None = None, now: datetime | None = None) -> None:
    """This chunk is finished: put the next one into the queue, with changed arguments where they are given."""
    if kwargs is not None:
        job.kwargs = job.kwargs | kwargs
    job.state, job.starts, job.last_beat = Job.State.QUEUED, 0, now or timezone.now()
    job.save(update_fields=["kwargs", "state", "starts", "last_beat"])
    _offer(job)


def sweep_forgotten(now: datetime | None = None) -> int:
    """Offer again what has been silent for longer than the queue's own second try would take."""
    now = now or timezone.now()
    silent_since = now - _silence() - timedelta(seconds=int(str(settings.Q_CLUSTER["retry"])))
    count = 0
    with transaction.atomic():
        silent = Q(last_beat__lt=silent_since) | Q(last_beat=None, created_at__lt=silent_since)
        for job in Job.objects.select_for_update().filter(silent).exclude(state__in=Job.FINAL)[:100]:
            Job.objects.filter(pk=job.pk).update(last_beat=now - _silence())
            _offer(job)
            count += 1
    return count


def _silence() -> timedelta:
    """How long a running job may be silent before another worker takes it over."""
    return timedelta(seconds=int(settings.QUEUE_TIMEOUT))
