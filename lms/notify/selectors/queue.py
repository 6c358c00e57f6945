from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django_q.models import OrmQ, Task

from lms.notify.models import Canary, Job

CANARY_MAX_AGE = timedelta(minutes=5)


@dataclass(frozen=True)
class QueueHealth:
    """`due` tasks nobody has taken; `moved_at`, when a worker last finished or reported anything."""

    due: int
    moved_at: datetime | None

    def stuck(self, *, now: datetime, since: datetime, patience: timedelta) -> bool:
        """Whether work has been waiting while no worker moved for that long; `since` is when the workers began."""
        last = max(self.moved_at or since, since)
        return self.due > 0 and now - last > patience


def health(*, now: datetime) -> QueueHealth:
    """How the queue stands; a worker has moved when it sang, reported on a job or finished a task. Four queries."""
    sung_at = Canary.objects.values_list("sung_at", flat=True).first()
    beat = Job.objects.aggregate(at=Max("last_beat", default=None))["at"]
    finished = Task.objects.aggregate(at=Max("stopped", default=None))["at"]
    moved = [at for at in (sung_at, beat, finished) if at is not None]
    return QueueHealth(due=OrmQ.objects.filter(lock__lt=now).count(), moved_at=max(moved, default=None))


def problem(*, now: datetime) -> str:
    """ "" where the queue is served, else what is wrong, for the readiness page."""
    sung_at = Canary.objects.values_list("sung_at", flat=True).first()
    if sung_at is None:
        return "no worker has run yet"
    age = now - sung_at
    return f"no worker for {int(age.total_seconds())} s" if age > CANARY_MAX_AGE else ""
