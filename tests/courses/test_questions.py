"""Questions about a lesson: asked, answered without a name, published, taken back, forgotten; and the teacher's week."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Lesson, LessonProgress, LessonQuestion, Programme
from courses.selectors import questions as selectors
from courses.selectors import week
from courses.services import questions
from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery.services import statistics
from quizzes.models import Item
from tests.courses.factories import NOW, enrolled
from tests.factories import make_mandate, make_person, make_staff
from tests.quizzes.analysis_factories import ladder, make_people, make_versions, sat
from tests.quizzes.bank_factories import make_trainer

pytestmark = pytest.mark.django_db
FIRST = "/programme/little/m1/first/"


@pytest.fixture
def lesson(little: Programme) -> Lesson:
    return Lesson.objects.get(module__slug="m1", slug="first")


@pytest.fixture
def deputy(little: Programme, client: Client) -> Person:
    person = make_mandate(person=make_person(name="王秀兰")).person
    enrolled(person, little)
    client.force_login(person)
    return person


def ask(lesson: Lesson, person: Person, text: str = "手机里没有这个入口怎么办？") -> LessonQuestion:
    return questions.ask(lesson=lesson, person=person, text=text, now=NOW)


def reply(
    question: LessonQuestion, *, publish: bool = False, public: str = "", text: str = "请先更新小程序。"
) -> LessonQuestion:
    return questions.answer(
        question=question, text=text, public_text=public, publish=publish, by=make_staff("trainer"), now=NOW
    )


def test_a_deputy_asks_below_the_lesson_without_a_script(client: Client, deputy: Person, lesson: Lesson) -> None:
    page = client.get(FIRST).content.decode()
    assert "这一课有疑问" in page and reverse("courses:ask_question", args=[lesson.pk]) in page
    address = reverse("courses:ask_question", args=[lesson.pk])
    for _ in range(2):
        answer = client.post(address, {"text": "手机里没有 这个入口怎么办？"})
        assert answer.url.endswith("/m1/first/#questions")
    assert LessonQuestion.objects.count() == 1
    assert "手机里没有 这个入口怎么办？" in client.get(FIRST).content.decode()
    assert client.post(address, {"text": " "}).status_code == 400
    assert client.post(address, {"text": "长" * 301}).status_code == 400
    assert client.post(address, {"text": "请打13800138000"}).status_code == 400


def test_whoever_is_not_enrolled_neither_asks_nor_sees_the_box(client: Client, lesson: Lesson) -> None:
    trainer = make_staff("trainer")
    client.force_login(trainer)
    assert "question-text" not in client.get(FIRST).content.decode()
    with pytest.raises(NotAllowed):
        ask(lesson, trainer)
    client.logout()
    assert client.post(reverse("courses:ask_question", args=[lesson.pk]), {"text": "?"}).status_code == 302


def test_five_wait_at_most_and_ten_a_day(deputy: Person, lesson: Lesson) -> None:
    first = [ask(lesson, deputy, f"问题{number}") for number in range(5)]
    with pytest.raises(Refusal):
        ask(lesson, deputy, "第六个")
    for question in first:
        reply(question)
    for number in range(5, 10):
        ask(lesson, deputy, f"问题{number}")
    LessonQuestion.objects.update(answered_at=NOW, answer="好", answered_by=deputy)
    with pytest.raises(Refusal):
        ask(lesson, deputy, "第十一个")
    assert questions.ask(lesson=lesson, person=deputy, text="明天再问", now=NOW + timedelta(days=1, hours=1))


def test_the_answer_reaches_the_asker_and_is_published_without_the_name(
    client: Client, deputy: Person, lesson: Lesson
) -> None:
    question = ask(lesson, deputy, "我是柳河镇的，入口在哪？")
    reply(question)
    notice = Notice.objects.get(to_uuid=deputy.uuid)
    assert notice.url.endswith("#questions") and lesson.title in notice.text
    other = make_mandate().person
    enrolled(other, lesson.module.programmes.get())
    client.force_login(other)
    assert "请先更新小程序" not in client.get(FIRST).content.decode()
    reply(question, publish=True, public="入口在哪？")
    page = client.get(FIRST).content.decode()
    assert "入口在哪？" in page and "请先更新小程序" in page
    assert "柳河镇" not in page and deputy.name not in page
    assert AuditEntry.objects.filter(verb__startswith="question.").count() == 2


def test_nothing_is_published_that_tells_who_asked(deputy: Person, lesson: Lesson) -> None:
    question = ask(lesson, deputy, "我是王秀兰，入口在哪？")
    for wrong in ({"public": ""}, {"public": "王秀兰问"}, {"public": "问", "text": "请打13800138000"}):
        with pytest.raises(BadInput):
            reply(question, publish=True, **wrong)
    with pytest.raises(BadInput):
        reply(question, text=" ")
    with pytest.raises(NotAllowed):
        questions.answer(question=question, text="好", public_text="", publish=False, by=deputy, now=NOW)


def test_the_asker_takes_it_back_and_it_is_gone_everywhere(client: Client, deputy: Person, lesson: Lesson) -> None:
    question = ask(lesson, deputy)
    reply(question, publish=True)
    other = make_mandate().person
    with pytest.raises(NotAllowed):
        questions.withdraw(question=question, person=other, now=NOW)
    address = reverse("courses:withdraw_question", args=[question.uuid])
    assert client.post(address).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.text, question.public_text) == ("withdrawn", "", "")
    assert "手机里没有这个入口" not in client.get(FIRST).content.decode()
    with pytest.raises(Refusal):
        reply(question)
    client.force_login(other)
    assert client.post(address).status_code == 404


def test_after_a_year_what_was_not_published_is_deleted_and_the_rest_forgets_the_asker(
    deputy: Person, lesson: Lesson
) -> None:
    private, public, waiting = (ask(lesson, deputy, text) for text in ("甲", "乙", "丙"))
    reply(private)
    reply(public, publish=True)
    assert questions.sweep_old(NOW + timedelta(days=364)) == 0
    assert questions.sweep_old(NOW + timedelta(days=366)) == 2
    assert set(LessonQuestion.objects.values_list("text", "person")) == {("乙", None), ("丙", deputy.pk)}
    assert waiting.state == "open"


def test_the_inbox_shows_texts_and_no_asker(client: Client, deputy: Person, lesson: Lesson) -> None:
    question = ask(lesson, deputy)
    trainer = make_trainer()
    client.force_login(trainer)
    page = client.get(reverse("lesson_questions:index")).content.decode()
    assert question.text in page and deputy.name not in page
    address = reverse("lesson_questions:answer", args=[question.pk])
    assert deputy.name not in client.get(address).content.decode()
    data = {"answer": "请先更新小程序。", "publish": "on", "public_text": "打13800138000"}
    assert "不能透露" in client.post(address, data).content.decode()
    assert client.post(address, data | {"public_text": "没有入口怎么办？"}).status_code == 302
    question.refresh_from_db()
    assert question.state == "published" and question.answered_by == trainer
    for state, number in (("open", 0), ("answered", 0), ("published", 1), ("all", 1), ("x", 0)):
        found = client.get(reverse("lesson_questions:index"), {"state": state}).context["page"]
        assert len(found.object_list) == number
    questions.withdraw(question=question, person=deputy, now=NOW)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["", "organiser", "chair"])
def test_nobody_else_reaches_inbox_and_week(client: Client, deputy: Person, lesson: Lesson, role: str) -> None:
    question = ask(lesson, deputy)
    client.force_login(make_staff(role) if role else deputy)
    for name, args in (
        ("lesson_questions:index", []),
        ("lesson_questions:answer", [question.pk]),
        ("teachers_week:index", []),
    ):
        assert client.get(reverse(name, args=args)).status_code in (302, 403, 404)
    seen = LessonQuestion.objects.visible_to(make_staff("organiser"))
    assert list(seen) == [] and list(LessonQuestion.objects.visible_to(deputy)) == [question]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"withdrawn_at": NOW},
        {"answer": "好"},
        {"answered_at": NOW},
        {"published_at": NOW, "public_text": "问"},
    ],
)
def test_the_database_keeps_questions_honest(deputy: Person, lesson: Lesson, wrong: dict[str, object]) -> None:
    question = ask(lesson, deputy)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonQuestion.objects.filter(pk=question.pk).update(**wrong)


def test_the_week_puts_first_what_helps_most(client: Client, deputy: Person, lesson: Lesson) -> None:
    now = timezone.now()
    versions = make_versions("single", "single", "single", "single")
    sat(versions, ladder(40, 4))
    statistics.sweep_due(now=now)
    questions.ask(lesson=lesson, person=deputy, text="入口在哪？", now=now - timedelta(days=5))
    for person in make_people(12):
        LessonProgress.objects.create(
            person=person, lesson=lesson, opened_at=now - timedelta(days=20), last_seen_at=now - timedelta(days=20)
        )
    Item.objects.filter(pk=versions[0].item_id).update(expires_on=timezone.localdate(now) - timedelta(days=1))
    trainer = make_trainer()
    lines = week.lines(trainer, now=now)
    assert [line.kind for line in lines][:3] == ["提问", "课文", "到期"]
    assert "12位读者中有12位" in lines[1].text and {line.kind for line in lines[3:]} == {"题目"}
    assert [line.help for line in lines] == sorted((line.help for line in lines), reverse=True)
    client.force_login(trainer)
    page = client.get(reverse("teachers_week:index")).content.decode()
    for line in lines:
        assert f'href="{line.url}"' in page
        if line.kind != "课文":  # the editor of a lesson with pictures is Wagtail's
            assert client.get(line.url).status_code == 200


def test_a_lesson_with_few_readers_is_not_judged(deputy: Person, lesson: Lesson) -> None:
    now = timezone.now()
    for person in make_people(9):
        LessonProgress.objects.create(
            person=person, lesson=lesson, opened_at=now - timedelta(days=20), last_seen_at=now - timedelta(days=20)
        )
    assert week.lines(make_staff("trainer"), now=now) == []


def test_the_queries_of_lesson_inbox_and_week_do_not_grow(client: Client, deputy: Person, lesson: Lesson) -> None:
    trainer = make_trainer()

    def count(number: int) -> list[int]:
        for person in make_people(number):
            LessonQuestion.objects.create(lesson=lesson, person=person, text=f"问题{person.pk}", at=NOW)
            LessonQuestion.objects.create(
                lesson=lesson, person=person, text="问", at=NOW, answer="答", answered_by=trainer, answered_at=NOW,
                public_text="问", published_at=NOW,
            )  # fmt: skip
        sat(versions := make_versions(*["single"] * number), ladder(40, number))
        statistics.sweep_due(now=timezone.now())
        assert versions
        found = []
        for person, address in (
            (deputy, FIRST),
            (trainer, reverse("lesson_questions:index")),
            (trainer, reverse("teachers_week:index")),
        ):
            client.force_login(person)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    assert count(2) == count(6)


def test_what_is_under_a_lesson_takes_two_queries(deputy: Person, lesson: Lesson) -> None:
    ask(lesson, deputy)
    with CaptureQueriesContext(connection) as queries:
        box = selectors.under_lesson(deputy, lesson, may_ask=True)
    assert len(queries) == 2 and box.may_ask and len(box.own) == 1
