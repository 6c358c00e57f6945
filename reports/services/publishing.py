"""Deciding once, for all documents of a snapshot, which cells are published. What is withheld stays withheld."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from reports.models import PublishedCell, Snapshot
from reports.selectors.tables import TABLE_COLUMNS, TITLES, equations_of, public_cells, tables_of
from reports.suppression import withheld

WITHHELD = "…"
"""What stands in a table where a count is not published."""


@dataclass(frozen=True)
class Column:
    """A column with its heading."""

    key: str
    title: str


@dataclass(frozen=True)
class PublishedTable:
    """A table as everybody may see it: rows of (label, {column: count or None})."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, dict[str, int | None]], ...]

    def row(self, label: str) -> dict[str, int | None]:
        """The row of that label; an empty one where it is not there."""
        return next((cells for name, cells in self.rows if name == label), {})

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """For templates: every row with its cells as words."""
        return [(name, [words(cells[column.key]) for column in self.columns]) for name, cells in self.rows]

    @property
    def has_withheld(self) -> bool:
        return any(count is None for _, cells in self.rows for count in cells.values())


def words(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


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
    counts = {cell: count for table in tables for cell, count in table.cells().items()}
    reasons = withheld(counts, equations_of(tables), public=public_cells(tables))
    PublishedCell.objects.bulk_create(
        [
            PublishedCell(
                snapshot=snapshot,
                table=cell[0],
                row=cell[1],
                column=cell[2],
                value=None if cell in reasons else count,
                suppressed=cell in reasons,
                reason=reasons.get(cell, ""),
            )
            for cell, count in counts.items()
        ],
        batch_size=500,
    )


def _shaped(cells: list[PublishedCell]) -> list[PublishedTable]:
    found: dict[str, dict[str, dict[str, int | None]]] = {}
    for cell in cells:
        value = None if cell.value is None else int(cell.value)
        found.setdefault(cell.table, {}).setdefault(cell.row, {})[cell.column] = value
    return [
        PublishedTable(
            key=key,
            title=TITLES[key],
            columns=tuple(Column(column, TABLE_COLUMNS[column]) for column in next(iter(rows.values()))),
            rows=tuple(rows.items()),
        )
        for key, rows in found.items()
    ]
