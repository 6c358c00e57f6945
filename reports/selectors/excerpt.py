"""What a snapshot publishes about one town or street: the rows it stands in, never more than everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from reports.models import Snapshot
from reports.services.content import pictures_of
from reports.services.publishing import Counts, PublishedTable, publish
from reports.services.remarks import remarks_of
from reports.words import ALL, LEVELS, joined_label

SHOWN = {
    "towns": ("grades", LEVELS["township"]),
    "district_units": ("grades", LEVELS["district"]),
    "town_participation": ("participation", LEVELS["township"]),
}
"""Tables with a row for each unit, with the row of all that is told beside it."""


@dataclass(frozen=True)
class Part:
    """One table about the unit: its own row, and that of all."""

    table: PublishedTable
    label: str
    own: Counts
    picture: SafeString | str
    remark: str
    whole_label: str
    whole: Counts

    @property
    def title(self) -> str:
        return self.table.title

    @property
    def label_head(self) -> str:
        return self.table.label_head

    @property
    def heads(self) -> list[str]:
        return self.table.heads

    @property
    def sentence(self) -> str:
        """Whether it differs from all; "" where that is not compared."""
        return f"{self.label}{self.remark}。" if self.remark else ""

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """The own row and that of all as words, under `heads`."""
        return self._both.lines

    @property
    def has_withheld(self) -> bool:
        return self._both.has_withheld

    @cached_property
    def _both(self) -> PublishedTable:
        rows = ((self.label, self.own), (self.whole_label, self.whole))
        return PublishedTable(self.table.key, self.table.title, self.table.columns, rows)


@dataclass(frozen=True)
class Excerpt:
    """`parts` is empty where the unit has no row of its own in any table."""

    snapshot: Snapshot
    unit: str
    parts: tuple[Part, ...]


def excerpt(snapshot: Snapshot, unit: str) -> Excerpt:
    """By the short name of the unit, as the snapshot froze it."""
    tables = {table.key: table for table in publish(snapshot)}
    groups = snapshot.shape.get("groups", {})
    found = []
    for key, (home, who) in SHOWN.items():
        group = next(
            (names for names in groups.get("towns" if home == "participation" else key, []) if unit in names), None
        )
        if group is None or key not in tables:
            continue
        table, label = tables[key], joined_label(group)
        found.append(
            Part(
                table=table,
                label=label,
                own=table.row(label),
                picture=pictures_of(table).get(label, ""),
                remark=remarks_of(table, tables).get(label, ""),
                whole_label=who if who != ALL else "全体代表",
                whole=tables[home].row(who),
            )
        )
    return Excerpt(snapshot, unit, tuple(found))


def unit_of_row(snapshot: Snapshot) -> dict[str, str]:
    """Row label -> the first of the units it stands for."""
    groups = snapshot.shape.get("groups", {})
    return {joined_label(group): group[0] for key in ("towns", "district_units") for group in groups.get(key, [])}


def units_of(snapshot: Snapshot) -> list[str]:
    """The units of a decided snapshot, in the order of the administrative division."""
    groups = snapshot.shape.get("groups", {})
    names = [name for key in ("towns", "district_units") for group in groups.get(key, []) for name in group]
    return list(dict.fromkeys(names))
