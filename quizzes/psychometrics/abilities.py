"""What a calibration says about the people: abilities with their errors, and how reliable the whole is."""

from dataclasses import dataclass

import numpy as np

from quizzes.psychometrics.answers import Answers, Floats, summed
from quizzes.psychometrics.calibration import Calibration
from quizzes.psychometrics.marginal import cells, expected
from quizzes.psychometrics.person import GRID


@dataclass(frozen=True)
class Abilities:
    """Posterior means `theta` (people,) with their standard errors in logits; `item_variance` (people,) is the part of
    se² that comes from what is unknown about the items."""

    theta: Floats
    se: Floats
    item_variance: Floats

    @property
    def reliability(self) -> float | None:
        """Of the posterior means: Var(θ̂) / (Var(θ̂) + mean se²) (Adams 2005, Stud. Educ. Eval. 31, 162-172). None for
        fewer than two people."""
        if len(self.theta) < 2:
            return None
        between = float(self.theta.var())
        return between / (between + float((self.se**2).mean()))


def abilities(answers: Answers, calibration: Calibration) -> Abilities:
    """Every person's ability, with the calibration's population as prior; those without answers get back the prior.

    se² = posterior variance + Σ w² Var(b), w = I / (ΣI + 1/sd²), I being the items' information at the estimate. The
    same numbers as `person.estimate` one by one.
    """
    if not answers.people:
        return Abilities(np.zeros(0), np.zeros(0), np.zeros(0))
    data, point = cells(answers, calibration.layout.free), calibration.point
    posterior = expected(data, calibration.layout, point).posterior
    theta = posterior @ GRID
    variance = (posterior * (GRID - theta[:, None]) ** 2).sum(axis=1)
    theta, variance = theta[data.cell_of], variance[data.cell_of]
    extra = _item_variance(answers, calibration, theta)
    return Abilities(theta, np.sqrt(variance + extra), extra)


def _item_variance(answers: Answers, calibration: Calibration, theta: Floats) -> Floats:
    slope, item = calibration.slope[answers.item], answers.item
    p = 1 / (1 + np.exp(slope * (calibration.difficulty[item] - theta[answers.person])))
    information = slope**2 * p * (1 - p)
    whole = summed(answers.person, information, answers.people) + 1 / calibration.sd**2
    weight = information / whole[answers.person]
    return summed(answers.person, (weight * calibration.difficulty_se[item]) ** 2, answers.people)
