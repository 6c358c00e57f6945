"""How the counts of all tables of a snapshot hang together: what anybody could subtract, written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from reports.models import Snapshot
from reports.selectors.tables import REACHED, Table, competence_row, names_of
from reports.suppression import Cell, Equation, Inclusion, System
from reports.words import ALL, LEVELS

SUMS = {
    "due": (
        ("known", "unknown"),
        ("assessed", "unassessed"),
        ("enrolled", "outside"),
        ("completed", "uncompleted"),
        ("hours_met", "hours_short"),
    ),
    "known": (("below", "reached"),),
    "reached": (REACHED, ("basic", "full_up")),
    "enrolled": (("completed", "going_on"),),
    "completed": (("certified", "uncertified"),),
    "assessed": (("mastered", "learning"),),
    "paired": (("before", "before_below"), ("after", "after_below")),
}
TELLING = {
    "below": "known",
    "reached": "known",
    "mastered": "assessed",
    "learning": "assessed",
    "before": "paired",
    "before_below": "paired",
    "after": "paired",
    "after_below": "paired",
}
"""Classes of ability -> what they are a class of."""
PARENTS = {
    "towns": ("grades", LEVELS["township"]),
    "district_units": ("grades", LEVELS["district"]),
    "origins": ("grades", ALL),
    "ages": ("grades", ALL),
    "help": ("grades", ALL),
    "modes": ("grades", ALL),
    "town_participation": ("participation", LEVELS["township"]),
}
"""Tables whose rows add up to a row of another one."""


def system_of(snapshot: Snapshot, tables: list[Table]) -> System:
    """The counts of the tables as one system of equations and inclusions."""
    counts = {cell: count for table in tables for cell, count in table.cells().items()}
    equations = [one for table in tables for one in _across(table)] + _down(tables, counts) + _same(counts)
    telling = {
        cell: (cell[0], cell[1], TELLING[cell[2]])
        for cell in counts
        if cell[2] in TELLING and (cell[0], cell[1], TELLING[cell[2]]) in counts
    }
    inclusions = [
        one
        for one in _inclusions(snapshot)
        if one.smaller in counts and one.larger in counts and counts[one.smaller] <= counts[one.larger]
    ]
    return System(counts, tuple(equations), tuple(inclusions), telling)


def cost_of(system: System, cell: Cell) -> float:
    """How much a cell would be missed: totals more than parts, the larger more than the smaller."""
    table, row, column = cell
    importance = {"due": 20.0, "known": 4.0, "assessed": 4.0, "enrolled": 4.0, "paired": 4.0, "unknown": 2.0}.get(
        column, 1.0
    )
    if "|" in table:
        return 0.0
    if row == ALL:
        importance *= 60
    elif table in {"grades", "participation"}:
        importance *= 30
    return importance * (1 + system.counts[cell] / 100)


def _across(table: Table) -> list[Equation]:
    """Inside each row."""
    columns = set(map(str, table.frame.columns))
    return [
        Equation((table.key, str(row), total), tuple((table.key, str(row), part) for part in parts))
        for row in table.frame.index
        for total, ways in SUMS.items()
        for parts in ways
        if {total, *parts} <= columns
    ]


def _down(tables: list[Table], counts: dict[Cell, int]) -> list[Equation]:
    """Down each column, to the total of the same table or of the one it divides."""
    found = []
    for table in tables:
        own_total = table.key in {"grades", "participation"}
        if not own_total and table.key not in PARENTS:
            continue
        rows = list(LEVELS.values()) if own_total else [str(row) for row in table.frame.index]
        home, parent = (table.key, ALL) if own_total else PARENTS[table.key]
        found += [
            Equation((home, parent, str(column)), tuple((table.key, row, str(column)) for row in rows))
            for column in table.frame.columns
            if (home, parent, str(column)) in counts
        ]
    return found


def _same(counts: dict[Cell, int]) -> list[Equation]:
    """What stands in two tables is one number."""
    pairs = [(("grades", row, "due"), ("participation", row, "due")) for row in (ALL, *LEVELS.values())]
    for table, row, column in counts:
        if column == "due" and table == "town_participation":
            pairs.append((("towns", row, "due"), (table, row, column)))
        elif column == "due" and table == "competences":
            pairs.append((("grades", row.partition("／")[2], "due"), (table, row, column)))
    return [Equation(one, (other,)) for one, other in pairs if one in counts and other in counts]


def _inclusions(snapshot: Snapshot) -> list[Inclusion]:
    """Whoever is basically ready has mastered every core competence; whoever has a grade was assessed in each."""
    found = [
        Inclusion(("effect", ALL, "paired"), ("grades", ALL, "known")),
        Inclusion(("effect", ALL, "after"), ("grades", ALL, "reached")),
        Inclusion(("effect", ALL, "after_below"), ("grades", ALL, "below")),
    ]
    for code, name in names_of(snapshot).items():
        for level, words in LEVELS.items():
            if code in snapshot.scope["core"][level]:
                row = competence_row(name, level)
                found += [
                    Inclusion(("grades", words, "reached"), ("competences", row, "mastered")),
                    Inclusion(("grades", words, "known"), ("competences", row, "assessed")),
                ]
    return found


GROWING = frozenset(
    {"known", "reached", "assessed", "mastered", "enrolled", "completed", "certified", "hours_met", "paired", "before"}
)
"""Counts that do not fall from one snapshot to the next while the same people are in office."""
CHANGING = frozenset({"help", "modes"})
"""Tables whose rows people move between."""


def past(system: System, published: Mapping[Cell, bool], number: int) -> System:
    """The system of an earlier snapshot beside which a new one is decided: its cells are marked by `number`, and what
    was published then (`published`: cell -> whether it was withheld) is fixed."""

    def marked(cell: Cell) -> Cell:
        return f"{number}|{cell[0]}", cell[1], cell[2]

    counts = {marked(cell): count for cell, count in system.counts.items() if cell in published}
    equations = [Equation(marked(one.total), tuple(map(marked, one.parts))) for one in system.equations]
    inclusions = [Inclusion(marked(one.smaller), marked(one.larger)) for one in system.inclusions]
    return System(
        counts,
        tuple(one for one in equations if {one.total, *one.parts} <= counts.keys()),
        tuple(one for one in inclusions if {one.smaller, one.larger} <= counts.keys()),
        {},
        frozenset(marked(cell) for cell, hidden in published.items() if not hidden and cell in system.counts),
    )


def in_a_row(systems: Sequence[System]) -> System:
    """Systems of the same programme in the order of their days as one: what a reader of all of them knows. Between two
    days results are added and none is lost, as far as that is true."""
    counts = {cell: count for system in systems for cell, count in system.counts.items()}
    links = [
        Inclusion(earlier, later)
        for before, after in pairwise(systems)
        for earlier, later in _pairs(before, after)
        if counts[earlier] <= counts[later]
    ]
    return System(
        counts,
        tuple(one for system in systems for one in system.equations),
        (*(one for system in systems for one in system.inclusions), *links),
        {cell: total for system in systems for cell, total in system.telling.items()},
        frozenset().union(*(system.fixed for system in systems)),
    )


def _pairs(before: System, after: System) -> Iterator[tuple[Cell, Cell]]:
    """The same growing count on both days."""
    there = {(cell[0].rpartition("|")[2], *cell[1:]): cell for cell in before.counts}
    for cell in after.counts:
        plain = (cell[0].rpartition("|")[2], *cell[1:])
        if plain in there and cell[2] in GROWING and plain[0] not in CHANGING:
            yield there[plain], cell
