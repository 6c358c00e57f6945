"""Attestations: the rate by attester, a tenth drawn, looked at by others, a doubt decided by a third person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Mandate, Person, Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.quality.models import AttestationDraw, SecondLook
from quizzes.quality.selectors.attesters import attesters
from quizzes.quality.services import second_looks
from quizzes.readiness.models import Evidence
from quizzes.readiness.services import evidence
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.readiness_factories import NOW, competence

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
WORDS = "在家站线上接待选民六次，逐件回复。"


def attested(by: Person, *mandates: Mandate, level: int = 3) -> list[Evidence]:
    return [
        evidence.attest(
            person=mandate.person, competence=competence("C1"), level=level, text=WORDS, by=by, now=NOW,
            client_id=f"{by.pk}-{mandate.pk}-{level}",
        )
        for mandate in mandates
    ]  # fmt: skip


def town(deputies: int) -> tuple[Person, list[Mandate]]:
    """An organiser and the deputies of one unit."""
    unit = make_unit()
    return make_staff(Role.ORGANISER, unit), [make_mandate(unit=unit) for _one in range(deputies)]


def committee(number: int = 1) -> list[Person]:
    return [make_committee() for _one in range(number)]


def drawn(by: Person, number: int = 1) -> list[SecondLook]:
    organiser, mandates = town(number * 10)
    attested(organiser, *mandates)
    return list(second_looks.draw(by=by, seed=7, now=NOW).looks.order_by("pk"))


def test_that_a_tenth_is_drawn_and_the_seed_draws_it_again() -> None:
    (clerk,) = committee()
    organiser, mandates = town(23)
    rows = attested(organiser, *mandates)
    made = second_looks.draw(by=clerk, seed=42, now=NOW)
    assert made.looks.count() == 3
    assert made.pool == sorted(row.pk for row in rows)
    assert second_looks.sample(made.pool, made.share, made.seed) == sorted(
        made.looks.values_list("evidence", flat=True)
    )
    again = second_looks.draw(by=clerk, seed=42, now=LATER)
    assert len(again.pool) == 20 and not set(again.pool) & set(made.looks.values_list("evidence", flat=True))
    assert AuditEntry.objects.filter(verb="attestations.drawn").count() == 2


def test_that_nothing_is_drawn_from_nothing_and_by_nobody_else() -> None:
    with pytest.raises(Refusal):
        second_looks.draw(by=committee()[0], seed=1, now=NOW)
    with pytest.raises(NotAllowed):
        second_looks.draw(by=make_trainer(), seed=1, now=NOW)


def test_that_a_doubt_changes_nothing_until_a_third_person_decides() -> None:
    clerk, other, third = committee(3)
    (look,) = drawn(clerk)
    with pytest.raises(BadInput):
        second_looks.examine(look=look, confirmed=False, reason="不信", by=other, now=NOW)
    second_looks.examine(look=look, confirmed=False, reason="问了在场的人，没有这次接待。", by=other, now=NOW)
    look.refresh_from_db()
    assert (look.state, look.looked_by) == ("doubted", other)
    assert Evidence.objects.standing().filter(pk=look.evidence_id).exists()
    assert Notice.objects.filter(to_uuid=look.evidence.by.uuid, text__contains="没有这次接待").exists()
    for by in (other, look.evidence.by):
        with pytest.raises(NotAllowed):
            second_looks.decide(look=look, upheld=False, reason="核实属实，收回佐证。", by=by, now=LATER)
    second_looks.decide(look=look, upheld=False, reason="核实属实，收回佐证。", by=third, now=LATER)
    look.refresh_from_db()
    assert (look.state, look.decided_by) == ("withdrawn", third)
    assert not Evidence.objects.standing().filter(pk=look.evidence_id).exists()
    assert Notice.objects.filter(to_uuid=look.evidence.person.uuid, text__contains="核实属实").exists()
    with pytest.raises(Refusal):
        second_looks.decide(look=look, upheld=True, reason="再看一次，佐证维持。", by=third, now=LATER)


def test_that_confirming_needs_no_words_and_an_upheld_attestation_stays() -> None:
    clerk, other = committee(2)
    first, second = drawn(clerk, 2)
    second_looks.examine(look=first, confirmed=True, reason="", by=other, now=NOW)
    second_looks.examine(look=second, confirmed=False, reason="日期对不上，请再核实。", by=other, now=NOW)
    second_looks.decide(look=second, upheld=True, reason="日期写错，事实属实。", by=clerk, now=LATER)
    assert sorted(SecondLook.objects.values_list("state", flat=True)) == ["confirmed", "upheld"]
    assert Evidence.objects.standing().filter(kind="attestation").count() == 20
    with pytest.raises(Refusal):
        second_looks.examine(look=first, confirmed=True, reason="", by=clerk, now=LATER)


def test_that_nobody_looks_at_the_own_attestation() -> None:
    clerk, other = committee(2)
    attested(clerk, make_mandate())
    (look,) = second_looks.draw(by=other, seed=1, now=NOW).looks.all()
    with pytest.raises(NotAllowed):
        second_looks.examine(look=look, confirmed=True, reason="", by=clerk, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "confirmed"},
        {"state": "doubted", "looked": True},
        {"state": "upheld", "looked": True, "reason": "有疑问"},
        {"state": "upheld", "looked": True, "reason": "有疑问", "decided": True, "decision": "维持"},
    ],
)
def test_that_the_database_keeps_a_second_look_whole(fields: dict[str, Any]) -> None:
    clerk = committee()[0]
    (look,) = drawn(clerk)
    changes = {name: value for name, value in fields.items() if name not in ("looked", "decided")}
    if fields.get("looked"):
        changes |= {"looked_by": clerk, "looked_at": NOW}
    if fields.get("decided"):
        changes |= {"decided_by": clerk, "decided_at": NOW}  # the same person
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.filter(pk=look.pk).update(**changes)
    with pytest.raises(TypeError):
        AttestationDraw.objects.get().save()


def test_that_rates_count_people_and_call_who_is_far_above() -> None:
    busy, theirs = town(20)
    calm, others = town(40)
    quiet, few = town(10)
    attested(busy, *theirs[:18])
    attested(busy, *theirs[:2], level=4)
    attested(calm, *others[:6])
    attested(quiet, *few[:3])
    rows = attesters(now=NOW)
    assert [(one.people, one.reach, one.given, one.led, one.far) for one in rows] == [
        (18, 20, 20, 2, True),
        (6, 40, 6, 0, False),
        (3, 10, 3, 0, False),
    ]
    assert rows[2].rate is None  # three people are not shown


def test_that_attesters_are_named_to_the_committee_alone(client: Client) -> None:
    organiser, mandates = town(12)
    attested(organiser, *mandates[:8])
    Person.objects.filter(pk=organiser.pk).update(name="欧阳振华")
    client.force_login(make_trainer())
    page = client.get(reverse("quality:attesters")).content.decode()
    assert "欧阳振华" not in page and "佐证人1" in page and "抽取十分之一" not in page
    client.force_login(committee()[0])
    page = client.get(reverse("quality:attesters")).content.decode()
    assert "欧阳振华" in page and "67%" in page
    assert not any(f">{mandate.person.name}<" in page for mandate in mandates)


def test_that_the_flow_goes_through_the_screens(client: Client) -> None:
    clerk, other = committee(2)
    organiser, mandates = town(5)
    attested(organiser, *mandates)
    client.force_login(clerk)
    page = client.post(reverse("quality:attesters"), follow=True).content.decode()
    assert "已抽取1件佐证" in page and "待抽看" in page
    look = SecondLook.objects.get()
    Person.objects.filter(pk=look.evidence.person_id).update(name="慕容佩兰")
    address = reverse("quality:second_look", args=[look.pk])
    assert "慕容佩兰" not in client.get(address).content.decode()
    assert "慕容佩兰" in client.post(address, {"step": "name"}).content.decode()
    assert AuditEntry.objects.get(verb="attestation.viewed").object_id == str(look.evidence_id)
    assert client.post(address, {"step": "decide"}).status_code == 400
    client.post(address, {"step": "decide", "outcome": "bad", "reason": "问了在场的人，没有这次接待。"})
    refused = client.post(address, {"step": "decide", "outcome": "bad", "reason": "核实属实，收回佐证。"})
    assert refused.status_code == 403 and "请由另一人办理" in refused.content.decode()
    client.force_login(other)
    client.post(address, {"step": "decide", "outcome": "bad", "reason": "核实属实，收回佐证。"})
    look.refresh_from_db()
    assert (look.state, look.looked_by, look.decided_by) == ("withdrawn", clerk, other)
    assert "佐证已收回" in client.get(reverse("quality:attesters")).content.decode()
    client.force_login(make_trainer())
    assert client.get(address).status_code in (302, 403)


def test_that_the_list_takes_the_same_queries_for_more_attesters(client: Client) -> None:
    (clerk,) = committee()
    client.force_login(clerk)

    def queries() -> int:
        client.get(reverse("quality:attesters"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("quality:attesters"))
        return len(caught)

    drawn(clerk, 1)
    one = queries()
    for _more in range(4):
        drawn(clerk, 1)
    assert queries() == one
