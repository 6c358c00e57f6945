"""The marginal likelihood of a table of answers, with its first and second derivatives.

P(right | θ) = 1 / (1 + exp(-a (θ - b))), θ ~ N(mean, sd²) on the grid of `person`. The slope a is 1 for every item, but
where it is freed. Given b, all that the answers to items of slope 1 tell about a person is which items were asked and
the sum of the scores. So people with the same booklet, the same sum and the same answers to items of free slope form
one *cell*, and the integral is taken once a cell: five forms of 40 items are 205 cells, whatever the number of people.

Sources: Bock & Aitkin (1981), Psychometrika 46, 443-459; Louis (1982), J. R. Stat. Soc. B 44, 226-233, for the observed
information: that of the complete data less the covariance of the scores given the answers.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from quizzes.psychometrics.answers import Answers, Floats, Ints, summed
from quizzes.psychometrics.person import GRID


@dataclass(frozen=True)
class Point:
    """One value of all parameters: `difficulty` and `slope` (items,), the population's `mean` and `sd`, in logits."""

    difficulty: Floats
    slope: Floats
    mean: float
    sd: float

    @property
    def probability(self) -> Floats:
        """(items, grid) the chance of a right answer."""
        return expit(self.slope[:, None] * (GRID - self.difficulty[:, None]))

    @property
    def improbability(self) -> Floats:
        """(items, grid) the chance of a wrong answer, also where it is too small for 1 - `probability`."""
        return expit(self.slope[:, None] * (self.difficulty[:, None] - GRID))

    @property
    def log_weights(self) -> Floats:
        """(grid,) of the population, summing to 1 on the grid."""
        log = -0.5 * ((GRID - self.mean) / self.sd) ** 2
        return log - np.logaddexp.reduce(log)


@dataclass(frozen=True)
class Layout:
    """Which parameters are free, in the order of the vector: every difficulty, the slopes of the items `free`, the
    mean, the logarithm of the sd."""

    items: int
    free: Ints
    mean: bool
    sd: bool

    @property
    def size(self) -> int:
        return self.items + len(self.free) + self.mean + self.sd

    def moved(self, point: Point, step: Floats) -> Point:
        """The point after a step (size,)."""
        slope = point.slope.copy()
        slope[self.free] += step[self.items : self.items + len(self.free)]
        rest = list(step[self.items + len(self.free) :])
        mean = point.mean + (rest.pop(0) if self.mean else 0.0)
        sd = point.sd * float(np.exp(rest.pop(0))) if self.sd else point.sd
        return replace(point, difficulty=point.difficulty + step[: self.items], slope=slope, mean=mean, sd=sd)


@dataclass(frozen=True)
class Cells:
    """The table of answers, gathered: `count` people each, of one `booklet`, with the sum `right` of the scores on
    items of slope 1 and `scores` (cells, free items) on the others; sorted by booklet, of which `starts` are the first.
    `cell_of` (people,) is each person's, `totals` (items,) the sum of the scores on each item."""

    asked: sparse.csr_array
    booklet: Ints
    starts: Ints
    count: Floats
    right: Floats
    scores: Floats
    cell_of: Ints
    totals: Floats


def cells(answers: Answers, free: Ints) -> Cells:
    """The cells of a table when the items `free` have their own slopes."""
    booklets = answers.booklets
    place = np.full(answers.items, -1)
    place[free] = np.arange(len(free))
    at = place[answers.item]
    apart = np.zeros((answers.people, len(free)))
    apart[answers.person[at >= 0], at[at >= 0]] = answers.scores[at >= 0]
    right = summed(answers.person, answers.scores * (at < 0), answers.people)
    table = np.column_stack([booklets.of_person, np.round(right, 9), apart])
    rows, cell_of, count = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    booklet = rows[:, 0].astype(np.int64)
    return Cells(
        asked=booklets.asked,
        booklet=booklet,
        starts=np.searchsorted(booklet, np.arange(booklets.asked.shape[0])),
        count=count.astype(np.float64),
        right=rows[:, 1],
        scores=rows[:, 2:],
        cell_of=cell_of.reshape(-1),
        totals=answers.totals,
    )


@dataclass(frozen=True)
class Expected:
    """What the answers say about the abilities at one point: the log-likelihood, each cell's posterior (cells, grid),
    how many people of each booklet (booklets, grid) and of each item (items, grid) are expected at each ability."""

    log_likelihood: float
    posterior: Floats
    at_booklet: Floats
    at_item: Floats


def expected(data: Cells, layout: Layout, point: Point) -> Expected:
    """The integral over ability, for every cell."""
    logit = point.slope[:, None] * (GRID - point.difficulty[:, None])
    load = data.asked @ np.logaddexp(0.0, logit)
    weight = data.right + data.scores @ point.slope[layout.free]
    posterior = np.multiply.outer(weight, GRID)
    posterior -= (load - point.log_weights)[data.booklet]
    top = posterior.max(axis=1)
    posterior -= top[:, None]
    np.exp(posterior, out=posterior)
    mass = posterior.sum(axis=1)
    posterior /= mass[:, None]
    likelihood = data.count @ (top + np.log(mass)) - (point.slope * point.difficulty) @ data.totals
    at_booklet = np.add.reduceat(data.count[:, None] * posterior, data.starts, axis=0)
    return Expected(float(likelihood), posterior, at_booklet, data.asked.T @ at_booklet)


