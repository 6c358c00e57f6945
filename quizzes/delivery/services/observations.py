"""A task, watched and written down once."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.points.services import ledger
from lms.records.services import statements
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.models import Task
from quizzes.delivery.models import Observation
from quizzes.delivery.selectors.observations import observable_people
from quizzes.delivery.signals import task_observed

OBSERVERS = (Role.TRAINER, Role.ORGANISER, Role.COMMITTEE)


@transaction.atomic
def observe(
    *,
    task: Task,
    person: Person,
    observer: Person,
    results: dict[str, bool],
    assisted: bool = False,
    accommodation: str = "",
    note: str = "",
    client_id: str | None = None,
    now: datetime,
) -> Observation:
    """What was seen, with everything that follows from it: statement, points when the task was passed, notice, audit.
    The same `client_id` again returns the first row. NotAllowed for oneself and for people out of the observer's reach;
    BadInput unless every point of the checklist is answered."""
    client_id = client_id or uuid4().hex
    if (known := _known(client_id, task, person, observer)) is not None:
        return known
    _allow(observer, person, now)
    _check(task, results)
    observation = Observation(
        task=task,
        person=person,
        observer=observer,
        client_id=client_id,
        criteria={"points": task.criteria, "pass_count": task.pass_count},
        results=results,
        passed=passes(task, results),
        assisted=assisted,
        accommodation=accommodation.strip()[:100],
        note=note.strip()[:500],
        observed_at=now,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            observation.save(force_insert=True)
    except IntegrityError:
        known = _known(client_id, task, person, observer)
        if known is None:
            raise
        return known
    _follow_up(observation, now)
    return observation


def passes(task: Task, results: dict[str, bool]) -> bool:
    """Every indispensable point and at least `pass_count` points met."""
    met = [point for point in task.criteria if results[point["id"]]]
    musts = [point for point in task.criteria if point.get("must")]
    return all(point in met for point in musts) and len(met) >= task.pass_count


def _known(client_id: str, task: Task, person: Person, observer: Person) -> Observation | None:
    known = Observation.objects.filter(client_id=client_id).first()
    if known and (known.task_id, known.person_id, known.observer_id) != (task.pk, person.pk, observer.pk):
        raise Refusal(_("This form was sent before for somebody else; open a new one."))
    return known


def _allow(observer: Person, person: Person, now: datetime) -> None:
    require(observer, *OBSERVERS)
    if observer.pk == person.pk:
        raise NotAllowed(_("Nobody observes oneself; ask a colleague to watch."))
    if not observable_people(observer, now=now).filter(pk=person.pk).exists():
        raise NotAllowed(_("This person is not among the deputies whom you look after."))


def _check(task: Task, results: dict[str, Any]) -> None:
    wanted = {point["id"] for point in task.criteria}
    if results.keys() - wanted:
        raise BadInput(_("The checklist was changed meanwhile; open the form again."))
    if missing := wanted - results.keys():
        raise BadInput(_("%(count)d points of the checklist are not answered yet.") % {"count": len(missing)})
    if not all(isinstance(value, bool) for value in results.values()):
        raise BadInput(_("Every point of the checklist is answered by yes or no."))


def _follow_up(observation: Observation, now: datetime) -> None:
    task, person = observation.task, observation.person
    statements.record(
        person=person,
        verb="passed" if observation.passed else "completed",
        object_type="task",
        object_id=task.slug,
        result={
            "passed": observation.passed,
            "met": sum(observation.results.values()),
            "of": len(observation.results),
        },
        context={
            "observation": observation.pk,
            "observer": str(observation.observer.uuid),
            "competence": task.competence.code,
            "level": task.level,
            "assisted": observation.assisted,
        },
        now=now,
    )
    if observation.passed:
        ledger.award(person=person, rule="task_passed", key=f"task:{task.slug}", now=now)
    task_observed.send(sender=Observation, observation=observation, now=now)
    notices.tell(
        to_uuid=person.uuid,
        kind="task",
        key=f"observation:{observation.pk}",
        text=_told(observation),
        url="/readiness/",
        now=now,
    )
    log.record(
        actor_uuid=observation.observer.uuid,
        verb="task.observed",
        object_type="observation",
        object_id=str(observation.pk),
        purpose=f"{task.slug} {person.uuid}",
        now=now,
    )


def _told(observation: Observation) -> str:
    words = {"task": observation.task.title}
    if not observation.passed:
        return _("The task “%(task)s” was observed; some points are still to be practised.") % words
    if observation.assisted:
        return (
            _("You did the task “%(task)s” with help; do it alone once more so that it counts for more than level 1.")
            % words
        )
    return _("You did the task “%(task)s”; it was written down.") % words
