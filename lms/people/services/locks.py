"""Names that were locked after too many failed sign-ins. The library counts and locks; here it is seen and undone."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from lms.audit.models import AuditEntry
from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require


def cool_off() -> timedelta:
    """How long a name stays locked; the setting counts hours."""
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def locked(*, now: datetime) -> QuerySet[AccessAttempt, dict[str, object]]:
    """The names that are locked now: "username", "failures", "last"."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=now - cool_off())
    counted = recent.values("username").annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    return counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("-last", "username")


@transaction.atomic
def note(*, username: str, now: datetime) -> None:
    """Write into the audit log that a name was locked, once for each lock; nothing for a name that nobody has."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        return
    told = AuditEntry.objects.filter(verb="account.locked", object_id=str(person.uuid), at__gt=now - cool_off())
    if not told.exists():
        log.record(actor_uuid=None, verb="account.locked", object_type="person", object_id=str(person.uuid), now=now)


@transaction.atomic
def unlock(*, username: str, by: Person, now: datetime) -> None:
    """Let the name sign in again at once; unlocking a name that is not locked changes nothing."""
    require(by, Role.SECURITY_ADMIN)
    gone, _counts = AccessAttempt.objects.filter(username=username).delete()
    if not gone:
        return
    person = Person.objects.filter(username=username).first()
    log.record(
        actor_uuid=by.uuid,
        verb="account.unlocked",
        object_type="person" if person else "user_name",
        object_id=str(person.uuid) if person else username,
        now=now,
    )
