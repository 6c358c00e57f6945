"""Which cells of a set of tables may be published, so that no small one can be read, subtracted or squeezed out. Pure.

The tables are one system: every cell is a whole number ≥ 0, equations say which cells add up to which, inclusions which
count can never exceed another. Primary: a count of 1 to 4, and an empty class of ability (`telling`), which tells
something about everybody in the other class. Secondary: what must be withheld with them. For each withheld cell we look
for another system of whole numbers that agrees with every published cell, every equation and every inclusion, and gives
the cell a value far enough away. Where there is none, the cheapest change of further cells that makes one is found by
integer programming (HiGHS through scipy), and the cells it changes are withheld too. So every withheld cell ends with
witnesses: tables that no reader can tell from the true ones.

After Fischetti and Salazar (Mathematical Programming 84, 1999), with the cost of a change in place of a fixed charge,
cell after cell. The reasons for this way, and what was rejected: docs/decisions/0005-suppression.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

THRESHOLD = 5
"""Counts below this are not published."""
WIDTH = 3
"""The whole numbers that remain possible for a withheld cell span at least this."""
PRIMARY, SECONDARY = "primary", "secondary"

Cell = tuple[str, str, str]
"""Table, row, column."""
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Equation:
    """The parts add up to the total."""

    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Inclusion:
    """Whoever is counted in `smaller` is counted in `larger` too."""

    smaller: Cell
    larger: Cell


@dataclass(frozen=True)
class System:
    """All counts that the published tables show or imply, and how they hang together. ValueError when they do not."""

    counts: Mapping[Cell, int]
    equations: tuple[Equation, ...]
    inclusions: tuple[Inclusion, ...] = ()
    telling: Mapping[Cell, Cell] = field(default_factory=dict)
    """Classes that must not be seen empty -> the total they are a class of."""
    fixed: frozenset[Cell] = frozenset()
    """What was published before, and cannot be withheld any more."""

    def __post_init__(self) -> None:
        for one in self.equations:
            if self.counts[one.total] != sum(self.counts[part] for part in one.parts):
                raise ValueError(f"{one.total} is not the sum of its parts")
        for bound in self.inclusions:
            if self.counts[bound.smaller] > self.counts[bound.larger]:
                raise ValueError(f"{bound.smaller} is larger than {bound.larger}")


def primary(system: System) -> set[Cell]:
    """The cells whose count itself must not be seen."""
    counts = system.counts
    small = {cell for cell, count in counts.items() if 0 < count < THRESHOLD}
    empty = {cell for cell, total in system.telling.items() if counts[cell] == 0 and counts[total] > 0}
    return (small | empty) - system.fixed


def withheld(
    system: System, *, cost: Callable[[Cell], float] = lambda cell: 1.0, already: Collection[Cell] = ()
) -> dict[Cell, str]:
    """Cell -> "primary" or "secondary", for every cell that must not be published; the same for the same system.

    `cost` says how much a cell would be missed; cells of `already` were withheld before and stay so. The possible
    values of a primary cell reach the threshold, so that not even its being small is known.
    """
    search = _Search(system, cost)
    small = primary(system)
    before = {cell for cell in already if cell in system.counts}
    search.withhold(small | before)
    seen: set[Cell] = set()
    while new := sorted(search.hidden - seen, key=lambda cell: (cell in before, cell)):
        for cell in new:
            wanted = max(THRESHOLD - system.counts[cell], WIDTH) if cell in small else WIDTH
            if search.rise_of(cell) < wanted and (cell in small or search.span_of(cell) < WIDTH):
                search.find_witness(cell, wanted, small=cell in small)
        seen |= set(new)
    return {cell: PRIMARY if cell in small else SECONDARY for cell in sorted(search.hidden)}


class _Search:
    """The integer programme over changes of the cells, and how far the witnesses found so far move each cell."""

    def __init__(self, system: System, cost: Callable[[Cell], float]) -> None:
        self.cells = sorted(system.counts)
        self.place = {cell: place for place, cell in enumerate(self.cells)}
        self.counts: Whole = np.array([system.counts[cell] for cell in self.cells], dtype=np.int64)
        self.price = np.array([max(cost(cell), 1e-2) for cell in self.cells], dtype=float)
        self.price *= 1 + 1e-6 * np.arange(len(self.cells))
        sums = sums_of(system, self.place)
        room = inclusions_of(system, self.place)
        self.constraints = [LinearConstraint(hstack([sums, -sums], format="csr"), 0, 0)]
        if system.inclusions:
            self.constraints.append(
                LinearConstraint(hstack([room, -room], format="csr"), -(room @ self.counts), np.inf)
            )
        self.open = np.array([cell not in system.fixed for cell in self.cells], dtype=float)
        self.hidden: set[Cell] = set()
        self.rise: Whole = np.zeros(len(self.cells), dtype=np.int64)
        self.fall: Whole = np.zeros(len(self.cells), dtype=np.int64)

    def rise_of(self, cell: Cell) -> int:
        return int(self.rise[self.place[cell]])

    def span_of(self, cell: Cell) -> int:
        return int(self.rise[self.place[cell]] + self.fall[self.place[cell]])

    def withhold(self, cells: set[Cell]) -> None:
        self.hidden |= cells
        self.price[[self.place[cell] for cell in cells]] = 1e-4

    def find_witness(self, cell: Cell, rise: int, *, small: bool) -> None:
        """The cheapest change that makes the cell larger by `rise`; whatever it changes is withheld from now on. There
        always is one: one more mandate of the same kind in every total. Where an earlier snapshot has fixed its totals,
        a cell that is not small may have to fall instead, as it could then."""
        if self._moved(cell, rise):
            return
        ways = [(up, WIDTH - up) for up in range(WIDTH)]
        if small or not any(
            self._moved(cell, -down) and (self.span_of(cell) >= WIDTH or self._moved(cell, up)) for up, down in ways
        ):
            raise ValueError(f"nothing can protect {cell}")

    def _moved(self, cell: Cell, by: int) -> bool:
        """Whether there is a change that moves the cell so far; it is noted, and the cheapest one."""
        limit = float(max(4 * abs(by), 12))
        change = self._cheapest(cell, by, limit)
        if change is None and self.open.sum() < len(self.cells):
            change = self._cheapest(cell, by, limit + float(self.counts.max()))
        if change is None:
            return False
        self.rise, self.fall = np.maximum(self.rise, change), np.maximum(self.fall, -change)
        self.withhold({self.cells[one] for one in np.flatnonzero(change)})
        return True

    def _cheapest(self, cell: Cell, by: int, limit: float) -> Whole | None:
        count, place = len(self.cells), self.place[cell]
        most = limit * self.open
        low, up, down = np.zeros(2 * count), most.copy(), np.minimum(self.counts, most)
        if by < -self.counts[place] or not self.open[place]:
            return None
        up[place], down[place] = max(by, 0), max(-by, 0)
        low[place], low[count + place] = up[place], down[place]
        found = milp(
            np.concatenate([self.price, self.price]),
            integrality=np.ones(2 * count),
            bounds=Bounds(low, np.concatenate([up, down])),
            constraints=self.constraints,
            options={"mip_rel_gap": 0.02},
        )
        return None if found.x is None else np.rint(found.x[:count] - found.x[count:]).astype(np.int64)


def sums_of(system: System, place: Mapping[Cell, int]) -> csr_array:
    """One row per equation: +1 for the total, −1 for each part."""
    entries = [
        (row, place[cell], value)
        for row, one in enumerate(system.equations)
        for cell, value in ((one.total, 1.0), *((part, -1.0) for part in one.parts))
    ]
    return _matrix(entries, (len(system.equations), len(place)))


def inclusions_of(system: System, place: Mapping[Cell, int]) -> csr_array:
    """One row per inclusion: larger − smaller, which is never negative."""
    entries = [
        (row, place[cell], value)
        for row, bound in enumerate(system.inclusions)
        for cell, value in ((bound.larger, 1.0), (bound.smaller, -1.0))
    ]
    return _matrix(entries, (len(system.inclusions), len(place)))


def _matrix(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = ([entry[part] for entry in entries] for part in range(3))
    return csr_array((np.array(values, dtype=float), (rows, columns)), shape=shape)
