"""Which item comes next in an adaptive sitting, for many sittings at once; which come next in a test by parts.

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


def choose_part(
    theta: float,
    difficulty: Floats,
    open_: NDArray[np.bool_],
    stratum: Ints,
    asked: Ints,
    count: int,
    rng: np.random.Generator,
    best: int = BEST,
) -> Ints:
    """(count,) the items of one part of a test, chosen together: the test has stages, its parts (Luecht & Nungester
    1998, J. Educ. Meas. 35, 229-249). The blueprint comes first: each item is of the stratum that was asked least so
    far, by chance among equals; in it one of the `best` that lie nearest to `theta` is drawn.

    `difficulty`, `open_` and `stratum` are (items,), `asked` (strata,) counts what earlier parts asked. A stratum
    without an open item is passed over. ValueError with fewer than `count` items open."""
    free, told = open_.copy(), asked.copy()
    if free.sum() < count:
        raise ValueError("Too few items are open for a part")
    chosen = np.zeros(count, dtype=np.int64)
    for place in range(count):
        left = np.flatnonzero(np.bincount(stratum[free], minlength=len(told)))
        least = left[told[left] == told[left].min()]
        one = rng.choice(least)
        within = free & (stratum == one)
        chosen[place] = choose(np.array([theta]), difficulty[None, :], within[None, :], rng, best)[0]
        free[chosen[place]] = False
        told[one] += 1
    return chosen


def under_exposure(shown: Ints, sittings: int, most: float = MOST_SHOWN) -> NDArray[np.bool_]:
    """Which items may be shown once more: those whose share of the sittings, this one included, does not pass `most`.
    `shown` has any shape; `sittings` is how many there were before."""
    return shown + 1 <= max(1.0, most * (sittings + 1))
