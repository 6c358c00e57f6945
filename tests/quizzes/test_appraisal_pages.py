"""The pages of the readiness test, for whoever takes it and for staff; results that look odd."""

import math
import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Enrolment, Programme
from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Mandate, Person, Role
from lms.web.errors import NotAllowed, Refusal
from quizzes.appraisal.models import Appraisal, AppraisalCase, Booklet, BookletSitting, FormDesign
from quizzes.appraisal.selectors.pools import pool_material
from quizzes.appraisal.services import booklets, cases, designs
from quizzes.appraisal.words import advice_words, helps_most
from quizzes.bank.models import ItemBank
from quizzes.bank.services import owners
from quizzes.calibration.services.calibrating import Wanted, calibrate
from quizzes.delivery.models import Attempt
from quizzes.delivery.services import attempts
from quizzes.readiness import hooks
from quizzes.readiness.scope import Scope
from tests.factories import grant_role, make_mandate, make_person, make_staff
from tests.quizzes.appraisal_factories import KEY, NOW, SECRET, make_design, make_pool, sit, sit_all

pytestmark = pytest.mark.django_db
HOME = "/readiness/test/"


@pytest.fixture
def scope() -> Iterator[Scope]:
    """A pool, and everybody with a mandate in the programme that it belongs to."""
    found = make_pool()
    before = hooks._scopes
    held = Mandate.objects.select_related("term__congress")
    hooks.use_scopes(
        lambda people: {one.pk: [(mandate, found) for mandate in held.filter(person=one)] for one in people}
    )
    yield found
    hooks.use_scopes(before)


@pytest.fixture
def me(client: Client, scope: Scope) -> Person:
    person = make_mandate(person=make_person(name="李秀英")).person
    client.force_login(person)
    return person


@pytest.fixture
def enrolled(me: Person, scope: Scope) -> None:
    """In the programme whose scope it is: the first page asks the programmes themselves."""
    programme = Programme.objects.create(
        slug=scope.key.partition(":")[2],
        title="培训",
        live=True,
        starts=NOW,
        ends=NOW,
        audience={"levels": ["district"]},
    )
    Enrolment.objects.create(person=me, programme=programme, at=NOW)


@pytest.fixture
def design(scope: Scope) -> FormDesign:
    return make_design(scope)


def committee() -> Person:
    return make_staff(Role.COMMITTEE)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def odd(person: Person, design: FormDesign) -> AppraisalCase:
    """A test answered in a second and a half each."""
    booklet = sit_all(person, design, right=lambda item: item.level < 3, seconds=1.5)
    return AppraisalCase.objects.get(appraisal__booklet=booklet)


def test_that_the_first_page_says_what_it_is_and_leads_into_a_sitting(
    client: Client, me: Person, design: FormDesign
) -> None:
    page = text(client, HOME)
    assert "48题" in page and "4部分" in page and "不限时" in page
    assert not Booklet.objects.exists()
    answer = client.post("/readiness/test/begin/")
    attempt = Attempt.objects.get(person=me)
    assert answer["Location"] == f"/attempts/{attempt.uuid}/"
    assert "今天先做到这里" in text(client, answer["Location"])


def test_that_a_pause_keeps_the_answer_and_leads_back_to_the_test(
    client: Client, me: Person, design: FormDesign
) -> None:
    client.post("/readiness/test/begin/")
    attempt = Attempt.objects.get(person=me)
    address = f"/attempts/{attempt.uuid}/"
    choice = re.search(r'name="choice" value="([^"]+)"', text(client, f"{address}?item=1"))
    assert choice
    answer = client.post(address, {"position": "1", "choice": choice[1], "based_on": "0", "go": "pause"}, follow=True)
    assert answer.redirect_chain[-1][0] == HOME
    assert attempt.responses.count() == 1
    page = answer.content.decode()
    assert "接着做第1部分" in page and "作答都已保存" in page
    assert client.post("/readiness/test/begin/")["Location"] == address


def test_that_handing_in_a_part_leads_to_the_next_and_at_the_end_to_the_result(
    client: Client, me: Person, design: FormDesign
) -> None:
    attempt = sit(me, design)
    assert client.get(f"/attempts/{attempt.uuid}/review/")["Location"] == HOME
    assert client.get(f"/quizzes/{design.quiz.slug}/")["Location"] == HOME
    assert "开始做第2部分" in text(client, HOME)
    booklet = sit_all(me, design, right=lambda item: item.level < 3)
    assert f"/readiness/test/results/{booklet.uuid}/" in text(client, HOME)


def test_that_a_result_is_told_in_words_picture_and_table_without_a_key(
    client: Client, me: Person, design: FormDesign
) -> None:
    booklet = sit_all(me, design, right=lambda item: item.level == 1)
    appraisal = Appraisal.objects.get()
    page = text(client, f"/readiness/test/results/{booklet.uuid}/")
    assert f"{appraisal.score} 分，很可能在 {appraisal.score - appraisal.margin} 到" in page
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" role="img"') == 2
    assert "题量不够，暂不定级" in page and "题目的难易目前由专家判断" in page
    assert SECRET not in page and "选项" not in page
    assert "要求做第二套题" in page


