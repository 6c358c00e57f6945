"""How usable a rule is: whom it calls what, by simulation. Pure.

True item difficulties scatter around the experts' bands as the rule assumes; answers follow the Rasch model, with a
chance to guess where one is given; the measurement knows the bands alone, as in life.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.readiness.measuring import measure
from quizzes.readiness.rule import TestRule

BANDS: Mapping[int, Sequence[float]] = {
    1: (-1.2, -1.0, -0.9, -0.8, -1.1, -1.0),
    2: (-0.1, 0.0, 0.1, 0.2, 0.2, 0.1),
    3: (0.8, 0.9, 1.0, 1.2, 0.9, 1.1),
}
"""The bands of a module's pool, six items a level, as the starter programme has them."""


@dataclass(frozen=True)
class Setting:
    """`ability` in logits; `per_level` items of each level in a sitting; `guess`, the chance of a lucky answer;
    `sittings`, how many a person may take, the last one counting, who stops once the level is reached."""

    ability: float
    level: int
    per_level: int = 4
    guess: float = 0.0
    sittings: int = 1


def share_reaching(
    setting: Setting, *, cuts: Mapping[int, float], test: TestRule, people: int, rng: np.random.Generator
) -> float:
    """The share of simulated people of that ability whose test reaches the level; its standard error is at most
    0.5 / sqrt(people)."""
    return sum(_reaches(setting, cuts, test, rng) for _person in range(people)) / people


def _reaches(setting: Setting, cuts: Mapping[int, float], test: TestRule, rng: np.random.Generator) -> bool:
    for _sitting in range(setting.sittings):
        bands = _drawn(setting.per_level, rng)
        right = _answers(setting, bands, test.band_sd, rng)
        measured = measure(right.tolist(), bands.tolist(), cuts=cuts, test=test)
        if measured.items >= test.min_items and measured.probabilities[setting.level] >= test.posterior:
            return True
    return False


def _drawn(per_level: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.concatenate([rng.choice(bands, per_level, replace=False) for bands in BANDS.values()])


def _answers(
    setting: Setting, bands: NDArray[np.float64], band_sd: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    difficulties = bands + rng.normal(0.0, band_sd, len(bands))
    known = 1.0 / (1.0 + np.exp(difficulties - setting.ability))
    right = setting.guess + (1.0 - setting.guess) * known
    return (rng.random(len(bands)) < right).astype(np.float64)
