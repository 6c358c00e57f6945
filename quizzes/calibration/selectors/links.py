"""How calibrations hang together."""

from quizzes.calibration.models import Calibration, CalibrationLink


def chain(calibration: Calibration) -> list[tuple[int, float, float]]:
    """This calibration and those that it leads to by links: primary key, shift onto its scale, the shift's error."""
    found, shift, variance = [(calibration.pk, 0.0, 0.0)], 0.0, 0.0
    while (row := CalibrationLink.objects.filter(calibration=found[-1][0]).first()) is not None:
        shift, variance = shift + row.shift, variance + row.se**2
        found.append((row.to_id, shift, float(variance**0.5)))
    return found


def onto(calibration: Calibration, to: Calibration) -> tuple[float, float] | None:
    """The shift of one onto the scale of an earlier one with its error; None where no links lead there."""
    return next(((shift, se) for pk, shift, se in chain(calibration) if pk == to.pk), None)
