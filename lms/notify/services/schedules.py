from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

PREFIX = "sweep:"


@transaction.atomic
def sync(*, now: datetime | None = None) -> tuple[int, int]:
    """Make the queue's schedule what `settings.SWEEPS` says; (named, removed). Keeps the next run of what is there.

    Raises ImportError for a sweep whose function is not there: a schedule that fails every minute helps nobody.
    """
    names = []
    for name, (func, minutes) in settings.SWEEPS.items():
        import_string(func)
        names.append(PREFIX + name)
        fields = {"func": func, "minutes": minutes, "schedule_type": Schedule.MINUTES, "repeats": -1}
        if not Schedule.objects.filter(name=PREFIX + name).update(**fields):
            Schedule.objects.create(name=PREFIX + name, next_run=now or timezone.now(), **fields)
    gone, _ = Schedule.objects.filter(name__startswith=PREFIX).exclude(name__in=names).delete()
    return len(names), gone
