"""A lesson opened and done, and what a person does next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Lesson, LessonProgress, Module, ModuleCompletion, Programme
from courses.selectors.progress import after_quiz, next_step, next_steps
from courses.services import completions, progress
from lms.people.models import Person
from lms.points.models import LedgerEntry
from lms.records.models import Statement
from quizzes.models import Evidence
from tests.courses.factories import (
    NOW,
    do_task,
    enrolled,
    make_module,
    make_programme,
    sit,
)
from tests.factories import make_mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(little: Programme) -> Person:
    return make_mandate().person


def finish(person: Person, module: Module) -> None:
    for lesson in module.lessons.all():
        progress.complete_lesson(person=person, lesson=lesson, now=NOW)


def test_opening_a_lesson_is_noted_once_with_the_text_that_was_shown(person, django_assert_num_queries):
    lesson = make_module().lessons.first()
    progress.open_lesson(person=person, lesson=lesson, page_revision=7, now=NOW)
    with django_assert_num_queries(1):
        progress.open_lesson(person=person, lesson=lesson, page_revision=8, now=NOW)
    row = LessonProgress.objects.get()
    assert (row.page_revision, row.done_at) == (8, None)
    assert Statement.objects.filter(actor_uuid=person.uuid, verb="started", object_type="lesson").count() == 1


def test_the_text_by_which_somebody_finished_stays_on_record(person):
    lesson = make_module().lessons.first()
    progress.open_lesson(person=person, lesson=lesson, page_revision=7, now=NOW)
    progress.complete_lesson(person=person, lesson=lesson, now=NOW)
    progress.open_lesson(person=person, lesson=lesson, page_revision=9, now=NOW)
    assert LessonProgress.objects.get().page_revision == 7


def test_finishing_a_lesson_twice_earns_once(person):
    lesson = make_module().lessons.first()
    for _time in range(2):
        progress.complete_lesson(person=person, lesson=lesson, now=NOW)
    assert LedgerEntry.objects.get(person=person).key == f"lesson:{lesson.pk}"
    assert Statement.objects.filter(actor_uuid=person.uuid, verb="completed").count() == 1


def test_the_last_lesson_gives_level_one_evidence(person):
    module = make_module()
    first, second = module.lessons.all()
    progress.complete_lesson(person=person, lesson=first, now=NOW)
    assert not Evidence.objects.filter(person=person).exists()
    progress.complete_lesson(person=person, lesson=second, now=NOW)
    evidence = Evidence.objects.get(person=person)
    assert (evidence.kind, evidence.level, evidence.source_id) == ("lessons", 1, module.slug)


def test_a_retired_lesson_is_not_waited_for(person):
    module = make_module()
    first, second = module.lessons.all()
    Lesson.objects.filter(pk=second.pk).update(retired=True)
    progress.complete_lesson(person=person, lesson=first, now=NOW)
    assert completions.lessons_done(person, module)


def test_the_next_step_goes_from_lesson_to_lesson_to_assessment_to_task(person, little):
    enrolled(person, little)
    module = Module.objects.get(slug="m1")
    first, second = module.lessons.all()
    step = next_step(person, little, now=NOW)
    assert (step.label, step.title, step.url, step.minutes) == ("开始学习", "m1第一课", first.url, 6)
    assert (step.done, step.total) == (0, 4)
    progress.complete_lesson(person=person, lesson=first, now=NOW)
    step = next_step(person, little, now=NOW)
    assert (step.label, step.url, step.subtitle) == ("继续学习", second.url, "模块m1 · 第2课，共2课")
    progress.complete_lesson(person=person, lesson=second, now=NOW)
    assert next_step(person, little, now=NOW).url == "/quizzes/m1-assessment/"
    sit(person, module)
    step = next_step(person, little, now=NOW)
    assert (step.title, step.url, step.done) == ("任务", f"{module.url}#task", 3)
    do_task(person, module)
    assert next_step(person, little, now=NOW).title == "m2第一课"


def test_there_is_no_next_step_when_all_is_finished(person, little):
    enrolled(person, little)
    for module in Module.objects.all():
        sit(person, module)
        do_task(person, module)
    assert ModuleCompletion.objects.filter(person=person).count() == 2
    assert next_step(person, little, now=NOW) is None


def test_whoever_used_up_the_tries_is_led_to_the_next_module(person, little):
    enrolled(person, little)
    module = Module.objects.get(slug="m1")
    finish(person, module)
    for _time in range(3):
        sit(person, module, right=False)
    assert next_step(person, little, now=NOW).title == "m2第一课"


def test_after_a_quiz_the_way_goes_on_in_its_module(person, little):
    enrolled(person, little)
    module = Module.objects.get(slug="m1")
    label, url = after_quiz(person, module.assessment_quiz)
    assert url == module.url
    assert "模块m1" in label
    assert after_quiz(person, module.practice_quiz)[1] == module.lessons.first().url


def test_readiness_learns_where_a_competence_is_learnt(person, little):
    assert next_steps(person, ["A1"]) == {}
    enrolled(person, little)
    label, url = next_steps(person, ["A1", "B1"])["A1"]
    assert url == "/programme/little/m1/first/"
    assert "m1第一课" in label


def test_the_next_step_costs_the_same_however_many_modules(person):
    programme = make_programme()
    enrolled(person, programme)
    make_module(programme)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            next_step(person, Programme.objects.get(pk=programme.pk), now=NOW)
        return len(queries)

    few = count()
    for _number in range(6):
        make_module(programme, lessons=4)
    assert count() == few
