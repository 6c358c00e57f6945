"""How calibrations hang together."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.calibration.models import Calibration, CalibrationLink
from quizzes.psychometrics.linking import mean_shift


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


@dataclass(frozen=True)
class Anchor:
    """One item in both: difficulties in logits, `new` already on the old scale; `kept` is False where it drifted."""

    name: str
    old: float
    new: float
    z: float
    kept: bool


@dataclass(frozen=True)
class Drawn:
    """What a link is drawn from: `shift` with its error `se` over the anchors that were kept, and `with_all` with its
    own over all of them, in logits."""

    shift: float
    se: float
    with_all: float
    with_all_se: float
    anchors: tuple[Anchor, ...]

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.anchors)

    @property
    def dropped(self) -> int:
        return len(self.anchors) - self.kept


def drawn_from(names: Sequence[str], old: Sequence[float], new: Sequence[float]) -> Drawn:
    """By these anchors, difficulties in logits, each on its own scale. ValueError for fewer than three."""
    found = mean_shift(old, new)
    rows = zip(names, old, new, found.robust_z, found.kept, strict=True)
    anchors = (Anchor(name, before, now + found.shift, float(z), bool(kept)) for name, before, now, z, kept in rows)
    return Drawn(found.shift, found.se, found.with_all, found.with_all_se, tuple(anchors))


def anchors_of(row: CalibrationLink) -> Drawn:
    """The same of a link that was made, from what was frozen with it."""
    names, old, new = ([one[part] for one in row.anchors] for part in ("name", "old", "new"))
    return drawn_from(names, old, new)
