"""How calibrations hang together."""

from quizzes.calibration.models import Calibration, CalibrationLink


def chain(calibration: Calibration) -> list[tuple[int, float, float]]:
    """This calibration and those that it leads to by links: primary key, shift onto its scale, the shift's error."""
    found, shift, variance = [(calibration.pk, 0.0, 0.0)], 0.0, 0.0
    while (row := CalibrationLink.objects.filter(calibration=found[-1][0]).first()) is not None:
        shift, variance = shift + row.shift, variance + row.se**2
        found.append((row.to_id, shift, float(variance**0.5)))
    return found


def common_shift(calibration: Calibration) -> float:
    """What is added to its difficulties to bring them onto the scale of the earliest calibration that it leads to, in
    logits; 0 where it leads to none."""
    return chain(calibration)[-1][1]


def onto(calibration: Calibration, to: Calibration) -> tuple[float, float] | None:
    """The shift of one onto the other's scale with its error, by the links of both to the nearest calibration that both
    lead to; None where there is none."""
    ends = {pk: (shift, se) for pk, shift, se in chain(to)}
    for pk, shift, se in chain(calibration):
        if pk in ends:
            back, its_se = ends[pk]
            return shift - back, float((se**2 + its_se**2) ** 0.5)
    return None
