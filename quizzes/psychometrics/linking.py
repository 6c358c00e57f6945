"""Two calibrations on one scale, by the items that both have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quizzes.psychometrics.answers import Floats

DRIFTED = 2.7
"""A robust z beyond this is drift: 0.7 % of anchors that stood still."""


@dataclass(frozen=True)
class Link:
    """`shift` is added to the new difficulties to bring them onto the old scale, with its standard error `se`, in
    logits. `robust_z` (anchors,) says how far each anchor moved against the others; those beyond DRIFTED in either
    direction are not among `kept` (anchors,), of which the shift is the mean. `with_all` and `with_all_se` are what
    shift and error would be with the drifted ones among them."""

    shift: float
    se: float
    with_all: float
    with_all_se: float
    robust_z: Floats
    kept: np.ndarray[tuple[int], np.dtype[np.bool_]]


def mean_shift(old: ArrayLike, new: ArrayLike) -> Link:
    """The Rasch mean shift over anchors that do not drift; se = s / √n of their differences (Kolen & Brennan 2014, Test
    Equating, ch. 6). Drift is judged by the distance from the median over 0.74 times the interquartile range (Huynh &
    Meyer 2010, J. Appl. Meas. 11). ValueError for fewer than three anchors, lengths that differ or difficulties that
    are no finite numbers."""
    moved = np.asarray(old, dtype=np.float64) - np.asarray(new, dtype=np.float64)
    if moved.ndim != 1 or len(moved) < 3:
        raise ValueError("A link needs at least three anchors")
    if not np.isfinite(moved).all():
        raise ValueError("The difficulties of anchors are finite")
    low, median, high = np.percentile(moved, [25, 50, 75])
    robust_z = (moved - median) / max(0.74 * (high - low), 1e-6)
    kept = np.abs(robust_z) <= DRIFTED
    return Link(*_mean(moved[kept]), *_mean(moved), robust_z, kept)


def _mean(moved: Floats) -> tuple[float, float]:
    """With its standard error. Half of the anchors lie within the quartiles, so there are two at least."""
    return float(moved.mean()), float(moved.std(ddof=1) / np.sqrt(len(moved)))
