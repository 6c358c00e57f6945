"""Which round of the test is in force, and by what it is scored."""

from dataclasses import dataclass

from quizzes.appraisal.models import Appraisal, FormDesign, Rescoring
from quizzes.calibration.models import Calibration


def in_force(scope_key: str) -> FormDesign | None:
    """The newest round of a scope, without its layout; None before the first."""
    rows = FormDesign.objects.filter(scope_key=scope_key).defer("layout").select_related("quiz")
    return rows.order_by("-round").first()


@dataclass(frozen=True)
class Basis:
    """By what sittings are scored: a calibration, None for the experts' bands; `shift` is added to its difficulties,
    and abilities are N(`prior_mean`, `prior_sd`²) there, in logits."""

    calibration: Calibration | None
    shift: float
    prior_mean: float
    prior_sd: float
    rescoring: Rescoring | None = None

    @classmethod
    def of(cls, act: FormDesign | Rescoring) -> "Basis":
        rescoring = act if isinstance(act, Rescoring) else None
        return cls(act.calibration, act.shift, act.prior_mean, act.prior_sd, rescoring)


def basis_of(design: FormDesign) -> Basis:
    """By what the results of a round are scored: its last rescoring that is under way or finished, else as it was
    opened. One query."""
    states = (Rescoring.State.RUNNING, Rescoring.State.FINISHED)
    rows = Rescoring.objects.filter(design=design, state__in=states).select_related("calibration")
    return Basis.of(rows.order_by("-pk").first() or design)


def basis_behind(appraisal: Appraisal) -> Basis:
    """By what this result was scored."""
    return Basis.of(appraisal.rescoring or appraisal.booklet.design)
