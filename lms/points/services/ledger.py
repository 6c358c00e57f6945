"""The life of an entry: awarded, perhaps reversed."""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.points.models import LedgerEntry, PointRule
from lms.points.services import rules
from lms.web.errors import Refusal


@transaction.atomic
def award(*, person: Person, rule: str, key: str, now: datetime | None = None) -> LedgerEntry | None:
    """The entry for this key of this person, made now if it was not there (a second call returns the first entry).
    Fewer points than the rule's when the day's cap leaves only some; None when it leaves none."""
    now = now or timezone.now()
    if (entry := LedgerEntry.objects.filter(person=person, key=key).first()) is not None:
        return entry
    current = rules.in_force(rule)
    points = current.points
    if current.daily_cap is not None:
        Person.objects.select_for_update().filter(pk=person.pk).first()  # two at once must not both see room
        points = min(points, current.daily_cap - _earned_today(person, current, now))
        if points <= 0:
            return None
    try:
        with transaction.atomic():
            return LedgerEntry.objects.create(person=person, rule=current, points=points, key=key, at=now)
    except IntegrityError:
        return LedgerEntry.objects.get(person=person, key=key)


def _earned_today(person: Person, rule: PointRule, now: datetime) -> int:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    entries = LedgerEntry.objects.filter(
        person=person, rule__code=rule.code, at__gte=midnight, at__lt=midnight + timedelta(days=1)
    )
    return entries.aggregate(sum=Sum("points"))["sum"] or 0


@transaction.atomic
def reverse(*, entry: LedgerEntry, by: Person, reason: str, now: datetime | None = None) -> LedgerEntry:
    """The entry of the opposite sign; a second call returns it again. Refusal for an empty reason or for a
    reversal itself."""
    if not reason.strip():
        raise Refusal(_("A reversal needs a reason."))
    if entry.reverses_id is not None:
        raise Refusal(_("A reversal cannot be reversed; let the points be earned again."))
    reversal, _new = LedgerEntry.objects.get_or_create(
        reverses=entry,
        defaults={
            "person_id": entry.person_id,
            "rule_id": entry.rule_id,
            "points": -entry.points,
            "key": f"reversal:{entry.pk}",
            "reason": reason.strip(),
            "by": by,
            "at": now or timezone.now(),
        },
    )
    return reversal
