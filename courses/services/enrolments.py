"""The life of an enrolment: made by rule or by hand, ended with the mandate, taken up again with the next."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Programme
from lms.people.models import Mandate, Person, Role
from lms.people.permissions import has_role
from lms.records.services import statements
from lms.web.errors import NotAllowed, Refusal

CHUNK = 200
"""People enrolled in one transaction."""


def enrol_due(*, programme: Programme, now: datetime, at_most: int | None = None) -> int:
    """Enrol whoever holds a mandate in the audience and is not enrolled, take up again those who serve again, end the
    enrolments whose mandates are over. How many rows were made or changed. Running it again changes nothing; a
    programme that is not offered enrols nobody. `at_most` leaves the rest of the new ones to the next run."""
    if not programme.live:
        return 0
    people = audience(programme, now)
    changed = _end_over(programme, people, now) + _take_up(programme, people, now)
    new = people.exclude(pk__in=Enrolment.objects.filter(programme=programme).values("person_id"))
    ids = list(new.order_by("pk").values_list("pk", flat=True)[:at_most])
    for start in range(0, len(ids), CHUNK):
        changed += _enrol(programme, ids[start : start + CHUNK], now)
    return changed


def audience(programme: Programme, now: datetime) -> QuerySet[Person]:
    """Everybody with a serving mandate of the levels and origins that the programme is for."""
    serving = Mandate.objects.serving_on(timezone.localdate(now)).filter(
        term__congress__level__in=programme.levels, origin__in=programme.audience.get("origins", [])
    )
    return Person.objects.filter(pk__in=serving.values("person_id"))


@transaction.atomic
def _enrol(programme: Programme, ids: list[int], now: datetime) -> int:
    """Whoever loses a race against another process makes no row, and no statement either."""
    rows = [Enrolment(person_id=pk, programme=programme, at=now) for pk in ids]
    before = set(Enrolment.objects.filter(programme=programme, person__in=ids).values_list("person_id", flat=True))
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True)
    for person in Person.objects.filter(pk__in=set(ids) - before).order_by("pk"):
        _state(person, programme, now)
    return len(set(ids) - before)


def _state(person: Person, programme: Programme, now: datetime) -> None:
    statements.record(person=person, verb="enrolled", object_type="programme", object_id=programme.slug, now=now)


def _end_over(programme: Programme, people: QuerySet[Person], now: datetime) -> int:
    """Those enrolled by rule who serve no longer."""
    by_rule = Enrolment.objects.running().filter(programme=programme, by__isnull=True)
    return by_rule.exclude(person__in=people.values("pk")).update(ended_at=now)


def _take_up(programme: Programme, people: QuerySet[Person], now: datetime) -> int:
    ended = Enrolment.objects.filter(programme=programme, ended_at__isnull=False, person__in=people.values("pk"))
    return ended.update(ended_at=None)


@transaction.atomic
def enrol(*, person: Person, programme: Programme, by: Person | None, now: datetime) -> Enrolment:
    """One enrolment by hand; a second call gives the first. `by` None means by rule."""
    enrolment, made = Enrolment.objects.get_or_create(
        person=person, programme=programme, defaults={"at": now, "by": by}
    )
    if made:
        _state(person, programme, now)
    elif enrolment.ended_at is not None:
        enrolment.ended_at = None
        enrolment.save(update_fields=["ended_at"])
    return enrolment


@transaction.atomic
def join(*, person: Person, programme: Programme, now: datetime) -> Enrolment:
    """A person begins by themselves: a deputy of the audience whom the rule has not reached yet, or staff who learn
    along, outside the counts. Refusal for a programme that is not offered, NotAllowed for everybody else."""
    if not programme.live:
        raise Refusal(_("This programme is not offered at the moment."))
    if audience(programme, now).filter(pk=person.pk).exists():
        return enrol(person=person, programme=programme, by=None, now=now)
    if has_role(person, Role.TRAINER, Role.ORGANISER, Role.CHAIR, Role.COMMITTEE):
        return enrol(person=person, programme=programme, by=person, now=now)
    raise NotAllowed(
        _("This programme is for other deputies. Should it be yours, please ask the staff of your congress.")
    )


def sweep_enrolments(now: datetime | None = None) -> int:
    """Every offered programme whose period is not over."""
    now = now or timezone.now()
    programmes = Programme.objects.filter(live=True, ends__gte=timezone.localdate(now)).order_by("pk")
    return sum(enrol_due(programme=programme, now=now, at_most=5 * CHUNK) for programme in programmes)
