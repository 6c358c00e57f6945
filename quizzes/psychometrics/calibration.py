"""From answers to the difficulties of items: Rasch by marginal maximum likelihood, with what experts know as prior.

b ~ N(band, band_sd²) for items with a band, θ ~ N(mean, sd²). A few EM steps come near, Newton steps with the observed
information arrive; its inverse at the end gives the standard errors.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import dpotri

from quizzes.psychometrics.answers import Answers, Floats, Ints
from quizzes.psychometrics.marginal import (
    Cells,
    Expected,
    Layout,
    Point,
    cells,
    complete_information,
    expected,
    gradient,
    information,
)
from quizzes.psychometrics.person import GRID

EM_STEPS = 12
NEWTON_STEPS = 40
ARRIVED = 1e-7
"""A Newton step shorter than this, in logits, ends the fit."""
FOR_A_SLOPE = 500
"""An item with fewer answers keeps the slope 1."""
SPREADS = (0.2, 3.0)
"""A population's sd outside of this cannot be told on the grid, which has steps of 0.1 from -6 to 6."""
OFF_THE_GRID = 1e-4
"""More of the people at the two ends of the grid, and it is too narrow for them."""


class CannotCalibrate(ValueError):
    """The answers do not determine what was asked for. `reason` is one of: nobody (no answer at all), constant (an item
    that all or none got right, and no band), unanswered (an item without answers, and no band), few (too few answers
    for a slope), origin (neither a band nor a mean to hang the scale on), unit (every slope free and the sd too),
    spread (people hardly differ, or too much), extreme (all answers right, or
    all wrong, so that the mean has no end), undetermined (no maximum was found). `item` is the item's index."""

    def __init__(self, reason: str, item: int | None = None) -> None:
        super().__init__(reason if item is None else f"{reason}: item {item}")
        self.reason, self.item = reason, item


@dataclass(frozen=True)
class Priors:
    """What is known before the answers: `bands` (items,) with their standard deviations `sd` (items,), in logits; sd =
    inf means that nothing is known."""

    bands: Floats
    sd: Floats

    @classmethod
    def none(cls, items: int) -> "Priors":
        return cls(np.zeros(items), np.full(items, np.inf))

    @classmethod
    def of(cls, bands: ArrayLike, sd: float = 0.7) -> "Priors":
        """All of the same sd; NaN marks an item without a band. ValueError for an infinite band or no positive sd."""
        values = np.asarray(bands, dtype=np.float64)
        if np.isinf(values).any() or not sd > 0:
            raise ValueError("Bands are finite and their sd is positive")
        return cls(np.nan_to_num(values), np.where(np.isnan(values), np.inf, sd))

    @property
    def precision(self) -> Floats:
        return 1 / self.sd**2


@dataclass(frozen=True)
class Calibration:
    """Difficulties (items,) and slopes (items,) with their standard errors, the population's `mean` and `sd` with
    theirs, all in logits; an error is 0 for what was held fixed. `covariance` (size, size) is that of the parameters in
    the order of `layout`. `log_likelihood` is without the priors. `converged` says that the maximum was reached."""

    difficulty: Floats
    difficulty_se: Floats
    slope: Floats
    slope_se: Floats
    mean: float
    mean_se: float
    sd: float
    sd_se: float
    log_likelihood: float
    iterations: int
    converged: bool
    people: int
    per_item: Ints
    layout: Layout
    covariance: Floats

    @property
    def point(self) -> Point:
        return Point(self.difficulty, self.slope, self.mean, self.sd)


def calibrate(
    answers: Answers,
    priors: Priors | None = None,
    *,
    mean: float | None = 0.0,
    sd: float | None = None,
    slopes: ArrayLike = (),
    for_a_slope: int = FOR_A_SLOPE,
) -> Calibration:
    """The items' difficulties from `answers`, items not asked left out by design.

    `mean` and `sd` of the population are estimated when None; estimating the mean needs bands. `slopes` names the items
    whose slope is estimated too (2PL), each of which must have `for_a_slope` answers. People without answers are left
    out. CannotCalibrate for what the answers do not determine, and for a given `sd` outside of SPREADS; never NaN.
    """
    priors = priors or Priors.none(answers.items)
    if sd is not None and not SPREADS[0] <= sd <= SPREADS[1]:
        raise CannotCalibrate("spread")
    layout = Layout(answers.items, np.unique(np.asarray(slopes, dtype=np.int64)), mean is None, sd is None)
    _check(answers, priors, layout, for_a_slope)
    answers = _with_answers(answers)
    fit = _Fit(cells(answers, layout.free), layout, priors)
    point = _start(answers, priors, mean, sd)
    for _step in range(EM_STEPS):
        point = fit.em_step(point)
    return _result(answers, layout, fit.newton(point))


def _check(answers: Answers, priors: Priors, layout: Layout, for_a_slope: int) -> None:
    if not len(answers.scores):
        raise CannotCalibrate("nobody")
    known, counts = np.isfinite(priors.sd), answers.per_item
    known[layout.free] = False  # a band says nothing about a slope
    share = answers.totals / np.maximum(counts, 1)
    for item in np.flatnonzero(~known & ((counts == 0) | (share <= 0) | (share >= 1))):
        raise CannotCalibrate("constant" if counts[item] else "unanswered", int(item))
    for item in layout.free[counts[layout.free] < for_a_slope]:
        raise CannotCalibrate("few", int(item))
    if layout.mean and not np.isfinite(priors.sd).any():
        raise CannotCalibrate("origin")
    if layout.mean and answers.scores.min() == answers.scores.max() in (0, 1):
        raise CannotCalibrate("extreme")
    if layout.sd and len(layout.free) == layout.items:
        raise CannotCalibrate("unit")
    if layout.sd and (answers.per_person > 0).sum() < 2:
        raise CannotCalibrate("spread")


