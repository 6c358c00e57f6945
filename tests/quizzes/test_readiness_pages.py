"""The pages of levels, objections and attestations."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Mandate, OrganisingUnit, Person, Role
from quizzes.delivery.models import Attempt
from quizzes.delivery.signals import attempt_scored, task_observed
from quizzes.framework.models import Competence
from quizzes.readiness import hooks
from quizzes.readiness.models import Contest, Evidence, LevelDecision, ReadinessGrade
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import contests, evidence
from quizzes.readiness.words import sureness
from tests.factories import make_mandate, make_person, make_staff, make_unit
from tests.quizzes.readiness_factories import ALL_RIGHT, ALL_WRONG, NOW, competence, load_all, observe, sit

pytestmark = pytest.mark.django_db
CODES = ("A1", "C2", "F1")


@pytest.fixture
def me(client: Client) -> Person:
    load_all()
    person = make_person()
    client.force_login(person)
    return person


@pytest.fixture
def enrolled(me: Person) -> Iterator[Mandate]:
    """My district mandate in a programme that covers three competences, with a next step for F1."""
    mandate = make_mandate(person=me)
    scope = Scope("programme:x", CODES, {"district": frozenset({"A1", "F1"})})
    scopes, steps = hooks._scopes, hooks._steps
    hooks.use_scopes(lambda people: {me.pk: [(mandate, scope)]} if me in people else {})
    hooks.use_next_steps(lambda person, codes: {"F1": ("去学习", "/programme/f1/")} if "F1" in codes else {})
    yield mandate
    hooks.use_scopes(scopes)
    hooks.use_next_steps(steps)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def two(person: Person, code: str = "A1") -> LevelDecision:
    evidence.derive_from_attempt(attempt=sit(person, ALL_RIGHT, code=code), now=NOW)
    evidence.derive_from_observation(observation=observe(person, code=code), now=NOW)
    return level_selectors.current(person)[code]


def test_signals_from_below_are_heard(me: Person) -> None:
    attempt, seen = sit(me, ALL_RIGHT), observe(me)
    attempt_scored.send(sender=Attempt, attempt=attempt, outcome=attempt.outcomes.get(), now=NOW)
    task_observed.send(sender=type(seen), observation=seen, now=NOW)
    assert level_selectors.current(me)["A1"].level == 2


def test_that_whoever_lacks_an_attestation_reads_whom_to_ask(client: Client, me: Person, unit: OrganisingUnit) -> None:
    make_mandate(person=me, unit=unit)
    make_staff(Role.ORGANISER, unit=unit, name="程致远")
    make_staff(Role.ORGANISER, unit=make_unit(), name="外镇人员")
    assert "怎样取得履职佐证" not in text(client, "/readiness/A1/")
    two(me)
    page = text(client, "/readiness/A1/")
    assert "怎样取得履职佐证" in page
    assert "可以找：程致远。" in page


def test_without_a_programme_all_competences_stand_open_below(client: Client, me: Person) -> None:
    page = text(client, "/readiness/")
    assert "还没有为您安排培训" in page
    assert page.count("未测评") == 20


def test_levels_stand_with_word_and_basis_and_the_rest_is_folded(client: Client, enrolled: Mandate) -> None:
    me = enrolled.person
    two(me, "A1")
    evidence.derive_from_attempt(attempt=sit(me, [1.0] * 4, code="F1"), now=NOW)
    evidence.lessons_finished(person=me, competence=competence("C2"), source_id="c2", now=NOW)
    page = text(client, "/readiness/")
    covered, folded = page.split("本期培训没有涉及")
    assert "基础" in covered
    assert "测评已达到" in covered
    assert "操作已完成" in covered
    assert "题量不够，暂不定级" in covered
    assert "题量不够：再答2题" in covered
    assert "课文已学完 · 还没有测评 · 还没有做操作" in covered
    assert covered.index("安全") < covered.index("交互")  # an area with core competences first
    assert folded.count('<a href="/readiness/') - folded.count('<a href="/readiness/"') == 17


def test_the_grade_and_what_the_next_one_needs_are_told(client: Client, enrolled: Mandate) -> None:
    page = text(client, "/readiness/")
    assert "还有核心能力没有测评" in page
    assert "账号与设备安全：独立完成本模块测评" in page
    for code in ("A1", "F1"):
        evidence.derive_from_attempt(attempt=sit(enrolled.person, ALL_WRONG, code=code), now=NOW)
    assert "起步学习" in text(client, "/readiness/")
    assert ReadinessGrade.objects.in_force().get(mandate=enrolled).grade == "starting"


def test_a_competence_shows_evidence_sureness_rule_and_next_step(client: Client, enrolled: Mandate) -> None:
    evidence.derive_from_attempt(attempt=sit(enrolled.person, [1.0] * 8 + [0.0] * 4, code="F1"), now=NOW)
    evidence.derive_from_observation(observation=observe(enrolled.person, code="F1"), now=NOW)
    decision = level_selectors.current(enrolled.person)["F1"]
    page = text(client, "/readiness/F1/")
    share = round((decision.probability or 0) * 100)
    assert f"把握约{share}%" in page
    assert "共12题。每级单独推算，互不相加：" in page and "“基础”或以上：" in page
    assert "规则第1版" in page
    assert "2028年11月24日" in page
    assert "去学习" in page
    assert 'href="/programme/f1/"' in page
    assert "周慧琴" in page
    assert "您在这里" in page


def test_the_page_says_since_when_until_when_how_sure_and_what_is_missing(client: Client, enrolled: Mandate) -> None:
    me = enrolled.person
    evidence.derive_from_attempt(attempt=sit(me, [1.0] * 8 + [0.0] * 4, at=NOW - timedelta(days=9)), now=NOW)
    evidence.derive_from_observation(observation=observe(me), now=NOW)
    page = text(client, "/readiness/A1/")
    decision = level_selectors.current(me)["A1"]
    share = round(Evidence.objects.get(kind="test", level=2).probability * 100)
    assert decision.level == 2
    assert "四级中的第2级" in page
    assert "<dt>从哪天起</dt><dd>2026年11月24日</dd>" in page
    assert "<dt>有效期至</dt><dd>2028年11月15日<br>" in page
    assert "过了这一天" in page
    assert f"根据12道题推算，达到“基础”的把握约{share}%（要求不低于80%）。" in page
    assert f"做了同样的题，答对的也和您一样多，其中大约{share}位确实达到“基础”。这个数不是得分。" in page
    assert "到“熟练”还缺什么" in page
    assert 'href="#review"' in page


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.7996, "把握约79%"), (0.8, "把握约80%"), (0.996, "把握在99%以上"), (0.004, "把握不到1%"), (0.0, "把握不到1%")],
)
def test_how_sure_is_never_rounded_up_to_what_was_not_reached(probability: float, words: str) -> None:
    assert sureness(probability, 0.8) == words


def test_whoever_came_close_finds_the_other_form_at_once(client: Client, me: Person) -> None:
    evidence.derive_from_attempt(attempt=sit(me, [1.0] * 7 + [0.0] * 5), now=NOW)
    row = level_selectors.current(me)["A1"]
    assert "second_form" in row.missing
    assert "换一套题再测：认识数智人大・测评" in text(client, "/readiness/A1/")


def test_a_level_without_an_assessment_gives_no_percentage(client: Client, me: Person) -> None:
    evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW)
    assert "没有把握的百分数" in text(client, "/readiness/A1/")
    evidence.derive_from_attempt(attempt=sit(me, ALL_WRONG), now=NOW)
    page = text(client, "/readiness/A1/")
    assert "没有把握的百分数" in page  # the lessons carry level 1, whatever the assessment says
    assert "假如有100位代表" not in page
    assert "有了新的依据：课文已学完" in page
    assert "有了新的依据：模块测评；等级没有变" in page


def test_every_version_of_a_level_stays_in_sight_with_what_made_it(client: Client, me: Person) -> None:
    evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW - timedelta(days=4))
    contest = contests.open_contest(person=me, decision=two(me), text="十月的操作不是我做的", now=NOW)
    clerk = make_staff(Role.COMMITTEE)
    contests.decide(
        contest=contest, upheld=False, level=1, text="操作登记到了别人名下。", by=clerk, now=NOW + timedelta(days=1)
    )
    page = text(client, "/readiness/A1/").split("等级的由来")[1].split("等级是怎么来的")[0]
    assert page.count("规则第1版") >= 3
    assert f"复核后由{clerk.name}决定" in page
    assert "有了新的依据：课文已学完" in page
    assert page.index("入门") < page.index("基础")
    assert page.count("现行") == 1


def test_a_competence_without_anything_says_so(client: Client, me: Person) -> None:
    page = text(client, "/readiness/B1/")
    assert "未测评" in page
    assert "还没有依据" in page
    assert "不等于水平低" in page
    assert "申请复核" not in page
    text(client, "/readiness/Z9/", status=404)


def test_withdrawn_and_superseded_evidence_is_told_apart(client: Client, me: Person) -> None:
    evidence.derive_from_attempt(attempt=sit(me, ALL_WRONG, at=NOW - timedelta(days=3)), now=NOW)
    evidence.derive_from_attempt(attempt=sit(me, ALL_RIGHT, at=NOW - timedelta(days=2)), now=NOW)
    evidence.derive_from_attempt(attempt=sit(me, ALL_RIGHT), now=NOW)
    row = evidence.derive_from_observation(observation=observe(me), now=NOW)
    assert row is not None
    evidence.withdraw(evidence=[row], reason="登记到了别人名下", by=make_person(), now=NOW)
    page = text(client, "/readiness/A1/")
    for words in ("已计入", "以后一次为准", "还不够", "已撤回", "登记到了别人名下"):
        assert words in page


def test_asking_for_a_review_works_without_a_script_and_once(client: Client, me: Person) -> None:
    decision = two(me)
    assert f'value="{decision.pk}"' in text(client, "/readiness/A1/")
    sent = {"decision": decision.pk, "text": "十月的操作没有登记"}
    page = client.post("/readiness/A1/contest/", sent, follow=True).content.decode()
    assert "复核申请已提交" in page
    assert "正在复核" in page
    assert "提交复核申请" not in page
    assert client.post("/readiness/A1/contest/", sent).status_code == 409
    assert Contest.objects.get().text == "十月的操作没有登记"


def test_a_review_without_words_comes_back_with_the_form_open(client: Client, me: Person) -> None:
    decision = two(me)
    response = client.post("/readiness/A1/contest/", {"decision": decision.pk, "text": "不对"})
    assert response.status_code == 400
    page = response.content.decode()
    assert "不对</textarea>" in page
    assert "至少" in page


def test_nobody_contests_the_level_of_somebody_else(client: Client, me: Person) -> None:
    other = two(make_person())
    response = client.post("/readiness/A1/contest/", {"decision": other.pk, "text": "这不是我的等级"})
    assert response.status_code == 404
    assert client.get("/readiness/A1/contest/").status_code == 405


def test_how_levels_arise_is_told_from_the_rule(client: Client, me: Person) -> None:
    page = text(client, "/readiness/how/")
    for words in ("至少6题", "80%", "24个月", "第1版", "60%", "专家分档的中点"):
        assert words in page


def test_a_visitor_is_sent_to_sign_in() -> None:
    for address in ("/readiness/", "/readiness/how/", "/readiness/A1/", "/readiness/contests/", "/attest/"):
        response = Client().get(address)
        assert (response.status_code, "/accounts/login/" in response["Location"]) == (302, True)


@pytest.mark.parametrize("address", ["/readiness/contests/", "/attest/"])
def test_the_pages_of_staff_are_closed_to_deputies_and_other_roles(client: Client, me: Person, address: str) -> None:
    assert client.get(address).status_code == 403
    client.force_login(make_staff(Role.CHAIR))
    assert client.get(address).status_code == 403


def test_my_levels_take_as_many_queries_with_ten_as_with_one(client: Client, enrolled: Mandate) -> None:
    def queries() -> int:
        client.get("/readiness/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/readiness/")
        return len(caught)

    two(enrolled.person, "A1")
    one = queries()
    for code in ("A2", "A3", "B1", "B2", "C1", "C2", "F1", "F2", "F3"):
        two(enrolled.person, code)
    assert queries() == one


# the committee


def open_one(person: Person | None = None, words: str = "十月的操作没有登记") -> Contest:
    person = person or make_mandate().person
    decision = LevelDecision.objects.filter(person=person).first() or two(person)
    return contests.open_contest(person=person, decision=decision, text=words, now=NOW)


@pytest.fixture
def clerk(client: Client) -> Person:
    load_all()
    person = make_staff(Role.COMMITTEE)
    client.force_login(person)
    return person


def test_the_list_names_nobody(client: Client, clerk: Person) -> None:
    assert "没有待办的复核" in text(client, "/readiness/contests/")
    contest = open_one()
    page = text(client, "/readiness/contests/")
    assert "认识数智人大" in page
    assert contest.person.name not in page
    assert contest.text not in page
    assert f"/readiness/contests/{contest.uuid}/" in page


def test_a_trainer_sees_the_list_and_opens_nothing(client: Client) -> None:
    contest = open_one()
    client.force_login(make_staff(Role.TRAINER))
    assert f"/{contest.uuid}/" not in text(client, "/readiness/contests/")
    text(client, f"/readiness/contests/{contest.uuid}/", status=403)


def test_name_and_evidence_are_shown_only_after_a_purpose_and_for_a_while(client: Client, clerk: Person) -> None:
    contest = open_one()
    address = f"/readiness/contests/{contest.uuid}/"
    before = text(client, address)
    assert contest.person.name not in before
    assert contest.text not in before
    decided = {"step": "decide", "outcome": "upheld", "text": "查阅记录，情况属实，维持。"}
    client.post(address, decided)
    contest.refresh_from_db()
    assert contest.state == "open"
    assert client.post(address, {"step": "look", "purpose": "看"}).status_code == 400
    page = client.post(address, {"step": "look", "purpose": "办理本人复核申请"}, follow=True).content.decode()
    assert contest.person.name in page
    assert contest.text in page
    assert AuditEntry.objects.get(verb="level.viewed").object_id == str(contest.uuid)
    session = client.session
    session["contests_looked_at"] = {str(contest.uuid): (timezone.now() - timedelta(minutes=31)).isoformat()}
    session.save()
    assert contest.person.name not in text(client, address)


@pytest.mark.parametrize(("outcome", "level"), [("upheld", 2), ("3", 3), ("1", 1)])
def test_a_decision_is_made_on_the_page(client: Client, clerk: Person, outcome: str, level: int) -> None:
    contest = open_one()
    address = f"/readiness/contests/{contest.uuid}/"
    client.post(address, {"step": "look", "purpose": "办理本人复核申请"})
    assert client.post(address, {"step": "decide", "outcome": outcome, "text": "短"}).status_code == 400
    page = client.post(
        address, {"step": "decide", "outcome": outcome, "text": "查阅观察记录，情况属实。"}, follow=True
    ).content.decode()
    assert clerk.name in page
    assert level_selectors.current(contest.person)["A1"].level == level
    client.force_login(contest.person)
    assert "查阅观察记录，情况属实。" in text(client, "/readiness/A1/")


def test_the_list_of_objections_takes_the_same_queries_for_ten_and_a_hundred(client: Client, clerk: Person) -> None:
    me = make_person()
    rule = two(me).rule

    def fill(count: int) -> None:
        for number in range(count):
            decision = LevelDecision.objects.create(
                person=me, competence=competence(), rule=rule, generation=500 + count + number, state="decided", at=NOW
            )
            Contest.objects.create(decision=decision, person=me, text="有不同意见", at=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/readiness/contests/")
        return len(caught)

    fill(10)
    queries()
    few = queries()
    fill(100)
    assert queries() == few


# attesting


@pytest.fixture
def unit() -> OrganisingUnit:
    load_all()
    return make_unit()


@pytest.fixture
def organiser(client: Client, unit: OrganisingUnit) -> Person:
    person = make_staff(Role.ORGANISER, unit)
    client.force_login(person)
    return person


def form(**changes: Any) -> dict[str, Any]:
    words = {
        "client_id": "f1",
        "competence": Competence.objects.get(code="C1").pk,
        "level": "3",
        "done_on": timezone.localdate().isoformat(),
        "text": "在家站线上接待选民六次，逐件回复。",
    }
    return words | changes


def test_an_organiser_finds_the_own_deputies_only(client: Client, organiser: Person, unit: OrganisingUnit) -> None:
    assert "没有由您联系服务的代表" in text(client, "/attest/")
    make_mandate(person=make_person(name="王秀兰"), unit=unit)
    make_mandate(person=make_person(name="李国强"), unit=unit)
    make_mandate(person=make_person(name="外街代表"))
    page = text(client, "/attest/")
    assert "王秀兰" in page
    assert "外街代表" not in page
    assert "李国强" not in text(client, "/attest/?q=王")
    assert "没有找到" in text(client, "/attest/?q=赵")


def test_attesting_on_the_page_and_taking_back(client: Client, organiser: Person, unit: OrganisingUnit) -> None:
    deputy = make_mandate(person=make_person(name="王秀兰"), unit=unit).person
    address = f"/attest/{deputy.uuid}/"
    assert "王秀兰" in text(client, address)
    assert client.post(address, form(text="很好")).status_code == 400
    page = client.post(address, form(), follow=True).content.decode()
    assert "已出具佐证" in page
    client.post(address, form())
    row = Evidence.objects.get(kind="attestation")
    assert (row.person, row.level, row.by) == (deputy, 3, organiser)
    back = f"/attest/given/{row.pk}/withdraw/"
    assert "王秀兰" in text(client, back)
    assert "已收回" in client.post(back, {"reason": "写到了别人名下，现更正"}, follow=True).content.decode()
    assert not Evidence.objects.standing().exists()
    assert "以前已经收回" in text(client, back)


def test_the_forms_of_other_units_and_other_givers_are_not_found(client: Client, organiser: Person) -> None:
    stranger = make_mandate().person
    text(client, f"/attest/{stranger.uuid}/", status=404)
    assert client.post(f"/attest/{stranger.uuid}/", form()).status_code == 404
    row = evidence.attest(
        person=stranger,
        competence=competence(),
        level=3,
        text="在家站线上接待选民六次，逐件回复。",
        by=make_staff(Role.COMMITTEE),
        now=NOW,
    )
    text(client, f"/attest/given/{row.pk}/withdraw/", status=404)


def test_the_list_of_deputies_takes_the_same_queries_for_ten_and_fifty(
    client: Client, organiser: Person, unit: OrganisingUnit
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/attest/")
        return len(caught)

    for number in range(10):
        make_mandate(person=make_person(name=f"代表{number}"), unit=unit)
    queries()
    few = queries()
    for number in range(10, 50):
        make_mandate(person=make_person(name=f"代表{number}"), unit=unit)
    assert queries() == few
