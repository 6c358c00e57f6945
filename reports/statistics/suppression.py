"""Which cells may be published, so that no small count can be read, subtracted or squeezed out of the others.

Primary: a count of 1 to 4; and a class of ability that is empty or nearly so, because it tells something about
everybody in the group (n - x < 5 in two classes is the same rule on the other class). Secondary: what must go with
them. For each hidden cell we look for another table of whole numbers, none negative, that keeps every published count,
every sum and every inclusion, and gives the cell a value far enough away. Where the published cells leave no such table,
the cheapest change of further cells that makes one is found by integer programming (HiGHS through scipy), and the cells
it changes are hidden too. So each hidden cell ends with witnesses: tables that a reader cannot tell from the true one.

After M. Fischetti, J. J. Salazar: Models and algorithms for the 2-dimensional cell suppression problem in statistical
disclosure control (1999), with the cost of a change in place of a fixed charge, cell after cell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from reports.statistics.cells import Cell, System

SMALL = 5
"""Counts below this are not published."""
WIDTH = 3
"""At least so many other whole numbers are possible for every hidden cell."""
PRIMARY, SECONDARY = "small", "linked"

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Protection:
    """cell -> why it is hidden, and how many tables of whole numbers were found that a reader cannot rule out."""

    hidden: Mapping[Cell, str]
    witnesses: int


class NotProtectable(ValueError):
    """No further hiding helps; cannot happen while every cell may be hidden."""


def primary(system: System, small: int = SMALL) -> set[Cell]:
    """The cells whose count itself must not be seen."""
    counts = system.counts
    found = {cell for cell, count in counts.items() if 0 < count < small}
    return found | {cell for cell, total in system.telling.items() if counts[cell] == 0 and counts[total] > 0}


def protect(
    system: System,
    *,
    cost: Callable[[Cell], float] = lambda cell: 1.0,
    also: frozenset[Cell] = frozenset(),
    small: int = SMALL,
    width: int = WIDTH,
) -> Protection:
    """What to hide. `cost` says how much a cell would be missed; `also` is hidden whatever its count. Deterministic.

    A primary cell's possible values reach to `small` or above, so that not even its being small is known; every hidden
    cell can take values at least `width` apart.
    """
    search = _Search(system, cost)
    small_ones = primary(system, small)
    hidden = small_ones | also
    search.hide(hidden)
    pending = sorted(hidden)
    while pending:
        for cell in pending:
            count = system.counts[cell]
            rise = max(small - count, width) if cell in small_ones else width
            if search.rise[search.place[cell]] < rise and (cell in small_ones or search.spread(cell) < width):
                search.find(cell, rise)
        pending = sorted(search.hidden - hidden)
        hidden |= search.hidden
    reasons = {cell: PRIMARY if cell in small_ones else SECONDARY for cell in sorted(hidden)}
    return Protection(hidden=reasons, witnesses=search.witnesses)


class _Search:
    """The integer programme over changes of the cells, and what the witnesses found so far allow each cell."""

    def __init__(self, system: System, cost: Callable[[Cell], float]) -> None:
        self.cells = sorted(system.counts)
        self.place = {cell: place for place, cell in enumerate(self.cells)}
        self.counts: Whole = np.array([system.counts[cell] for cell in self.cells], dtype=np.int64)
        self.price = np.array([max(cost(cell), 1e-3) for cell in self.cells], dtype=float)
        self.price *= 1 + 1e-6 * np.arange(len(self.cells))
        self.sums = sums_matrix(system, self.place)
        self.inclusions, slack = inclusions_matrix(system, self.place)
        self.slack = slack
        self.hidden: set[Cell] = set()
        self.rise: Whole = np.zeros(len(self.cells), dtype=np.int64)
        self.fall: Whole = np.zeros(len(self.cells), dtype=np.int64)
        self.witnesses = 0

    def hide(self, cells: set[Cell]) -> None:
        self.hidden |= cells
        self.price[[self.place[cell] for cell in cells]] = 1e-4

    def spread(self, cell: Cell) -> int:
        place = self.place[cell]
        return int(self.rise[place] + self.fall[place])

    def find(self, cell: Cell, rise: int) -> None:
        """A table in which the cell is larger by `rise`, at the least cost; what changes in it is hidden from now on."""
        change = self._solve(self.place[cell], rise)
        if change is None:
            raise NotProtectable(f"{cell} cannot be protected")
        self.witnesses += 1
        self.rise = np.maximum(self.rise, change)
        self.fall = np.maximum(self.fall, -change)
        self.hide({self.cells[place] for place in np.flatnonzero(change)})

    def _solve(self, place: int, rise: int) -> Whole | None:
        count = len(self.cells)
        most = np.full(count, float(max(4 * rise, 12)))
        up_low, up_high, down_high = np.zeros(count), most.copy(), np.minimum(self.counts, most)
        up_low[place] = up_high[place] = rise
        down_high[place] = 0
        constraints = [LinearConstraint(hstack([self.sums, -self.sums], format="csr"), 0, 0)]
        if self.inclusions.shape[0]:
            inclusions = hstack([self.inclusions, -self.inclusions], format="csr")
            constraints.append(LinearConstraint(inclusions, -self.slack, np.inf))
        result = milp(
            np.concatenate([self.price, self.price]),
            integrality=np.ones(2 * count),
            bounds=Bounds(np.concatenate([up_low, np.zeros(count)]), np.concatenate([up_high, down_high])),
            constraints=constraints,
            options={"mip_rel_gap": 0.02},
        )
        if result.x is None:
            return None
        change: Whole = np.rint(result.x[:count] - result.x[count:]).astype(np.int64)
        return change


def sums_matrix(system: System, place: Mapping[Cell, int]) -> csr_array:
    """One row per relation: +1 for the total, -1 for each part."""
    rows, columns, values = [], [], []
    for row, (total, parts) in enumerate(system.relations):
        for cell, value in ((total, 1.0), *((part, -1.0) for part in parts)):
            rows.append(row)
            columns.append(place[cell])
            values.append(value)
    return csr_array((values, (rows, columns)), shape=(len(system.relations), len(place)))


def inclusions_matrix(system: System, place: Mapping[Cell, int]) -> tuple[csr_array, npt.NDArray[np.float64]]:
    """One row per inclusion, larger - smaller, and its present value."""
    rows, columns, values, slack = [], [], [], []
    for row, (smaller, larger) in enumerate(system.bounds):
        rows += [row, row]
        columns += [place[larger], place[smaller]]
        values += [1.0, -1.0]
        slack.append(float(system.counts[larger] - system.counts[smaller]))
    return csr_array((values, (rows, columns)), shape=(len(system.bounds), len(place))), np.array(slack)
