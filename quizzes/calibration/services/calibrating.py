"""A calibration, from the answers to frozen rows."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.web.errors import BadInput, Refusal
from quizzes.calibration.material import Material
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.calibration.report import flags
from quizzes.psychometrics import calibration as psychometrics
from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.calibration import FOR_A_SLOPE, CannotCalibrate
from quizzes.psychometrics.fit import item_fit

RASCH, TWO = "rasch", "2pl"
METHOD = 1
"""Raised when the same answers would give other figures, so that they are calibrated anew."""


@dataclass(frozen=True)
class Wanted:
    """What somebody decided: the model, and who decided it and why (for slopes)."""

    model: str = RASCH
    decision: str = ""


@dataclass(frozen=True)
class Settings:
    """What was asked of the calibration. `mean` and `sd` of the population are None where they were estimated; `slopes`
    are the positions of the items with a slope of their own."""

    method: int
    model: str
    decision: str
    mean: float | None
    sd: float | None
    slopes: list[int]


def calibrate(*, material: Material, wanted: Wanted, now: datetime) -> tuple[Calibration, bool]:
    """The calibration of this material, and whether it is new: the same answers, bands and settings give the row that
    is there. Refusal where the answers do not determine it, with the item's name and what to do."""
    settings = _settings(material, wanted)
    digest = material.hash(asdict(settings))
    there = Calibration.objects.filter(source=material.source, data_hash=digest).first()
    if there is not None:
        return there, False
    try:
        found = psychometrics.calibrate(
            material.answers, material.priors, mean=settings.mean, sd=settings.sd, slopes=settings.slopes
        )
    except CannotCalibrate as reason:
        raise _refusal(reason, material) from reason
    if not found.converged:
        raise Refusal(_("The estimation did not come to an end; look at the answers for rows or columns out of place."))
    return _keep(material, found, settings, digest, now), True


def _settings(material: Material, wanted: Wanted) -> Settings:
    """The scale hangs on the bands where there are any, else on the people's mean. Slopes are told apart from the
    spread of the people only while some item keeps the slope 1."""
    slopes = _slopes(material, wanted)
    return Settings(
        method=METHOD,
        model=wanted.model,
        decision=wanted.decision.strip(),
        mean=0.0 if np.isnan(material.bands).all() else None,
        sd=1.0 if slopes and len(slopes) == material.answers.items else None,
        slopes=slopes,
    )


def _slopes(material: Material, wanted: Wanted) -> list[int]:
    if wanted.model == RASCH:
        return []
    if material.bank_id and not wanted.decision.strip():
        raise BadInput(_("Slopes in a bank are somebody's decision: say who decided it and why."))
    enough = np.flatnonzero(material.answers.per_item >= FOR_A_SLOPE)
    if not len(enough):
        raise Refusal(_("No item has %(count)d answers; slopes cannot be estimated yet.") % {"count": FOR_A_SLOPE})
    return enough.tolist()


def _refusal(reason: CannotCalibrate, material: Material) -> Refusal:
    name = "" if reason.item is None else material.names[reason.item]
    words = {
        "nobody": _("Nobody has answered yet."),
        "constant": _("Everybody got “%(item)s” right, or everybody wrong; give it a band or leave it out."),
        "unanswered": _("Nobody has answered “%(item)s”; give it a band or leave it out."),
        "few": _("“%(item)s” has too few answers for a slope of its own."),
        "origin": _("Without bands the scale has no zero."),
        "unit": _("With a slope for every item the scale has no unit."),
        "spread": _("The people hardly differ, or differ more than the scale can hold; more answers are needed."),
        "extreme": _("All answers are right, or all are wrong; nothing can be told from them."),
        "undetermined": _("The answers do not determine the difficulties; more answers are needed."),
    }
    return Refusal(words[reason.reason] % {"item": name})


@transaction.atomic
def _keep(
    material: Material, found: psychometrics.Calibration, settings: Settings, digest: str, now: datetime
) -> Calibration:
    last = Calibration.objects.filter(source=material.source).aggregate(last=Max("version"))["last"] or 0
    row = Calibration.objects.create(
        source=material.source,
        bank_id=material.bank_id,
        version=last + 1,
        data_hash=digest,
        settings=asdict(settings),
        people=found.people,
        items=material.answers.items,
        answers=len(material.answers.scores),
        iterations=found.iterations,
        log_likelihood=_told(found.log_likelihood),
        mean=_told(found.mean),
        mean_se=_told(found.mean_se),
        sd=_told(found.sd),
        sd_se=_told(found.sd_se),
        reliability=_told(abilities(material.answers, found).reliability),
        at=now,
    )
    ItemParameter.objects.bulk_create(_parameters(row, material, found), batch_size=500)
    log.record(
        actor_uuid=None,
        verb="items.calibrated",
        object_type="calibration",
        object_id=str(row.pk),
        purpose=f"{row} {settings.model} {row.people}×{row.items} {settings.decision}".strip(),
        now=now,
    )
    return row


def _parameters(row: Calibration, material: Material, found: psychometrics.Calibration) -> list[ItemParameter]:
    fit, counts, totals = item_fit(material.answers, found), found.per_item, material.answers.totals
    parameters = []
    for item, name in enumerate(material.names):
        known = not np.isnan(material.bands[item])
        one = ItemParameter(
            calibration=row,
            item_version_id=material.versions[item] if material.versions else None,
            position=item,
            name=name,
            band=float(material.bands[item]) if known else None,
            band_sd=float(material.band_sd[item]) if known else None,
            difficulty=_told(found.difficulty[item]),
            se=_told(found.difficulty_se[item]),
            slope=_told(found.slope[item]),
            slope_se=_told(found.slope_se[item]),
            answers=int(counts[item]),
            facility=_told(totals[item] / counts[item]) if counts[item] else None,
            infit=_told(fit.infit[item]),
            outfit=_told(fit.outfit[item]),
            z=_told(fit.z[item]),
        )
        one.flags = flags(one)
        parameters.append(one)
    return parameters


def _told(value: Any) -> Any:
    """As it is kept: six decimals, so that a version reads the same on every machine."""
    return None if value is None else round(float(value), 6)
