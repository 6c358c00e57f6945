"""Keys of numbers and texts as other systems want them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def ranked(answers: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Other systems take the first that fits; here the best one counts."""
    return sorted(answers, key=lambda answer: -float(answer.get("points", 1)))


def bounds_of(answer: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """The lowest and the highest number that an answer of a numeric key accepts."""
    if "value" in answer:
        value, tolerance = Decimal(answer["value"]), Decimal(answer.get("tolerance") or 0)
        return value - tolerance, value + tolerance
    return Decimal(answer["low"]), Decimal(answer["high"])


def middle_of(answer: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Value and tolerance, of a range too."""
    if "value" in answer:
        return Decimal(answer["value"]), Decimal(answer.get("tolerance") or 0)
    low, high = bounds_of(answer)
    return (low + high) / 2, (high - low) / 2
