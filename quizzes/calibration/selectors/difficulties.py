"""How hard items are by the calibrations in force."""

from collections.abc import Collection
from dataclasses import dataclass

from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.calibration.selectors.links import common_shift


@dataclass(frozen=True)
class Difficulty:
    """A calibrated difficulty `value` with its standard error `se`, in logits, and the mean score of its answers."""

    value: float
    se: float
    facility: float | None


def difficulties_of(versions: Collection[int], calibrations: Collection[int]) -> dict[int, Difficulty]:
    """item version -> its difficulty in one of these calibrations, on the scale that its links lead to; a version in
    none of them is left out. No query without calibrations."""
    if not calibrations:
        return {}
    shifts = {one.pk: common_shift(one) for one in Calibration.objects.filter(pk__in=calibrations)}
    rows = ItemParameter.objects.filter(calibration__in=calibrations, item_version__in=versions).order_by("pk")
    return {
        version: Difficulty(value + shifts[calibration], se, facility)
        for version, calibration, value, se, facility in rows.values_list(
            "item_version", "calibration", "difficulty", "se", "facility"
        )
        if version is not None
    }
