"""A new calibration onto the scale of an earlier one, by the items that both have."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.calibration.models import Calibration, CalibrationLink, ItemParameter
from quizzes.calibration.selectors.links import chain
from quizzes.psychometrics.linking import mean_shift

LEAST, WANTED = 3, 30
"""Fewer anchors than wanted are possible and said to be few."""


@transaction.atomic
def link(*, calibration: Calibration, to: Calibration, now: datetime, by: Person | None = None) -> CalibrationLink:
    """The link; the one that is there when it was made before. Anchors are the same versions of items, for files the
    same names. Refusal for calibrations that are not Rasch, that lead back to each other, or with fewer than three
    anchors that did not drift; and where the calibration is linked to another one already."""
    there = CalibrationLink.objects.filter(calibration=calibration).first()
    if there is not None:
        if there.to_id != to.pk:
            raise Refusal(_("This calibration is linked to another one already; that does not change."))
        return there
    if any(one.settings["model"] != "rasch" for one in (calibration, to)):
        raise Refusal(_("Only Rasch calibrations are linked by a shift."))
    if calibration.pk in [calibration_id for calibration_id, _shift, _se in chain(to)]:
        raise Refusal(_("A calibration is linked to an earlier one, not to itself."))
    names, old, new = _anchors(calibration, to)
    if len(names) < LEAST:
        raise Refusal(_("The two calibrations share %(n)d items; at least three are needed.") % {"n": len(names)})
    found = mean_shift(old, new)
    if found.kept.sum() < LEAST:
        raise Refusal(_("Nearly all shared items drifted; these calibrations cannot be linked."))
    row = CalibrationLink.objects.create(
        calibration=calibration,
        to=to,
        shift=round(found.shift, 6),
        se=round(found.se, 6),
        anchors=[
            {"name": name, "old": before, "new": after, "z": round(float(z), 3), "kept": bool(kept)}
            for name, before, after, z, kept in zip(names, old, new, found.robust_z, found.kept, strict=True)
        ],
        by=by,
        at=now,
    )
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="calibrations.linked",
        object_type="calibration",
        object_id=str(calibration.pk),
        purpose=f"{row} {row.shift:+.3f} ± {row.se:.3f} ({row.kept}/{len(row.anchors)})",
        now=now,
    )
    return row


def _anchors(calibration: Calibration, to: Calibration) -> tuple[list[str], list[float], list[float]]:
    new, old = (
        {row.item_version_id or row.name: row for row in ItemParameter.objects.filter(calibration=one)}
        for one in (calibration, to)
    )
    shared = [key for key in new if key in old]
    return (
        [new[key].name for key in shared],
        [old[key].difficulty for key in shared],
        [new[key].difficulty for key in shared],
    )