def test_that_all_right_reads_as_the_best_result_that_it_is(client: Client, me: Person, design: FormDesign) -> None:
    page = text(client, f"/readiness/test/results/{sit_all(me, design).uuid}/")
    assert page.count('<span class="tag ok">上段</span>') == 6
    assert "题量不够，暂不定级</span>" not in page and "要求做第二套题" not in page
    assert "落在这一段的把握达到80%，才定段；标准误超过60分的，把握要达到95%" in page


@pytest.mark.parametrize(
    ("low", "high", "assisted", "words", "first"),
    [
        (1.0, 0.99, False, "偏容易，您很可能在上段", False),
        (0.01, 0.0, False, "偏难，您很可能在下段", True),
        (0.7, 0.2, False, "还看不清您在哪一段", False),
        (1.0, 0.99, True, "还看不清您在哪一段", False),
    ],
)
def test_that_whom_an_earlier_rule_placed_nowhere_reads_where_the_answers_point(
    low: float, high: float, assisted: bool, words: str, first: bool
) -> None:
    assert words in advice_words("undecided", low, high, assisted=assisted)
    assert helps_most("undecided", low, assisted=assisted) == first


def test_that_a_second_form_is_asked_for_on_the_result(client: Client, me: Person, design: FormDesign) -> None:
    booklet = sit_all(me, design, right=lambda item: item.level == 1)
    client.post(f"/readiness/test/results/{booklet.uuid}/second/")
    assert "您的第二套题已备好" in text(client, HOME)
    assert client.post(f"/readiness/test/results/{booklet.uuid}/second/").status_code == 409


def test_that_nobody_sees_the_result_of_somebody_else(client: Client, me: Person, design: FormDesign) -> None:
    booklet = sit_all(make_mandate(person=make_person(name="赵国平")).person, design)
    address = f"/readiness/test/results/{booklet.uuid}/"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}second/").status_code == 404
    client.logout()
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_that_without_a_training_or_a_pool_the_page_says_so(client: Client) -> None:
    client.force_login(make_person())
    assert "目前还没有您可以参加的测评" in text(client, HOME)
    assert client.post("/readiness/test/begin/").status_code == 409


@pytest.mark.usefixtures("enrolled")
def test_that_levels_and_home_offer_the_test_and_then_how_far_it_is(
    client: Client, me: Person, design: FormDesign
) -> None:
    for address in ("/readiness/", "/learn/"):
        assert "先测后学" in text(client, address)
    sit(me, design)
    for address in ("/readiness/", "/learn/"):
        assert "已做完1部分" in text(client, address)
    sit_all(me, design)
    assert "查看我的结果" in text(client, "/readiness/")
    assert "readiness-test" not in text(client, "/learn/")


def test_that_the_page_asks_as_many_questions_of_the_database_after_four_parts_as_after_one(
    client: Client, me: Person, design: FormDesign
) -> None:
    counts = []
    for part in range(4):
        sit(me, design)
        if part in (0, 2):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                text(client, HOME)
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_that_an_odd_result_is_shown_and_becomes_a_case_for_a_named_person(
    client: Client, me: Person, design: FormDesign
) -> None:
    reviewer = committee()
    case = odd(me, design)
    assert (case.signs, case.reviewer) == (["rapid"], reviewer)
    assert Notice.objects.filter(to_uuid=reviewer.uuid, kind="appraisal_case").count() == 1
    assert "您的作答有些不寻常" in text(client, f"/readiness/test/results/{case.appraisal.booklet.uuid}/")


def test_that_the_committee_decides_once_with_a_reason_and_both_are_told(
    client: Client, me: Person, design: FormDesign
) -> None:
    reviewer = committee()
    case = odd(me, design)
    client.force_login(reviewer)
    listed = text(client, "/readiness/test/cases/")
    assert str(case.uuid) in listed and me.name not in listed
    address = f"/readiness/test/cases/{case.uuid}/"
    assert me.name in text(client, address)
    assert client.post(address, {"outcome": "anew", "reason": "短"}).status_code == 400
    client.post(address, {"outcome": "anew", "reason": "与本人核实，手机被孩子拿去点了几题。"})
    case.refresh_from_db()
    assert (case.state, case.decided_by) == ("anew", reviewer)
    assert Notice.objects.filter(key__startswith=f"case:{case.uuid}:").count() == 3
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"appraisal.case_viewed", "appraisal.case_decided", "appraisal.offered"} <= verbs
    assert Booklet.objects.get(turn=2).occasion == "reviewed"
    assert Appraisal.objects.filter(booklet__turn=1).count() == 1
    client.force_login(me)
    page = text(client, f"/readiness/test/results/{case.appraisal.booklet.uuid}/")
    assert "这次结果不再采用" in page and "手机被孩子拿去点了几题" in page
    with pytest.raises(Refusal):
        cases.decide(case=case, counts=True, reason="再看一次也没有用处。", by=reviewer, now=timezone.now())


