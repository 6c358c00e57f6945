"""Practical tasks and the rules of quizzes, through the services."""

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEntry
from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed
from quizzes.bank.services import tasks
from quizzes.delivery.policy import DEFAULTS
from quizzes.delivery.services import quizzes
from quizzes.models import Quiz, QuizSection, Task
from tests.factories import make_staff
from tests.quizzes.bank_factories import NOW, TASK_ROW, competence, make_bank, make_task

pytestmark = pytest.mark.django_db
POLICY = {"attempts": 3, "pass_share": 0.6, "minutes": None, "feedback": "after_attempt", "shuffle_options": True}


def load(**changes):
    given = {
        "slug": "f1-assessment",
        "title": "账号与设备安全・测评",
        "purpose": "module",
        "competence": competence(),
        "policy": POLICY,
        "sections": [{"bank": "f1-module", "level": 1, "count": 4}, {"bank": "f1-module", "level": 2, "count": 4}],
    }
    return quizzes.load_quiz(**given | changes)


def test_a_task_is_created_changed_or_the_same():
    task, state = tasks.load_task(competence=competence(), row=TASK_ROW)
    assert state == "created"
    assert tasks.load_task(competence=competence(), row=TASK_ROW) == (task, "same")
    assert tasks.load_task(competence=competence(), row=TASK_ROW | {"title": "锁好手机"})[1] == "changed"


def test_export_is_the_inverse_of_loading_a_task():
    assert tasks.export_task(make_task()) == TASK_ROW


@pytest.mark.parametrize("changes", [{"slug": ""}, {"pass_count": 9}, {"criteria": []}, {"brief": " "}])
def test_an_incomplete_task_is_refused_and_nothing_is_written(changes):
    with pytest.raises(BadInput):
        make_task(**changes)
    assert not Task.objects.exists()


def test_trainers_save_tasks_with_an_audit_and_others_do_not():
    fields = TASK_ROW | {"competence": competence(), "now": NOW}
    with pytest.raises(NotAllowed):
        tasks.save_task(**fields, by=make_staff(Role.ORGANISER))
    task, _state = tasks.save_task(**fields, by=make_staff(Role.TRAINER))
    assert AuditEntry.objects.get(verb="task.saved").object_id == task.slug


def test_the_database_keeps_a_tasks_slug_and_level():
    task = make_task()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(level=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(slug=task.slug, title="x", competence=task.competence, criteria=[], pass_count=1)


def test_a_quiz_is_created_changed_or_the_same():
    make_bank()
    quiz, state = load()
    assert (state, quiz.sections.count()) == ("created", 2)
    assert load() == (quiz, "same")
    assert load(policy=POLICY | {"attempts": 5})[1] == "changed"
    assert load(policy=POLICY | {"attempts": 5}, sections=[{"bank": make_bank(), "level": None, "count": 8}])[1] == (
        "changed"
    )
    assert [(section.level, section.count) for section in quiz.sections.all()] == [(None, 8)]


@pytest.mark.parametrize(
    "changes",
    [
        {"policy": {"hours": 2}},
        {"policy": {"attempts": 0}},
        {"policy": {"minutes": "10"}},
        {"policy": {"pass_share": 0}},
        {"policy": {"pass_share": 1.5}},
        {"policy": {"feedback": "always"}},
        {"sections": []},
        {"sections": [{"bank": "nowhere", "level": 1, "count": 4}]},
        {"sections": [{"bank": "f1-module", "level": 7, "count": 4}]},
        {"sections": [{"bank": "f1-module", "level": 1, "count": 0}]},
        {"sections": [{"bank": "f1-practice", "level": 1, "count": 4}]},
    ],
)
def test_rules_that_make_no_sense_are_refused_and_nothing_is_written(changes):
    make_bank()
    make_bank("f1-practice", "practice")
    with pytest.raises(BadInput):
        load(**changes)
    assert not Quiz.objects.exists()


def test_what_a_policy_does_not_say_is_filled_in():
    make_bank()
    quiz, _state = load(policy={"attempts": 2})
    assert quiz.policy == DEFAULTS | {"attempts": 2}


def test_the_committee_alone_saves_a_quiz_from_the_editor():
    make_bank()
    fields = {
        "slug": "f1",
        "title": "测评",
        "purpose": "module",
        "competence": None,
        "policy": POLICY,
        "sections": [{"bank": "f1-module", "level": None, "count": 2}],
        "open": False,
        "now": NOW,
    }
    with pytest.raises(NotAllowed):
        quizzes.save_quiz(**fields, by=make_staff(Role.TRAINER))
    quiz, _state = quizzes.save_quiz(**fields, by=make_staff(Role.COMMITTEE))
    assert not quiz.open
    assert AuditEntry.objects.get(verb="quiz.saved").object_id == "f1"


def test_the_database_keeps_a_quizs_slug_and_sections():
    make_bank()
    quiz, _state = load()
    with pytest.raises(IntegrityError), transaction.atomic():
        Quiz.objects.create(slug=quiz.slug, title="x", purpose="module")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizSection.objects.create(quiz=quiz, order=0, bank=make_bank(), count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizSection.objects.create(quiz=quiz, order=9, bank=make_bank(), count=0)
