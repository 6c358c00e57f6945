"""Adding to the learning record."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.people.models import Person
from lms.records.hashing import CURRENT, GENESIS, canonical, digest
from lms.records.models import ChainHead, Statement, Verb

PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


@transaction.atomic(savepoint=False)
def record(
    *,
    person: Person,
    verb: str,
    object_type: str,
    object_id: str,
    result: dict[str, Any] | None = None,
    context: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    now: datetime | None = None,
) -> Statement:
    """The statement that was added to the person's chain, in the caller's transaction: three queries, four for a
    person's first. ValueError for a verb that is not ours, or a payload that names the person or holds a phone
    number."""
    now = now or timezone.now()
    statement = Statement(
        actor_uuid=person.uuid,
        verb=Verb(verb).value,
        object_type=object_type,
        object_id=str(object_id),
        result=result or {},
        context=context or {},
        occurred_at=(occurred_at or now).astimezone(timezone.get_default_timezone()),
        recorded_at=now.astimezone(timezone.get_default_timezone()),
        algorithm=CURRENT,
    )
    refuse_personal_data(person, [statement.object_id, statement.result, statement.context])
    head = ChainHead.objects.select_for_update().filter(actor_uuid=person.uuid).first()
    if head is None:
        _begin_chain(statement)
    else:
        _extend_chain(statement, head)
    statement.save(force_insert=True)
    return statement


def _begin_chain(statement: Statement) -> None:
    """Another process may begin the same chain at this moment: whoever moves the head from 0 to 1 was first."""
    ChainHead.objects.bulk_create([ChainHead(actor_uuid=statement.actor_uuid, hash=GENESIS)], ignore_conflicts=True)
    _link(statement, seq=1, prev=GENESIS)
    moved = ChainHead.objects.filter(actor_uuid=statement.actor_uuid, seq=0).update(seq=1, hash=statement.hash)
    if not moved:
        _extend_chain(statement, ChainHead.objects.select_for_update().get(actor_uuid=statement.actor_uuid))


def _extend_chain(statement: Statement, head: ChainHead) -> None:
    _link(statement, seq=head.seq + 1, prev=head.hash)
    head.seq, head.hash = statement.seq, statement.hash
    head.save(update_fields=["seq", "hash"])


def _link(statement: Statement, *, seq: int, prev: str) -> None:
    statement.seq = seq
    statement.prev = prev
    statement.canonical = canonical(statement.content())
    statement.hash = digest(statement.algorithm, statement.canonical)


def refuse_personal_data(person: Person, payload: Any) -> None:
    """ValueError when a text in the payload is the person's name or holds a mobile number."""
    for text in _texts(payload):
        if text == person.name or PHONE.search(text):
            raise ValueError("A statement carries no personal data")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
