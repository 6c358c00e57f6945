"""How often an area is placed, and how often rightly, by simulation. Pure.

One replication is a pool and a cohort: forms are laid out as for a round, true difficulties lie around what is known of
them, and people answer forms by chance. Every rule judges the same answers.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.appraisal import layout
from quizzes.appraisal.layout import PoolItem
from quizzes.appraisal.rule import AreaRule, Rule
from quizzes.appraisal.scoring import LOWER, MIDDLE, UNDECIDED, UPPER, band_of
from quizzes.psychometrics.person import probability_at_least
from quizzes.psychometrics.subscores import subscores

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COMPETENCES = (3, 3, 4, 4, 3, 3)
"""Of each area, as the framework has them."""
PER_COMPETENCE = 11
"""Items of a competence in the starter programme's pool, about; a third of each level."""
BANDS = (-0.9, 0.0, 0.9)
MEAN, SD = 0.2, 1.1
CORRELATION = 0.8
"""Of the ability between two areas in the simulated cohort; the rule assumes a little more."""


@dataclass(frozen=True)
class Conditions:
    """`known_se`: how far the true difficulty of an item lies from what is known of it, in logits. `guess`: the chance
    of a lucky answer. `areas`: so many of the areas are asked, the first ones."""

    known_se: float
    guess: float = 0.0
    areas: int = len(COMPETENCES)


@dataclass(frozen=True)
class Placed:
    """Of `areas` results, how many were `placed` in a band and how many of those `wrongly`, because the ability lies
    outside of what is claimed; `beyond` and `beyond_wrongly` are those whose error is above the rule's limit."""

    areas: int = 0
    placed: int = 0
    wrongly: int = 0
    beyond: int = 0
    beyond_wrongly: int = 0


@dataclass(frozen=True)
class Forms:
    """`of` (forms, n) the items of each form; `area` and `band` (items,) of each item."""

    of: Ints
    area: Ints
    band: Floats


def forms_of(rule: Rule, seed: int) -> Forms:
    """The forms of a round over a pool as large as the starter programme's."""
    names = [(area, f"{area}{one}") for area, many in enumerate(COMPETENCES) for one in range(many)]
    pool = [
        PoolItem(pk, code, pk % len(BANDS) + 1)
        for pk, (_area, code) in enumerate(one for one in names for _item in range(PER_COMPETENCE))
    ]
    found = layout.forms(layout.plan(pool, rule.form, random.Random(seed)), rule.form.forms, seed)["forms"]
    area = np.repeat([area for area, _code in names], PER_COMPETENCE)
    return Forms(np.array([form["scored"] for form in found]), area, np.array([BANDS[one.level - 1] for one in pool]))


def place(
    rules: Mapping[str, AreaRule],
    conditions: Conditions,
    *,
    rule: Rule,
    forms: Forms,
    people: int,
    rng: np.random.Generator,
) -> dict[str, Placed]:
    """What each of the rules says of one simulated cohort whose answers are scored as `rule` has it."""
    scoring, among = rule.scoring, len(COMPETENCES)
    known = forms.band + rng.normal(0.0, np.sqrt(scoring.band_sd**2 - conditions.known_se**2), len(forms.band))
    true = known + rng.normal(0.0, conditions.known_se, len(known))
    found = {name: Placed() for name in rules}
    for _person in range(people):
        shared, own = rng.normal(), rng.normal(size=among)
        theta = MEAN + SD * (np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own)
        items = forms.of[rng.integers(len(forms.of))]
        items = items[forms.area[items] < conditions.areas]
        area = forms.area[items]
        chance = conditions.guess + (1 - conditions.guess) / (1 + np.exp(true[items] - theta[area]))
        parts = subscores(
            (rng.random(len(items)) < chance).astype(np.float64),
            known[items],
            area,
            conditions.areas,
            prior_mean=scoring.prior_mean,
            prior_sd=scoring.prior_sd,
            correlation=scoring.correlation,
            difficulty_se=np.full(len(items), conditions.known_se),
            asymptote=scoring.asymptote,
        )
        for part, ability in zip(parts, theta, strict=False):
            low, high = (probability_at_least(part, cut) for cut in rule.areas.cuts)
            for name, one in rules.items():
                band = band_of(part.items, part.se, low, high, one)
                found[name] = _count(found[name], band, float(ability), part.se > one.max_se, one.cuts)
    return found


def _count(so_far: Placed, band: str, ability: float, beyond: bool, cuts: Sequence[float]) -> Placed:
    placed = band != UNDECIDED
    holds = {LOWER: ability < cuts[0], MIDDLE: ability >= cuts[0], UPPER: ability >= cuts[1]}
    wrong = placed and not holds[band]
    return Placed(
        areas=so_far.areas + 1,
        placed=so_far.placed + placed,
        wrongly=so_far.wrongly + wrong,
        beyond=so_far.beyond + (placed and beyond),
        beyond_wrongly=so_far.beyond_wrongly + (wrong and beyond),
    )
