"""The learning record: chained a person, sealed a day, and found out when somebody changed it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.models import Person
from lms.records.models import ChainHead, DailySeal, SealedHead, Statement, Unchangeable
from lms.records.services import seals
from lms.records.services.statements import Said, record, record_all, record_of_many
from lms.records.services.verify import Chains, prove, verify
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_file() -> Iterator[None]:
    seals.seal_file().unlink(missing_ok=True)
    yield
    seals.seal_file().unlink(missing_ok=True)


def learnt(person: Person, count: int = 3) -> list[Statement]:
    return [
        record(person=person, verb="completed", object_type="lesson", object_id=str(number))
        for number in range(1, count + 1)
    ]


def raw(statement: Statement) -> QuerySet[Statement]:
    """The rows as an intruder with the database's password reaches them."""
    return QuerySet(Statement).filter(pk=statement.pk)


def kind() -> str:
    fault = verify()
    return fault.kind if fault else ""


def test_that_an_untouched_record_verifies_with_its_counts() -> None:
    learnt(make_person())
    learnt(make_person(), 2)
    seals.seal_day(day=date(2026, 11, 1))
    proof = prove()
    assert (proof.persons, proof.statements, proof.seals, proof.fault) == (2, 5, 1, None)


def test_that_what_is_written_meanwhile_is_no_fault() -> None:
    known = make_person()
    learnt(known)
    chains = Chains()  # has read the heads
    learnt(known, 2)
    learnt(make_person(), 1)
    assert list(chains.faults()) == []
    assert chains.statements == 6


def test_that_each_statement_follows_the_one_before_of_the_same_person() -> None:
    first, second, third = learnt(make_person())
    assert (first.seq, second.prev, third.prev) == (1, first.hash, second.hash)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda one: raw(one).update(verb="passed"), "row changed"),
        (lambda one: raw(one).update(result={"share": 1}), "row changed"),
        (lambda one: raw(one).update(canonical=b"{}"), "bytes changed"),
        (lambda one: raw(one).update(occurred_at=one.occurred_at - timedelta(days=1)), "row changed"),
        (lambda one: raw(one).update(algorithm="md0"), "algorithm unknown"),
        (lambda one: raw(one).delete(), "statement missing"),
    ],
)
def test_that_a_changed_row_is_found(change: Callable[[Statement], object], found: str) -> None:
    change(learnt(make_person())[1])
    assert kind() == found


def test_that_a_cut_tail_is_found_even_when_the_head_was_set_back() -> None:
    _, second, third = learnt(make_person())
    seals.seal_day(day=date(2026, 11, 1))
    raw(third).delete()
    assert kind() == "tail cut"
    ChainHead.objects.update(seq=2, hash=second.hash)
    assert kind() == "tail cut"


def test_that_a_chain_written_anew_from_its_start_is_found_by_the_seal() -> None:
    person = make_person()
    learnt(person)
    seals.seal_day(day=date(2026, 11, 1))
    QuerySet(Statement).delete()
    ChainHead.objects.all().delete()
    for number in (7, 8, 9):
        record(person=person, verb="completed", object_type="lesson", object_id=str(number))
    assert kind() == "chain rewritten"


def test_that_a_chain_that_is_gone_altogether_is_found() -> None:
    learnt(make_person())
    seals.seal_day(day=date(2026, 11, 1))
    QuerySet(Statement).delete()
    ChainHead.objects.all().delete()
    assert kind() == "chain missing"


def test_that_a_changed_seal_and_a_changed_file_are_found() -> None:
    learnt(make_person())
    seal = seals.seal_day(day=date(2026, 11, 1))
    assert seal is not None
    QuerySet(DailySeal).update(statements=9)
    assert kind() == "seal changed"
    QuerySet(DailySeal).update(statements=3)
    assert kind() == ""
    path = seals.seal_file()
    path.write_text(path.read_text().replace(seal.digest, "0" * 64))
    assert kind() == "seal file differs"
    path.write_text("")
    assert kind() == "seal file cut"


