from dataclasses import dataclass
from typing import Literal

from lms.audit.models import AuditEntry, AuditHead
from lms.audit.models.entry import GENESIS


@dataclass(frozen=True)
class Broken:
    """Where the chain first fails: the entry's number, and whether it was changed, is missing, or the end was cut."""

    seq: int
    reason: Literal["changed", "missing", "cut"]


def verify_chain() -> Broken | None:
    """Walk the whole chain; the first broken place, or None where every entry is as it was written."""
    seq, prev = 0, GENESIS
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != seq + 1:
            return Broken(seq + 1, "missing")
        if entry.prev_hash != prev or entry.hash != entry.computed_hash():
            return Broken(entry.seq, "changed")
        seq, prev = entry.seq, entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    end = (head.seq, head.hash) if head else (0, GENESIS)
    if end != (seq, prev):
        return Broken(seq + 1 if end[0] > seq else seq, "cut")
    return None
