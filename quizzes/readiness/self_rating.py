"""How a person sees the own competence: the statements, the answers, and what follows for learning. Pure, but for the
file of the statements. A self-rating places; it never proves, and no level hangs on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

CURRENT = 1
KNOW, CAN = "self.know", "self.can"
"""The two questions, as the evidence names its source."""
ANSWERS: dict[str, tuple[str | Promise, ...]] = {
    KNOW: (
        pgettext_lazy("self-rating, know", "I cannot say"),
        pgettext_lazy("self-rating, know", "With somebody's help"),
        pgettext_lazy("self-rating, know", "By myself"),
        pgettext_lazy("self-rating, know", "I can explain it to others"),
    ),
    CAN: (
        pgettext_lazy("self-rating, can", "I cannot say"),
        pgettext_lazy("self-rating, can", "With somebody's help"),
        pgettext_lazy("self-rating, can", "By myself"),
        pgettext_lazy("self-rating, can", "I can teach others"),
    ),
}
"""In rising order; an answer is kept by its place, from 1."""
FIRST = 3
"""So many competences at most are named as what to learn first."""
ENOUGH = 2
HIGHER, LOWER, ALIKE, NOT_MEASURED = "higher", "lower", "alike", "not_measured"


@dataclass(frozen=True)
class Statements:
    know: str
    can: str


@dataclass(frozen=True)
class View:
    """What somebody said of one competence; `know` and `can` from 1 to 4."""

    know: int
    can: int
    at: datetime

    @property
    def level(self) -> int:
        """The level that the weaker of both answers speaks of: 0 cannot say, 1 with help, 2 alone, 3 teaches others."""
        return min(self.know, self.can) - 1


@dataclass(frozen=True)
class Placed:
    """One competence with both views of it. `measured` is None without a result in force."""

    code: str
    core: bool
    view: View | None
    measured: int | None

    @property
    def gap(self) -> str:
        """How the own view stands to the measured level; "" without a view. Level 4 is asked of nobody's own view."""
        if self.view is None:
            return ""
        if self.measured is None:
            return NOT_MEASURED
        own, found = self.view.level, min(self.measured, 3)
        return HIGHER if own > found else LOWER if own < found else ALIKE


def learn_first(placed: Iterable[Placed]) -> list[str]:
    """The codes of what to learn first: where the own view is below level 2 and no result says otherwise, core
    competences and the weakest first; then where the own view is above a result below level 2. At most FIRST."""
    wanted = [one for one in placed if one.view is not None and (one.measured or 0) < ENOUGH]
    weak = [one for one in wanted if one.view is not None and one.view.level < ENOUGH]
    hidden = [one for one in wanted if one not in weak and one.measured is not None]
    return [one.code for one in [*_ordered(weak), *_ordered(hidden)]][:FIRST]


def _ordered(rows: Sequence[Placed]) -> list[Placed]:
    return sorted(rows, key=lambda one: (not one.core, one.view.level if one.view else 0))


@cache
def statements(version: int = CURRENT) -> dict[str, Statements]:
    """code -> its pair of statements."""
    text = (Path(__file__).parent / "data" / f"self_rating_v{version}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return {code: Statements(**pair) for code, pair in data["statements"].items()}
