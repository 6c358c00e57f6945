"""Adding to the learning record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.people.models import Person
from lms.records.hashing import CURRENT, GENESIS, canonical, digest
from lms.records.models import ChainHead, Statement, Verb

PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Said:
    """What one statement says about a person; `occurred_at` is when it is recorded unless another moment is given."""

    verb: str
    object_type: str
    object_id: str
    result: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None


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
    """One statement, added as `record_all` adds several."""
    said = Said(verb, object_type, object_id, result or {}, context or {}, occurred_at)
    return record_all(person=person, said=[said], now=now or timezone.now())[0]


def record_all(*, person: Person, said: Sequence[Said], now: datetime) -> list[Statement]:
    """The statements that were added to the person's chain, in their order, as `record_of_many` does."""
    return record_of_many(said={person: said}, now=now)


@transaction.atomic(savepoint=False)
def record_of_many(*, said: Mapping[Person, Sequence[Said]], now: datetime) -> list[Statement]:
    """The statements that were added to the chain of each person, in their order and in the caller's transaction: three
    queries however many they are, two or three more for each person whose first ones they are. ValueError for a verb
    that is not ours, or a payload that names the person or holds a phone number."""
    new = {person.uuid: [_statement(person, one, now) for one in theirs] for person, theirs in said.items() if theirs}
    if not new:
        return []
    heads = list(ChainHead.objects.select_for_update().filter(actor_uuid__in=new).order_by("pk"))
    for head in heads:
        head.seq, head.hash = _link_all(new[head.actor_uuid], head.seq, head.hash)
    ChainHead.objects.bulk_update(heads, ["seq", "hash"])
    begun = {head.actor_uuid for head in heads}
    for actor in sorted(new.keys() - begun):  # two who begin the same chains do so in one order
        _begin_chain(new[actor])
    return Statement.objects.bulk_create([statement for theirs in new.values() for statement in theirs])


def _statement(person: Person, said: Said, now: datetime) -> Statement:
    statement = Statement(
        actor_uuid=person.uuid,
        verb=Verb(said.verb).value,
        object_type=said.object_type,
        object_id=str(said.object_id),
        result=said.result,
        context=said.context,
        occurred_at=(said.occurred_at or now).astimezone(timezone.get_default_timezone()),
        recorded_at=now.astimezone(timezone.get_default_timezone()),
        algorithm=CURRENT,
    )
    refuse_personal_data(person, [statement.object_id, statement.result, statement.context])
    return statement


def _begin_chain(new: Sequence[Statement]) -> None:
    """Another process may begin the same chain at this moment: whoever moves the head from 0 was first."""
    actor = new[0].actor_uuid
    ChainHead.objects.bulk_create([ChainHead(actor_uuid=actor, hash=GENESIS)], ignore_conflicts=True)
    seq, last = _link_all(new, 0, GENESIS)
    moved = ChainHead.objects.filter(actor_uuid=actor, seq=0).update(seq=seq, hash=last)
    if not moved:
        head = ChainHead.objects.select_for_update().get(actor_uuid=actor)
        head.seq, head.hash = _link_all(new, head.seq, head.hash)
        head.save(update_fields=["seq", "hash"])


def _link_all(new: Sequence[Statement], seq: int, prev: str) -> tuple[int, str]:
    """Seq and hash of the last."""
    for statement in new:
        _link(statement, seq=seq + 1, prev=prev)
        seq, prev = statement.seq, statement.hash
    return seq, prev


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
