"""How well single items follow the model.

Infit and outfit are mean squared residuals, weighted by their information or not at all (Wright & Masters 1982, Rating
Scale Analysis, ch. 5), averaged over each person's posterior as Wu (1997) does for marginal maximum likelihood. Then
their expectation is 1 whatever the length of the test. Above 1 the answers scatter more than ability explains; below 1
they follow it more closely than the model says.
"""

from dataclasses import dataclass

import numpy as np

from quizzes.psychometrics.answers import Answers, Floats, summed
from quizzes.psychometrics.calibration import Calibration
from quizzes.psychometrics.marginal import cells, expected

AT_ONCE = 2000
"""So many people are looked at together, so that memory does not grow with them."""


@dataclass(frozen=True)
class ItemFit:
    """`infit`, `outfit` and the standardised `z` of the infit, (items,) each. An item without answers shows no misfit:
    1, 1 and 0.

    z = Σd / √Σd², where d is what one person adds to the residuals beyond their expectation: people are independent and
    d has mean 0 under the model. It is a little conservative, since the difficulty was fitted to the same answers.
    """

    infit: Floats
    outfit: Floats
    z: Floats


def item_fit(answers: Answers, calibration: Calibration) -> ItemFit:
    """Infit, outfit and z of every item, from answers of 0 or 1; answers in between enter by the same formulas."""
    data = cells(answers, calibration.layout.free)
    posterior, p = expected(data, calibration.layout, calibration.point).posterior, calibration.point.probability
    q = calibration.point.improbability
    sums = np.zeros((4, answers.items))
    for start in range(0, answers.people, AT_ONCE):
        low, high = np.searchsorted(answers.person, [start, start + AT_ONCE])
        who, item, x = answers.person[low:high] - start, answers.item[low:high], answers.scores[low:high]
        near = posterior[data.cell_of[start : start + AT_ONCE]]
        pq, p1, p2, by_pq, by_q, odds = ((near @ c.T)[who, item] for c in (p * q, p, p**2, 1 / (p * q), 1 / q, p / q))
        beyond = x**2 - 2 * x * p1 + p2 - pq
        standardised = x**2 * by_pq - 2 * x * by_q + odds
        for row, values in enumerate((pq, beyond, beyond**2, standardised - 1)):
            sums[row] += summed(item, values, answers.items)
    information, beyond, scatter, standardised = sums
    return ItemFit(
        infit=1 + beyond / np.where(information > 0, information, 1.0),
        outfit=1 + standardised / np.maximum(answers.per_item, 1),
        z=beyond / np.sqrt(np.where(scatter > 0, scatter, 1.0)),
    )
