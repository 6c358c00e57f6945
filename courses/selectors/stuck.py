"""Who has no result in a programme yet, by unit, and what holds them up. A constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from courses.models import Enrolment, LessonProgress, Programme
from courses.permissions import units_in_sight
from courses.selectors import stuck_facts
from courses.selectors.stuck_facts import Facts, Use
from lms.people.models import Mandate, OrganisingUnit, Person
from quizzes.models import Quiz, Task


class Hold(models.TextChoices):
    """What holds somebody up, the most pressing first."""

    NEVER = "never", pgettext_lazy("without result", "Never signed in")
    USED_UP = "used_up", pgettext_lazy("without result", "Attempts used up")
    WAITING = "waiting", pgettext_lazy("without result", "Waiting for the observed task")
    HOURS = "hours", pgettext_lazy("without result", "Class hours missing")
    NOT_BEGUN = "not_begun", pgettext_lazy("without result", "Signed in, nothing begun")
    UNDER_WAY = "under_way", pgettext_lazy("without result", "Begun, not finished")


@dataclass(frozen=True)
class Stuck:
    """One deputy of one unit without a result. `tasks` wait to be observed, `quizzes` have no attempt left."""

    person_id: int
    name: str
    unit: OrganisingUnit
    hold: Hold
    done: int
    total: int
    tasks: Sequence[Task] = ()
    quizzes: Sequence[Quiz] = ()


@dataclass(frozen=True)
class UnitCount:
    unit: OrganisingUnit
    total: int
    holds: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[int]:
        """In the order of `Hold`."""
        return [self.holds.get(hold.value, 0) for hold in Hold]


def without_result(viewer: Person, programme: Programme, *, now: datetime) -> list[Stuck]:
    """Everybody without a result whom the viewer may read about, by unit, what holds them up, and name. Somebody with
    mandates in two units stands in both."""
    today = timezone.localdate(now)
    units = {unit.pk: unit for unit in units_in_sight(viewer)}
    enrolled = Enrolment.objects.running().filter(programme=programme, completed_at__isnull=True)
    serving = Mandate.objects.serving_on(today).filter(person__in=enrolled.values("person_id"))
    levels: dict[int, set[str]] = {}
    places: set[tuple[int, int]] = set()
    for person, unit, level in serving.values_list("person_id", "unit_id", "term__congress__level"):
        levels.setdefault(person, set()).add(level)
        if unit in units:
            places.add((person, unit))
    people = enrolled.filter(person__in=[]) if not places else enrolled
    names = {
        pk: (sort, name, last)
        for pk, sort, name, last in people.values_list(
            "person_id", "person__name_sort", "person__name", "person__last_login"
        )
    }
    facts = stuck_facts.read(programme, enrolled.values("person_id"), today)
    found = [
        _stuck(person, names[person][1], units[unit], levels[person], names[person][2] is not None, facts, programme)
        for person, unit in places
        if person in names
    ]
    order = list(Hold)
    found.sort(
        key=lambda one: (
            one.unit.position,
            one.unit.pk,
            order.index(one.hold),
            names[one.person_id][0],
            one.name,
            one.person_id,
        )
    )
    return found


def _stuck(
    person: int, name: str, unit: OrganisingUnit, levels: set[str], signed_in: bool, facts: Facts, programme: Programme
) -> Stuck:
    wanted = [use for use in facts.uses if levels & use.core_for]
    open_still = [use for use in wanted if (person, use.module.pk) not in facts.finished]
    tasks = [use.module.task for use in open_still if use.module.task and _waits(person, use, facts)]
    quizzes = [use.quiz for use in open_still if use.quiz and _used_up(person, use.quiz, facts)]
    return Stuck(
        person_id=person,
        name=name,
        unit=unit,
        hold=_hold(person, signed_in, open_still, tasks, quizzes, facts, programme),
        done=len(wanted) - len(open_still),
        total=len(wanted),
        tasks=tasks,
        quizzes=quizzes,
    )


def _hold(
    person: int,
    signed_in: bool,
    open_still: list[Use],
    tasks: list[Task],
    quizzes: list[Quiz],
    facts: Facts,
    programme: Programme,
) -> Hold:
    active = person in facts.active
    if not signed_in and not active:
        return Hold.NEVER
    if quizzes:
        return Hold.USED_UP
    if tasks:
        return Hold.WAITING
    if not open_still and facts.hours.get(person, 0) < programme.hours_min:
        return Hold.HOURS
    return Hold.UNDER_WAY if active else Hold.NOT_BEGUN


def _waits(person: int, use: Use, facts: Facts) -> bool:
    """Everything of the module but its task is done."""
    if use.module.task_id is None or (person, use.module.task_id) in facts.observed:
        return False
    if use.quiz is not None:
        return (person, use.quiz.pk) in facts.passed
    return use.lessons > 0 and facts.lessons.get((person, use.module.pk), 0) >= use.lessons


def _used_up(person: int, quiz: Quiz, facts: Facts) -> bool:
    limit = quiz.policy.get("attempts")
    key = (person, quiz.pk)
    if limit is None or key in facts.passed or key in facts.sitting:
        return False
    return facts.attempts.get(key, 0) >= limit + facts.extras.get(key, 0)


def counts(people: Iterable[Stuck]) -> list[UnitCount]:
    """By unit, in the order of the people given."""
    units: dict[int, OrganisingUnit] = {}
    tallies: dict[int, Counter[str]] = {}
    for one in people:
        units[one.unit.pk] = one.unit
        tallies.setdefault(one.unit.pk, Counter())[one.hold.value] += 1
    return [UnitCount(unit, sum(tallies[pk].values()), dict(tallies[pk])) for pk, unit in units.items()]


@dataclass(frozen=True)
class Place:
    """Where somebody stopped: the lesson last seen, and when."""

    lesson: str
    module: str
    at: datetime


def details(people: Sequence[Stuck], programme: Programme) -> list[tuple[Stuck, Person, Place | None]]:
    """For one page of the list: the person and the last lesson seen; two queries."""
    last = LessonProgress.objects.filter(
        person=OuterRef("pk"), lesson__module__programme_modules__programme=programme
    ).order_by("-last_seen_at", "-pk")
    found = Person.objects.filter(pk__in=[one.person_id for one in people]).annotate(
        last_progress=Subquery(last.values("pk")[:1])
    )
    persons = {person.pk: person for person in found}
    rows = LessonProgress.objects.select_related("lesson__module").in_bulk(
        [person.last_progress for person in persons.values() if person.last_progress]
    )

    def place(person: Person) -> Place | None:
        row = rows.get(person.last_progress)  # type: ignore[attr-defined]
        return Place(row.lesson.title, row.lesson.module.title, row.last_seen_at) if row else None

    return [(one, persons[one.person_id], place(persons[one.person_id])) for one in people]
