"""What becomes of each person of a simulated cohort.

Ways are dealt, not drawn: each is gone by as many people as its share says, in an order of chance. So every grade and
every level occurs in a cohort of some hundred, however the questions fall.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How far a person goes."""

    NEVER = "never"
    LOST = "lost"
    """Tries two assessments before any lesson and can answer next to nothing: no level at all."""
    BEGINS = "begins"
    """Is at the first or second module yet."""
    FINISHES = "finishes"
    """Goes through all that is wanted."""
    LAPSED = "lapsed"
    """Finishes; the first module was assessed in the term before and is past its validity."""
    SURE = "sure"
    """Finishes, sure in everything, attested for little or nothing."""
    ATTESTED = "attested"
    """Is sure, takes three electives, and is attested at level 3 for each."""
    LEADS = "leads"
    """The same, at level 4."""


SHARES = {
    Way.NEVER: 0.10,
    Way.LOST: 0.01,
    Way.FINISHES: 0.12,
    Way.LAPSED: 0.02,
    Way.SURE: 0.01,
    Way.ATTESTED: 0.01,
    Way.LEADS: 0.01,
}
"""Everybody else begins."""
IS_PATIENT = 0.7
"""Whoever sits an assessment up to three times; the others once."""
IS_HELPED = 0.05
TRIES_FIRST = 0.15
CHOOSES = 0.5
"""Whoever finishes what is wanted takes one elective, as often as this."""
ABILITY_MEAN, ABILITY_SD, SURE, LOST = 0.9, 1.1, 6.0, -3.0
"""Of the cohort, of those who are sure in everything, of those who are lost, in logits."""
MEAN_OF_LEVEL = {"district": 0.15, "township": -0.15}


@dataclass(frozen=True)
class Fate:
    """What one simulated person is like and how far they will go: through so many `modules` of those that are wanted
    and so many `electives`, with so many `sittings` of one assessment at most. `attested` is the level at which the own
    duty performance is attested in each module, 0 where it is not."""

    ability: float
    modules: int
    electives: int = 0
    helped: bool = False
    tries_first: bool = False
    sittings: int = 1
    attested: int = 0
    lapsed: bool = False


def deal(number: int, *, seed: int) -> list[Way]:
    """The way of each of so many people."""
    ways = [way for way, share in SHARES.items() for _each in range(round(share * number))]
    ways += [Way.BEGINS] * (number - len(ways))
    random.Random(f"{seed}:ways").shuffle(ways)
    return ways


def fate_of(way: Way, *, rng: random.Random, level: str, modules: int) -> Fate:
    """One person's fate by their way and the `level` of their mandate; so many `modules` are wanted of them."""
    if way == Way.LOST:
        return Fate(LOST, min(2, modules), tries_first=True)
    if way == Way.SURE:
        return Fate(SURE, modules, tries_first=True, sittings=3)
    if way in (Way.ATTESTED, Way.LEADS):
        return Fate(SURE, modules, electives=3, tries_first=True, sittings=3, attested=3 if way == Way.ATTESTED else 4)
    finishes = way in (Way.FINISHES, Way.LAPSED)
    begun = 0 if way == Way.NEVER else min(rng.randint(1, 2), modules)
    return Fate(
        ability=rng.gauss(ABILITY_MEAN + MEAN_OF_LEVEL[level], ABILITY_SD),
        modules=modules if finishes else begun,
        electives=int(finishes and rng.random() < CHOOSES),
        helped=rng.random() < IS_HELPED,
        tries_first=rng.random() < TRIES_FIRST,
        sittings=3 if rng.random() < IS_PATIENT else 1,
        lapsed=way == Way.LAPSED,
    )
