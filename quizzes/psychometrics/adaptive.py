"""Which item comes next in an adaptive sitting, for many sittings at once.

Under the Rasch model an item tells most where its difficulty is the ability. Always taking the best one would show a
few items to everybody; so one of the best few is drawn (Kingsbury & Zara 1989, Appl. Meas. Educ. 2, 359-375), among
items not shown too often so far (Revuelta & Ponsoda 1998, J. Educ. Meas. 35, 311-327).
"""

import numpy as np
from numpy.typing import NDArray

from quizzes.psychometrics.answers import Floats, Ints

BEST = 6
MOST_SHOWN = 0.30


def choose(
    theta: Floats, difficulty: Floats, open_: NDArray[np.bool_], rng: np.random.Generator, best: int = BEST
) -> Ints:
    """(sittings,) one item for each sitting: drawn among the `best` of its `open_` items (sittings, items) that lie
    nearest to its `theta` (sittings,). `difficulty` is (items,) or (sittings, items). ValueError where a sitting has
    none open."""
    if not open_.any(axis=1).all():
        raise ValueError("A sitting has no item left")
    distance = np.where(open_, np.abs(difficulty - theta[:, None]), np.inf)
    best = min(best, distance.shape[1])
    nearest = np.argpartition(distance, best - 1, axis=1)[:, :best]
    allowed = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
    drawn = np.where(allowed, rng.random(nearest.shape), -1.0).argmax(axis=1)
    return nearest[np.arange(len(theta)), drawn]


def under_exposure(shown: Ints, sittings: int, most: float = MOST_SHOWN) -> NDArray[np.bool_]:
    """Which items may be shown once more: those whose share of the sittings, this one included, does not pass `most`.
    `shown` has any shape; `sittings` is how many there were before."""
    return shown + 1 <= max(1.0, most * (sittings + 1))
