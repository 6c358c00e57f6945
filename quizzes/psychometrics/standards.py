"""From a panel's judgements to a threshold on the ability scale.

Each panellist says of each item how many of 100 people who are only just at the level would get it right (Angoff 1971,
in Thorndike, Educational Measurement, 508-600; "modified": two rounds with feedback between them, Brandon 2004, Applied
Measurement in Education 17, 59-88). Under the Rasch model the threshold is the ability at which the items' expected
score, Σ 1/(1+exp(b-θ)), is the panel's mean of summed judgements (Kane 1987, J. Educ. Meas. 24, 333-345).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import expit

from quizzes.psychometrics.answers import Floats

FARTHEST = 6.0
"""No threshold lies farther from the middle of the scale, in logits."""


@dataclass(frozen=True)
class Threshold:
    """`theta` in logits. `panel_se` is what another panel of as many would differ by: s/√n of the summed judgements,
    carried onto the scale. `item_se` is what other items would: how far the mean judgements scatter about the items'
    curves at `theta`. `se` holds both, √(panel_se² + item_se²) (panellists and items as samples: Brennan & Lockwood
    1980, Appl. Psychol. Meas. 4, 219-240). `each` (panellists,) are the thresholds of the panellists by themselves, NaN
    where a sum lies beyond the scale."""

    theta: float
    panel_se: float
    item_se: float
    se: float
    each: Floats


def threshold(judgements: ArrayLike, difficulties: ArrayLike) -> Threshold:
    """The threshold from `judgements` (panellists, items) in 0..1 on items of `difficulties` (items,) in logits.
    ValueError for fewer than two panellists or items, shares outside 0..1, difficulties that are no finite numbers,
    lengths that differ, or a mean that no ability within ±6 expects: a panel that says nobody, or everybody, has set
    no threshold."""
    shares, b = np.asarray(judgements, dtype=np.float64), np.asarray(difficulties, dtype=np.float64)
    if shares.ndim != 2 or b.ndim != 1 or shares.shape[1] != len(b):
        raise ValueError("Judgements are a table of panellists by items")
    if min(shares.shape) < 2:
        raise ValueError("A threshold needs at least two panellists and two items")
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError("Judgements lie between 0 and 1")
    if not np.isfinite(b).all():
        raise ValueError("Difficulties are finite")
    sums = shares.sum(axis=1)
    theta = _ability(float(sums.mean()), b)
    if np.isnan(theta):
        raise ValueError("The judgements lie beyond the scale")
    p = expit(theta - b)
    steepness = float((p * (1 - p)).sum())
    if not steepness > 0:
        raise ValueError("The items lie beyond the scale")
    panel = float(sums.std(ddof=1) / np.sqrt(len(sums))) / steepness
    off = shares.mean(axis=0) - p
    items = float(np.sqrt((off**2).sum() * len(b) / (len(b) - 1))) / steepness
    each = np.array([_ability(float(one), b) for one in sums])
    return Threshold(theta, panel, items, float(np.hypot(panel, items)), each)


def expected_score(theta: float, difficulties: ArrayLike) -> float:
    """How many of the items somebody of that ability gets right on average."""
    return float(expit(theta - np.asarray(difficulties, dtype=np.float64)).sum())


def _ability(score: float, b: Floats) -> float:
    """The ability that expects this score; NaN beyond ±6."""
    if not expected_score(-FARTHEST, b) <= score <= expected_score(FARTHEST, b):
        return float("nan")
    return float(brentq(lambda theta: expected_score(theta, b) - score, -FARTHEST, FARTHEST, xtol=1e-10))
