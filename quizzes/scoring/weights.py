"""Points written beside options, as other systems do it."""

import math
from collections.abc import Iterable, Mapping
from typing import Any


def ids(value: object) -> list[str]:
    """A list of ids. TypeError for anything else."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of options")
    return [str(one) for one in value]


def weighed(chosen: Iterable[str], weights: Mapping[str, Any]) -> float:
    """The sum of what was chosen; an option without a weight counts nothing. Within 0 and 1."""
    return within(math.fsum(float(weights.get(one, 0)) for one in chosen))


def within(points: float) -> float:
    """Within 0 and 1; a hair beside 1 is 1."""
    return min(max(points, 0.0), 1.0) if abs(points - 1) > 1e-6 else 1.0
