"""A panel's judgements as numbers. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np

from quizzes.framework.models import Competence
from quizzes.panels.models import Panel, PanelItem, Panellist, Rating
from quizzes.psychometrics.standards import Threshold, threshold

Shares = Mapping[int, Mapping[int, int]]
"""panellist -> item -> share out of 100."""


@dataclass(frozen=True)
class Judged:
    """What a closed round says of one competence; `threshold` is None where the judgements set none."""

    competence: Competence
    items: tuple[PanelItem, ...]
    threshold: Threshold | None
    panellists: tuple[Panellist, ...]

    @property
    def cuts(self) -> tuple[float, ...]:
        """The panellists' thresholds, lowest first, without names."""
        each = [] if self.threshold is None else [float(one) for one in self.threshold.each]
        return tuple(sorted(one for one in each if not np.isnan(one)))


@dataclass(frozen=True)
class Spread:
    """How the panel judged one item: every share, lowest first."""

    shares: tuple[int, ...]

    @property
    def middle(self) -> float:
        return median(self.shares)


def shares_of(panel: Panel, round: int) -> Shares:
    """Of whoever handed in that round. One query."""
    name = "first_done_at" if round == 1 else "second_done_at"
    rows = Rating.objects.filter(item__panel=panel, round=round, **{f"panellist__{name}__isnull": False})
    found: dict[int, dict[int, int]] = {}
    for panellist, item, share in rows.values_list("panellist", "item", "share"):
        found.setdefault(panellist, {})[item] = share
    return found


def judged(panel: Panel, round: int) -> list[Judged]:
    """What the round says of each competence. Three queries."""
    shares = shares_of(panel, round)
    panellists = tuple(one for one in panel.panellists.select_related("person") if one.pk in shares)
    items: dict[Competence, list[PanelItem]] = {}
    for item in panel.items.select_related("competence", "version__item"):
        items.setdefault(item.competence, []).append(item)
    return [
        Judged(competence, tuple(rows), _threshold(rows, [shares[one.pk] for one in panellists]), panellists)
        for competence, rows in items.items()
    ]


def _threshold(items: list[PanelItem], shares: list[Mapping[int, int]]) -> Threshold | None:
    table = [[row[item.pk] / 100 for item in items] for row in shares]
    try:
        return threshold(table, [item.difficulty for item in items])
    except ValueError:
        return None


def spreads(panel: Panel, round: int) -> dict[int, Spread]:
    """item -> how the panel judged it."""
    found: dict[int, list[int]] = {}
    for row in shares_of(panel, round).values():
        for item, share in row.items():
            found.setdefault(item, []).append(share)
    return {item: Spread(tuple(sorted(shares))) for item, shares in found.items()}
