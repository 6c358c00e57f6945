from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from lms.audit import verbs
from lms.audit.models import AuditEntry, AuditHead
from lms.audit.selectors import Broken, entries, verify_chain
from lms.audit.services.log import record

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, 0, 123456, tzinfo=UTC)
SOMEONE = UUID("7f2c1c0e-37a0-4b0e-9d8a-0a4c5f3a1b22")


def three() -> list[AuditEntry]:
    return [
        record(actor_uuid=SOMEONE, verb="roster.imported", object_type="ImportBatch", object_id=str(n), now=NOON)
        for n in range(3)
    ]


def rewrite(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_entries_are_numbered_and_each_holds_the_hash_of_the_one_before() -> None:
    first, second, third = three()
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert (second.prev_hash, third.prev_hash) == (first.hash, second.hash)
    assert verify_chain() is None


def test_an_empty_log_is_whole() -> None:
    assert verify_chain() is None


def test_the_hash_is_the_same_after_reading_the_row_again() -> None:
    entry = record(actor_uuid=None, verb="seal.written", object_type="Seal", purpose="每日封存", now=NOON)
    again = AuditEntry.objects.get(pk=entry.pk)
    assert again.computed_hash() == entry.hash


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'person.viewed'",
        "object_id = '9'",
        "purpose = '别的'",
        "at = '2026-01-01 00:00:00+00:00'",
        "actor_uuid = NULL",
    ],
)
def test_a_changed_field_is_found_at_its_entry(change: str) -> None:
    three()
    rewrite(f"UPDATE audit_auditentry SET {change} WHERE seq = 2")
    assert verify_chain() == Broken(2, "changed")


def test_a_row_rehashed_by_whoever_changed_it_breaks_the_next() -> None:
    _, second, _ = three()
    second.object_id = "9"
    rewrite("UPDATE audit_auditentry SET object_id = '9', hash = %s WHERE seq = 2", second.computed_hash())
    assert verify_chain() == Broken(3, "changed")


def test_a_row_taken_out_of_the_middle_is_missed() -> None:
    three()
    rewrite("DELETE FROM audit_auditentry WHERE seq = 2")
    assert verify_chain() == Broken(2, "missing")


def test_a_tail_cut_off_is_missed() -> None:
    three()
    rewrite("DELETE FROM audit_auditentry WHERE seq = 3")
    assert verify_chain() == Broken(3, "cut")


def test_a_head_set_back_with_the_tail_still_there_is_seen() -> None:
    _, second, _ = three()
    AuditHead.objects.update(seq=2, hash=second.hash)
    assert verify_chain() == Broken(3, "cut")


def test_an_entry_vanishes_with_the_transaction_that_wrote_it() -> None:
    three()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(actor_uuid=SOMEONE, verb="report.exported", object_type="Snapshot")
        raise RuntimeError
    assert AuditEntry.objects.count() == 3
    assert verify_chain() is None


def test_two_entries_cannot_have_one_number() -> None:
    first = three()[0]
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_there_is_one_head_only() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditHead.objects.create(pk=2)


def test_a_long_purpose_is_cut_and_still_verifies() -> None:
    assert len(record(actor_uuid=None, verb="x.y", object_type="X", purpose="因" * 900).purpose) == 500
    assert verify_chain() is None


def test_entries_can_be_narrowed_by_verb_person_and_day() -> None:
    three()
    other = record(actor_uuid=uuid4(), verb="person.viewed", object_type="Person", now=NOON.replace(day=26))
    assert list(entries(verb="person.viewed")) == [other]
    assert entries(actor_uuid=SOMEONE).count() == 3
    assert list(entries(since=other.at.date())) == [other]
    assert entries(until=NOON.date()).count() == 3


def test_a_verb_has_words_once_its_room_named_it() -> None:
    assert verbs.label("nobody.named_it") == "nobody.named_it"
    verbs.register({"test.done": "试过了"})
    assert verbs.label("test.done") == "试过了"
    assert ("test.done", "试过了") in verbs.choices()