def test_that_a_case_may_count_and_then_nothing_else_changes(me: Person, design: FormDesign) -> None:
    reviewer = committee()
    case = odd(me, design)
    before = Appraisal.objects.values().get()
    cases.decide(case=case, counts=True, reason="本人熟悉操作，作答确实快。", by=reviewer, now=timezone.now())
    assert Appraisal.objects.values().get() == before
    assert Booklet.objects.count() == 1


def test_that_only_the_committee_and_owners_of_the_bank_review_and_never_the_own_result(
    client: Client, me: Person, design: FormDesign
) -> None:
    case = odd(me, design)
    trainer, boss = make_staff(Role.TRAINER), committee()
    address = f"/readiness/test/cases/{case.uuid}/"
    for person in (me, trainer):
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert client.get("/readiness/test/cases/").status_code == 403
    bank = ItemBank.objects.filter(purpose="readiness").first()
    assert bank
    owners.appoint(bank=bank, person=trainer, by=boss, now=timezone.now())
    assert client.get(address).status_code == 200
    grant_role(me, Role.COMMITTEE)
    with pytest.raises(NotAllowed):
        cases.decide(
            case=case, counts=True, reason="我自己说了算，没有问题。", by=Person.objects.get(pk=me.pk), now=NOW
        )


def test_that_staff_see_the_round_and_why_blocks_are_used(client: Client, me: Person, design: FormDesign) -> None:
    sit_all(me, design)
    assert client.get("/readiness/test/staff/").status_code == 403
    client.force_login(committee())
    page = text(client, "/readiness/test/staff/")
    assert "因人选题需要300道" in page and "由专家判断，题库尚未标定" in page
    client.post("/readiness/test/staff/", {"design": design.pk, "reason": "第一年年末"})
    assert FormDesign.objects.get(round=2).reason == "第一年年末"
    assert "第2轮" in text(client, "/readiness/test/staff/")


def test_that_another_form_is_offered_to_whoever_has_a_result(client: Client, me: Person, design: FormDesign) -> None:
    booklet = sit_all(me, design)
    client.force_login(committee())
    page = text(client, f"/readiness/test/staff/offer/?q={me.name}")
    appraisal = Appraisal.objects.get(booklet=booklet)
    assert f"/readiness/test/staff/offer/{appraisal.uuid}/" in page and str(appraisal.score) not in page
    client.post(f"/readiness/test/staff/offer/{appraisal.uuid}/", {"reason": "培训结束，请再测一次"})
    assert Booklet.objects.get(turn=2).occasion == "invited"
    assert Notice.objects.filter(to_uuid=me.uuid, text__contains="培训结束").exists()
    assert (
        client.post(f"/readiness/test/staff/offer/{appraisal.uuid}/", {"reason": "培训结束，请再测一次"}).status_code
        == 409
    )


def test_that_a_calibration_of_the_pool_scores_the_next_round(design: FormDesign, scope: Scope) -> None:
    rng = random.Random(5)
    for number, ability in enumerate((-1.8, -0.5, 0.5, 1.8)):
        sit_all(
            make_person(name=f"人{number}"),
            design,
            right=lambda item, ability=ability: rng.random() < 1 / (1 + math.exp(item.band - ability)),
        )
    calibration, _new = calibrate(material=pool_material(KEY), wanted=Wanted(), now=NOW)
    assert calibration.people == 4
    boss = committee()
    following = designs.next_round(scope=scope, by=boss, reason="第二轮测评", now=NOW + timedelta(days=300))
    assert following.calibration == calibration
    assert (following.prior_mean, following.prior_sd) == (calibration.mean, calibration.sd)
    sit_all(make_person(name="后来人"), following, right=lambda item: item.level < 3, at=NOW + timedelta(days=301))
    assert Appraisal.objects.get(booklet__design=following).calibrated > 20


def test_that_two_begin_the_same_part_only_once(design: FormDesign, me: Person) -> None:
    attempt = sit(me, design)
    taken = BookletSitting.objects.get(attempt=attempt)
    with pytest.raises(Refusal):
        booklets.began(attempt, NOW)
    other = attempts.start(person=me, quiz=design.quiz, mode="phone", now=NOW)
    assert other != attempt
    with pytest.raises(IntegrityError), transaction.atomic():
        BookletSitting(booklet=taken.booklet, number=2, attempt=attempt).save(force_insert=True)


def test_that_the_database_refuses_a_booklet_that_makes_no_sense(design: FormDesign, me: Person) -> None:
    row = {"design": design, "person": me, "number": 0, "seed": 1, "at": NOW}
    for change in (
        {"occasion": "invited", "turn": 2, "reason": ""},
        {"occasion": "first", "turn": 2},
        {"occasion": "asked", "turn": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Booklet.objects.create(**row, **change)


def test_that_a_decided_case_names_who_and_why(design: FormDesign, me: Person) -> None:
    case = odd(me, design)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalCase.objects.filter(pk=case.pk).update(state="counts")


def test_that_results_and_booklets_never_change(design: FormDesign, me: Person) -> None:
    sit_all(me, design)
    for row in (Appraisal.objects.get(), Booklet.objects.get(), FormDesign.objects.get()):
        with pytest.raises(TypeError):
            row.save()
