"""From the answers of a sitting to the chance of being at a level. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.psychometrics.person import estimate, probability_at_least
from quizzes.readiness.rule import TestRule


@dataclass(frozen=True)
class Measured:
    """`probabilities` is level -> P(ability >= that level's threshold); `theta` and `se` in logits."""

    theta: float
    se: float
    items: int
    probabilities: Mapping[int, float]


def measure(
    scores: Sequence[float],
    difficulties: Sequence[float],
    errors: Sequence[float | None] | None = None,
    *,
    cuts: Mapping[int, float],
    test: TestRule,
) -> Measured:
    """The estimate from `scores` (0..1) on items of those difficulties (logits). How far each may be off is part of the
    uncertainty: `errors` are the standard errors of calibrated ones; for None, and without `errors`, it is an expert's
    band, off by the rule's `band_sd`. The threshold's own error is not: it is the same threshold for everybody, so its
    error belongs beside the figures of a group, not into the comparison of one person with it."""
    se = [test.band_sd if error is None else error for error in errors or [None] * len(difficulties)]
    found = estimate(scores, difficulties, test.prior_mean, test.prior_sd, difficulty_se=se)
    return Measured(
        theta=round(found.theta, 6),
        se=round(found.se, 6),
        items=len(scores),
        probabilities={level: round(probability_at_least(found, cut), 6) for level, cut in cuts.items()},
    )
