"""Training sessions as the lists and the pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import Attendance, Enrolment, TrainingSession
from courses.permissions import deputies_in_sight, may_see_participants
from lms.people.models import Mandate, OrganisingUnit, Person

PERIODS = ("upcoming", "past", "all")


def expected(session: TrainingSession) -> QuerySet[Person]:
    """Who should come: running enrolments of the programme (of the cohort) whose mandates serve on that day (in the
    unit); and whoever has attendance entered, so that nobody vanishes from the sheet later."""
    mandates = Mandate.objects.serving_on(timezone.localdate(session.starts_at))
    if session.unit_id is not None:
        mandates = mandates.filter(unit=session.unit_id)
    enrolments = Enrolment.objects.running().filter(programme=session.programme_id)
    if session.cohort_id is not None:
        enrolments = enrolments.filter(cohort=session.cohort_id)
    invited = Person.objects.filter(pk__in=enrolments.values("person_id")).filter(pk__in=mandates.values("person_id"))
    entered = Attendance.objects.filter(session=session).values("person_id")
    return Person.objects.filter(pk__in=invited.values("pk")) | Person.objects.filter(pk__in=entered)


def upcoming(person: Person, *, now: datetime | None = None) -> list[TrainingSession]:
    """What the person is expected at from now on, the next first; a session under way counts."""
    now = now or timezone.now()
    sessions = TrainingSession.objects.for_learner(person).filter(cancelled=False, ends_at__gte=now)
    return list(sessions.select_related("programme", "unit").order_by("starts_at", "pk"))


@dataclass(frozen=True)
class OwnSession:
    """One session for one learner, with what was entered for them."""

    session: TrainingSession
    attendance: Attendance | None
    doors_open: bool


def coming(person: Person, *, now: datetime) -> QuerySet[TrainingSession]:
    """For the learner's page: cancelled ones too, since somebody might still go there."""
    sessions = TrainingSession.objects.for_learner(person).filter(ends_at__gte=now - timedelta(minutes=30))
    return sessions.select_related("programme", "unit").order_by("starts_at", "pk")


def gone(person: Person, *, now: datetime) -> QuerySet[TrainingSession]:
    """What is over, the latest first; with whatever the person attended once, even if the enrolment ended since."""
    attended = Attendance.objects.filter(person=person).values("session_id")
    sessions = TrainingSession.objects.for_learner(person) | TrainingSession.objects.filter(pk__in=attended)
    over = sessions.filter(ends_at__lt=now - timedelta(minutes=30))
    return over.select_related("programme", "unit").order_by("-starts_at", "-pk")


def with_own_attendance(sessions: list[TrainingSession], person: Person, *, now: datetime) -> list[OwnSession]:
    """The sessions with what was entered for the person: one query."""
    rows = Attendance.objects.in_force().filter(person=person, session__in=sessions)
    entered = {row.session_id: row for row in rows}
    return [
        OwnSession(session=session, attendance=entered.get(session.pk), doors_open=session.doors_open(now))
        for session in sessions
    ]


def listed(viewer: Person, *, filters: Mapping[str, str], now: datetime | None = None) -> QuerySet[TrainingSession]:
    """The staff's list, each with `entered` and `came`: how many of the deputies whom the viewer looks after have an
    entry, and how many were there. Filters: programme (slug), unit (slug, "district"), kind, period."""
    now = now or timezone.now()
    sessions = TrainingSession.objects.visible_to(viewer).select_related("programme", "unit", "cohort")
    if programme := filters.get("programme"):
        sessions = sessions.filter(programme__slug=programme)
    if unit := filters.get("unit"):
        sessions = sessions.filter(unit__isnull=True) if unit == "district" else sessions.filter(unit__slug=unit)
    if kind := filters.get("kind"):
        sessions = sessions.filter(kind=kind)
    period = filters.get("period") or "upcoming"
    if period == "upcoming":
        sessions = sessions.filter(ends_at__gte=now).order_by("starts_at", "pk")
    elif period == "past":
        sessions = sessions.filter(ends_at__lt=now).order_by("-starts_at", "-pk")
    else:
        sessions = sessions.order_by("-starts_at", "-pk")
    return _with_numbers(sessions, viewer)


def _with_numbers(sessions: QuerySet[TrainingSession], viewer: Person) -> QuerySet[TrainingSession]:
    rows = Attendance.objects.in_force().filter(session=OuterRef("pk")).order_by()
    if may_see_participants(viewer):
        rows = rows.filter(person__in=deputies_in_sight(viewer).values("pk"))

    def number(of: QuerySet[Attendance]) -> Coalesce:
        counted = of.values("session").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return sessions.annotate(entered=number(rows), came=number(rows.filter(state__in=Attendance.CREDITED)))


def units_of_sessions(viewer: Person) -> QuerySet[OrganisingUnit]:
    """For the filter: the units that have a session the viewer may see."""
    units = TrainingSession.objects.visible_to(viewer).order_by().values("unit")
    return OrganisingUnit.objects.filter(pk__in=units)
