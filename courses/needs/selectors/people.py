"""Whom a round asks: deputies in office that the programme is for, and the staff of the congresses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from courses.models import NeedsGroup, NeedsRound, NeedsSheet, Programme
from courses.permissions import units_in_sight
from lms.people.models import Mandate, Person, Role, RoleGrant
from lms.people.permissions import has_role

STAFF = (Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)


@dataclass(frozen=True)
class Place:
    """As whom and where somebody is asked; `unit` is a short name."""

    group: str
    unit: str


@dataclass(frozen=True)
class Response:
    """How many of how many have handed in."""

    name: str
    asked: int
    handed_in: int

    @property
    def percent(self) -> int:
        return round(100 * self.handed_in / self.asked) if self.asked else 0


def invited(programme: Programme, day: date, *, people: Iterable[int] | None = None) -> dict[int, Place]:
    """Primary key of each person who is asked on that day -> their place; of `people` alone where they are named. A
    district mandate comes before a township's, and both before a role."""
    serving = Mandate.objects.serving_on(day).filter(term__congress__level__in=programme.levels)
    grants = RoleGrant.objects.in_force(day).filter(role__in=STAFF, person__is_active=True)
    if people is not None:
        wanted = list(people)
        serving, grants = serving.filter(person__in=wanted), grants.filter(person__in=wanted)
    found: dict[int, Place] = {}
    for pk, unit in grants.order_by("pk").values_list("person_id", "unit__short_name"):
        found.setdefault(pk, Place(NeedsGroup.STAFF.value, unit or ""))
    for level in (NeedsGroup.TOWNSHIP.value, NeedsGroup.DISTRICT.value):
        held = serving.filter(term__congress__level=level).order_by("pk")
        found |= {pk: Place(level, unit) for pk, unit in held.values_list("person_id", "unit__short_name")}
    return found


def place_of(person: Person, asked: NeedsRound, day: date) -> Place | None:
    """None for somebody who is not asked."""
    return invited(asked.programme, day, people=[person.pk]).get(person.pk)


def is_asked(person: Person, programme: Programme, day: date, serving: Iterable[Mandate] | None = None) -> bool:
    """Whether `invited` has the person; from the mandates in office on that day where they were read before."""
    if has_role(person, *STAFF):
        return True
    if serving is None:
        serving = Mandate.objects.serving_on(day).filter(person=person).select_related("term__congress")
    return any(mandate.level in programme.levels for mandate in serving)


def everybody(asked: NeedsRound, day: date) -> dict[int, Place]:
    """Those asked, and those who have handed in and are in office no longer."""
    left = asked.sheets.filter(handed_in_at__isnull=False).values_list("person_id", "group", "unit")
    return {pk: Place(group, unit) for pk, group, unit in left} | invited(asked.programme, day)


def response_of(asked: NeedsRound, viewer: Person) -> list[Response]:
    """So far: the committee sees the groups and the units, an organiser or chair the own units. Nobody sees who."""
    places = everybody(asked, timezone.localdate())
    done = set(NeedsSheet.objects.filter(round=asked, handed_in_at__isnull=False).values_list("person_id", flat=True))
    units = list(units_in_sight(viewer).order_by("position", "pk").values_list("short_name", flat=True))
    rows = []
    if has_role(viewer, Role.COMMITTEE):
        rows = [_response(str(group.label), places, done, {group.value}, None) for group in NeedsGroup]
    return [row for row in [*rows, *(_response(unit, places, done, None, unit) for unit in units)] if row.asked]


def _response(
    name: str, places: dict[int, Place], done: set[int], groups: set[str] | None, unit: str | None
) -> Response:
    here = {
        pk
        for pk, place in places.items()
        if (groups is None or place.group in groups) and (unit is None or place.unit == unit)
    }
    return Response(name, len(here), len(here & done))


def counted(places: Iterable[Place]) -> dict[str, int]:
    """Group -> how many."""
    return dict(Counter(place.group for place in places))
