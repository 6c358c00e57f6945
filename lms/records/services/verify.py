"""Proving that the learning record is as it was written. Read in streams: memory grows with persons only."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from django.utils import timezone

from lms.records.hashing import ALGORITHMS, GENESIS, digest
from lms.records.models import ChainHead, DailySeal, SealedHead, Statement
from lms.records.services.seals import Heads, heads_digest, seal_file, seal_hash

CHUNK = 2000


@dataclass(frozen=True)
class Fault:
    """The first thing that does not fit: which kind, whose chain and which number in it, and what was found."""

    kind: str
    detail: str
    actor_uuid: UUID | None = None
    seq: int | None = None
    statement_uuid: UUID | None = None

    def __str__(self) -> str:
        where = f" actor={self.actor_uuid} seq={self.seq}" if self.actor_uuid else ""
        which = f" statement={self.statement_uuid}" if self.statement_uuid else ""
        return f"{self.kind}:{where}{which} {self.detail}"


@dataclass(frozen=True)
class Proof:
    """What was read, and the first fault if there is one."""

    persons: int
    statements: int
    seals: int
    fault: Fault | None


def verify() -> Fault | None:
    """None when every chain, every head, every seal and the file agree; else the first fault."""
    return prove().fault


def prove(*, watch: Callable[[Iterable[Statement]], Iterable[Statement]] = iter) -> Proof:
    """`verify`, with the counts. The statements pass through `watch` as they are read."""
    chains = Chains()
    fault = next(chains.faults(watch), None)
    seals = DailySeal.objects.count()
    return Proof(chains.persons, chains.statements, seals, fault or next(_seal_faults(), None))


class Chains:
    """One pass over statements, heads and sealed heads, all three sorted by actor and number, while others write on."""

    def __init__(self) -> None:
        self.persons = 0
        self.statements = 0
        self.heads = ChainHead.objects.filter(seq__gt=0).order_by("actor_uuid").iterator(CHUNK)
        self.head = next(self.heads, None)
        self.sealed = SealedHead.objects.order_by("actor_uuid", "seq").iterator(CHUNK)
        self.mark = next(self.sealed, None)

    def faults(self, watch: Callable[[Iterable[Statement]], Iterable[Statement]] = iter) -> Iterator[Fault]:
        last: Statement | None = None
        for statement in watch(Statement.objects.order_by("actor_uuid", "seq").iterator(CHUNK)):
            if last is None or statement.actor_uuid != last.actor_uuid:
                yield from self._end(last)
                yield from self._before(statement.actor_uuid)
                last = None
                self.persons += 1
            self.statements += 1
            yield from _statement_faults(statement, last)
            yield from self._sealed(statement)
            last = statement
        yield from self._end(last)
        yield from self._before(None)

    def _end(self, last: Statement | None) -> Iterator[Fault]:
        """The chain of `last` is over: its head must say so. What was written since the heads were read has a head by
        now that knows of it, and perhaps of more."""
        if last is None:
            return
        head = self._head_of(last.actor_uuid)
        grown = head is None or head.seq < last.seq
        if grown:
            head = ChainHead.objects.filter(actor_uuid=last.actor_uuid, seq__gt=0).first()
        if head is None:
            yield _fault("head missing", last, "no chain head for these statements")
            return
        if (head.seq, head.hash) != (last.seq, last.hash) and not (grown and head.seq > last.seq):
            kind = "tail cut" if head.seq > last.seq else "head differs"
            yield _fault(kind, last, f"the head says {head.seq}, the last statement is {last.seq}")
        if self.mark and self.mark.actor_uuid == last.actor_uuid:
            yield _fault("tail cut", last, f"statement {self.mark.seq} was sealed and is gone")

    def _head_of(self, actor: UUID) -> ChainHead | None:
        """As it was when the heads were read; none where the chain began later."""
        if self.head is None or self.head.actor_uuid != actor:
            return None
        found, self.head = self.head, next(self.heads, None)
        return found

    def _before(self, actor: UUID | None) -> Iterator[Fault]:
        """Heads and sealed heads of persons without any statement left."""
        for row in (self.head, self.mark):
            if row and (actor is None or row.actor_uuid < actor):
                yield Fault("chain missing", "no statement is left of it", row.actor_uuid, row.seq)

    def _sealed(self, statement: Statement) -> Iterator[Fault]:
        mark = self.mark
        if mark is None or (mark.actor_uuid, mark.seq) != (statement.actor_uuid, statement.seq):
            return
        if mark.hash != statement.hash:
            yield _fault("chain rewritten", statement, f"seal {mark.seal_id} holds another hash")
        self.mark = next(self.sealed, None)


def _statement_faults(statement: Statement, last: Statement | None) -> Iterator[Fault]:
    expected = last.seq + 1 if last else 1
    canonical = bytes(statement.canonical)
    if statement.seq != expected:
        yield _fault("statement missing", statement, f"number {expected} is not there")
    if statement.algorithm not in ALGORITHMS:
        yield _fault("algorithm unknown", statement, statement.algorithm)
    elif digest(statement.algorithm, canonical) != statement.hash:
        yield _fault("bytes changed", statement, "the hash does not fit the bytes")
    if statement.prev != (last.hash if last else GENESIS):
        yield _fault("chain broken", statement, "it does not follow the statement before")
    if not _same(statement, canonical):
        yield _fault("row changed", statement, "the columns do not say what the bytes say")


def _same(statement: Statement, canonical: bytes) -> bool:
    local = timezone.get_default_timezone()
    statement.occurred_at = statement.occurred_at.astimezone(local)
    statement.recorded_at = statement.recorded_at.astimezone(local)
    return bool(json.loads(canonical) == statement.content())


def _fault(kind: str, statement: Statement, detail: str) -> Fault:
    return Fault(kind, detail, statement.actor_uuid, statement.seq, statement.uuid)


def _seal_faults() -> Iterator[Fault]:
    """Seals against their own chain, against the heads they cover, and against the file."""
    heads: Heads = {}
    prev = GENESIS
    seals = list(DailySeal.objects.order_by("number"))
    for number, (seal, line) in enumerate(zip_longest(seals, _lines()), start=1):
        if seal is None:
            yield Fault("seal missing", f"line {number} of the file has no seal in the database")
            return
        for actor, seq, hash_ in seal.grown.values_list("actor_uuid", "seq", "hash"):
            heads[str(actor)] = (seq, hash_)
        if seal.number != number or seal.prev != prev or seal.hash != seal_hash(seal):
            yield Fault("seal changed", f"seal {seal.number} of {seal.day} does not fit its own hash or its place")
        if seal.digest != heads_digest(seal.algorithm, heads) or seal.heads != len(heads):
            yield Fault("seal changed", f"seal {seal.number} of {seal.day} does not fit the chain ends it covers")
        if line is None:
            yield Fault("seal file cut", f"seal {seal.number} of {seal.day} has no line in the file")
        elif line != seal.line:
            yield Fault("seal file differs", f"line {number} of the file is not seal {seal.number} of {seal.day}")
        prev = seal.hash


def _lines() -> list[str]:
    path = seal_file()
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
