"""From where on a figure calls for a look: data with a version, read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

CURRENT = 1


@dataclass(frozen=True)
class Limits:
    version: int
    min_people: int
    min_answers: int
    min_cell: int
    reliability: float
    fit_low: float
    fit_high: float
    exposure: float
    off_target: float
    anchors: int
    expiry_days: int
    review_months: int
    apart: float
    second_look_share: float


@cache
def limits(version: int = CURRENT) -> Limits:
    text = (Path(__file__).parent / "data" / f"quality_v{version}.yaml").read_text(encoding="utf-8")
    return Limits(**yaml.safe_load(text))
