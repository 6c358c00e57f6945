"""The decision which cells of a snapshot are published, over its tables and what a reader can reckon from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from reports.intervals import possible, whole, wilson
from reports.models import PublishedCell, Snapshot
from reports.reading import Reader
from reports.selectors.systems import cost_of, in_a_row, past, system_of
from reports.selectors.tables import tables_of
from reports.services.publishing import BOUNDS, INTERVAL
from reports.suppression import Cell, System, withheld
from reports.words import UNKNOWN, pair_of

EARLIER = 2
"""So many earlier snapshots of the programme a new one is decided together with."""


@transaction.atomic
def decide(snapshot: Snapshot) -> None:
    """Write the published cells of a snapshot, once, however many ask at a time."""
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if PublishedCell.objects.filter(snapshot=snapshot).exists():
        return
    earlier = list(
        Snapshot.objects.filter(programme=snapshot.programme_id, cells__isnull=False)
        .exclude(pk=snapshot.pk)
        .distinct()
        .order_by("-as_of", "-made_at", "-pk")[:EARLIER]
    )
    tables, shape = tables_of(snapshot, earlier[0].shape if earlier else None)
    own = system_of(snapshot, tables)
    system, hidden = _with_earlier(own, snapshot, earlier)
    reasons = withheld(system, cost=lambda cell: cost_of(system, cell), already=hidden)
    reader = Reader(system, reasons)
    cells = [
        cell
        for table in tables
        for row in map(str, table.frame.index)
        for cell in _row_cells(snapshot, system, reasons, reader, table.key, row, list(table.frame.columns))
    ]
    PublishedCell.objects.bulk_create(cells, batch_size=500)
    Snapshot.objects.filter(pk=snapshot.pk).update(shape=shape)


def _with_earlier(own: System, snapshot: Snapshot, earlier: list[Snapshot]) -> tuple[System, set[Cell]]:
    """The snapshot's system together with those of earlier ones, and what is withheld in these."""
    placed = [((snapshot.as_of, snapshot.made_at), own)]
    for number, one in enumerate(earlier, 1):
        stored = PublishedCell.objects.filter(snapshot=one).values_list("table", "row", "column", "suppressed")
        published = {(table, row, column): hidden for table, row, column, hidden in stored}
        placed.append(((one.as_of, one.made_at), past(system_of(one, tables_of(one, one.shape)[0]), published, number)))
    system = in_a_row([each for _, each in sorted(placed, key=lambda one: one[0])])
    return system, {cell for cell in system.counts if cell not in system.fixed and cell not in own.counts}


def _row_cells(
    snapshot: Snapshot,
    system: System,
    reasons: Mapping[Cell, str],
    reader: Reader,
    table: str,
    row: str,
    columns: list[str],
) -> list[PublishedCell]:
    values: dict[str, tuple[int | None, str]] = {}
    for column in columns:
        cell = (table, row, column)
        values[column] = (None, reasons[cell]) if cell in reasons else (system.counts[cell], "")
    part, total = ((table, row, column) for column in pair_of(table))
    values |= _share_values(system, reasons, reader, part, total)
    values |= _bound_values(system, reasons, part, (table, row, "due"), (table, row, UNKNOWN.get(table, "unknown")))
    return [
        PublishedCell(
            snapshot=snapshot,
            table=table,
            row=row,
            column=column,
            value=value,
            suppressed=bool(reason),
            reason=reason,
        )
        for column, (value, reason) in values.items()
    ]


def _share_values(
    system: System, hidden: Collection[Cell], reader: Reader, part: Cell, total: Cell
) -> dict[str, tuple[int | None, str]]:
    """A share stands only beside counts that may be seen, since with its n it gives the count away. Where the count is
    withheld, an interval is told that follows from the published figures alone."""
    if total not in hidden and system.counts[total] == 0:
        return dict.fromkeys(INTERVAL, (None, ""))
    if total in hidden:
        return dict.fromkeys(INTERVAL, (None, "share"))
    known = system.counts[total]
    if part not in hidden:
        share = wilson(system.counts[part], known)
        assert share is not None
        return {name: (value, "") for name, value in zip(INTERVAL, share.percents, strict=True)}
    told = possible(*reader.range(part), known)
    ends = (
        {"low": (None, "share"), "high": (None, "share")}
        if told is None
        else {"low": (told[0], ""), "high": (told[1], "")}
    )
    return {"share": (None, "share"), **ends}


def _bound_values(
    system: System, hidden: Collection[Cell], part: Cell, due: Cell, unknown: Cell
) -> dict[str, tuple[int | None, str]]:
    """Between which shares the truth lies, whatever those without a result can do. Reckoned from published counts."""
    if unknown not in system.counts or not system.counts[due]:
        return {}
    if any(one in hidden for one in (part, due, unknown)):
        return dict.fromkeys(BOUNDS, (None, "share"))
    counts, all_due = system.counts, system.counts[due]
    ends = (counts[part], counts[part] + counts[unknown])
    return {name: (whole(100 * end / all_due), "") for name, end in zip(BOUNDS, ends, strict=True)}
