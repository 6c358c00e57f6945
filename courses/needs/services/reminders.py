"""One notice for whoever has not handed in yet: once a person and round, whoever asks for it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import NeedsRound
from courses.needs.selectors import people
from courses.permissions import units_in_hand
from lms.audit.services import log
from lms.notify.models import Job, Notice
from lms.notify.services import jobs, notices
from lms.people.models import Person, Role
from lms.people.permissions import has_role, require
from lms.web.errors import Refusal

CHUNK = 100


@transaction.atomic
def remind(*, asked: NeedsRound, by: Person, now: datetime) -> Job:
    """Ask the queue to tell whoever has not handed in: the committee everybody, an organiser those of the own units.
    Nobody is named to whoever asks. Refusal for a round that is not open."""
    require(by, Role.COMMITTEE, Role.ORGANISER)
    if not asked.is_open:
        raise Refusal(pgettext("needs", "The round is closed."))
    committee = has_role(by, Role.COMMITTEE)
    units = None if committee else list(units_in_hand(by).order_by("pk").values_list("short_name", flat=True))
    job = jobs.enqueue(
        func="courses.needs.services.reminders.tell_missing",
        key=f"needs:{asked.uuid}:{'all' if committee else by.uuid}",
        kwargs={"asked": asked.pk, "units": units, "after": 0},
        by_uuid=by.uuid,
        now=now,
    )
    log.record(actor_uuid=by.uuid, verb="needs.reminded", object_type="needs_round", object_id=str(asked.uuid), now=now)
    return job


def tell_missing(job: Job, *, asked: int, units: list[str] | None, after: int) -> None:
    """In chunks, nothing for a round that is closed meanwhile."""
    found = NeedsRound.objects.select_related("programme").get(pk=asked)
    if not found.is_open:
        return
    done = found.sheets.filter(handed_in_at__isnull=False).values_list("person_id", flat=True)
    places = people.invited(found.programme, timezone.localdate())
    missing = sorted(pk for pk, place in places.items() if units is None or place.unit in units)
    missing = sorted(set(missing) - set(done))
    chunk = [pk for pk in missing if pk > after][:CHUNK]
    for person in Person.objects.filter(pk__in=chunk).order_by("pk"):
        notices.tell(
            to_uuid=person.uuid,
            kind="needs",
            key=f"needs:{found.uuid}:{person.uuid}",
            text=_("“%(title)s” is open until %(month)d/%(day)d: about %(minutes)d minutes, and your say counts.")
            % {
                "title": found.title,
                "month": found.ends_on.month,
                "day": found.ends_on.day,
                "minutes": found.survey["minutes"],
            },
            url=reverse("courses:needs"),
        )
    jobs.beat(job, done=job.done + len(chunk), total=len(missing))
    if len(chunk) == CHUNK:
        jobs.again(job, kwargs={"after": chunk[-1]})


def reminded(asked: NeedsRound) -> int:
    """How many people were told so far."""
    return Notice.objects.filter(key__startswith=f"needs:{asked.uuid}:").count()
