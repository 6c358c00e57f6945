from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Enrolment, HoursClaim, LessonProgress, ModuleCompletion
from courses.selectors import stuck
from courses.selectors.stuck import Hold
from courses.services import makeup, reminders
from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Person, Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.models import Attempt, Extension, Observation, Outcome, Quiz, Task
from tests.courses.training_factories import NOW, District, competence, grant, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """One module with two lessons, an assessment of three attempts, and a task."""
    made = District()
    quiz = Quiz.objects.create(
        slug="a1-test", title="A1测评", purpose="module", competence=competence("A1"), policy={"attempts": 3}
    )
    task = Task.objects.create(
        slug="a1-task", title="A1操作", competence=competence("A1"), brief="做", criteria=[], pass_count=0
    )
    made.unit_module = made.module("a1", assessment_quiz=quiz, task=task)
    return made


def attempt(deputy: Person, quiz: Quiz, *, passed: bool = False, number: int = 1) -> Attempt:
    made = Attempt.objects.create(
        person=deputy, quiz=quiz, number=number, rules={}, seed=1, mode="phone", state="submitted",
        started_at=NOW - timedelta(hours=2), submitted_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    Outcome.objects.create(attempt=made, points=9 if passed else 1, max_points=10, passed=passed, at=NOW)
    return made


def read(deputy: Person, module, *, done: int = 1) -> None:
    for place, lesson in enumerate(module.lessons.order_by("order")):
        if place < done:
            LessonProgress.objects.create(
                person=deputy, lesson=lesson, opened_at=NOW, last_seen_at=NOW + timedelta(minutes=place), done_at=NOW
            )


def observe(deputy: Person, task: Task, observer: Person) -> None:
    Observation.objects.create(
        task=task, person=deputy, observer=observer, client_id=f"o{deputy.pk}", criteria=[], results={}, passed=True,
        observed_at=NOW, recorded_at=NOW,
    )  # fmt: skip


def holds(district, viewer=None) -> dict[str, Hold]:
    found = stuck.without_result(viewer or district.committee(), district.programme, now=NOW)
    return {one.name: one.hold for one in found}


def test_each_is_held_up_by_what_comes_next(district):
    module, quiz, task = district.unit_module, district.unit_module.assessment_quiz, district.unit_module.task
    observer = district.organiser()
    district.deputy("未登录")
    Person.objects.filter(pk=district.deputy("未开始").pk).update(last_login=NOW)
    read(district.deputy("学习中"), module)
    failed = district.deputy("次数用完")
    for number in (1, 2, 3):
        attempt(failed, quiz, number=number)
    attempt(district.deputy("等操作"), quiz, passed=True)
    short = district.deputy("差学时")
    attempt(short, quiz, passed=True)
    observe(short, task, observer)
    ModuleCompletion.objects.create(person=short, module=module, way="learnt", at=NOW)
    done = district.deputy("已完成")
    Enrolment.objects.filter(person=done).update(completed_at=NOW, rule_version=1)
    assert holds(district) == {
        "未登录": Hold.NEVER,
        "未开始": Hold.NOT_BEGUN,
        "学习中": Hold.UNDER_WAY,
        "次数用完": Hold.USED_UP,
        "等操作": Hold.WAITING,
        "差学时": Hold.HOURS,
    }


def test_an_open_attempt_or_an_extension_is_a_way_on(district):
    quiz, boss = district.unit_module.assessment_quiz, district.organiser()
    sitting, extended, over = district.deputy("在做"), district.deputy("补训后"), district.deputy("过期")
    for one in (sitting, extended, over):
        for number in (1, 2, 3):
            attempt(one, quiz, number=number)
    Attempt.objects.filter(person=sitting, number=3).update(state="open", submitted_at=None)
    for one, days in ((extended, 5), (over, -1)):
        Extension.objects.create(
            quiz=quiz, person=one, extra_attempts=1, reason="补训", by=boss, until=NOW.date() + timedelta(days=days),
            at=NOW,
        )  # fmt: skip
    assert holds(district) == {"在做": Hold.UNDER_WAY, "补训后": Hold.UNDER_WAY, "过期": Hold.USED_UP}


def test_the_place_where_somebody_stopped_is_the_last_lesson_seen(district):
    read(district.deputy("学习中"), district.unit_module, done=2)
    found = stuck.without_result(district.committee(), district.programme, now=NOW)
    [(_one, _person, place)] = stuck.details(found, district.programme)
    assert place.lesson == "a1第2课"


def test_modules_that_are_not_core_for_the_own_level_hold_nobody_up(district):
    deputy = district.deputy("王建国")
    ModuleCompletion.objects.create(person=deputy, module=district.unit_module, way="learnt", at=NOW)
    extra = district.module("b2", assessment_quiz=None)
    district.programme.programme_modules.filter(module=extra).update(core_for=["district"])
    read(deputy, extra)
    assert holds(district) == {"王建国": Hold.HOURS}


def test_staff_see_those_they_look_after(district):
    district.deputy("王建国")
    district.deputy("赵城南", district.street, level="district")
    chair = grant(person("主席"), Role.CHAIR, district.street)
    assert set(holds(district)) == {"王建国", "赵城南"}
    assert set(holds(district, district.organiser())) == {"王建国"}
    assert set(holds(district, chair)) == {"赵城南"}
    assert holds(district, grant(person("教师"), Role.TRAINER)) == {}


def test_counts_are_by_unit(district):
    for name in ("王建国", "李秀英"):
        district.deputy(name)
    district.deputy("赵城南", district.street, level="district")
    people = stuck.without_result(district.committee(), district.programme, now=NOW)
    told = [(one.unit.short_name, one.total, one.cells) for one in stuck.counts(people)]
    assert told == [("和平镇", 2, [2, 0, 0, 0, 0, 0]), ("城南街道", 1, [1, 0, 0, 0, 0, 0])]


def test_the_query_count_does_not_grow_with_the_people(district):
    boss = district.committee()
    assert boss.role_names  # read once a request

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            found = stuck.without_result(boss, district.programme, now=NOW)
            stuck.details(found[:50], district.programme)
        return len(caught)

    for number in range(10):
        read(district.deputy(f"少{number}"), district.unit_module)
    few = queries()
    for number in range(200):
        read(district.deputy(f"多{number}"), district.unit_module)
    assert queries() == few < 25


# the text


def test_the_text_for_the_group_names_nobody_and_the_list_is_apart(district):
    district.deputy("王建国")
    reminder = reminders.compose(
        programme=district.programme, unit=district.town, with_names=True, by=district.organiser(), now=NOW
    )
    assert "王建国" not in reminder.group
    assert "王建国" in reminder.names
    assert "请勿发到工作群" in reminder.names
    assert "2027年6月30日" in reminder.group
    assert "张桂兰 6666" in reminder.group
    entry = AuditEntry.objects.get(verb="reminder.composed_with_names")
    assert entry.object_id == "heping"


def test_the_text_is_the_same_whoever_is_held_up_by_what(district):
    boss = district.organiser()
    arguments = {"programme": district.programme, "unit": district.town, "with_names": False, "by": boss, "now": NOW}
    nobody = reminders.compose(**arguments)
    read(district.deputy("王建国"), district.unit_module)
    assert reminders.compose(**arguments) == nobody
    assert AuditEntry.objects.filter(verb="reminder.composed").count() == 2


def test_nobody_writes_for_another_unit_and_a_chair_for_none(district):
    chair = grant(person("主席"), Role.CHAIR, district.town)
    for by in (district.organiser(district.street), chair):
        with pytest.raises(NotAllowed):
            reminders.compose(programme=district.programme, unit=district.town, with_names=True, by=by, now=NOW)


# further attempts


def test_a_further_attempt_is_granted_told_and_audited(district):
    deputy, boss, quiz = district.deputy("王建国"), district.organiser(), district.unit_module.assessment_quiz
    until = NOW.date() + timedelta(days=14)
    arguments = {"person": deputy, "quiz": quiz, "until": until, "by": boss, "now": NOW}
    with pytest.raises(Refusal):
        makeup.grant(**arguments, reason="12月8日补训")
    attempt(deputy, quiz)
    with pytest.raises(BadInput):
        makeup.grant(**arguments, reason=" ")
    with pytest.raises(BadInput):
        makeup.grant(**(arguments | {"until": NOW.date() - timedelta(days=1)}), reason="补训")
    with pytest.raises(BadInput):
        makeup.grant(**arguments, reason="补训", attempts=9)
    made = makeup.grant(**arguments, reason="12月8日补训，李明授课")
    assert (made.extra_attempts, made.by) == (1, boss)
    with pytest.raises(Refusal):
        makeup.grant(**arguments, reason="再来一次")
    assert Notice.objects.get(to_uuid=deputy.uuid).url == f"/quizzes/{quiz.slug}/"
    assert AuditEntry.objects.filter(verb="extension.granted").count() == 1
    with pytest.raises(NotAllowed):
        makeup.grant(**(arguments | {"by": district.organiser(district.street)}), reason="补训")


# the pages


def of(someone) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def test_the_page_filters_by_unit_and_by_what_holds_somebody_up(district):
    district.deputy("王建国")
    read(district.deputy("李秀英"), district.unit_module)
    district.deputy("赵城南", district.street, level="district")
    client = of(district.committee())
    for query, names in [
        ("", {"王建国", "李秀英", "赵城南"}),
        ("?unit=heping", {"王建国", "李秀英"}),
        ("?hold=never", {"王建国", "赵城南"}),
        ("?unit=heping&hold=under_way", {"李秀英"}),
        ("?hold=waiting", set()),
    ]:
        page = client.get(f"/people/without-result/{query}").content.decode()
        assert {name for name in ("王建国", "李秀英", "赵城南") if name in page} == names
    assert AuditEntry.objects.filter(verb="without_result.viewed").count() == 5


def test_that_a_programme_in_which_nobody_takes_part_is_not_said_to_be_done(district):
    Enrolment.objects.all().delete()
    page = of(district.committee()).get("/people/without-result/").content.decode()
    assert "还没有代表参加" in page
    assert "均已有结果" not in page


def test_the_page_is_for_those_who_look_after_deputies(district):
    for someone, status in [
        (district.deputy("王建国"), 403),
        (grant(person("教师"), Role.TRAINER), 403),
        (grant(person("主席"), Role.CHAIR, district.town), 200),
        (district.organiser(), 200),
    ]:
        assert of(someone).get("/people/without-result/").status_code == status
    assert Client().get("/people/without-result/").status_code == 302


def test_a_chair_reads_and_does_nothing(district):
    deputy, quiz = district.deputy("王建国"), district.unit_module.assessment_quiz
    client = of(grant(person("主席"), Role.CHAIR, district.town))
    page = client.get("/people/without-result/").content.decode()
    assert "生成文字" not in page
    data = {"programme": "starter", "unit": "heping"}
    assert client.post("/people/without-result/text/", data).status_code == 403
    assert client.get(f"/people/without-result/{deputy.uuid}/{quiz.slug}/").status_code == 403


def test_the_text_is_shown_or_saved_as_a_file(district):
    district.deputy("王建国")
    client, data = of(district.organiser()), {"programme": "starter", "unit": "heping", "names": "1"}
    assert client.get("/people/without-result/text/").status_code == 405
    assert "王建国" in client.post("/people/without-result/text/", data).content.decode()
    file = client.post("/people/without-result/text/", data | {"as": "file"})
    assert file["Content-Disposition"].startswith("attachment")
    assert "王建国" in file.content.decode()
    assert client.post("/people/without-result/text/", data | {"unit": ""}).status_code == 400
    assert client.post("/people/without-result/text/", data | {"unit": "chengnan"}).status_code == 403


def test_a_further_attempt_is_granted_on_its_page(district):
    deputy, quiz, boss = district.deputy("王建国"), district.unit_module.assessment_quiz, district.organiser()
    for number in (1, 2, 3):
        attempt(deputy, quiz, number=number)
    client, address = of(boss), f"/people/without-result/{deputy.uuid}/{quiz.slug}/"
    assert address in client.get("/people/without-result/").content.decode()
    until = (timezone.localdate() + timedelta(days=14)).isoformat()
    assert client.post(address, {"reason": "", "until": until}).status_code == 400
    assert client.post(address, {"reason": "补训一次", "until": until}).status_code == 302
    assert Extension.objects.get().person == deputy
    assert of(district.organiser(district.street)).get(address).status_code == 404


def test_without_an_offered_programme_the_page_says_so(district):
    district.programme.live = False
    district.programme.save()
    assert of(district.committee()).get("/people/without-result/").status_code == 200


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("hours_claim_once_a_document|person_id", {"document": "证书"}),
        ("hours_claim_says_what", {"hours": Decimal(0)}),
        ("hours_claim_says_what", {"document": ""}),
        ("hours_claim_decided_by_somebody", {"approved": True}),
        ("hours_claim_decided_by_somebody", {"answer": "不行", "approved": False}),
    ],
)
def test_the_database_refuses_a_broken_claim(district, constraint, fields):
    deputy, boss = district.deputy("王建国"), district.organiser()
    given = {"person": deputy, "programme": district.programme, "hours": Decimal(1), "entered_by": boss, "at": NOW}
    HoursClaim.objects.create(**given, document="证书")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HoursClaim.objects.create(**(given | {"document": "另一证书"} | fields))
