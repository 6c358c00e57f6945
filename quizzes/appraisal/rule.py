"""A rule of the readiness test as the services read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FormRule:
    scored: int
    least: int
    sitting: int
    practice: int
    pilot_share: float
    forms: int


@dataclass(frozen=True)
class ScoringRule:
    asymptote: float
    prior_mean: float
    prior_sd: float
    band_sd: float
    correlation: float


@dataclass(frozen=True)
class AreaRule:
    """When an area is placed in a band. `posterior` is how likely the band has to be where the standard error is at
    most `max_se` logits, `sure` where it is larger; None in rules that placed nothing there."""

    min_items: int
    max_se: float
    posterior: float
    cuts: tuple[float, float]
    sure: float | None


@dataclass(frozen=True)
class Scale:
    """From logits to the points that a person reads."""

    middle: int
    logit: int
    lowest: int
    highest: int
    margin: float

    def points(self, theta: float) -> int:
        return min(max(round(self.middle + self.logit * theta), self.lowest), self.highest)


@dataclass(frozen=True)
class DoubtRule:
    fit_below: float
    rapid_seconds: float
    rapid_share: float


@dataclass(frozen=True)
class AdaptiveRule:
    """When later parts are chosen by the answers to earlier ones, and how."""

    from_items: int
    most: int
    precise: float
    exposure: float
    best: int


@dataclass(frozen=True)
class Rule:
    """`adaptive` is None in rules that knew forms in blocks alone; `adaptive_from` is told all the same."""

    version: int
    form: FormRule
    scoring: ScoringRule
    areas: AreaRule
    scale: Scale
    doubt: DoubtRule
    together_days: int
    adaptive_from: int
    adaptive: AdaptiveRule | None


def parse(data: Mapping[str, Any]) -> Rule:
    """The rule of a file or of a design; KeyError or TypeError for anything missing or unknown."""
    areas = dict(data["areas"])
    low, high = areas.pop("cuts")
    sure = areas.pop("sure") if data["version"] > 2 else None
    return Rule(
        version=data["version"],
        form=FormRule(**data["form"]),
        scoring=ScoringRule(**data["scoring"]),
        areas=AreaRule(**areas, cuts=(low, high), sure=sure),
        scale=Scale(**data["scale"]),
        doubt=DoubtRule(**data["doubt"]),
        together_days=data["second"]["together_days"],
        adaptive_from=data["adaptive"]["from_items"],
        adaptive=AdaptiveRule(**data["adaptive"]) if data["version"] > 1 else None,
    )
