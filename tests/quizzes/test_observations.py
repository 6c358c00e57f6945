"""A task, watched and written down once, through the service."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Mandate, Role
from lms.points.models import LedgerEntry
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery.selectors.observations import (
    observable_people,
    passed_among,
    passed_task,
    passed_tasks,
)
from quizzes.delivery.services.observations import observe
from quizzes.delivery.signals import task_observed
from quizzes.models import Observation
from tests.factories import make_mandate, make_person, make_staff, make_unit
from tests.quizzes.bank_factories import make_task

pytestmark = pytest.mark.django_db
ALL = {"find": True, "set": True, "try": True}


@pytest.fixture
def deputy():
    return make_mandate(unit=make_unit()).person


@pytest.fixture
def trainer():
    return make_staff(Role.TRAINER)


def watch(person, observer, task=None, results=None, **more):
    given = {"results": ALL if results is None else results, "now": timezone.now()} | more
    return observe(task=task or make_task(), person=person, observer=observer, **given)


@pytest.mark.parametrize(
    ("results", "passed"),
    [
        (ALL, True),
        (ALL | {"try": False}, True),
        (ALL | {"set": False}, False),
        ({"find": True, "set": False, "try": True}, False),
        (dict.fromkeys(ALL, False), False),
    ],
)
def test_every_must_and_enough_points_make_it_passed(deputy, trainer, results, passed):
    assert watch(deputy, trainer, results=results).passed is passed


def test_enough_points_count_beside_the_musts(deputy, trainer):
    task = make_task(pass_count=3)
    assert not watch(deputy, trainer, task, ALL | {"try": False}).passed
    assert watch(deputy, trainer, task).passed


def test_what_was_seen_is_frozen(deputy, trainer):
    task = make_task()
    observation = watch(deputy, trainer, task)
    make_task(criteria=[{"id": "find", "text": "另一项", "must": True}], pass_count=1)
    observation.refresh_from_db()
    assert observation.criteria["points"][0]["text"] == "自己找到设置入口"
    assert observation.criteria["pass_count"] == 2
    with pytest.raises(TypeError):
        observation.save()


def test_everything_follows_from_one_observation(deputy, trainer):
    heard = []

    def hear(sender, observation, now, **kwargs):
        heard.append(observation)

    task_observed.connect(hear)
    try:
        observation = watch(deputy, trainer, note="从容")
    finally:
        task_observed.disconnect(hear)
    assert heard == [observation]
    statement = Statement.objects.get(actor_uuid=deputy.uuid, verb="passed", object_type="task")
    assert (statement.object_id, statement.result["met"], statement.context["assisted"]) == ("f1-lock", 3, False)
    assert LedgerEntry.objects.get(person=deputy).points == 10
    assert Notice.objects.filter(to_uuid=deputy.uuid, kind="task").count() == 1
    entry = AuditEntry.objects.get(verb="task.observed")
    assert (entry.actor_uuid, entry.object_id) == (trainer.uuid, str(observation.pk))


def test_not_passed_earns_no_points_and_is_no_pass_in_the_record(deputy, trainer):
    watch(deputy, trainer, results=ALL | {"set": False})
    assert not LedgerEntry.objects.exists()
    assert Statement.objects.get(actor_uuid=deputy.uuid, object_type="task").verb == "completed"


def test_points_are_earned_once_a_task(deputy, trainer):
    watch(deputy, trainer)
    watch(deputy, trainer)
    assert LedgerEntry.objects.filter(person=deputy).count() == 1


def test_sending_twice_stores_once(deputy, trainer):
    first = watch(deputy, trainer, client_id="abc")
    second = watch(deputy, trainer, client_id="abc", results=dict.fromkeys(ALL, False))
    assert first.pk == second.pk
    assert Observation.objects.count() == Notice.objects.filter(kind="task").count() == 1


def test_one_forms_id_does_not_serve_somebody_else(deputy, trainer):
    watch(deputy, trainer, client_id="abc")
    with pytest.raises(Refusal):
        watch(make_mandate().person, trainer, client_id="abc")


def test_an_accommodation_is_not_help(deputy, trainer):
    observation = watch(deputy, trainer, accommodation="voice_input")
    assert (observation.passed, observation.assisted) == (True, False)


def test_nobody_observes_oneself():
    unit = make_unit()
    organiser = make_staff(Role.ORGANISER, unit)
    make_mandate(person=organiser, unit=unit)
    with pytest.raises(NotAllowed):
        watch(organiser, organiser)


def test_an_organiser_reaches_the_own_unit_alone(deputy):
    organiser = make_staff(Role.ORGANISER)
    own = make_mandate(unit=organiser.role_grants.get().unit).person
    assert watch(own, organiser).passed
    with pytest.raises(NotAllowed):
        watch(deputy, organiser)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_other_roles_observe_nobody(deputy, role):
    staff = make_staff(role)
    with pytest.raises(NotAllowed):
        watch(deputy, staff)
    assert not observable_people(staff, now=timezone.now()).exists()


def test_a_deputy_observes_nobody(deputy):
    with pytest.raises(NotAllowed):
        watch(deputy, make_mandate().person)


def test_only_deputies_in_office_are_within_reach(trainer):
    gone = make_mandate(state=Mandate.State.ENDED).person
    with pytest.raises(NotAllowed):
        watch(gone, trainer)
    with pytest.raises(NotAllowed):
        watch(make_person(), trainer)


@pytest.mark.parametrize("results", [{}, {"find": True}, ALL | {"x": True}, ALL | {"try": "yes"}])
def test_an_incomplete_or_foreign_checklist_is_refused(deputy, trainer, results):
    with pytest.raises(BadInput):
        watch(deputy, trainer, results=results)
    assert not Observation.objects.exists()


def test_the_best_observation_is_the_unassisted_one_then_the_latest(deputy, trainer):
    task, other = make_task(), make_task(slug="f1-other")
    watch(deputy, trainer, task, ALL | {"set": False})
    assert passed_task(deputy, task) is None
    helped = watch(deputy, trainer, task, assisted=True)
    assert passed_task(deputy, task) == helped
    alone = watch(deputy, trainer, task)
    watch(deputy, trainer, task, assisted=True)
    assert passed_task(deputy, task) == alone
    assert passed_tasks(deputy, [task, other]) == {task.pk: alone}
    assert passed_among(task, [deputy, trainer]) == {deputy.pk: alone}


def test_the_database_refuses_oneself_and_the_same_form_twice(deputy, trainer):
    seen = watch(deputy, trainer, client_id="abc")
    row = {
        name: getattr(seen, name) for name in ("task", "criteria", "results", "passed", "observed_at", "recorded_at")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**row, person=deputy, observer=deputy, client_id="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**row, person=deputy, observer=trainer, client_id="abc")
