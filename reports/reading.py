"""What a reader who can calculate learns about a withheld cell from everything that was published. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from reports.suppression import Cell, System, inclusions_of, sums_of


class Reader:
    """Knows every published count, the equations and the inclusions, and that nothing is negative."""

    def __init__(self, system: System, hidden: Collection[Cell]) -> None:
        cells = {cell: place for place, cell in enumerate(sorted(system.counts))}
        self._place = {cell: number for number, cell in enumerate(sorted(hidden))}
        columns = [cells[cell] for cell in self._place]
        known = np.array([0 if cell in self._place else system.counts[cell] for cell in cells], dtype=float)
        sums, room = sums_of(system, cells), inclusions_of(system, cells)
        mine = sums.tocsc()[:, columns].tocsr()
        rows = np.flatnonzero(np.diff(mine.indptr))
        self._sums, self._totals = mine[rows], -(sums @ known)[rows]
        self._room, self._slack = -room.tocsc()[:, columns].tocsr(), room @ known

    def range(self, cell: Cell) -> tuple[int, int | None]:
        """The least and the greatest whole number that the cell may be; None where nothing limits it."""
        aim = np.zeros(len(self._place))
        aim[self._place[cell]] = 1
        least, greatest = self._least(aim), -self._least(-aim)
        return math.ceil(least - 1e-6), None if math.isinf(greatest) else math.floor(greatest + 1e-6)

    def _least(self, aim: npt.NDArray[np.float64]) -> float:
        inclusions = {"A_ub": self._room, "b_ub": self._slack} if self._room.shape[0] else {}
        found = linprog(aim, A_eq=self._sums, b_eq=self._totals, bounds=(0, None), method="highs", **inclusions)
        if found.status == 3:
            return -math.inf
        if found.status != 0:
            raise ValueError(found.message)
        return float(found.fun)
