"""What a calibration says about people and items: a frozen one, or a provisional fit to the answers there are."""

from dataclasses import dataclass

import numpy as np

from quizzes.calibration.material import Material
from quizzes.calibration.models import Calibration
from quizzes.psychometrics import calibration as psychometrics
from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.answers import Answers, Floats
from quizzes.psychometrics.calibration import CannotCalibrate
from quizzes.psychometrics.fit import item_fit
from quizzes.psychometrics.marginal import Layout


@dataclass(frozen=True)
class ItemRow:
    """One item version: difficulty with its error in logits, infit, outfit and the infit's z, from so many answers."""

    version: int
    difficulty: float
    se: float
    infit: float
    outfit: float
    z: float
    answers: int


@dataclass(frozen=True)
class Measured:
    """Abilities `theta` (people,) in logits, their reliability, mean and standard deviation of the population."""

    theta: Floats
    reliability: float | None
    mean: float
    sd: float
    items: list[ItemRow]


def provisional(material: Material) -> Measured:
    """Fitted to the answers now, kept nowhere. CannotCalibrate where they do not determine it."""
    found = psychometrics.calibrate(material.answers, material.priors, mean=None, sd=None)
    if not found.converged:
        raise CannotCalibrate("undetermined")
    people, fit = abilities(material.answers, found), item_fit(material.answers, found)
    items = [
        ItemRow(
            version=version,
            difficulty=_told(found.difficulty[place]),
            se=_told(found.difficulty_se[place]),
            infit=_told(fit.infit[place]),
            outfit=_told(fit.outfit[place]),
            z=_told(fit.z[place]),
            answers=int(found.per_item[place]),
        )
        for place, version in enumerate(material.versions)
    ]
    return Measured(people.theta, people.reliability, _told(found.mean), _told(found.sd), items)


def frozen(material: Material, row: Calibration) -> Measured:
    """The bank's items as they were calibrated, by themselves or with the whole pool; the people of today by them.
    Answers to versions that the calibration does not know are left out. One query."""
    parameters = list(row.parameters.filter(item_version__item__bank=material.bank_id).order_by("position"))
    items = [
        ItemRow(one.item_version_id or 0, one.difficulty, one.se, one.infit, one.outfit, one.z, one.answers)
        for one in parameters
    ]
    place = {one.version: position for position, one in enumerate(items)}
    column = np.array([place.get(version, -1) for version in material.versions], dtype=np.int64)
    answers = material.answers
    known = column[answers.item] >= 0 if len(column) else np.zeros(0, dtype=bool)
    if not known.any():
        raise CannotCalibrate("nobody")
    who, person = np.unique(answers.person[known], return_inverse=True)
    kept = Answers.of(person, column[answers.item[known]], answers.scores[known], people=len(who), items=len(items))
    layout = Layout(len(items), np.zeros(0, dtype=np.int64), False, False)
    held = psychometrics.Calibration(
        difficulty=np.array([one.difficulty for one in parameters]),
        difficulty_se=np.array([one.se for one in parameters]),
        slope=np.array([one.slope for one in parameters]),
        slope_se=np.array([one.slope_se for one in parameters]),
        mean=row.mean,
        mean_se=row.mean_se,
        sd=row.sd,
        sd_se=row.sd_se,
        log_likelihood=row.log_likelihood,
        iterations=row.iterations,
        converged=True,
        people=len(who),
        per_item=kept.per_item,
        layout=layout,
        covariance=np.zeros((layout.size, layout.size)),
    )
    return Measured(abilities(kept, held).theta, row.reliability, row.mean, row.sd, items)


def _told(value: float) -> float:
    return round(float(value), 6)
