"""How sure a share is. 95 % throughout.

Wilson's score interval (E. B. Wilson 1927; recommended by Brown, Cai, DasGupta 2001) for shares that are published.
Where a class is too small for that, the interval of a smoothed estimate (Jeffreys' prior, Beta(1/2, 1/2)), taken over
every count that the published figures leave possible and rounded outwards to tens: it tells nothing that was not
published already.
"""

import math
from dataclasses import dataclass

from scipy.special import betaincinv

Z = 1.959963984540054
STEP = 10


@dataclass(frozen=True)
class Interval:
    """Two shares between 0 and 1."""

    low: float
    high: float

    def overlaps(self, other: "Interval") -> bool:
        return self.low <= other.high and other.low <= self.high

    @property
    def percent(self) -> tuple[int, int]:
        """Both ends in whole per cent."""
        return rounded(100 * self.low), rounded(100 * self.high)


def rounded(value: float) -> int:
    """To the nearest whole number, halves up."""
    return math.floor(value + 0.5)


def wilson(count: int, total: int) -> Interval:
    """Wilson's interval of a share of `count` in `total`. ValueError for an empty group."""
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"no share: {count} of {total}")
    share, weight = count / total, Z * Z / total
    centre = (share + weight / 2) / (1 + weight)
    half = Z * math.sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def smoothed(count: int, total: int) -> Interval:
    """The central 95 % of Beta(count + 1/2, total - count + 1/2)."""
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"no share: {count} of {total}")
    a, b = count + 0.5, total - count + 0.5
    return Interval(float(betaincinv(a, b, 0.025)), float(betaincinv(a, b, 0.975)))


def possible(least: int, greatest: int, total: int, step: int = STEP) -> Interval | None:
    """The smoothed interval over every count from `least` to `greatest`, rounded outwards to `step` per cent. None when
    that says nothing (more than three quarters of the scale)."""
    low = step * math.floor(100 * smoothed(least, total).low / step)
    high = step * math.ceil(100 * smoothed(min(greatest, total), total).high / step)
    return Interval(low / 100, high / 100) if high - low <= 75 else None
