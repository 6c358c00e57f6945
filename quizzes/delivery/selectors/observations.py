"""Who may be observed by whom, and what was seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from lms.people.models import Mandate, Person, Role
from lms.people.permissions import has_role, units_of
from quizzes.bank.models import Task
from quizzes.delivery.models import Observation


def observable_people(observer: Person, *, now: datetime) -> QuerySet[Person]:
    """Deputies in office whom this observer may watch: all for trainers and the committee, those of the own units for
    an organiser, never oneself."""
    serving = Mandate.objects.serving_on(timezone.localdate(now))
    if has_role(observer, Role.TRAINER, Role.COMMITTEE):
        reach = serving
    elif has_role(observer, Role.ORGANISER):
        reach = serving.filter(unit__in=units_of(observer, Role.ORGANISER))
    else:
        reach = serving.none()
    return Person.objects.filter(pk__in=reach.values("person_id"), anonymised_at=None).exclude(pk=observer.pk)


def find_people(observer: Person, *, name: str, now: datetime) -> QuerySet[Person]:
    """Those of them whose name contains these characters, in the order of names, each with `serving`, the mandates in
    office (with unit and congress)."""
    serving = Mandate.objects.serving_on(timezone.localdate(now)).select_related("unit", "term__congress")
    people = observable_people(observer, now=now)
    if name.strip():
        people = people.filter(name__icontains=name.strip())
    return people.prefetch_related(Prefetch("mandates", serving, to_attr="serving")).order_by("name_sort", "name", "pk")


def passed_task(person: Person, task: Task) -> Observation | None:
    """The best observation of this task that passed: one without help before one with help, then the latest."""
    return _best(Observation.objects.filter(person=person, task=task, passed=True)).first()


def passed_tasks(person: Person, tasks: Iterable[Task]) -> dict[int, Observation]:
    """The same for many tasks, by the task's primary key; tasks that were not passed are left out. One query."""
    passed = Observation.objects.filter(person=person, task__in=list(tasks), passed=True)
    return {observation.task_id: observation for observation in reversed(list(_best(passed)))}


def passed_among(task: Task, people: Iterable[Person]) -> dict[int, Observation]:
    """The same for one task and many people, by the person's primary key. One query."""
    passed = Observation.objects.filter(task=task, person__in=list(people), passed=True)
    return {observation.person_id: observation for observation in reversed(list(_best(passed)))}


def _best(observations: QuerySet[Observation]) -> QuerySet[Observation]:
    return observations.order_by("assisted", F("observed_at").desc(), F("pk").desc())


def own_observations(observer: Person) -> QuerySet[Observation]:
    """What this observer wrote down, latest first, with task and person."""
    return (
        Observation.objects.filter(observer=observer)
        .select_related("task__competence", "person")
        .order_by("-observed_at", "-pk")
    )


@dataclass(frozen=True)
class SeenPoint:
    text: str
    must: bool
    met: bool


def seen_points(observation: Observation) -> list[SeenPoint]:
    """The checklist as it stood, with what was met."""
    return [
        SeenPoint(point["text"], bool(point.get("must")), observation.results[point["id"]])
        for point in observation.criteria["points"]
    ]
