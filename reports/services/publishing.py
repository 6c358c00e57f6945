"""The tables of a snapshot as everybody may see them: decided once, the same in all documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.models import PublishedCell, Snapshot
from reports.words import COLUMNS, QUIET, TITLES

WITHHELD = "*"
"""What stands in a table where a count is not published."""
NOTHING = "—"
"""What stands where there is nothing to say, such as a share of nobody."""
INTERVAL = ("share", "low", "high")
BOUNDS = ("least", "most")
"""The share if those without a result had all missed it, and if they had all reached it."""
SHARES = (*INTERVAL, *BOUNDS)
Counts = Mapping[str, int | None]
"""Column key -> whole number, None where withheld; no entry where there is nothing to say."""


@dataclass(frozen=True)
class Column:
    """A column with its heading."""

    key: str
    title: str


@dataclass(frozen=True)
class PublishedTable:
    """A table as everybody may see it. `columns` are those of counts; each row holds a share with its interval too, and
    its bounds where it may be told how many have no result."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, Counts], ...]

    def row(self, label: str) -> Counts:
        """The row of that label; an empty one where it is not there."""
        return next((cells for name, cells in self.rows if name == label), {})

    @property
    def label_head(self) -> str:
        return "分组"

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """For print: every row with its cells as words, the bounds where there are any, the share with its interval as
        the last one."""
        return [
            (
                name,
                [
                    *(words(cells, column.key) for column in self.columns),
                    *([bounds_words(cells)] if self.has_bounds else []),
                    share_words(cells),
                ],
            )
            for name, cells in self.rows
        ]

    @property
    def heads(self) -> list[str]:
        """The headings over `lines`."""
        bounds = ["计入暂无后"] if self.has_bounds else []
        return [*(column.title for column in self.columns), *bounds, "比例（95%区间）"]

    @property
    def has_bounds(self) -> bool:
        return any("least" in cells for _, cells in self.rows)

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


def bounds_words(cells: Counts) -> str:
    """47%～68%: the share if all those without a result had missed it, and if all had reached it."""
    if "least" not in cells:
        return NOTHING
    return WITHHELD if cells["least"] is None else f"{cells['least']}%～{cells['most']}%"


def publish(snapshot: Snapshot) -> list[PublishedTable]:
    """The published tables of a snapshot; decided and written down at the first call, read afterwards."""
    shown = PublishedCell.objects.filter(snapshot=snapshot).exclude(column__in=QUIET).order_by("pk")
    rows = list(shown)
    if not rows:
        from reports.services.deciding import decide  # with pandas and scipy: seconds that a web process does without

        decide(snapshot)
        snapshot.refresh_from_db(fields=["shape"])
        rows = list(shown.all())
    return _shaped(rows)


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
