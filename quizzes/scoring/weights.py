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
    total = math.fsum(float(weights.get(one, 0)) for one in chosen)
    return min(max(total, 0.0), 1.0) if abs(total - 1) > 1e-6 else 1.0
