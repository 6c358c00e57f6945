"""Which round of the test is in force, and by what it is scored."""

from dataclasses import dataclass

from quizzes.appraisal.models import FormDesign
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


def basis_of(design: FormDesign) -> Basis:
    """By what the results of a round are scored."""
    return Basis(design.calibration, design.shift, design.prior_mean, design.prior_sd)
