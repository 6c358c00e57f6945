"""What changed since the last report: published counts against published counts, so nothing is told that was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from reports.intervals import newcombe, whole
from reports.models import Report, Snapshot
from reports.services.publishing import Counts, PublishedTable, publish
from reports.words import ALL, pair_of

APART = timedelta(days=28)
"""Without a report that was sent, a snapshot at least so much older is compared."""


@dataclass(frozen=True)
class Change:
    """A share then and now in whole per cents, the interval of the difference in percentage points, and whether it is
    beyond error. `part` and `known` are the counts behind the shares, then and now."""

    part: tuple[int, int]
    known: tuple[int, int]
    share: tuple[int, int]
    low: int
    high: int

    @property
    def step(self) -> int:
        """In percentage points, of the unrounded shares."""
        (old_part, new_part), (old_known, new_known) = self.part, self.known
        return whole(100 * (new_part / new_known - old_part / old_known))

    @property
    def beyond_error(self) -> bool:
        return self.low > 0 or self.high < 0


def base_of(snapshot: Snapshot) -> Snapshot | None:
    """What a snapshot is compared with: that of the last report sent before it was taken; without one, the newest that
    is four weeks older. It never changes afterwards."""
    earlier = Snapshot.objects.finished().filter(programme=snapshot.programme_id, made_at__lt=snapshot.made_at)
    sent = (
        Report.objects.filter(snapshot__in=earlier, sent_at__lt=snapshot.made_at)
        .order_by("-sent_at", "-pk")
        .select_related("snapshot")
        .first()
    )
    if sent is not None:
        return sent.snapshot
    return earlier.filter(as_of__lte=snapshot.as_of - APART).order_by("-as_of", "-made_at", "-pk").first()


def comparable(snapshot: Snapshot, base: Snapshot) -> bool:
    """Whether both were measured by one rule over the same competences."""
    return (snapshot.rules.get("readiness"), snapshot.scope["covered"], snapshot.scope["core"]) == (
        base.rules.get("readiness"),
        base.scope["covered"],
        base.scope["core"],
    )


def changes(table: PublishedTable, base: Mapping[str, PublishedTable]) -> dict[str, Change]:
    """Row label -> change of its share, for rows whose counts are published both times."""
    before = base.get(table.key)
    if before is None:
        return {}
    found = {label: _change(table.key, before.row(label), cells) for label, cells in table.rows}
    return {label: change for label, change in found.items() if change is not None}


def effect(tables: Mapping[str, PublishedTable]) -> Change | None:
    """Before and after the training, of those who had a result both times; None where it may not be told."""
    row = tables["effect"].row(ALL) if "effect" in tables else {}
    paired, before, after = (row.get(key) for key in ("paired", "before", "after"))
    if not paired or before is None or after is None:
        return None
    return _shown((before, paired), (after, paired))


def tables_of_base(base: Snapshot) -> dict[str, PublishedTable]:
    """The earlier snapshot's tables by key, as published: what was withheld then is not compared now."""
    return {table.key: table for table in publish(base)}


def _change(key: str, before: Counts, after: Counts) -> Change | None:
    part, known = pair_of(key)
    counts = (before.get(part), before.get(known), after.get(part), after.get(known))
    old_part, old_known, new_part, new_known = counts
    if old_part is None or new_part is None or not old_known or not new_known:
        return None
    return _shown((old_part, old_known), (new_part, new_known))


def _shown(before: tuple[int, int], after: tuple[int, int]) -> Change | None:
    ends = newcombe(before, after)
    if ends is None:
        return None
    return Change(
        part=(before[0], after[0]),
        known=(before[1], after[1]),
        share=(whole(100 * before[0] / before[1]), whole(100 * after[0] / after[1])),
        low=whole(100 * ends[0]),
        high=whole(100 * ends[1]),
    )