def gradient(data: Cells, layout: Layout, point: Point, now: Expected) -> Floats:
    """(size,) the first derivatives of the log-likelihood."""
    probability, free = point.probability, layout.free
    left = data.totals - (now.at_item * probability).sum(axis=1)
    distance = GRID - point.difficulty[free, None]
    theta = data.count * (now.posterior @ GRID)
    slopes = data.scores.T @ theta - point.difficulty[free] * data.totals[free]
    slopes -= (now.at_item[free] * distance * probability[free]).sum(axis=1)
    first, _second = _population(point)
    people = now.at_booklet.sum(axis=0)
    population = first @ people - people.sum() * (first @ np.exp(point.log_weights))
    return np.concatenate([-point.slope * left, slopes, population[_wanted(layout)]])


def complete_information(data: Cells, layout: Layout, point: Point, now: Expected) -> Floats:
    """(size, size) what would be known about the parameters if the abilities were seen; items do not mix in it."""
    probability, free, items = point.probability, layout.free, layout.items
    spread = now.at_item * probability * (1 - probability)
    distance = GRID - point.difficulty[free, None]
    found = np.zeros((layout.size, layout.size))
    every, slopes = np.arange(items), items + np.arange(len(free))
    found[every, every] = point.slope**2 * spread.sum(axis=1)
    found[slopes, slopes] = (spread[free] * distance**2).sum(axis=1)
    left = data.totals - (now.at_item * probability).sum(axis=1)
    found[free, slopes] = left[free] - point.slope[free] * (spread[free] * distance).sum(axis=1)
    found[slopes, free] = found[free, slopes]
    first, second = _population(point)
    people, weights = now.at_booklet.sum(axis=0), np.exp(point.log_weights)
    mean = first @ weights
    normaliser = second @ weights + (first * weights) @ first.T - np.outer(mean, mean)
    wanted = _wanted(layout)
    found[items + len(free) :, items + len(free) :] = (people.sum() * normaliser - second @ people)[
        np.ix_(wanted, wanted)
    ]
    return found


def information(data: Cells, layout: Layout, point: Point, now: Expected) -> Floats:
    """(size, size) the observed information: minus the second derivatives of the log-likelihood."""
    found = complete_information(data, layout, point, now)
    functions, moving = _score_functions(layout, point)
    tail = np.arange(layout.items + len(layout.free), layout.size)
    place = np.full(layout.items, -1)
    place[layout.free] = np.arange(len(layout.free))
    ends = np.append(data.starts[1:], len(data.count))
    for booklet, (start, end) in enumerate(zip(data.starts, ends, strict=True)):
        asked = data.asked.indices[data.asked.indptr[booklet] : data.asked.indptr[booklet + 1]]
        own = place[asked][place[asked] >= 0]
        at = np.concatenate([asked, layout.items + own, tail])
        posterior, count = now.posterior[start:end], data.count[start:end]
        values = functions[at]
        mean = posterior @ values.T
        covariance = (values * now.at_booklet[booklet]) @ values.T - (mean.T * count) @ mean
        if len(own):
            covariance += _of_slopes(posterior, count, values, mean, moving[at], data.scores[start:end][:, own])
        found[at[:, None], at] -= covariance
    return found


def _score_functions(layout: Layout, point: Point) -> tuple[Floats, NDArray[np.bool_]]:
    """(size, grid) how the score of each parameter varies with ability, whatever the answer was, and which parameters
    are slopes, whose score varies by the answer too."""
    probability, free = point.probability, layout.free
    first, _second = _population(point)
    functions = np.concatenate(
        [
            point.slope[:, None] * probability,
            -(GRID - point.difficulty[free, None]) * probability[free],
            first[_wanted(layout)],
        ]
    )
    moving = np.zeros(layout.size, dtype=bool)
    moving[layout.items : layout.items + len(free)] = True
    return functions, moving


def _of_slopes(
    posterior: Floats, count: Floats, values: Floats, mean: Floats, moving: NDArray[np.bool_], scores: Floats
) -> Floats:
    """What the part score × θ of the slopes' scores adds to the covariance of one booklet."""
    theta = posterior @ GRID
    variance = posterior @ GRID**2 - theta**2
    with_theta = posterior @ (values * GRID).T - mean * theta[:, None]
    answered = np.zeros_like(mean)
    answered[:, moving] = scores
    cross = (answered.T * count) @ with_theta
    return cross + cross.T + (answered.T * (count * variance)) @ answered


def _population(point: Point) -> tuple[Floats, Floats]:
    """(2, grid) and (2, 2, grid): first and second derivatives of -z²/2 by the mean and by log sd."""
    z = (GRID - point.mean) / point.sd
    mixed = -2 * z / point.sd
    second = np.array([[np.full_like(z, -1 / point.sd**2), mixed], [mixed, -2 * z**2]])
    return np.array([z / point.sd, z**2]), second


def _wanted(layout: Layout) -> Ints:
    return np.flatnonzero([layout.mean, layout.sd])
