"""Sums over the ledger of class hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from courses.models import HourEntry, Programme
from lms.people.models import Person


def total_hours(person: Person, programme: Programme) -> Decimal:
    """What stands in the ledger for one person in one programme."""
    entries = HourEntry.objects.filter(person=person, programme=programme)
    return entries.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)


def hours_by_mode(person: Person, programme: Programme) -> dict[str, Decimal]:
    """{mode: hours} of the modes in which something stands."""
    entries = HourEntry.objects.filter(person=person, programme=programme).order_by()
    rows = entries.values_list("mode").annotate(sum=Sum("hours"))
    return {mode: hours for mode, hours in rows if hours}


def totals(programme: Programme, people: Sequence[Person] | None = None) -> dict[int, Decimal]:
    """{person id: hours} of everybody with an entry, or of those among `people`, in one query."""
    entries = HourEntry.objects.filter(programme=programme)
    if people is not None:
        entries = entries.filter(person__in=people)
    return dict(entries.order_by().values_list("person_id").annotate(sum=Sum("hours")))


@dataclass(frozen=True)
class ModeHours:
    """One mode of a programme for one person: what the plan wants (0 where it names none) and what stands."""

    mode: str
    label: str
    wanted: Decimal
    earned: Decimal


def modes(person: Person, programme: Programme, planned: Mapping[str, Decimal]) -> list[ModeHours]:
    """The modes that are `planned` for the person (`load.load_of`), and those beyond in which there are hours, in the
    order of the choices."""
    earned = hours_by_mode(person, programme)
    return [
        ModeHours(
            mode=mode.value,
            label=programme.hours_labels.get(mode.value) or str(mode.label),
            wanted=planned.get(mode.value, Decimal(0)),
            earned=earned.get(mode.value, Decimal(0)),
        )
        for mode in HourEntry.Mode
        if mode.value in planned or mode.value in earned
    ]


def entries_of(person: Person, programme: Programme) -> QuerySet[HourEntry]:
    """One person's ledger, the latest first."""
    entries = HourEntry.objects.filter(person=person, programme=programme)
    return entries.select_related("by", "reverses", "reversal").order_by("-at", "-pk")
