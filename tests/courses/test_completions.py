"""Finished modules and programmes, in every order of events."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, HourEntry, Module, ModuleCompletion, ProgrammeModule
from courses.selectors import completion
from courses.selectors.hours import total_hours
from courses.services import completions, hours, progress
from courses.signals import programme_completed
from lms.people.models import Person
from lms.records.models import Statement
from quizzes.models import Outcome
from tests.courses.factories import NOW, do_task, enrolled, framework, make_module, make_programme, sit
from tests.factories import make_mandate, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    framework()
    return make_mandate().person


def learn(person: Person, module: Module) -> None:
    for lesson in module.lessons.all():
        progress.complete_lesson(person=person, lesson=lesson, now=NOW)


STEPS = {"learn": learn, "sit": sit, "do": do_task}


@pytest.mark.parametrize("order", list(permutations(STEPS)))
def test_a_module_and_its_programme_are_finished_in_every_order(person, order):
    programme = make_programme(pass_rule={"hours_min": 1, "text": "学完"})
    module = make_module(programme)
    enrolled(person, programme)
    told = []

    def hear(enrolment, now, **kwargs):
        told.append(enrolment)

    programme_completed.connect(hear)
    for step in order:
        STEPS[step](person, module)
    programme_completed.disconnect(hear)
    learnt = order[2] != "learn"
    way = ModuleCompletion.objects.get(person=person, module=module).way
    assert way == ("learnt" if learnt else "tested_first")
    assert total_hours(person, programme) == Decimal("1")
    enrolment = Enrolment.objects.get()
    assert (enrolment.completed_at, enrolment.rule_version) == (NOW, 1)
    assert told == [enrolment]
    for kind, name in (("module", module.slug), ("programme", programme.slug)):
        assert Statement.objects.filter(verb="completed", object_type=kind, object_id=name).count() == 1


def test_passing_first_spares_the_lessons(person):
    programme = make_programme()
    module = make_module(programme, task=False)
    enrolled(person, programme)
    sit(person, module)
    assert ModuleCompletion.objects.get().way == "tested_first"
    assert Enrolment.objects.get().completed_at == NOW


def test_a_helped_sitting_finishes_the_module_too(person):
    programme = make_programme()
    module = make_module(programme, task=False)
    enrolled(person, programme)
    sit(person, module, helper="家人")
    assert ModuleCompletion.objects.filter(person=person, module=module).exists()


def test_a_failed_assessment_or_task_finishes_nothing(person):
    programme = make_programme()
    module = make_module(programme)
    enrolled(person, programme)
    learn(person, module)
    sit(person, module, right=False)
    do_task(person, module, passed=False)
    assert not ModuleCompletion.objects.exists()
    sit(person, module)
    assert not ModuleCompletion.objects.exists()
    do_task(person, module)
    assert ModuleCompletion.objects.get().way == "learnt"


def test_without_an_assessment_the_lessons_are_needed(person):
    programme = make_programme()
    module = make_module(programme, assessment=False)
    enrolled(person, programme)
    do_task(person, module)
    assert not ModuleCompletion.objects.exists()
    learn(person, module)
    assert ModuleCompletion.objects.get().way == "learnt"


def test_core_is_what_is_core_for_ones_own_level(person):
    programme = make_programme()
    mine = make_module(programme, core_for=("district",), assessment=False, task=False)
    make_module(programme, core_for=("township",))
    make_module(programme, core_for=())
    enrolled(person, programme)
    learn(person, mine)
    assert completion.passed(person, programme, now=NOW).passed
    assert Enrolment.objects.get().completed_at == NOW


def test_staff_without_a_mandate_finish_every_module_that_is_core_for_anybody(person):
    teacher = make_staff("trainer")
    programme = make_programme()
    first = make_module(programme, core_for=("district",), assessment=False, task=False)
    second = make_module(programme, core_for=("township",), assessment=False, task=False)
    make_module(programme, core_for=(), assessment=False, task=False)
    enrolled(teacher, programme, by=teacher)
    learn(teacher, first)
    assert completion.passed(teacher, programme, now=NOW).missing == [f"完成模块“{second.title}”"]
    learn(teacher, second)
    assert Enrolment.objects.get().completed_at == NOW


def test_hours_below_the_minimum_hold_the_programme_back(person):
    programme = make_programme(pass_rule={"hours_min": 2.5, "text": "学完"})
    module = make_module(programme, assessment=False, task=False)
    enrolled(person, programme)
    learn(person, module)
    state = completion.passed(person, programme, now=NOW)
    assert not state.passed
    assert (state.hours, state.hours_wanted) == (Decimal("1.0"), Decimal("2.5"))
    assert state.missing == ["还差1.5学时（已有1学时，要求2.5学时）"]
    hours.recognise(
        person=person,
        programme=programme,
        hours=Decimal("1.5"),
        document="党校结业证",
        by=make_staff("committee"),
        now=NOW,
    )
    completions.refresh(person=person, programme=programme, now=NOW)
    assert Enrolment.objects.get().completed_at == NOW
    assert list(completion.due(programme)) == [Enrolment.objects.get()]


def test_what_was_finished_before_the_enrolment_counts(person):
    programme = make_programme()
    module = make_module(programme, assessment=False, task=False)
    learn(person, module)
    assert not HourEntry.objects.exists()
    enrolled(person, programme)
    assert completions.sweep_completions(now=NOW) == 1
    assert HourEntry.objects.get().hours == Decimal("1")
    assert Enrolment.objects.get().completed_at == NOW


def test_a_module_in_two_programmes_is_credited_in_both(person):
    first, second = make_programme(), make_programme()
    module = make_module(first, assessment=False, task=False)
    ProgrammeModule.objects.create(programme=second, module=module, core_for=["district"], hours=Decimal("2"))
    enrolled(person, first)
    enrolled(person, second)
    learn(person, module)
    assert (total_hours(person, first), total_hours(person, second)) == (Decimal("1"), Decimal("2"))


def test_an_ended_enrolment_is_not_finished_any_more(person):
    programme = make_programme()
    module = make_module(programme, assessment=False, task=False)
    enrolled(person, programme, ended_at=NOW)
    learn(person, module)
    assert Enrolment.objects.get().completed_at is None
    assert not HourEntry.objects.exists()


@pytest.mark.parametrize("assessment", [True, False])
def test_the_sweep_finds_what_no_call_has_told(person, assessment):
    programme = make_programme()
    module = make_module(programme, assessment=assessment)
    enrolled(person, programme)
    learn(person, module)
    if assessment:
        sit(person, module)
    do_task(person, module)
    HourEntry.objects.all()._raw_delete("default")
    ModuleCompletion.objects.all().delete()
    Enrolment.objects.update(completed_at=None)
    assert completions.due_modules() == [(person.pk, module.pk)]
    completions.sweep_completions(now=NOW + timedelta(minutes=2))
    assert ModuleCompletion.objects.filter(person=person, module=module).exists()
    assert Enrolment.objects.get().completed_at == NOW + timedelta(minutes=2)
    assert completions.sweep_completions(now=NOW) == 0


def test_the_sweep_leaves_alone_what_is_not_due(person):
    programme = make_programme()
    module = make_module(programme)
    enrolled(person, programme)
    learn(person, module)
    sit(person, module)
    assert completions.due_modules() == []
    assert completions.sweep_completions(now=NOW) == 0


def test_a_result_that_was_taken_back_is_not_due(person):
    programme = make_programme()
    module = make_module(programme, task=False)
    attempt = sit(person, module)
    enrolled(person, programme)
    old = Outcome.objects.get(attempt=attempt)
    ModuleCompletion.objects.all().delete()
    Outcome.objects.filter(pk=old.pk).update(passed=False)
    assert completions.due_modules() == []


def test_looking_for_what_is_due_costs_the_same_however_many_people(person):
    programme = make_programme(pass_rule={"hours_min": 9, "text": "学完"})
    module = make_module(programme, assessment=False, task=False)

    def count(people: int) -> int:
        for _number in range(people):
            somebody = make_mandate().person
            enrolled(somebody, programme)
            learn(somebody, module)
        with CaptureQueriesContext(connection) as queries:
            assert completions.sweep_completions(now=NOW) == 0
        return len(queries)

    assert count(2) == count(6) <= 14
