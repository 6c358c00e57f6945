"""Who is on the sheet of a session, and what was entered for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from courses.models import Attendance, LeaveRequest, TrainingSession
from courses.permissions import deputies_in_sight, people_in_hand
from courses.selectors.sessions import expected
from lms.people.models import Mandate, OrganisingUnit, Person


@dataclass(frozen=True)
class SheetRow:
    """One person of a session: the entry in force, what it superseded (latest first), an open request for leave."""

    person: Person
    unit_name: str
    entry: Attendance | None
    earlier: Sequence[Attendance] = field(default_factory=list)
    request: LeaveRequest | None = None


def participants(session: TrainingSession, viewer: Person, *, unit: str = "") -> QuerySet[Person]:
    """Who is expected and may be read about by the viewer, by unit and name."""
    return _in_order(session, expected(session).filter(pk__in=deputies_in_sight(viewer).values("pk")), unit)


def enterable(session: TrainingSession, by: Person, *, unit: str = "") -> QuerySet[Person]:
    """Who is expected and may be entered by this person."""
    return _in_order(session, expected(session).filter(pk__in=people_in_hand(by).values("pk")), unit)


def _in_order(session: TrainingSession, people: QuerySet[Person], unit: str) -> QuerySet[Person]:
    day = timezone.localdate(session.starts_at)
    serving = Mandate.objects.serving_on(day)
    if unit:
        people = people.filter(pk__in=serving.filter(unit__slug=unit).values("person_id"))
    if session.unit_id is not None:
        return people.order_by("name_sort", "name", "pk")
    own = serving.filter(person=OuterRef("pk")).order_by("unit__position", "unit_id", "pk")
    place = Subquery(own.values("unit__position")[:1])
    return people.annotate(unit_place=place).order_by("unit_place", "name_sort", "name", "pk")


def sheet(session: TrainingSession, people: Sequence[Person]) -> list[SheetRow]:
    """The rows of these people (of `participants` or `enterable`): three queries."""
    entries: dict[int, list[Attendance]] = {}
    rows = Attendance.objects.filter(session=session, person__in=people).select_related("by").order_by("-pk")
    for row in rows:
        entries.setdefault(row.person_id, []).append(row)
    asked = LeaveRequest.objects.filter(session=session, person__in=people, approved__isnull=True)
    requests = {request.person_id: request for request in asked}
    names = _unit_names(session, people)
    made = []
    for person in people:
        chain = entries.get(person.pk, [])
        made.append(
            SheetRow(
                person=person,
                unit_name=names.get(person.pk, ""),
                entry=chain[0] if chain else None,
                earlier=chain[1:],
                request=requests.get(person.pk),
            )
        )
    return made


def _unit_names(session: TrainingSession, people: Sequence[Person]) -> dict[int, str]:
    """The unit that looks after each, the session's own where it has one."""
    serving = Mandate.objects.serving_on(timezone.localdate(session.starts_at)).filter(person__in=people)
    if session.unit_id is not None:
        serving = serving.filter(unit=session.unit_id)
    rows = serving.order_by("-unit__position", "-unit_id", "-pk").values_list("person_id", "unit__short_name")
    return dict(rows)


@dataclass(frozen=True)
class Numbers:
    """How many of the viewer's deputies are expected, and what was entered for them."""

    expected: int
    present: int
    leave: int
    absent: int
    made_up: int

    @property
    def open(self) -> int:
        return self.expected - self.present - self.leave - self.absent - self.made_up


def numbers(session: TrainingSession, people: QuerySet[Person]) -> Numbers:
    """Counts over these people: two queries."""
    rows = Attendance.objects.in_force().filter(session=session, person__in=people.order_by().values("pk"))
    counted: Mapping[str, int] = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return Numbers(
        expected=people.order_by().count(),
        present=counted.get("present", 0),
        leave=counted.get("leave", 0),
        absent=counted.get("absent", 0),
        made_up=counted.get("made_up", 0),
    )


def units_on(session: TrainingSession, viewer: Person) -> QuerySet[OrganisingUnit]:
    """For the filter of a session of the whole district: the units whose deputies the viewer may read about."""
    people = expected(session).filter(pk__in=deputies_in_sight(viewer).values("pk"))
    mandates = Mandate.objects.filter(person__in=people.values("pk"))
    return OrganisingUnit.objects.filter(pk__in=mandates.values("unit_id"))