def test_that_a_seal_removed_from_the_database_is_found_by_the_file() -> None:
    learnt(make_person())
    seals.seal_day(day=date(2026, 11, 1))
    QuerySet(SealedHead).delete()
    QuerySet(DailySeal).delete()
    assert kind() == "seal missing"


def test_that_sealing_twice_makes_one_seal_and_a_lost_line_is_written_again() -> None:
    learnt(make_person())
    first = seals.seal_day(day=date(2026, 11, 1))
    seals.seal_file().write_text("")
    assert seals.seal_day(day=date(2026, 11, 1)) == first
    assert seals.seal_file().read_text().count("\n") == 1
    assert seals.seal_day(day=date(2026, 10, 31)) is None


def test_that_the_sweep_seals_yesterday_once() -> None:
    learnt(make_person())
    now = timezone.now()
    assert (seals.seal_due(now), seals.seal_due(now)) == (1, 0)
    assert DailySeal.objects.get().day == timezone.localdate(now) - timedelta(days=1)


def test_that_a_statement_vanishes_with_its_transaction() -> None:
    person = make_person()
    with pytest.raises(RuntimeError), transaction.atomic():
        learnt(person)
        raise RuntimeError
    assert Statement.objects.count() == 0
    assert verify() is None


def test_that_statements_and_seals_neither_change_nor_go() -> None:
    statement = learnt(make_person(), 1)[0]
    for forbidden in (statement.save, statement.delete, Statement.objects.all().delete):
        with pytest.raises(Unchangeable):
            forbidden()
    with pytest.raises(Unchangeable):
        Statement.objects.update(verb="passed")


@pytest.mark.parametrize("payload", [{"who": "欧阳小三"}, {"note": ["请打13900001111"]}, {"欧阳小三": 1}])
def test_that_personal_data_in_a_payload_are_refused(payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="personal"):
        record(
            person=make_person(name="欧阳小三"), verb="completed", object_type="lesson", object_id="1", result=payload
        )


def test_that_a_verb_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="danced"):
        record(person=make_person(), verb="danced", object_type="lesson", object_id="1")


def test_that_two_statements_of_a_person_cannot_have_one_number() -> None:
    first = learnt(make_person(), 1)[0]
    first.pk, first._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_that_a_number_below_one_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(learnt(make_person(), 1)[0]).update(seq=0)
        connection.check_constraints()


def test_that_the_command_says_what_is_broken_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    statement = learnt(make_person())[1]
    call_command("verify_records")
    assert "3" in capsys.readouterr().out
    raw(statement).update(verb="passed")
    with pytest.raises(SystemExit) as end:
        call_command("verify_records")
    assert end.value.code == 1
    assert f"seq={statement.seq}" in capsys.readouterr().err


def test_that_several_statements_are_chained_in_as_many_queries_as_one() -> None:
    person, now = make_person(), timezone.now()
    record(person=person, verb="started", object_type="attempt", object_id="1")
    said = [Said(verb, "attempt", "1", {"points": 1}) for verb in ("submitted", "scored", "passed")]
    with CaptureQueriesContext(connection) as queries:
        added = record_all(person=person, said=said, now=now)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 3
    assert [one.seq for one in added] == [2, 3, 4]
    assert [one.prev for one in added[1:]] == [one.hash for one in added[:-1]]
    assert verify() is None
    assert record_all(person=person, said=[], now=now) == []


def test_that_the_chains_of_many_grow_in_as_many_queries_as_one_and_new_ones_begin() -> None:
    people, now = [make_person() for _ in range(4)], timezone.now()
    for person in people[:2]:
        record(person=person, verb="started", object_type="attempt", object_id="1")
    said = [Said(verb, "attempt", "1") for verb in ("submitted", "scored")]
    with CaptureQueriesContext(connection) as queries:
        record_of_many(said=dict.fromkeys(people[:2], said), now=now)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 3
    record_of_many(said={people[0]: said[:1], people[2]: said, people[3]: []}, now=now)
    counts = [Statement.objects.filter(actor_uuid=person.uuid).count() for person in people]
    assert (counts, verify()) == ([4, 3, 2, 0], None)
