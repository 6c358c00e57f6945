"""How usable the whole claim is: whom rule and tests together call basically ready, by simulation. Pure.

The tests alone decide here; the tasks, done alone before somebody, are taken as done. Each competence has a pool of six
items a level whose true difficulties scatter around the bands; a further sitting takes what the one before did not ask
first, as `delivery.assembly` does. Up to so many sittings, stopping once the level is reached; the latest counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from quizzes.psychometrics.person import GRID, PeopleEstimates, estimate_many
from quizzes.readiness.rule import TestRule
from quizzes.readiness.usability import BANDS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Conditions:
    """`per_level` items of each level in a sitting, `sittings` at most, `guess` the chance of a lucky answer, `cut` the
    threshold of the core level in logits, `posterior` the P(ability >= cut) that is wanted. `shared` is the correlation
    of the competences that the prior assumes: 0 measures each by itself. `recalled` is the chance that the key of an
    item asked in an earlier sitting, which was shown afterwards, is known by heart."""

    cut: float
    posterior: float
    per_level: int = 4
    sittings: int = 1
    guess: float = 0.0
    shared: float = 0.0
    recalled: float = 0.0


def measure_many(right: Floats, bands: Floats, test: TestRule) -> PeopleEstimates:
    """As `measuring.measure` does: `right` (people, items) of 0 or 1 on items of `bands` (people, items)."""
    off = np.full(bands.shape, test.band_sd)
    return estimate_many(right, bands, test.prior_mean, test.prior_sd, difficulty_se=off)


def chances(several: Sequence[PeopleEstimates], conditions: Conditions, test: TestRule) -> Floats:
    """(people, competences) P(ability >= cut) after the sittings, one of `several` a competence.

    With a shared prior each sitting is taken as a normal observation of its competence, and all are weighed together
    under a normal prior in which any two competences correlate by `shared`.
    """
    if not conditions.shared:
        columns = [
            (one.posterior * ndtr((GRID - conditions.cut) / np.sqrt(one.item_variance)[:, None])).sum(axis=1)
            for one in several
        ]
        return np.column_stack(columns)
    mean = np.column_stack([one.theta for one in several])
    variance = np.column_stack([one.se for one in several]) ** 2
    before = 1 / test.prior_sd**2
    known = np.maximum(1 / variance - before, 1e-6)
    seen = (mean / variance - test.prior_mean * before) / known
    size = len(several)
    prior = test.prior_sd**2 * ((1 - conditions.shared) * np.eye(size) + conditions.shared)
    after = np.linalg.inv(np.linalg.inv(prior) + known[:, :, None] * np.eye(size))
    centre = test.prior_mean + np.einsum("pij,pj->pi", after, known * (seen - test.prior_mean))
    return ndtr((centre - conditions.cut) / np.sqrt(np.diagonal(after, axis1=1, axis2=2)))


def called_ready(theta: Floats, conditions: Conditions, test: TestRule, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(people,) whether the tests show the core level in every competence, for abilities `theta` (people, competences);
    everybody meets pools of their own."""
    people, competences = theta.shape
    bands = np.concatenate([np.array(level) for level in BANDS.values()])
    pools = bands + rng.normal(0.0, test.band_sd, (people, competences, len(bands)))
    before, ever = np.zeros(pools.shape, dtype=bool), np.zeros(pools.shape, dtype=bool)
    reached = np.zeros(theta.shape, dtype=bool)
    latest: list[PeopleEstimates] = []
    for _sitting in range(conditions.sittings):
        for competence in range(competences):
            drawn = _drawn(before[:, competence], conditions.per_level, rng)
            harder = np.take_along_axis(pools[:, competence], drawn, axis=1) - theta[:, competence, None]
            recalled = conditions.recalled * np.take_along_axis(ever[:, competence], drawn, axis=1)
            lucky = recalled + (1 - recalled) * conditions.guess
            chance = lucky + (1 - lucky) / (1 + np.exp(harder))
            fresh = measure_many((rng.random(drawn.shape) < chance).astype(np.float64), bands[drawn], test)
            before[:, competence] = False
            np.put_along_axis(before[:, competence], drawn, True, axis=1)
            if len(latest) <= competence:
                latest.append(fresh)
            else:
                latest[competence] = _kept(reached[:, competence], latest[competence], fresh)
        ever |= before
        reached |= chances(latest, conditions, test) >= conditions.posterior
    return np.asarray(reached.all(axis=1))


def _drawn(before: NDArray[np.bool_], per_level: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(people, items) places in the pool, so many of each level, those asked `before` (people, pool) last."""
    size = before.shape[1] // len(BANDS)
    order = (rng.random(before.shape) + before).reshape(len(before), len(BANDS), size).argsort(axis=2)[:, :, :per_level]
    return (order + size * np.arange(len(BANDS))[:, None]).reshape(len(before), -1)


def _kept(done: NDArray[np.bool_], earlier: PeopleEstimates, fresh: PeopleEstimates) -> PeopleEstimates:
    """Whoever has reached the level does not sit again."""
    return PeopleEstimates(
        theta=np.where(done, earlier.theta, fresh.theta),
        se=np.where(done, earlier.se, fresh.se),
        posterior=np.where(done[:, None], earlier.posterior, fresh.posterior),
        item_variance=np.where(done, earlier.item_variance, fresh.item_variance),
    )


def profile(people: int, competences: int, above: float, low: float | None = None) -> Floats:
    """(people, competences) everybody at `above`, in the last competence at `low` where that is given."""
    theta = np.full((people, competences), above)
    if low is not None:
        theta[:, -1] = low
    return theta


def cohort(people: int, competences: int, correlation: float, test: TestRule, rng: np.random.Generator) -> Floats:
    """(people, competences) abilities as the prior has them, any two competences correlated."""
    common = rng.normal(0, 1, (people, 1)) * np.sqrt(correlation)
    own = rng.normal(0, 1, (people, competences)) * np.sqrt(1 - correlation)
    return test.prior_mean + test.prior_sd * (common + own)


def agreement(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> tuple[float, float]:
    """Of two forms: the share of people called the same by both, and Cohen's kappa."""
    same = float((first == second).mean())
    chance = float(first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean()))
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0
