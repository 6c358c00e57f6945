"""How well the measurement finds what is true, by simulation: first terms in blocks, later terms adaptive.

Abilities are N(0.2, 1.1²). Experts put half of the items into the middle band, where the grade is decided, and a
quarter each below and above; true difficulties lie 0.7 around the bands. The zero of the scale is where the bands of
the pool put it, so what they are wrong by on the average is no error of the measurement. Everything that is measured
rests on difficulties estimated from simulated answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.adaptive import choose, choose_part, under_exposure
from quizzes.psychometrics.answers import Answers, Floats
from quizzes.psychometrics.calibration import Calibration, Priors, calibrate
from quizzes.psychometrics.designs import cyclic_forms
from quizzes.psychometrics.linking import mean_shift
from quizzes.psychometrics.person import GRID, estimate

MEAN, SD = 0.2, 1.1
BANDS = (-0.9, 0.0, 0.9, 0.0)
BAND_SD = 0.7
PER_ITEM = 30
BLOCK = 4
"""Items of one block always stand together."""
POOL, ANCHORS = 300, 30
PRACTICE = (4, 3)
"""So many practice items, unscored, come before a sitting."""
SHORTEST, LONGEST, PRECISE = 24, 48, 0.40
"""An adaptive sitting has at least and at most so many items, and ends at this standard error between."""
PARTS = (8, 11, 11, 11)
"""Items that count in the parts of a readiness test that adapts itself; practice and pilot items make them twelve."""
LAST_PART = 7
"""Items of one more part, for whose standard error is above PRECISE still."""
STRATA = 20
"""Competences of the blueprint."""
ASYMPTOTE = 0.97
"""The chance that somebody who knows the answer does not slip, where sittings are scored with care for slips."""


@dataclass(frozen=True)
class Pool:
    """Items with their `bands` and true `difficulty`, both (items,)."""

    bands: Floats
    difficulty: Floats


@dataclass(frozen=True)
class FirstTerm:
    """One simulated first term: mean squared errors of abilities and difficulties in logits², and the shares of the
    95 % intervals that hold the truth."""

    theta_error: float
    theta_coverage: float
    b_error: float
    b_coverage: float
    reliability: float


def pool(items: int, rng: np.random.Generator) -> Pool:
    bands = np.resize(BANDS, items)
    off = rng.normal(0, BAND_SD, items)
    return Pool(bands, bands + off - off.mean())


def in_blocks(theta: Floats, items: Pool, length: int, rng: np.random.Generator) -> Answers:
    """Everybody answers one form of a cyclic design, each form about equally often."""
    blocks = len(items.bands) // BLOCK
    forms = cyclic_forms(blocks, length // BLOCK)
    place = rng.permutation(len(items.bands)).reshape(blocks, BLOCK)
    asked = place[forms[np.arange(len(theta)) % blocks]].reshape(len(theta), length)
    right = rng.random(asked.shape) < _chance(theta[:, None], items.difficulty[asked])
    person = np.repeat(np.arange(len(theta)), length)
    return Answers.of(person, asked.ravel(), right.ravel(), people=len(theta), items=len(items.bands))


def items_for(people: int, length: int) -> int:
    """So many items, in whole blocks, that each gets about PER_ITEM answers."""
    return BLOCK * max(round(people * length / PER_ITEM / BLOCK), length // BLOCK)


def first_term(people: int, length: int, rng: np.random.Generator) -> FirstTerm:
    """Balanced incomplete blocks, calibrated with the bands as priors, population estimated, people by EAP."""
    items = pool(items_for(people, length), rng)
    theta = rng.normal(MEAN, SD, people)
    answers = in_blocks(theta, items, length, rng)
    found = calibrate(answers, Priors.of(items.bands, BAND_SD), mean=None)
    measured = abilities(answers, found)
    off, off_b = measured.theta - theta, found.difficulty - items.difficulty
    return FirstTerm(
        theta_error=float((off**2).mean()),
        theta_coverage=float((np.abs(off) < 1.96 * measured.se).mean()),
        b_error=float((off_b**2).mean()),
        b_coverage=float((np.abs(off_b) < 1.96 * found.difficulty_se).mean()),
        reliability=measured.reliability or 0.0,
    )


def calibrated_pool(rng: np.random.Generator) -> tuple[Pool, Calibration]:
    """A pool for adaptive sittings, calibrated from a first term of 32 items in which every item got about PER_ITEM
    answers."""
    items, length = pool(POOL, rng), 32
    theta = rng.normal(MEAN, SD, POOL * PER_ITEM // length)
    answers = in_blocks(theta, items, length, rng)
    return items, calibrate(answers, Priors.of(items.bands, BAND_SD), mean=None)


@dataclass(frozen=True)
class Sittings:
    """One adaptive sitting in each of several pools: what was estimated (pools,), with what error, after how many
    items."""

    theta: Floats
    se: Floats
    length: Floats


@dataclass
class Adaptive:
    """Several pools side by side, `difficulty` (pools, items) true and `known` (pools, items) estimated with `error`; a
    term of sittings, one after the other in each pool. `shown` (pools, items) counts."""

    difficulty: Floats
    known: Floats
    error: Floats
    rng: np.random.Generator

    def __post_init__(self) -> None:
        self.shown = np.zeros(self.known.shape, dtype=np.int64)
        self.sittings = 0

    def sit(self, theta: Floats, *, fixed: int = 0, wrong: int = 0, asymptote: float = 1.0) -> Sittings:
        """One person of ability `theta` (pools,) in each pool. The first item is sought at the cohort's mean. The
        sitting ends by the rule, or after `fixed` items. The first `wrong` answers are wrong whatever the ability.
        Scored with that upper `asymptote`."""
        rows = np.arange(len(theta))
        prior = -0.5 * ((GRID - MEAN) / SD) ** 2
        log = np.tile(prior, (len(theta), 1))
        fresh = under_exposure(self.shown, self.sittings)
        estimate, variance = np.full(len(theta), MEAN), np.full(len(theta), SD**2)
        running, length = np.ones(len(theta), dtype=bool), np.zeros(len(theta))
        weights, informations = np.zeros(len(theta)), np.full(len(theta), 1 / SD**2)
        for number in range(fixed or LONGEST):
            item = choose(estimate, self.known, fresh, self.rng)
            right = self.rng.random(len(theta)) < _chance(theta, self.difficulty[rows, item])
            right &= number >= wrong
            log[running] += self._log_likelihood(item, right, asymptote)[running]
            fresh[rows, item] = False
            self.shown[rows[running], item[running]] += 1
            length += running
            posterior = np.exp(log - log.max(axis=1, keepdims=True))
            posterior /= posterior.sum(axis=1, keepdims=True)
            estimate, before = posterior @ GRID, estimate
            variance = posterior @ GRID**2 - estimate**2
            p = _chance(before, self.known[rows, item])
            informations += running * p * (1 - p)
            weights += running * (p * (1 - p) * self.error[rows, item]) ** 2
            se = np.sqrt(variance + weights / informations**2)
            if not fixed and number + 1 >= SHORTEST:
                running &= se > PRECISE
                if not running.any():
                    break
        self.sittings += 1
        return Sittings(estimate, se, length)

    def _log_likelihood(self, item: NDArray[np.int64], right: NDArray[np.bool_], asymptote: float) -> Floats:
        p = asymptote * _chance(GRID, self.known[np.arange(len(item)), item][:, None])
        return np.log(np.where(right[:, None], p, 1 - p))

    @property
    def exposure(self) -> Floats:
        """(pools,) the share of the sittings that showed the item shown most."""
        return self.shown.max(axis=1) / self.sittings


def term_in_parts(
    people: int, items: Pool, found: Calibration, rng: np.random.Generator
) -> tuple[Sittings, Floats, float]:
    """One term of tests that adapt themselves part by part, one person after the other: what was estimated (people,),
    the true abilities (people,), and the share of tests that showed the item shown most."""
    theta, stratum = rng.normal(MEAN, SD, people), np.arange(len(items.bands)) % STRATA
    shown = np.zeros(len(items.bands), dtype=np.int64)
    rows = []
    for person, ability in enumerate(theta):
        asked: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        right = np.zeros(0)
        now, se = found.mean, found.sd
        for size in (*PARTS, LAST_PART):
            if len(asked) >= sum(PARTS) and se <= PRECISE:
                break
            open_ = under_exposure(shown, person)
            open_[asked] = False
            told = np.bincount(stratum[asked], minlength=STRATA)
            part = choose_part(now, found.difficulty, open_, stratum, told, size, rng)
            asked = np.concatenate([asked, part])
            right = np.concatenate([right, rng.random(size) < _chance(ability, items.difficulty[part])])
            one = estimate(
                right, found.difficulty[asked], found.mean, found.sd, difficulty_se=found.difficulty_se[asked]
            )
            now, se = one.theta, one.se
        shown[asked] += 1
        rows.append((now, se, len(asked)))
    estimates, errors, lengths = np.array(rows, dtype=np.float64).T
    return Sittings(estimates, errors, lengths), theta, float(shown.max()) / people


def link_error(people: int, rng: np.random.Generator, change: float = 0.3) -> tuple[float, float]:
    """How far the change of the mean ability between two terms is missed, and the standard error that the link reports:
    two terms of `people`, 32 items each from a pool of POOL at most, calibrated apart, ANCHORS items in both."""
    size = min(max(items_for(people, 32), 2 * ANCHORS), POOL)
    old, new = pool(size, rng), pool(size, rng)
    both = Pool(
        np.concatenate([old.bands[:ANCHORS], new.bands[ANCHORS:]]),
        np.concatenate([old.difficulty[:ANCHORS], new.difficulty[ANCHORS:]]),
    )
    earlier, later = rng.normal(MEAN, SD, people), rng.normal(MEAN + change, SD, people)
    first = calibrate(in_blocks(earlier, old, 32, rng), Priors.of(old.bands, BAND_SD), mean=None)
    second = calibrate(in_blocks(later, both, 32, rng), Priors.of(both.bands, BAND_SD), mean=None)
    link = mean_shift(first.difficulty[:ANCHORS], second.difficulty[:ANCHORS])
    return second.mean + link.shift - first.mean - (later.mean() - earlier.mean()), link.se


def _chance(theta: Floats, difficulty: Floats) -> Floats:
    return 1 / (1 + np.exp(difficulty - theta))
