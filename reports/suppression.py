"""Which cells of a set of tables may be published, so that no small one can be read or worked out. Pure.

The tables are seen as one system: every cell is a whole number ≥ 0, and equations say which cells add up to which. A
cell below the threshold is withheld (primary). Then, for each withheld cell, the smallest and the largest value that
the published cells allow are computed by linear programming; where they lie too close together, one more cell of an
equation that holds it is withheld (secondary), the smallest first, until every withheld cell is uncertain enough.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

THRESHOLD = 5
"""Counts below this are not published."""
WIDTH = 4
"""What an outsider can compute for a withheld cell spans at least so many whole numbers."""

Cell = tuple[str, str, str]
"""Table, row, column."""


@dataclass(frozen=True)
class Equation:
    """The parts add up to the total."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


def withheld(
    counts: Mapping[Cell, int],
    equations: Sequence[Equation],
    *,
    public: Collection[Cell] = (),
    already: Collection[Cell] = (),
) -> dict[Cell, str]:
    """Cell -> "primary" or "secondary", for every cell that must not be published.

    `public` cells are known to everybody anyway (how many deputies a town has) and are never withheld; `already` were
    withheld before and stay so. ValueError when nothing can protect a cell, because all its neighbours are public.
    """
    open_cells = set(public)
    reasons = {cell: "primary" for cell, count in counts.items() if count < THRESHOLD and cell not in open_cells}
    reasons |= {cell: "secondary" for cell in already if cell in counts and cell not in reasons}
    while weak := _weak(counts, equations, reasons):
        others = [_next_to(cell, counts, equations, reasons, open_cells) for cell in weak]
        more = {other: "secondary" for other in others if other is not None}
        if not more:
            raise ValueError(f"nothing can protect {weak[0]}")
        reasons |= more
    return reasons


def interval(
    cell: Cell, counts: Mapping[Cell, int], equations: Sequence[Equation], hidden: Collection[Cell]
) -> tuple[int, float]:
    """The smallest and the largest value of a withheld cell that the published ones allow; infinity without a limit."""
    order = _connected(cell, equations, set(hidden))
    place = {one: number for number, one in enumerate(order)}
    rows, sums = _system(equations, counts, place)
    goal = np.zeros(len(order))
    goal[place[cell]] = 1
    ends: list[float] = []
    for sign in (1, -1):
        found = linprog(sign * goal, A_eq=rows, b_eq=sums, bounds=(0, None), method="highs")
        ends.append(math.inf if found.status == 3 else sign * found.fun)
    return math.ceil(ends[0] - 1e-6), ends[1] if math.isinf(ends[1]) else math.floor(ends[1] + 1e-6)


def _weak(counts: Mapping[Cell, int], equations: Sequence[Equation], reasons: Mapping[Cell, str]) -> list[Cell]:
    """Withheld cells that an outsider could compute too closely, in a fixed order."""
    weak = []
    for cell in sorted(reasons):
        low, high = interval(cell, counts, equations, reasons)
        if high - low < WIDTH:
            weak.append(cell)
    return weak


def _next_to(
    cell: Cell,
    counts: Mapping[Cell, int],
    equations: Sequence[Equation],
    reasons: Mapping[Cell, str],
    public: set[Cell],
) -> Cell | None:
    """The cheapest published cell that shares an equation with one of the system around this cell: a part before a
    total, the smaller before the larger."""
    around = set(_connected(cell, equations, set(reasons)))
    candidates = [
        (one == equation.total, counts[one], one)
        for equation in equations
        if around & set(equation.cells)
        for one in equation.cells
        if one not in reasons and one not in public
    ]
    return min(candidates)[2] if candidates else None


def _connected(cell: Cell, equations: Sequence[Equation], hidden: set[Cell]) -> list[Cell]:
    """The withheld cells that hang together with this one through equations; the others cannot tell anything of it."""
    found, queue = {cell}, [cell]
    while queue:
        one = queue.pop()
        for equation in equations:
            if one in equation.cells:
                new = (set(equation.cells) & hidden) - found
                found |= new
                queue.extend(new)
    return sorted(found)


def _system(
    equations: Sequence[Equation], counts: Mapping[Cell, int], place: Mapping[Cell, int]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Σ withheld parts − withheld total = published total − Σ published parts, a row per equation."""
    rows, sums = [], []
    for equation in equations:
        if not any(cell in place for cell in equation.cells):
            continue
        row, known = np.zeros(len(place)), 0.0
        for cell, sign in ((equation.total, -1.0), *((part, 1.0) for part in equation.parts)):
            if cell in place:
                row[place[cell]] += sign
            else:
                known -= sign * counts[cell]
        rows.append(row)
        sums.append(known)
    return (np.array(rows), np.array(sums)) if rows else (None, None)
