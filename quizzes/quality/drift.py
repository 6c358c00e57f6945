"""How far items moved between two calibrations."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quizzes.bank.models import ItemBank, ItemVersion
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.psychometrics.linking import mean_shift


@dataclass(frozen=True)
class Moved:
    """One item in both: difficulties in logits, `new` already on the old scale; `kept` is False where it drifted."""

    version: int
    old: float
    new: float
    z: float
    kept: bool


@dataclass(frozen=True)
class Drift:
    """The link of calibration `later` to `earlier`, by their version numbers: `shift` with its error in logits over
    `shared` anchors, and what became of each that is in the bank."""

    earlier: int
    later: int
    shift: float
    se: float
    shared: int
    rows: list[Moved]


def between(latest_first: Sequence[Calibration], bank: ItemBank) -> Drift | None:
    """By the item versions that both have, experts' priors included, those of other banks of the pool among them; None
    for fewer than two calibrations or three anchors, or none of the bank's. Two queries."""
    if len(latest_first) < 2:
        return None
    later, earlier = latest_first[0], latest_first[1]
    rows = ItemParameter.objects.filter(calibration__in=[earlier, later]).exclude(item_version=None)
    known: dict[int, dict[int, float]] = {}
    for version, calibration, difficulty in rows.values_list("item_version", "calibration", "difficulty"):
        known.setdefault(version or 0, {})[calibration] = difficulty
    both = sorted(version for version, values in known.items() if len(values) == 2)
    if len(both) < 3:
        return None
    mine = set(ItemVersion.objects.filter(pk__in=both, item__bank=bank).values_list("pk", flat=True))
    old = np.array([known[version][earlier.pk] for version in both])
    new = np.array([known[version][later.pk] for version in both])
    link = mean_shift(old, new)
    moved = [
        Moved(version, round(a, 4), round(b + link.shift, 4), round(float(z), 2), bool(kept))
        for version, a, b, z, kept in zip(both, old.tolist(), new.tolist(), link.robust_z, link.kept, strict=True)
        if version in mine
    ]
    if not moved:
        return None
    return Drift(earlier.version, later.version, round(link.shift, 4), round(link.se, 4), len(both), moved)
