"""The shapes of a report, read from `data/shapes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

SHAPES = Path(__file__).resolve().parents[1] / "data" / "shapes.yaml"
DEFAULT = "upward"


@dataclass(frozen=True)
class Shape:
    """How a report is addressed, headed and closed; `fields` are what staff fill in, with what is proposed."""

    key: str
    name: str
    title: str
    addressee: str
    closing: str
    signed: bool
    recorded: bool
    fields: Mapping[str, str]

    def proposed(self, year: int) -> dict[str, str]:
        """Field -> what stands there until staff write something else."""
        return {name: text.format(year=year) for name, text in self.fields.items()}


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """Key -> shape, in the order in which they are offered."""
    loaded = yaml.safe_load(SHAPES.read_text(encoding="utf-8"))
    return {key: Shape(key=key, **said) for key, said in loaded.items()}


def shape_of(key: str) -> Shape:
    """The shape of that key; the default one for a report from before there were several."""
    return shapes().get(key) or shapes()[DEFAULT]
