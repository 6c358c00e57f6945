"""Between two measurements: what changed, and whether that is more than their errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from quizzes.psychometrics.answers import Floats

BEYOND = 1.96
"""Standard errors that a change must exceed to be claimed: wrong in one of twenty who stood still."""


@dataclass(frozen=True)
class Change:
    """`change` in logits, the later minus the earlier; `margin` is what it must exceed in either direction; `beyond`
    says whether it does."""

    change: float
    margin: float

    @property
    def beyond(self) -> bool:
        return abs(self.change) > self.margin


def change(earlier: float, earlier_se: float, later: float, later_se: float, link_se: float = 0.0) -> Change:
    """One person between two measurements on one scale: beyond error when |later - earlier| exceeds 1.96 times
    √(se² + se² + link²) (Jacobson & Truax 1991, J. Consult. Clin. Psychol. 59, 12-19, with the link's error). 1.07
    logits for two errors of 0.385 and none of the link. ValueError for an error that is not positive."""
    if not (earlier_se > 0 and later_se > 0 and link_se >= 0):
        raise ValueError("Standard errors are positive")
    return Change(later - earlier, BEYOND * float(np.sqrt(earlier_se**2 + later_se**2 + link_se**2)))


@dataclass(frozen=True)
class GroupChange:
    """The mean change of `people` in logits with its 95 % interval."""

    change: float
    low: float
    high: float
    people: int

    @property
    def beyond(self) -> bool:
        """Whether the interval lies on one side of no change."""
        return self.low > 0 or self.high < 0


def group_change(earlier: ArrayLike, later: ArrayLike, link_se: float = 0.0) -> GroupChange:
    """The same people (people,) twice, by estimates without shrinkage (`unshrunk`): the mean of their changes and its
    interval by Student's t, with the link's error, which is the same for all of them and does not average out.
    ValueError for fewer than two people, lengths that differ or estimates that are no finite numbers."""
    before, after = np.asarray(earlier, dtype=np.float64), np.asarray(later, dtype=np.float64)
    if before.shape != after.shape or before.ndim != 1 or len(before) < 2:
        raise ValueError("A group's change needs two people who were measured twice")
    moved = after - before
    if not np.isfinite(moved).all():
        raise ValueError("Estimates are finite")
    mean = float(moved.mean())
    error = float(np.sqrt(moved.var(ddof=1) / len(moved) + link_se**2))
    margin = float(student.ppf(0.975, len(moved) - 1)) * error
    return GroupChange(mean, mean - margin, mean + margin, len(moved))


def unshrunk(theta: ArrayLike, se: ArrayLike, prior_mean: float, prior_sd: float) -> Floats:
    """Posterior means (people,) without the pull of their normal prior: (θ - (1-ρ)μ)/ρ with ρ = 1 - se²/σ². The mean
    of posterior means moves only ρ times as far as a group does. ValueError where a test says next to nothing (ρ <
    0.2), or for a prior without spread. All in logits."""
    mean, error = np.asarray(theta, dtype=np.float64), np.asarray(se, dtype=np.float64)
    if not prior_sd > 0:
        raise ValueError("The prior needs a spread")
    known = 1 - (error / prior_sd) ** 2
    if not (known >= 0.2).all():
        raise ValueError("Some tests say too little about their people")
    return np.asarray((mean - (1 - known) * prior_mean) / known)
