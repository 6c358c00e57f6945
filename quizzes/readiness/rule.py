"""A rule version as the deciding functions read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Need:
    """One thing that a level asks for: a kind of evidence, and from which level on."""

    kind: str
    level: int
    assisted: bool = False


@dataclass(frozen=True)
class LevelNeeds:
    """What one level asks for: all of it, or any one (`any_of`)."""

    needs: tuple[Need, ...]
    any_of: bool


@dataclass(frozen=True)
class TestRule:
    __test__ = False

    min_items: int
    posterior: float
    borderline: float
    prior_mean: float
    prior_sd: float
    band_sd: float


@dataclass(frozen=True)
class GradeRule:
    core_level: int
    gate_areas: frozenset[str]
    gate_level: int
    share_level: int
    share: float
    led_level: int
    led_count: int


@dataclass(frozen=True)
class Rule:
    version: int
    validity_months: int
    test: TestRule
    levels: Mapping[int, LevelNeeds]
    grades: GradeRule


def parse(data: Mapping[str, Any]) -> Rule:
    """The rule of a file or of a `ReadinessRule` row; KeyError or TypeError for anything missing or unknown."""
    grades = dict(data["grades"])
    grades["gate_areas"] = frozenset(grades["gate_areas"])
    return Rule(
        version=data["version"],
        validity_months=data["validity_months"],
        test=TestRule(**data["test"]),
        levels={int(level): _level_needs(needs) for level, needs in data["levels"].items()},
        grades=GradeRule(**grades),
    )


def _level_needs(needs: Mapping[str, Any]) -> LevelNeeds:
    (how, rows), *rest = needs.items()
    if rest or how not in {"any", "all"}:
        raise TypeError("A level asks for any or for all of its needs")
    return LevelNeeds(needs=tuple(Need(**row) for row in rows), any_of=how == "any")


def months_after(day: date, months: int) -> date:
    """The last day of a validity that begins on `day`: the same day so many months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
