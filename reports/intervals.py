"""How sure a share is. Pure; 95 % throughout.

Wilson's score interval (E. B. Wilson, JASA 22, 1927) for shares that are published: it stays between 0 and 1 and holds
for small groups too, where the usual ± does not. Where a class is too small for that, the interval of a smoothed share
(Jeffreys' prior; Brown, Cai, DasGupta 2001), taken over every count that the published figures leave possible, and
rounded outwards to tens: it tells nothing that was not published already.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betaincinv

Z = 1.959964
"""The normal quantile of a 95 % interval."""
STEP = 10
WIDEST = 70
"""An interval wider than this many per cent says nothing and is not shown."""


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, all 0 to 1."""

    value: float
    low: float
    high: float

    @property
    def percents(self) -> tuple[int, int, int]:
        """Value, low and high as whole per cents, halves up."""
        return whole(100 * self.value), whole(100 * self.low), whole(100 * self.high)


def whole(value: float) -> int:
    """The nearest whole number, halves up."""
    return math.floor(value + 0.5 + 1e-9)


def wilson(reached: int, known: int) -> Share | None:
    """Wilson's interval of reached/known; None for an empty group."""
    if known <= 0:
        return None
    share = reached / known
    centre = (share + Z * Z / (2 * known)) / (1 + Z * Z / known)
    half = Z / (1 + Z * Z / known) * math.sqrt(share * (1 - share) / known + Z * Z / (4 * known * known))
    return Share(share, max(0.0, centre - half), min(1.0, centre + half))


def smoothed(reached: int, known: int) -> tuple[float, float]:
    """The central 95 % of Beta(reached + 1/2, known - reached + 1/2)."""
    a, b = reached + 0.5, known - reached + 0.5
    return float(betaincinv(a, b, 0.025)), float(betaincinv(a, b, 0.975))


def possible(least: int, greatest: int | None, known: int) -> tuple[int, int] | None:
    """The smoothed interval in per cent over every count from `least` to `greatest`, rounded outwards; None when it is
    too wide to say anything."""
    most = known if greatest is None else min(greatest, known)
    low = STEP * math.floor(100 * smoothed(min(least, most), known)[0] / STEP)
    high = STEP * math.ceil(100 * smoothed(most, known)[1] / STEP)
    return (low, high) if high - low <= WIDEST else None


def newcombe(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float] | None:
    """The 95 % interval of after − before, both as (reached, known), from two Wilson intervals (R. G. Newcombe,
    Statistics in Medicine 17, 1998, method 10). It takes the groups for different people; where they are the same ones
    it is too wide rather than too narrow. None where a group is empty."""
    first, second = wilson(*before), wilson(*after)
    if first is None or second is None:
        return None
    step = second.value - first.value
    return (
        step - math.hypot(second.value - second.low, first.high - first.value),
        step + math.hypot(second.high - second.value, first.value - first.low),
    )
