"""What a reader who can calculate learns about a hidden cell from everything that was published."""

import math
from collections.abc import Collection

import numpy as np
from scipy.optimize import linprog

from reports.statistics.cells import Cell, System
from reports.statistics.suppression import inclusions_matrix, sums_matrix


class Reader:
    """Knows every published count, how the counts add up, and that none is negative."""

    def __init__(self, system: System, hidden: Collection[Cell]) -> None:
        self._hidden = sorted(hidden)
        self._place = {cell: place for place, cell in enumerate(self._hidden)}
        everything = {cell: place for place, cell in enumerate(sorted(system.counts))}
        counts = np.array([0 if cell in self._place else system.counts[cell] for cell in everything], dtype=float)
        open_columns = [everything[cell] for cell in self._hidden]
        sums = sums_matrix(system, everything).tocsc()
        inclusions, _slack = inclusions_matrix(system, everything)
        self._sums, self._known = sums[:, open_columns], -(sums @ counts)
        touched = np.flatnonzero(np.diff(self._sums.tocsr().indptr))
        self._sums, self._known = self._sums.tocsr()[touched], self._known[touched]
        self._inclusions = -inclusions.tocsc()[:, open_columns]
        self._room = inclusions @ counts

    def range(self, cell: Cell) -> tuple[int, int | None]:
        """The least and the greatest whole number that the cell may have; None where nothing limits it."""
        aim = np.zeros(len(self._hidden))
        aim[self._place[cell]] = 1.0
        return math.ceil(self._extreme(aim) - 1e-6), self._greatest(aim)

    def _greatest(self, aim: np.ndarray) -> int | None:
        value = self._extreme(-aim)
        return None if math.isinf(value) else math.floor(-value + 1e-6)

    def _extreme(self, aim: np.ndarray) -> float:
        result = linprog(
            aim,
            A_eq=self._sums,
            b_eq=self._known,
            A_ub=self._inclusions if self._inclusions.shape[0] else None,
            b_ub=self._room if self._inclusions.shape[0] else None,
            bounds=(0, None),
            method="highs",
        )
        if result.status == 3:
            return -math.inf
        if result.status != 0:
            raise ValueError(result.message)
        return float(result.fun)
