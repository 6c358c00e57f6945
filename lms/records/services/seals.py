"""Sealing a day: a hash over the ends of all chains, kept in the database and in a file outside it."""

import fcntl
import os
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.records.hashing import CURRENT, GENESIS, canonical, digest
from lms.records.models import ChainHead, DailySeal, SealedHead

Heads = dict[str, tuple[int, str]]


def seal_file() -> Path:
    """Where the lines stand. An audit administrator copies this file away; whoever changes the database cannot."""
    return Path(settings.PRIVATE_ROOT) / "seals" / "seals.log"


def heads_digest(algorithm: str, heads: Heads) -> str:
    """The hash over the ends of all chains, sorted by actor."""
    lines = "".join(f"{actor} {seq} {hash_}\n" for actor, (seq, hash_) in sorted(heads.items()))
    return digest(algorithm, lines.encode())


def seal_hash(seal: DailySeal) -> str:
    """The hash that the seal must carry: over its own columns and the hash of the seal before."""
    return digest(
        seal.algorithm,
        canonical(
            {
                "number": seal.number,
                "day": seal.day.isoformat(),
                "heads": seal.heads,
                "statements": seal.statements,
                "digest": seal.digest,
                "prev": seal.prev,
            }
        ),
    )


def seal_day(*, day: date, now: datetime | None = None) -> DailySeal | None:
    """The seal of the day, made now if it was not there. None while nobody has a statement, or when a later day is
    sealed already (the past is not sealed afterwards)."""
    with transaction.atomic():
        seal = DailySeal.objects.filter(day=day).first() or _make(day, now or timezone.now())
    write_missing_lines()
    return seal


def _make(day: date, now: datetime) -> DailySeal | None:
    last = DailySeal.objects.order_by("-number").first()
    heads: Heads = {
        str(actor): (seq, hash_)
        for actor, seq, hash_ in ChainHead.objects.filter(seq__gt=0).values_list("actor_uuid", "seq", "hash")
    }
    if not heads or (last and last.day > day):
        return None
    seal = DailySeal(
        number=last.number + 1 if last else 1,
        day=day,
        at=now,
        algorithm=CURRENT,
        heads=len(heads),
        statements=sum(seq for seq, _ in heads.values()),
        digest=heads_digest(CURRENT, heads),
        prev=last.hash if last else GENESIS,
    )
    seal.hash = seal_hash(seal)
    seal.save(force_insert=True)
    sealed = {
        str(actor): seq
        for actor, seq in SealedHead.objects.values_list("actor_uuid").annotate(last=Max("seq")).order_by()
    }
    SealedHead.objects.bulk_create(
        [
            SealedHead(seal=seal, actor_uuid=actor, seq=seq, hash=hash_)
            for actor, (seq, hash_) in heads.items()
            if seq > sealed.get(actor, 0)
        ],
        batch_size=500,
    )
    return seal


def write_missing_lines() -> int:
    """How many lines were appended: the seals behind the last line of the file, after a crash between the two."""
    path = seal_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        last = int(lines[-1].split(" ", 1)[0]) if lines else 0
        missing = list(DailySeal.objects.filter(number__gt=last).order_by("number"))
        file.writelines(seal.line + "\n" for seal in missing)
        file.flush()
        os.fsync(file.fileno())
    return len(missing)


def seal_due(now: datetime | None = None) -> int:
    """The sweep: yesterday is sealed soon after midnight. Returns how many seals were made."""
    now = now or timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    if DailySeal.objects.filter(day__gte=yesterday).exists():
        return 0
    return int(seal_day(day=yesterday, now=now) is not None)
