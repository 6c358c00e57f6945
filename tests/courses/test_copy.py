"""Pages made, copied, aliased, moved and deleted in the editor never hurt a learner's records."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Locale, Page

from courses.models import Lesson, LessonPage, LessonProgress, Module, ModulePage, Programme, ProgrammePage
from courses.selectors.learners import left_traces
from courses.services import progress
from lms.people.models import Person
from lms.people.services import roles
from tests.courses.factories import NOW, enrolled
from tests.factories import make_mandate, make_person
from tests.quizzes.delivery_factories import make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(little: Programme) -> Programme:
    return little


@pytest.fixture
def learner(programme: Programme) -> Person:
    person = make_mandate().person
    enrolled(person, programme)
    progress.complete_lesson(person=person, lesson=lesson("first"), now=NOW)
    return person


def lesson(slug: str) -> Lesson:
    return Lesson.objects.get(module__slug="m1", slug=slug)


def page_of(slug: str) -> LessonPage:
    return LessonPage.objects.get(lesson=lesson(slug))


def module_page(slug: str = "m1") -> ModulePage:
    return ModulePage.objects.get(module__slug=slug)


def test_new_pages_get_their_rows_when_they_are_published(programme):
    catalogue = Page.objects.get(slug="programme").specific
    mine = ProgrammePage(title="提高班", slug="advanced")
    catalogue.add_child(instance=mine)
    mine.save_revision()
    assert ProgrammePage.objects.get(pk=mine.pk).programme is None
    mine.save_revision().publish()
    row = ProgrammePage.objects.get(pk=mine.pk).programme
    assert (row.slug, row.title, row.live, row.state_district) == ("advanced", "提高班", False, "draft")
    module = ModulePage(
        title="新模块", slug="m1", competence=module_page().competence, summary="摘要", outcomes="能甲\n\n能乙 "
    )
    mine.add_child(instance=module)
    text = LessonPage(title="新课", slug="first")
    module.add_child(instance=text)
    text.save_revision().publish()
    assert LessonPage.objects.get(pk=text.pk).lesson is None
    module.save_revision().publish()
    made = ModulePage.objects.get(pk=module.pk).module
    assert (made.slug, made.outcomes, made.summary) == ("m1-2", ["能甲", "能乙"], "摘要")
    assert LessonPage.objects.get(pk=text.pk).lesson.module == made
    assert [use.module for use in row.programme_modules.all()] == [made]


def test_a_module_made_in_the_editor_gets_its_quizzes_and_task(programme):
    quiz, task = make_quiz("single"), module_page("m2").task
    page = module_page("m2").copy(update_attrs={"slug": "m3", "title": "新模块"}, keep_live=False)
    draft = page.get_latest_revision_as_object()
    assert (draft.assessment_quiz, draft.task) == (None, None)
    draft.assessment_quiz = quiz
    draft.save_revision().publish()
    assert Module.objects.get(slug="m3").assessment_quiz == quiz
    draft = module_page("m3").get_latest_revision_as_object()
    draft.task = task
    with pytest.raises(ValidationError) as refused:
        draft.full_clean()
    assert "模块m2" in str(refused.value.message_dict["task"])


def test_an_older_text_published_again_keeps_the_row(programme, learner):
    page = page_of("first")
    old = page.latest_revision
    page.title = "新标题"
    page.save_revision().publish()
    assert lesson("first").title == "新标题"
    old.publish()
    assert page_of("first").title == "m1第一课"
    assert LessonProgress.objects.get(person=learner).lesson == lesson("first")


def test_the_row_follows_the_page(programme):
    page = module_page()
    page.title, page.hours, page.outcomes = "改名", "1.5", "能丙"
    page.save_revision()
    assert Module.objects.get(slug="m1").title == "模块m1"
    page.save_revision().publish()
    row = Module.objects.get(slug="m1")
    assert (row.title, str(row.hours), row.outcomes) == ("改名", "1.5", ["能丙"])


def test_a_copy_begins_without_a_row_and_gets_its_own(programme, learner):
    page = page_of("first")
    copy = page.copy(update_attrs={"slug": "copy", "title": "副本"}, keep_live=False)
    assert LessonPage.objects.get(pk=copy.pk).lesson is None
    assert all(revision.content["lesson"] is None for revision in copy.revisions.all())
    copy.get_latest_revision().publish()
    made = LessonPage.objects.get(pk=copy.pk).lesson
    assert (made.slug, made.module.slug, made.progress.count()) == ("copy", "m1", 0)
    assert page_of("first").pk == page.pk


def test_copying_a_whole_programme_makes_rows_of_its_own(programme, learner):
    copy = programme.page.copy(recursive=True, update_attrs={"slug": "twin", "title": "另一个"}, keep_live=True)
    twin = ProgrammePage.objects.get(pk=copy.pk).programme
    assert twin.slug == "twin"
    assert not twin.live
    assert [use.module.slug for use in twin.programme_modules.order_by("module__slug")] == ["m1-2", "m2-2"]
    assert Lesson.objects.filter(module__slug="m1-2").count() == 2
    assert not LessonProgress.objects.exclude(lesson__module__slug="m1").exists()


def test_an_alias_shows_the_same_lesson_and_follows_it(programme, learner, client):
    alias = page_of("first").create_alias(parent=module_page("m2"), update_slug="again")
    assert LessonPage.objects.get(pk=alias.pk).lesson is None
    assert LessonPage.objects.get(pk=alias.pk).row == lesson("first")
    client.force_login(learner)
    assert "已学完" in client.get("/programme/little/m2/again/").content.decode()
    page = page_of("first")
    page.title = "新标题"
    page.save_revision().publish()
    shown = LessonPage.objects.get(pk=alias.pk)
    assert (shown.title, shown.lesson) == ("新标题", None)
    assert Lesson.objects.filter(module__slug="m2").count() == 2
    LessonPage.objects.get(pk=alias.pk).delete()
    assert not lesson("first").retired


def test_an_alias_of_a_module_brings_it_into_another_programme(programme):
    other = ProgrammePage(title="另一个", slug="other")
    Page.objects.get(slug="programme").add_child(instance=other)
    other.save_revision().publish()
    module_page().create_alias(parent=other, recursive=True)
    page = module_page()
    page.save_revision().publish()
    row = ProgrammePage.objects.get(pk=other.pk).programme
    assert [use.module.slug for use in row.programme_modules.all()] == ["m1"]


def test_a_lesson_moved_within_its_module_changes_the_order(programme):
    page_of("second").move(page_of("first"), pos="left")
    assert list(Lesson.objects.filter(module__slug="m1").values_list("slug", flat=True)) == ["second", "first"]


def test_a_lesson_moved_to_another_module_takes_its_progress_along(programme, learner):
    row = lesson("first")
    page = page_of("first")
    page.slug = "moved"
    page.save_revision().publish()
    page_of("first").move(module_page("m2"), pos="last-child")
    row.refresh_from_db()
    assert (row.module.slug, row.slug, row.order) == ("m2", "first-2", 3)
    assert row.progress.get().person == learner
    assert list(Lesson.objects.filter(module__slug="m1").values_list("slug", "order")) == [("second", 1)]


def test_a_module_moved_in_the_tree_changes_the_order(programme):
    module_page("m2").move(module_page(), pos="left")
    assert [use.module.slug for use in programme.programme_modules.all()] == ["m2", "m1"]


def test_deleting_a_page_retires_its_lesson_and_keeps_the_records(programme, learner):
    row = lesson("first")
    page_of("first").delete()
    row.refresh_from_db()
    assert row.retired
    assert row.progress.get().person == learner


def test_the_editor_refuses_to_delete_what_somebody_learnt_from(programme, learner, client):
    committee = make_person()
    roles.sync()
    roles.grant(person=committee, role="committee", by=None, now=timezone.now())
    client.force_login(committee)
    assert left_traces(programme.page)
    assert left_traces(module_page())
    assert not left_traces(module_page("m2"))
    response = client.post(f"/cms/pages/{page_of('first').pk}/delete/", follow=True)
    assert "不能删除" in response.content.decode()
    assert page_of("first").live
    response = client.post(f"/cms/bulk/wagtailcore/page/delete/?id={page_of('first').pk}")
    assert response.status_code == 302, response.context["form"].errors
    assert page_of("first").live
    untouched = page_of("second")
    client.post(f"/cms/pages/{untouched.pk}/delete/")
    assert not Page.objects.filter(pk=untouched.pk).exists()
    assert lesson("second").retired


def test_a_page_copied_for_a_translation_gets_no_row(programme):
    english = Locale.objects.create(language_code="en")
    translated = Page.objects.get(slug="programme").specific.copy_for_translation(english)
    page = programme.page.copy_for_translation(english)
    assert translated.locale == english
    assert ProgrammePage.objects.get(pk=page.pk).programme is None
    assert ProgrammePage.objects.get(programme=programme).locale != english
