from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.models import HourEntry
from courses.selectors import hours as selectors
from courses.services import hours
from lms.audit.models import AuditEntry
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.courses.training_factories import NOW, District

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


def test_a_finished_module_credits_its_hours_once(district):
    deputy, module = district.deputy("王建国"), district.module()
    for _ in range(2):
        entry = hours.credit_module(
            person=deputy, programme=district.programme, module=module, hours=Decimal("1.5"), now=NOW
        )
    assert (entry.mode, entry.source, entry.at) == ("online", module.title, NOW)
    assert selectors.total_hours(deputy, district.programme) == Decimal("1.5")
    assert selectors.hours_by_mode(deputy, district.programme) == {"online": Decimal("1.5")}


def test_a_module_without_hours_credits_nothing(district):
    deputy, module = district.deputy("王建国"), district.module()
    assert (
        hours.credit_module(person=deputy, programme=district.programme, module=module, hours=Decimal(0), now=NOW)
        is None
    )
    assert selectors.total_hours(deputy, district.programme) == 0


def test_module_hours_that_were_taken_back_stay_taken_back(district):
    deputy, module, boss = district.deputy("王建国"), district.module(), district.committee()
    arguments = {"person": deputy, "programme": district.programme, "module": module, "hours": Decimal(1), "now": NOW}
    hours.reverse(entry=hours.credit_module(**arguments), by=boss, reason="由他人代学", now=NOW)
    hours.credit_module(**arguments)
    assert selectors.total_hours(deputy, district.programme) == 0


def test_a_session_is_credited_again_after_a_reversal(district):
    deputy, boss, session = district.deputy("王建国"), district.committee(), district.session()
    first = hours.credit_session(person=deputy, session=session, now=NOW)
    assert hours.credit_session(person=deputy, session=session, now=NOW) == first
    hours.reverse(entry=first, by=boss, reason="登记有误", now=NOW)
    assert selectors.total_hours(deputy, district.programme) == 0
    second = hours.credit_session(person=deputy, session=session, now=NOW)
    assert second != first
    assert hours.credit_session(person=deputy, session=session, now=NOW) == second
    assert selectors.hours_by_mode(deputy, district.programme) == {"classroom": Decimal(3)}


def test_a_reversal_is_made_once_with_a_reason_and_audited(district):
    deputy, boss = district.deputy("王建国"), district.committee()
    entry = hours.credit_session(person=deputy, session=district.session(), now=NOW)
    with pytest.raises(Refusal):
        hours.reverse(entry=entry, by=boss, reason="  ", now=NOW)
    reversal = hours.reverse(entry=entry, by=boss, reason="登记有误", now=NOW)
    assert hours.reverse(entry=entry, by=boss, reason="再来一次", now=NOW) == reversal
    with pytest.raises(Refusal):
        hours.reverse(entry=reversal, by=boss, reason="撤回", now=NOW)
    assert AuditEntry.objects.filter(verb="hours.reversed").count() == 1


def test_the_committee_recognises_hours_once_a_document(district):
    deputy, boss = district.deputy("王建国"), district.committee()
    arguments = {"person": deputy, "programme": district.programme, "hours": Decimal(2), "now": NOW}
    entry = hours.recognise(**arguments, document="区委党校结业证书 2026-031", by=boss)
    assert hours.recognise(**arguments, document="区委党校结业证书 2026-031", by=boss) == entry
    hours.recognise(**arguments, document="市人大培训班 学时证明", by=boss)
    assert selectors.hours_by_mode(deputy, district.programme) == {"recognised": Decimal(4)}
    assert AuditEntry.objects.filter(verb="hours.recognised").count() == 2


def test_recognising_needs_the_committee_a_document_and_hours(district):
    deputy, boss = district.deputy("王建国"), district.committee()
    arguments = {"person": deputy, "programme": district.programme, "now": NOW}
    with pytest.raises(NotAllowed):
        hours.recognise(**arguments, hours=Decimal(2), document="证书", by=district.organiser())
    with pytest.raises(BadInput):
        hours.recognise(**arguments, hours=Decimal(2), document=" ", by=boss)
    with pytest.raises(BadInput):
        hours.recognise(**arguments, hours=Decimal(0), document="证书", by=boss)
    assert not HourEntry.objects.exists()


def test_totals_of_everybody_take_one_query(district, django_assert_num_queries):
    session = district.session()
    people = [district.deputy(f"代表{number}") for number in range(20)]
    for person in people:
        hours.credit_session(person=person, session=session, now=NOW)
    with django_assert_num_queries(1):
        assert selectors.totals(district.programme) == {person.pk: Decimal(3) for person in people}


def test_the_modes_of_the_plan_are_told_with_what_stands(district):
    deputy = district.deputy("王建国")
    district.programme.hours_labels = {"classroom": "集中授课"}
    hours.credit_session(person=deputy, session=district.session(kind="live", place=""), now=NOW)
    planned = {mode: Decimal(number) for mode, number in district.programme.hours.items()}
    modes = selectors.modes(deputy, district.programme, planned)
    told = {mode.mode: (mode.label, mode.wanted, mode.earned) for mode in modes}
    assert list(told) == ["online", "classroom", "live", "field"]
    assert told["classroom"] == ("集中授课", Decimal(3), Decimal(0))
    assert told["live"][1:] == (Decimal(0), Decimal(3))


def test_an_entry_never_changes_and_is_never_deleted(district):
    entry = hours.credit_session(person=district.deputy("王建国"), session=district.session(), now=NOW)
    entry.hours = Decimal(9)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("hours_once", {"key": "session:1"}),
        ("hours_sign", {"hours": Decimal(-1)}),
        ("hours_sign", {"hours": Decimal(0)}),
        ("hours_recognised_on_paper", {"mode": "recognised"}),
        ("hours_recognised_on_paper", {"mode": "recognised", "document": "证书"}),
        ("hours_reversal_has_reason", {"hours": Decimal(-1), "reverses": "first"}),
    ],
)
def test_the_database_refuses_a_broken_entry(district, constraint, fields):
    deputy = district.deputy("王建国")
    good = {"person": deputy, "programme": district.programme, "mode": "online", "hours": Decimal(1), "at": NOW}
    first = HourEntry.objects.create(**good, key="session:1")
    if "reverses" in fields:
        fields = fields | {"reverses": first}
    expected = "hours_once|person_id" if constraint == "hours_once" else constraint  # SQLite names the columns
    with pytest.raises(IntegrityError, match=expected), transaction.atomic():
        HourEntry.objects.create(**(good | {"key": "session:2"} | fields))
