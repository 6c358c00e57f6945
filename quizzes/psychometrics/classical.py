"""What the answers of many people say about one item, without a model of ability.

`scores` are points from 0 to 1, one a person; `rest` is what the same person reached on the other items of the
sitting, as a share, NaN where there were none. Every function leaves out the pairs in which one side is not known. The
order of the people never matters. A figure that the data cannot give (too few people, no spread) is None, never 0.

Sources: Allen & Yen (1979), Introduction to Measurement Theory, ch. 6; Kelley (1939), The selection of upper and lower
groups for the validation of test items, J. Educ. Psychol. 30, 17-24; Fisher (1915), Biometrika 10, 507-521.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TAIL = 0.27
"""Kelley's share of each extreme group: the one that tells items apart with the least error."""


@dataclass(frozen=True)
class Figure:
    """An estimate with its standard error, from so many people. `se` is None where it cannot be told."""

    value: float
    se: float | None
    n: int


@dataclass(frozen=True)
class Choice:
    """One option: how many chose it, as a share of all who answered, what they reached on the rest (0..1), and the
    correlation of having chosen it with the rest."""

    count: int
    share: Figure
    rest: Figure | None
    correlation: Figure | None


@dataclass(frozen=True)
class Group:
    """People of similar strength on the other items: their mean rest, and what they reached on this item."""

    rest: float
    score: Figure


@dataclass(frozen=True)
class Spread:
    """The middle of a skewed quantity: median, lower and upper quartile, of n."""

    median: float
    low: float
    high: float
    n: int


def facility(scores: ArrayLike) -> Figure | None:
    """The mean score (p, 0..1); se = s / √n with s² = Σ(x - p)² / (n - 1). None without answers."""
    x = _known(_vector(scores))
    return _mean(x) if len(x) else None


def item_rest(scores: ArrayLike, rest: ArrayLike) -> Figure | None:
    """The corrected item-rest correlation: Pearson's r of the score with the *other* items, so that the item does not
    correlate with itself.

    se = (1 - r²) / √(n - 3), by Fisher's z = artanh r with variance 1/(n - 3) and the delta method. None when fewer
    than four people have a rest, or one side has no spread.
    """
    x, y = _pairs(scores, rest)
    return _correlation(x, y)


def upper_lower(scores: ArrayLike, rest: ArrayLike, tail: float = TAIL) -> Figure | None:
    """Discrimination D = mean score of the upper `tail` of the people, by rest, minus that of the lower one (-1..1).

    Where the border of a group runs through people of equal rest, each of them counts in part, so that D does not hang
    on the order of the rows. se = √(s²u/nu + s²l/nl) with weighted variances. None when a group has less than two
    people or all have the same rest.
    """
    x, y = _pairs(scores, rest)
    size = tail * len(x)
    if size < 2 or y.min() == y.max():
        return None
    upper, lower = _tail_weights(-y, size), _tail_weights(y, size)
    high, low = float(upper @ x) / size, float(lower @ x) / size
    spread = [float(weights @ (x - mean) ** 2) / (size - 1) for weights, mean in ((upper, high), (lower, low))]
    return Figure(high - low, float(np.sqrt(sum(spread) / size)), len(x))


def choices(chosen: ArrayLike, rest: ArrayLike) -> list[Choice]:
    """The table of the options: `chosen` (people, options) is 1 where the person chose the option, among those who
    answered; `rest` (people,)."""
    marks, others = np.asarray(chosen, dtype=np.float64), _vector(rest)
    if marks.ndim != 2 or len(marks) != len(others):
        raise ValueError("One row of marks for each person is needed")
    return [_choice(marks[:, column], others) for column in range(marks.shape[1])] if len(marks) else []


def _choice(column: Floats, rest: Floats) -> Choice:
    theirs = _known(rest[column > 0])
    x, y = _pairs(column, rest)
    return Choice(
        count=int((column > 0).sum()),
        share=_mean(column),
        rest=_mean(theirs) if len(theirs) else None,
        correlation=_correlation(x, y),
    )


def groups(scores: ArrayLike, rest: ArrayLike, number: int = 5) -> list[Group]:
    """The people in `number` groups of rising rest, as equal in size as they come without parting people of equal
    rest; the mean score of each. An item that works rises from the first to the last. Fewer groups when there are few
    different values; none when nobody has a rest."""
    x, y = _pairs(scores, rest)
    if not len(x):
        return []
    _values, place, counts = np.unique(y, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    group_of_value = np.minimum((middles * number / len(y)).astype(int), number - 1)
    group = group_of_value[place]
    return [
        Group(float(y[group == one].mean()), _mean(x[group == one])) for one in range(number) if (group == one).any()
    ]


def spread(values: ArrayLike) -> Spread | None:
    """Median and quartiles (linear between neighbours); None without values."""
    known = _known(_vector(values))
    if not len(known):
        return None
    low, median, high = np.percentile(known, [25, 50, 75])
    return Spread(float(median), float(low), float(high), len(known))


def rests(points: Sequence[float], highest: Sequence[float], own: Sequence[float]) -> Floats:
    """What each person reached on the other items, as a share: (points - own) / (highest - 1), where `highest` is the
    number of items of the sitting; NaN for a sitting of one item."""
    total, of, mine = _vector(points), _vector(highest), _vector(own)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(of > 1, (total - mine) / (of - 1), np.nan)
    return np.clip(share, 0.0, 1.0)


def _mean(x: Floats) -> Figure:
    se = float(x.std(ddof=1) / np.sqrt(len(x))) if len(x) > 1 else None
    return Figure(float(x.mean()), se, len(x))


def _correlation(x: Floats, y: Floats) -> Figure | None:
    if len(x) < 4:
        return None
    dx, dy = x - x.mean(), y - y.mean()
    norm = float(np.sqrt((dx @ dx) * (dy @ dy)))
    if norm < 1e-12:
        return None
    r = float(np.clip((dx @ dy) / norm, -1.0, 1.0))
    return Figure(r, float((1 - r**2) / np.sqrt(len(x) - 3)), len(x))


def _tail_weights(y: Floats, size: float) -> Floats:
    """How much of each person lies among the `size` lowest of y: 1 below the border, a part at it, 0 above."""
    border = np.sort(y)[min(int(np.ceil(size)) - 1, len(y) - 1)]
    below, at = y < border, y == border
    return np.where(below, 1.0, np.where(at, (size - below.sum()) / at.sum(), 0.0))


def _pairs(scores: ArrayLike, rest: ArrayLike) -> tuple[Floats, Floats]:
    x, y = _vector(scores), _vector(rest)
    if x.shape != y.shape:
        raise ValueError("As many rests as scores are needed")
    both = ~(np.isnan(x) | np.isnan(y))
    return x[both], y[both]


def _known(x: Floats) -> Floats:
    return x[~np.isnan(x)]


def _vector(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError("A flat list of numbers is needed")
    return array
