"""The pages of a programme, for visitors, deputies and staff."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Lesson, LessonPage, LessonProgress, Module, ModulePage, Programme
from courses.services import progress
from lms.people.models import Person
from quizzes.models import Quiz
from tests.courses.factories import NOW, do_task, enrolled, sit
from tests.factories import make_mandate, make_person, make_staff

pytestmark = pytest.mark.django_db
M1 = "/programme/little/m1/"
FIRST = f"{M1}first/"


@pytest.fixture
def programme(little: Programme) -> Programme:
    return little


@pytest.fixture
def deputy(programme: Programme, client: Client) -> Person:
    person = make_mandate().person
    enrolled(person, programme)
    client.force_login(person)
    return person


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def test_a_visitor_sees_programme_hours_rules_and_modules(client, programme):
    assert "小课程" in text(client, "/programme/")
    page = text(client, "/programme/little/")
    for words in (
        "共3.5学时",
        "线上自学 2",
        "《方案》青人发〔2026〕1号",
        "学完并达到要求",
        "安排补训",
        "模块m1",
        "区人大代表必学",
    ):
        assert words in page
    assert "/accounts/login/?next=/programme/little/" in page
    assert page.count("btn main") == 1
    module = text(client, M1)
    assert "能说出入口" in module
    assert FIRST not in module


def test_a_lesson_asks_for_the_sign_in_and_keeps_the_way_back(client, programme):
    response = client.get(FIRST)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={FIRST}"
    assert not LessonProgress.objects.exists()


def test_an_empty_catalogue_says_so(client, programme):
    Programme.objects.update(live=False)
    assert "还没有开放的培训方案" in text(client, "/programme/")


def test_a_programme_that_is_not_offered_is_hidden_from_all_but_staff(client, programme):
    Programme.objects.update(live=False)
    for url in ("/programme/little/", M1, FIRST):
        text(client, url, 404)
    client.force_login(make_person())
    for url in ("/programme/little/", M1, FIRST):
        text(client, url, 404)
    client.force_login(make_staff("trainer"))
    assert "还没有开课" in text(client, "/programme/little/")
    assert "重点" in text(client, FIRST)


def test_a_deputy_is_led_on_from_the_programme(client, deputy):
    page = text(client, "/programme/little/")
    assert f'<a class="btn main" href="{FIRST}">开始学习</a>' in page
    assert "还没开始" in page


def test_a_deputy_who_is_not_enrolled_yet_may_begin(client, programme):
    person = make_mandate().person
    client.force_login(person)
    assert "/programmes/little/join/" in text(client, "/programme/little/")
    response = client.post("/programmes/little/join/")
    assert response["Location"] == FIRST
    assert person.enrolments.get().by is None
    client.force_login(make_person())
    assert "/programmes/little/join/" not in text(client, "/programme/little/")
    assert client.post("/programmes/little/join/").status_code == 403


def test_a_lesson_shows_every_block_and_is_noted_as_opened(client, deputy):
    page = text(client, FIRST)
    for words in (
        "第1课，共2课",
        "约6分钟",
        "<b>重点</b>",
        'alt="一张图"',
        "图注",
        "callout law",
        "试一试",
        "<details>",
        "先核实",
    ):
        assert words in page
    assert 'style="' not in page
    row = LessonProgress.objects.get(person=deputy)
    assert row.page_revision == LessonPage.objects.get(lesson=row.lesson).live_revision_id
    assert row.done_at is None


def test_finishing_a_lesson_leads_to_the_next_and_at_last_to_the_module(client, deputy):
    first, second = Lesson.objects.filter(module__slug="m1")
    text(client, FIRST)
    assert client.get(f"/lessons/{first.pk}/done/").status_code == 405
    assert client.post(f"/lessons/{first.pk}/done/")["Location"] == second.url
    assert client.post(f"/lessons/{second.pk}/done/")["Location"] == M1
    page = text(client, M1)
    assert "本模块的课文都学完了" in page
    assert page.count("已学完") == 2
    assert "/quizzes/m1-assessment/" in page
    assert "学完了，下一课" not in text(client, FIRST)


def test_nothing_is_recorded_of_whoever_is_not_enrolled(client, programme):
    client.force_login(make_staff("trainer"))
    page = text(client, FIRST)
    assert "学完了" not in page
    lesson = Lesson.objects.get(module__slug="m1", slug="first")
    assert client.post(f"/lessons/{lesson.pk}/done/").status_code == 403
    assert "不作记录" in text(client, M1)
    assert not LessonProgress.objects.exists()


def test_a_module_offers_to_test_first_until_a_lesson_is_done(client, deputy):
    assert "先测一测" in text(client, M1)
    progress.complete_lesson(person=deputy, lesson=Lesson.objects.get(module__slug="m1", slug="first"), now=NOW)
    assert "先测一测" not in text(client, M1)


def test_a_module_tells_the_state_of_assessment_and_task(client, deputy):
    module = Module.objects.get(slug="m1")
    page = text(client, M1)
    assert "还没有测" in page
    assert "答对50%就达到要求" in page
    sit(deputy, module, right=False)
    assert "还可以测2次" in text(client, M1)
    sit(deputy, module, right=False)
    sit(deputy, module, right=False)
    page = text(client, M1)
    assert "3次机会已经用完" in page
    assert "安排补训" in page
    Quiz.objects.filter(pk=module.assessment_quiz_id).update(policy=module.assessment_quiz.policy | {"attempts": 4})
    module.refresh_from_db()
    sit(deputy, module)
    page = text(client, M1)
    assert "已达到" in page
    assert "#task" in page
    do_task(deputy, module)
    page = text(client, M1)
    assert "先测达到了要求" in page
    assert "当面完成" in page


def test_a_finished_programme_says_so_and_leads_to_the_certificate(client, deputy):
    for module in Module.objects.all():
        sit(deputy, module)
        do_task(deputy, module)
    assert "您已完成这个培训方案" in text(client, "/programme/little/")


def test_what_still_waits_for_others_is_named(client, deputy, programme):
    Programme.objects.update(pass_rule=programme.pass_rule | {"hours_min": 5})
    for module in Module.objects.all():
        sit(deputy, module)
        do_task(deputy, module)
    page = text(client, "/programme/little/")
    assert "还差这些" in page
    assert "还差3学时（已有2学时，要求5学时）" in page


def test_an_unpublished_lesson_is_hidden_and_not_asked_for(client, deputy):
    page = LessonPage.objects.get(lesson__module__slug="m1", slug="second")
    page.unpublish()
    assert Lesson.objects.get(module__slug="m1", slug="second").retired
    text(client, f"{M1}second/", 404)
    assert "m1第二课" not in text(client, M1)
    assert "第1课，共1课" in text(client, FIRST)
    page.get_latest_revision().publish()
    assert "m1第二课" in text(client, M1)


def test_a_draft_is_shown_only_in_the_preview(client, programme):
    page = LessonPage.objects.get(lesson__module__slug="m1", slug="first")
    page.title = "草稿标题"
    page.save_revision()
    person = make_staff("trainer")
    client.force_login(person)
    assert "草稿标题" not in text(client, FIRST)
    draft = page.get_latest_revision_as_object()
    request = client.get("/programme/little/").wsgi_request
    shown = draft.make_preview_request(original_request=request)
    shown.render()
    assert "草稿标题" in shown.content.decode()
    assert "代表数字学堂" in shown.content.decode()
    assert not LessonProgress.objects.exists()


def test_large_type_is_kept_on_every_page(client, deputy):
    client.cookies["elder"] = "1"
    for url in ("/programme/", "/programme/little/", M1, FIRST):
        assert 'class="elder' in text(client, url)


@pytest.mark.parametrize("url", ["/programme/", "/programme/little/", M1, FIRST])
def test_a_page_costs_the_same_however_much_there_is(client, deputy, url):
    def count() -> int:
        text(client, url)
        with CaptureQueriesContext(connection) as queries:
            text(client, url)
        return len(queries)

    few = count()
    parent = ModulePage.objects.get(module__slug="m1")
    for number in range(5):
        lesson = LessonPage(title=f"又一课{number}", slug=f"more{number}")
        parent.add_child(instance=lesson)
        lesson.save_revision().publish()
    for number in range(3):
        module = ModulePage(title=f"又一模块{number}", slug=f"m{number}x", competence=parent.competence)
        parent.get_parent().add_child(instance=module)
        module.save_revision().publish()
    assert count() == few


def test_the_rules_are_the_committees(client, programme):
    url = "/programmes/little/rules/"
    assert client.get(url).status_code == 302
    client.force_login(make_staff("trainer"))
    text(client, url, 403)
    committee = make_staff("committee")
    client.force_login(committee)
    page = text(client, url)
    assert "青人发〔2026〕1号" in page
    uses = list(programme.programme_modules.all())
    data = {
        "basis_title": "《新方案》", "levels": ["district"], "origins": ["new"], "starts": "2026-12-01",
        "ends": "2027-05-31", "hours_min": "2", "pass_text": "新条件", "makeup_text": "补", "hours_online": "3",
        "state_district": "running", "state_township": "consulting", "live": "on",
        f"use_hours_{uses[0].pk}": "1.5", f"core_{uses[0].pk}": ["district"], f"use_hours_{uses[1].pk}": "1",
    }  # fmt: skip
    assert "早于" in client.post(url, data | {"ends": "2020-01-01"}).content.decode()
    assert client.post(url, data).status_code == 302
    changed = Programme.objects.get(pk=programme.pk)
    assert (changed.basis["title"], changed.levels, changed.state_township) == (
        "《新方案》",
        ["district"],
        "consulting",
    )
    assert (changed.hours, changed.pass_rule["hours_min"], changed.pass_rule_version) == ({"online": 3.0}, 2.0, 2)
    assert [use.core_for for use in changed.programme_modules.all()] == [["district"], []]
    assert changed.edited_at is not None
    assert client.post(url, data).status_code == 302
    assert Programme.objects.get(pk=programme.pk).pass_rule_version == 2
