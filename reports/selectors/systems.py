"""How the counts of all tables of a snapshot hang together: what anybody could subtract, written down."""

from __future__ import annotations

from reports.models import Snapshot
from reports.selectors.tables import REACHED, Table, competence_row, names_of
from reports.suppression import Cell, Equation, Inclusion, System
from reports.words import ALL, LEVELS

SUMS = {
    "due": (("known", "unknown"), ("enrolled", "outside"), ("hours_met", "hours_short")),
    "known": (("below", "reached"),),
    "reached": (REACHED, ("basic", "full_up")),
    "enrolled": (("completed", "going_on"),),
    "completed": (("certified", "uncertified"),),
    "assessed": (("mastered", "learning"),),
}
TELLING = {"below": "known", "reached": "known", "mastered": "assessed", "learning": "assessed"}
"""Classes of ability -> what they are a class of."""
PARENTS = {
    "towns": LEVELS["township"],
    "district_units": LEVELS["district"],
    "origins": ALL,
    "ages": ALL,
    "help": ALL,
    "modes": ALL,
}
"""Tables whose rows add up to a row of the first table."""


def system_of(snapshot: Snapshot, tables: list[Table]) -> System:
    """The counts of the tables as one system of equations and inclusions."""
    counts = {cell: count for table in tables for cell, count in table.cells().items()}
    equations = [one for table in tables for one in _across(table)] + _down(tables) + _same(counts)
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
    importance = {"due": 20.0, "known": 4.0, "assessed": 4.0, "enrolled": 4.0, "unknown": 2.0}.get(column, 1.0)
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


def _down(tables: list[Table]) -> list[Equation]:
    """Down each column, to the total of the same table or of the first one."""
    found = []
    for table in tables:
        own_total = table.key in {"grades", "participation"}
        if not own_total and table.key not in PARENTS:
            continue
        rows = list(LEVELS.values()) if own_total else [str(row) for row in table.frame.index]
        home, parent = (table.key, ALL) if own_total else ("grades", PARENTS[table.key])
        found += [
            Equation((home, parent, str(column)), tuple((table.key, row, str(column)) for row in rows))
            for column in table.frame.columns
        ]
    return found


def _same(counts: dict[Cell, int]) -> list[Equation]:
    """What stands in two tables is one number."""
    pairs = [(("grades", row, "due"), ("participation", row, "due")) for row in (ALL, *LEVELS.values())]
    return [Equation(one, (other,)) for one, other in pairs if one in counts and other in counts]


def _inclusions(snapshot: Snapshot) -> list[Inclusion]:
    """Whoever is basically ready has mastered every core competence; whoever has a grade was assessed in each."""
    found = []
    for code, name in names_of(snapshot).items():
        for level, words in LEVELS.items():
            if code in snapshot.scope["core"][level]:
                row = competence_row(name, level)
                found += [
                    Inclusion(("grades", words, "reached"), ("competences", row, "mastered")),
                    Inclusion(("grades", words, "known"), ("competences", row, "assessed")),
                    Inclusion(("competences", row, "assessed"), ("grades", words, "due")),
                ]
    return found
