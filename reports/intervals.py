"""How sure a share is. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, all 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def percents(self) -> tuple[int, int, int]:
        """Value, low and high as whole per cents."""
        return round(100 * self.value), round(100 * self.low), round(100 * self.high)

    def overlaps(self, other: Share) -> bool:
        return self.low <= other.high and other.low <= self.high


def wilson(reached: int, known: int) -> Share | None:
    """Wilson's score interval of reached/known (E. B. Wilson, JASA 22, 1927): it stays between 0 and 1 and holds for
    small groups too, where the usual ± does not. None for an empty group."""
    if known <= 0:
        return None
    share = reached / known
    centre = (share + Z * Z / (2 * known)) / (1 + Z * Z / known)
    half = Z / (1 + Z * Z / known) * math.sqrt(share * (1 - share) / known + Z * Z / (4 * known * known))
    return Share(share, max(0.0, centre - half), min(1.0, centre + half))