def _with_answers(answers: Answers) -> Answers:
    there = answers.per_person > 0
    if there.all():
        return answers
    number = np.cumsum(there) - 1
    return Answers(number[answers.person], answers.item, answers.scores, int(there.sum()), answers.items)


def _start(answers: Answers, priors: Priors, mean: float | None, sd: float | None) -> Point:
    """Logits of the shares right, drawn to the bands as half an answer each way."""
    counts, totals = answers.per_item, answers.totals
    logit = np.log((counts - totals + 0.5) / (totals + 0.5))
    known = np.isfinite(priors.sd) & (counts < 10)
    difficulty = np.where(known, priors.bands, np.clip(logit + (mean or 0.0), -4, 4))
    return Point(difficulty, np.ones(answers.items), mean or 0.0, 1.0 if sd is None else sd)


@dataclass(frozen=True)
class _Look:
    """The logarithm of the posterior density at one point, up to a constant, and its derivatives by the parameters."""

    point: Point
    now: Expected
    slope: Floats
    height: float


@dataclass(frozen=True)
class _Fit:
    data: Cells
    layout: Layout
    priors: Priors

    def look(self, point: Point) -> _Look:
        now = expected(self.data, self.layout, point)
        slope = gradient(self.data, self.layout, point, now)
        off = self.priors.precision * (point.difficulty - self.priors.bands)
        slope[: self.layout.items] -= off
        return _Look(point, now, slope, now.log_likelihood - 0.5 * float(off @ (point.difficulty - self.priors.bands)))

    def with_priors(self, information: Floats) -> Floats:
        every = np.arange(self.layout.items)
        information[every, every] += self.priors.precision
        return information

    def em_step(self, point: Point) -> Point:
        """Newton on the complete data for each item, the moments for the population. Moving all difficulties and the
        mean together changes the priors alone, so that the best shift is known at once (PX-EM; Liu, Rubin & Wu 1998,
        Biometrika 85, 755-770)."""
        look, layout = self.look(point), self.layout
        curvature = self.with_priors(complete_information(self.data, layout, point, look.now))
        items = layout.items + len(layout.free)
        step = np.zeros(layout.size)
        step[:items] = look.slope[:items] / np.maximum(np.diagonal(curvature)[:items], 1e-3)
        moved = layout.moved(point, np.clip(step, -0.5, 0.5))
        people = look.now.at_booklet.sum(axis=0)
        mean = float(people @ GRID / people.sum()) if layout.mean else point.mean
        sd = float(np.sqrt(people @ (GRID - mean) ** 2 / people.sum())) if layout.sd else point.sd
        shift = 0.0
        if layout.mean:
            precision = self.priors.precision
            shift = float(precision @ (self.priors.bands - moved.difficulty) / precision.sum())
        return Point(moved.difficulty + shift, moved.slope, mean + shift, min(max(sd, SPREADS[0]), SPREADS[1]))

    def newton(self, point: Point) -> "_Top":
        """From near the maximum to it."""
        look = self.look(point)
        for step_number in range(1, NEWTON_STEPS + 1):
            known = self.with_priors(information(self.data, self.layout, look.point, look.now))
            step = _solve(known, look.slope)
            step /= max(1.0, float(np.abs(step).max()))
            look = self._uphill(look, step)
            if self.layout.sd and not SPREADS[0] <= look.point.sd <= SPREADS[1]:
                raise CannotCalibrate("spread")
            if np.abs(step).max() < ARRIVED:
                return _Top(look, known, EM_STEPS + step_number, converged=True)
        return _Top(look, known, EM_STEPS + NEWTON_STEPS, converged=False)

    def _uphill(self, look: _Look, step: Floats) -> _Look:
        """As far along the step as the density does not fall."""
        for _half in range(20):
            there = self.look(self.layout.moved(look.point, step))
            if there.height >= look.height - 1e-10 * abs(look.height):
                return there
            step = step / 2
        return look


@dataclass(frozen=True)
class _Top:
    """Where the climb ended, with the observed information there."""

    look: _Look
    information: Floats
    iterations: int
    converged: bool


def _solve(information: Floats, slope: Floats) -> Floats:
    """The Newton step; where the information is not positive definite, a shorter one uphill."""
    try:
        return np.asarray(cho_solve(cho_factor(information), slope), dtype=np.float64)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(information)
        return np.asarray(vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-2)), dtype=np.float64)


def _result(answers: Answers, layout: Layout, top: _Top) -> Calibration:
    if top.look.now.at_booklet[:, [0, -1]].sum() > OFF_THE_GRID * answers.people:
        raise CannotCalibrate("spread")
    try:
        inverse, _info = dpotri(cho_factor(top.information)[0])
    except np.linalg.LinAlgError:
        raise CannotCalibrate("undetermined") from None
    covariance, point = np.triu(inverse) + np.triu(inverse, 1).T, top.look.point
    se = np.sqrt(np.diagonal(covariance))
    slope_se = np.zeros(layout.items)
    slope_se[layout.free] = se[layout.items : layout.items + len(layout.free)]
    return Calibration(
        difficulty=point.difficulty,
        difficulty_se=se[: layout.items],
        slope=point.slope,
        slope_se=slope_se,
        mean=point.mean,
        mean_se=float(se[-1 - layout.sd]) if layout.mean else 0.0,
        sd=point.sd,
        sd_se=float(se[-1] * point.sd) if layout.sd else 0.0,
        log_likelihood=top.look.now.log_likelihood,
        iterations=top.iterations,
        converged=top.converged,
        people=answers.people,
        per_item=answers.per_item,
        layout=layout,
        covariance=covariance,
    )
