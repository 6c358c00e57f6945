"""Which items count, which are tried out, and which stand together in which form. Pure: items are plain data."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quizzes.appraisal.rule import FormRule
from quizzes.psychometrics.designs import balanced_forms


@dataclass(frozen=True)
class PoolItem:
    """`known` says that the calibration in force has its difficulty."""

    pk: int
    competence: str
    level: int
    known: bool = False


@dataclass(frozen=True)
class Plan:
    """What a pool gives: the items that count, the pilot items, how many of each competence a form takes, and how many
    pilot items."""

    scored: tuple[PoolItem, ...]
    pilots: tuple[PoolItem, ...]
    take: dict[str, int]
    pilots_in_form: int

    @property
    def length(self) -> int:
        return sum(self.take.values())


def plan(pool: Sequence[PoolItem], rule: FormRule, rng: random.Random) -> Plan:
    """Pilot items come one by one from the competence with the most items, those that no calibration knows first; of
    each competence a form takes half of the rest at most, so that a second form shares no item with the first."""
    pilots_in_form = round(rule.scored * rule.pilot_share / (1 - rule.pilot_share))
    wanted = round(len(pool) * pilots_in_form / (rule.scored + pilots_in_form))
    left: dict[str, list[PoolItem]] = {}
    for item in sorted(pool, key=lambda one: one.pk):
        left.setdefault(item.competence, []).append(item)
    for rows in left.values():
        rng.shuffle(rows)
        rows.sort(key=lambda one: one.known, reverse=True)
    pilots = []
    for _ in range(wanted):
        most = max(left.values(), key=lambda rows: (len(rows), rng.random()), default=[])
        if len(most) > 2:
            pilots.append(most.pop())
    take = dict.fromkeys(left, 0)
    while sum(take.values()) < rule.scored:
        free = [one for one in left if take[one] < len(left[one]) // 2]
        if not free:
            break
        least = min(free, key=lambda one: (take[one], -len(left[one]), one))
        take[least] += 1
    if len(pilots) < 2 * pilots_in_form:
        pilots_in_form = len(pilots) // 2
    scored = tuple(item for rows in left.values() for item in rows)
    return Plan(scored, tuple(pilots), take, pilots_in_form)


def forms(found: Plan, count: int, seed: int) -> dict[str, list[dict[str, list[int]]]]:
    """{"forms": [{"scored": [pk], "pilot": [pk]}], "second": [the same]}; form k and second form k share no item."""
    rng = np.random.default_rng(seed)
    codes = list(found.take)
    scored = _blocks(
        found.scored, [codes.index(one.competence) for one in found.scored], list(found.take.values()), count, rng
    )
    pilots = _blocks(found.pilots, [0] * len(found.pilots), [found.pilots_in_form], count, rng)
    return {
        name: [{"scored": one, "pilot": two} for one, two in zip(scored[turn], pilots[turn], strict=True)]
        for turn, name in enumerate(("forms", "second"))
    }


def _blocks(
    items: Sequence[PoolItem], stratum: list[int], take: list[int], count: int, rng: np.random.Generator
) -> list[list[list[int]]]:
    levels = [one.level for one in items]
    first = balanced_forms(stratum, levels, take, count, rng)
    avoid = np.zeros((count, len(items)), dtype=bool)
    for form, chosen in enumerate(first):
        avoid[form, chosen] = True
    second = balanced_forms(stratum, levels, take, count, rng, avoid)
    return [[[items[place].pk for place in form] for form in both] for both in (first, second)]


@dataclass(frozen=True)
class Place:
    """One item of a booklet: in which sitting it stands, and as which part."""

    item: int
    sitting: int
    part: str


def lay_out(form: dict[str, Any], practice: Sequence[int], size: int, rng: random.Random) -> list[Place]:
    """The form over sittings of `size` items at most, as even as they come; practice items before the first, all else
    in chance order."""
    rest = [(item, "scored") for item in form["scored"]] + [(item, "pilot") for item in form["pilot"]]
    rng.shuffle(rest)
    total = len(rest) + len(practice)
    sittings = -(-total // size)
    sizes = [total // sittings + (place < total % sittings) for place in range(sittings)]
    rows = [(item, "practice") for item in practice] + rest
    numbers = [number for number, count in enumerate(sizes, start=1) for _ in range(count)]
    return [Place(item, number, part) for (item, part), number in zip(rows, numbers, strict=True)]
