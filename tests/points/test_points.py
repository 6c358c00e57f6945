"""Points: earned once, capped a day, taken back by an opposite entry, and nobody else's affair."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Role
from lms.points.models import LedgerEntry, PointRule, RankingDecision
from lms.points.selectors import balance
from lms.points.services import ledger, ranking, rules
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.factories import make_mandate, make_person, make_staff

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(datetime(2026, 12, 1, 12))


def test_that_the_same_key_earns_once() -> None:
    person = make_person()
    first = ledger.award(person=person, rule="lesson_done", key="lesson:1", now=NOON)
    assert ledger.award(person=person, rule="lesson_done", key="lesson:1", now=NOON) == first
    assert balance(person) == 2


def test_that_a_days_cap_leaves_what_is_left_and_ends_at_midnight() -> None:
    person = make_person()
    for number in range(12):
        ledger.award(person=person, rule="lesson_done", key=f"lesson:{number}", now=NOON)
    assert balance(person) == 20
    assert ledger.award(person=person, rule="lesson_done", key="lesson:more", now=NOON) is None
    ledger.award(person=person, rule="lesson_done", key="lesson:next", now=NOON + timedelta(hours=12))
    assert balance(person) == 22


def test_that_a_reversal_is_an_opposite_entry_once() -> None:
    person, by = make_person(), make_staff(Role.COMMITTEE)
    entry = ledger.award(person=person, rule="task_passed", key="task:1", now=NOON)
    assert entry is not None
    reversal = ledger.reverse(entry=entry, by=by, reason="登记有误", now=NOON)
    assert ledger.reverse(entry=entry, by=by, reason="再来一次", now=NOON) == reversal
    assert balance(person) == 0
    with pytest.raises(Refusal):
        ledger.reverse(entry=reversal, by=by, reason="冲回的冲回", now=NOON)
    with pytest.raises(Refusal):
        ledger.reverse(entry=entry, by=by, reason=" ", now=NOON)


def test_that_entries_neither_change_nor_go() -> None:
    entry = ledger.award(person=make_person(), rule="lesson_done", key="lesson:1", now=NOON)
    assert entry is not None
    for forbidden in (entry.save, entry.delete):
        with pytest.raises(TypeError):
            forbidden()


@pytest.mark.parametrize("broken", [{"points": -1}, {"points": 0}])
def test_that_the_database_refuses_a_wrong_sign(broken: dict[str, int]) -> None:
    entry = ledger.award(person=make_person(), rule="lesson_done", key="lesson:1", now=NOON)
    assert entry is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(**broken)


def test_that_the_database_refuses_a_rule_twice_or_worth_nothing() -> None:
    rules.load()
    for fields in ({"code": "lesson_done", "version": 1, "points": 3}, {"code": "new", "version": 1, "points": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PointRule.objects.create(**fields)


def test_that_an_unknown_rule_is_named() -> None:
    with pytest.raises(rules.UnknownRule, match="dancing"):
        ledger.award(person=make_person(), rule="dancing", key="x", now=NOON)


def test_that_one_sees_the_own_points_only(client: Client) -> None:
    mine, other = make_person(), make_person(name="李四")
    ledger.award(person=mine, rule="lesson_done", key="lesson:1", now=NOON)
    ledger.award(person=other, rule="task_passed", key="task:1", now=NOON)
    client.force_login(mine)
    text = client.get("/me/points/").content.decode()
    assert "学完一课" in text
    assert "李四" not in text
    assert list(LedgerEntry.objects.visible_to(mine)) == list(mine.points.all())


def test_that_there_is_no_ranking_without_a_decision(client: Client) -> None:
    client.force_login(make_mandate().person)
    assert client.get("/points/ranking/").status_code == 404


def test_that_a_decision_shows_the_ranking_until_its_end_and_is_audited(client: Client) -> None:
    today = timezone.localdate()
    mandate, staff = make_mandate(), make_staff(Role.COMMITTEE)
    ledger.award(person=mandate.person, rule="task_passed", key="task:1")
    client.force_login(staff)
    answer = client.post(
        "/points/ranking/decision/",
        {"document_no": "青禾人发〔2026〕9号", "decided_on": today, "until": today + timedelta(days=30)},
    )
    assert answer.status_code == 302
    client.force_login(mandate.person)
    assert mandate.person.name in client.get("/points/ranking/").content.decode()
    decision = RankingDecision.objects.get()
    ranking.end(decision=decision, by=staff)
    assert client.get("/points/ranking/").status_code == 404
    assert list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "ranking.decided",
        "ranking.ended",
    ]


def test_that_only_the_committee_decides_and_only_within_a_year() -> None:
    today, staff = timezone.localdate(), make_staff(Role.COMMITTEE)
    wish = {"document_no": "1号", "decided_on": today, "until": today + timedelta(days=30)}
    with pytest.raises(NotAllowed):
        ranking.decide(**wish, by=make_staff(Role.ORGANISER))
    for wrong in ({"document_no": " "}, {"until": today - timedelta(days=1)}, {"until": today + timedelta(days=400)}):
        with pytest.raises(BadInput):
            ranking.decide(**(wish | wrong), by=staff)
    ranking.decide(**wish, by=staff)
    with pytest.raises(Refusal):
        ranking.decide(**wish, by=staff)


def test_that_the_database_refuses_a_decision_without_document_or_ending_before_it_began() -> None:
    staff, now = make_staff(Role.COMMITTEE), timezone.now()
    good = {"document_no": "1号", "decided_on": date(2026, 1, 2), "until": date(2026, 2, 1), "by": staff}
    for wrong in ({"document_no": ""}, {"until": date(2026, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RankingDecision.objects.create(**(good | wrong), recorded_at=now)
