"""When an item's figures call for a look: the limits are data, the judging is pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from quizzes.psychometrics.classical import Choice, Figure

CURRENT = 1
NEGATIVE, ATTRACTIVE, TOO_HARD, WEAK = "negative", "attractive", "too_hard", "weak"
UNANSWERED, DEAD, TOO_EASY = "unanswered", "dead", "too_easy"
SIGNS = (NEGATIVE, ATTRACTIVE, TOO_HARD, WEAK, UNANSWERED, DEAD, TOO_EASY)


@dataclass(frozen=True)
class Limits:
    version: int
    min_answers: int
    facility_low: float
    facility_high: float
    discrimination_low: float
    discrimination_zero: float
    distractor_share: float
    unanswered_share: float
    few: int
    weights: dict[str, int]


@cache
def limits(version: int = CURRENT) -> Limits:
    text = (Path(__file__).parent / "data" / f"review_v{version}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return Limits(**data)


@dataclass(frozen=True)
class Figures:
    """What the signs are read from. `choices` by mark; `right` the marks of the key; `listed` says that the options are
    a closed list, so that one which nobody chose is known."""

    facility: Figure | None
    discrimination: Figure | None
    choices: dict[str, Choice]
    right: frozenset[str]
    listed: bool
    unanswered: float


def signs(figures: Figures, rule: Limits) -> list[str]:
    """What stands out, the gravest first. Nothing under the rule's number of answers: the caller sees to that."""
    found = {
        NEGATIVE: _below(figures.discrimination, rule.discrimination_zero),
        ATTRACTIVE: bool(attractive(figures)),
        TOO_HARD: _below(figures.facility, rule.facility_low),
        WEAK: _below(figures.discrimination, rule.discrimination_low),
        UNANSWERED: figures.unanswered > rule.unanswered_share,
        DEAD: bool(dead(figures, rule)),
        TOO_EASY: _above(figures.facility, rule.facility_high),
    }
    if found[NEGATIVE]:
        found[WEAK] = False
    return sorted((sign for sign, there in found.items() if there), key=lambda sign: -rule.weights[sign])


def urgency(found: list[str], rule: Limits) -> int:
    """The weight of the gravest sign; 0 for none."""
    return max((rule.weights[sign] for sign in found), default=0)


def dead(figures: Figures, rule: Limits) -> list[str]:
    """Wrong options that hardly anybody chooses."""
    if not figures.listed:
        return []
    return [
        mark
        for mark, choice in figures.choices.items()
        if mark not in figures.right and choice.share.value < rule.distractor_share
    ]


def attractive(figures: Figures) -> list[str]:
    """Wrong answers that are given by those who are better on the rest."""
    return [
        mark for mark, choice in figures.choices.items() if mark not in figures.right and _above(choice.correlation, 0)
    ]


def _below(figure: Figure | None, limit: float) -> bool:
    return figure is not None and figure.value + (figure.se or 0.0) < limit


def _above(figure: Figure | None, limit: float) -> bool:
    return figure is not None and figure.value - (figure.se or 0.0) > limit
