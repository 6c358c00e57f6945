"""Deciding once, for all documents of a snapshot, which cells are published. What is withheld stays withheld."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from reports.intervals import possible, wilson
from reports.models import PublishedCell, Snapshot
from reports.reading import Reader
from reports.selectors.systems import cost_of, system_of
from reports.selectors.tables import tables_of
from reports.suppression import Cell, System, withheld
from reports.words import COLUMNS, QUIET, TITLES, pair_of

WITHHELD = "*"
"""What stands in a table where a count is not published."""
NOTHING = "—"
"""What stands where there is nothing to say, such as a share of nobody."""
SHARES = ("share", "low", "high")
Counts = Mapping[str, int | None]
"""Column key -> whole number, None where withheld; no entry where there is nothing to say."""


@dataclass(frozen=True)
class Column:
    """A column with its heading."""

    key: str
    title: str


@dataclass(frozen=True)
class PublishedTable:
    """A table as everybody may see it. `columns` are those of counts; each row holds a share and interval too."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, Counts], ...]

    def row(self, label: str) -> Counts:
        """The row of that label; an empty one where it is not there."""
        return next((cells for name, cells in self.rows if name == label), {})

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """For print: every row with its cells as words, the share with its interval as the last one."""
        return [
            (name, [*(words(cells, column.key) for column in self.columns), share_words(cells)])
            for name, cells in self.rows
        ]

    @property
    def heads(self) -> list[str]:
        """The headings over `lines`."""
        return [*(column.title for column in self.columns), "比例（95%区间）"]

    @property
    def has_withheld(self) -> bool:
        return any(count is None for _, cells in self.rows for count in cells.values())


def words(cells: Counts, key: str) -> str:
    if key not in cells:
        return NOTHING
    count = cells[key]
    return WITHHELD if count is None else str(count)


def share_words(cells: Counts) -> str:
    """62%（57%～66%）; 60%～100% where only a smoothed interval can be told."""
    if "share" not in cells:
        return NOTHING
    if cells["low"] is None:
        return WITHHELD
    interval = f"{cells['low']}%～{cells['high']}%"
    return interval if cells["share"] is None else f"{cells['share']}%（{interval}）"


def publish(snapshot: Snapshot) -> list[PublishedTable]:
    """The published tables of a snapshot; decided and written down at the first call, read afterwards."""
    rows = list(PublishedCell.objects.filter(snapshot=snapshot).order_by("pk"))
    if not rows:
        _decide(snapshot)
        rows = list(PublishedCell.objects.filter(snapshot=snapshot).order_by("pk"))
    return _shaped(rows)


@transaction.atomic
def _decide(snapshot: Snapshot) -> None:
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if PublishedCell.objects.filter(snapshot=snapshot).exists():
        return
    tables = tables_of(snapshot)
    system = system_of(snapshot, tables)
    reasons = withheld(system, cost=lambda cell: cost_of(system, cell))
    reader = Reader(system, reasons)
    cells = [
        cell
        for table in tables
        for row in map(str, table.frame.index)
        for cell in _row_cells(snapshot, system, reasons, reader, table.key, row, list(table.frame.columns))
    ]
    PublishedCell.objects.bulk_create(cells, batch_size=500)


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
        if column not in QUIET:
            values[column] = (None, reasons[cell]) if cell in reasons else (system.counts[cell], "")
    part, total = ((table, row, column) for column in pair_of(table))
    values |= _share_values(system, reasons, reader, part, total)
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
        return dict.fromkeys(SHARES, (None, ""))
    if total in hidden:
        return dict.fromkeys(SHARES, (None, "share"))
    known = system.counts[total]
    if part not in hidden:
        share = wilson(system.counts[part], known)
        assert share is not None
        return {name: (value, "") for name, value in zip(SHARES, share.percents, strict=True)}
    told = possible(*reader.range(part), known)
    ends = (
        {"low": (None, "share"), "high": (None, "share")}
        if told is None
        else {"low": (told[0], ""), "high": (told[1], "")}
    )
    return {"share": (None, "share"), **ends}


def _shaped(cells: list[PublishedCell]) -> list[PublishedTable]:
    found: dict[str, dict[str, dict[str, int | None]]] = {}
    columns: dict[str, dict[str, None]] = {}
    for cell in cells:
        row = found.setdefault(cell.table, {}).setdefault(cell.row, {})
        if cell.column not in SHARES:
            columns.setdefault(cell.table, {})[cell.column] = None
        if cell.value is not None or cell.suppressed:
            row[cell.column] = None if cell.value is None else int(cell.value)
    return [
        PublishedTable(
            key=key,
            title=TITLES[key],
            columns=tuple(Column(column, COLUMNS[column]) for column in columns[key]),
            rows=tuple(rows.items()),
        )
        for key, rows in found.items()
    ]
