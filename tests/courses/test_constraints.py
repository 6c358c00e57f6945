"""Every constraint of the programme's tables, tried to be broken."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from courses.models import (
    Cohort,
    Enrolment,
    Lesson,
    LessonPage,
    LessonProgress,
    Module,
    ModuleCompletion,
    ModulePage,
    ProgrammeModule,
)
from quizzes.models import Competence
from tests.courses.factories import NOW, enrolled, make_module, make_programme
from tests.factories import make_person
from tests.quizzes.delivery_factories import make_competence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def competence() -> Competence:
    return make_competence("A1")


def refused(name, make) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        make()
    told = str(broken.value)
    assert name in told or "UNIQUE" in told, told


def test_a_programme_does_not_end_before_it_begins():
    refused("programme_ends_after_start", lambda: make_programme(ends=date(2020, 1, 1)))


def test_a_module_is_once_in_a_programme_and_its_hours_are_not_negative():
    programme = make_programme()
    module = make_module(programme)
    other = make_module()
    refused(
        "programme_module_once", lambda: ProgrammeModule.objects.create(programme=programme, module=module, hours=1)
    )
    refused(
        "programme_module_hours",
        lambda: ProgrammeModule.objects.create(programme=programme, module=other, hours=Decimal("-1")),
    )
    refused("module_hours", lambda: Module.objects.filter(pk=other.pk).update(hours=Decimal("-1")))


def test_a_lesson_has_its_short_name_once_in_a_module():
    module = make_module()
    refused("lesson_slug_once", lambda: Lesson.objects.create(module=module, slug="lesson1", title="又一课"))


def test_an_assessment_and_a_task_belong_to_one_module():
    first, second = make_module(), make_module()
    refused(
        "assessment_quiz", lambda: Module.objects.filter(pk=second.pk).update(assessment_quiz=first.assessment_quiz)
    )
    refused("task", lambda: Module.objects.filter(pk=second.pk).update(task=first.task))


def test_a_person_is_enrolled_once_and_finishes_by_a_rule():
    programme, person = make_programme(), make_person()
    enrolment = enrolled(person, programme)
    refused("enrolment_once", lambda: enrolled(person, programme))
    refused("enrolment_completed_by_rule", lambda: Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=NOW))


def test_a_cohort_has_its_name_once():
    programme = make_programme()
    day = date(2026, 12, 1)
    Cohort.objects.create(programme=programme, name="一班", starts=day, ends=day)
    refused("cohort_name_once", lambda: Cohort.objects.create(programme=programme, name="一班", starts=day, ends=day))


def test_progress_is_one_row_and_done_after_it_was_opened():
    lesson, person = make_module().lessons.first(), make_person()
    fields = {"person": person, "lesson": lesson, "opened_at": NOW, "last_seen_at": NOW}
    LessonProgress.objects.create(**fields)
    refused("lesson_progress_once", lambda: LessonProgress.objects.create(**fields))
    refused("lesson_done_after_opening", lambda: LessonProgress.objects.update(done_at=NOW - timedelta(days=1)))


def test_a_module_is_finished_once():
    module, person = make_module(), make_person()
    ModuleCompletion.objects.create(person=person, module=module, way="learnt", at=NOW)
    refused(
        "module_completion_once",
        lambda: ModuleCompletion.objects.create(person=person, module=module, way="learnt", at=NOW),
    )


def test_two_pages_never_share_a_row(little):
    first, second = LessonPage.objects.filter(lesson__module__slug="m1").order_by("path")
    refused("lesson", lambda: LessonPage.objects.filter(pk=second.pk).update(lesson=first.lesson))
    one, two = ModulePage.objects.order_by("path")
    refused("module", lambda: ModulePage.objects.filter(pk=two.pk).update(module=one.module))


def test_what_a_record_points_to_cannot_be_deleted(little):
    programme, person = little, make_person()
    lesson = Lesson.objects.filter(module__slug="m1").first()
    LessonProgress.objects.create(person=person, lesson=lesson, opened_at=NOW, last_seen_at=NOW)
    enrolled(person, programme)
    for thing in (lesson, lesson.module, programme):
        with pytest.raises(ProtectedError):
            thing.delete()
