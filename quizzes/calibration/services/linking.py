"""A new calibration onto the scale of an earlier one, by the items that both have."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.calibration import hooks
from quizzes.calibration.models import Calibration, CalibrationLink, ItemParameter
from quizzes.calibration.selectors.links import Drawn, chain, drawn_from

LEAST, WANTED = 3, 30
"""Fewer anchors than wanted are possible and said to be few."""
LEAST_REASON, MOST_REASON = 5, 200


def prospect(calibration: Calibration, to: Calibration) -> Drawn:
    """What the link would be. Anchors are the same versions of items, for files the same names. Refusal for
    calibrations that are not Rasch, that lead back to each other, or with fewer than three anchors that did not drift;
    where the calibration is linked already, and where levels are measured by it."""
    if CalibrationLink.objects.filter(calibration=calibration).exists():
        raise Refusal(_("This calibration is linked already; that does not change."))
    if any(one.settings["model"] != "rasch" for one in (calibration, to)):
        raise Refusal(_("Only Rasch calibrations are linked by a shift."))
    if calibration.pk in [calibration_id for calibration_id, _shift, _se in chain(to)]:
        raise Refusal(_("A calibration is linked to an earlier one, not to itself."))
    if hooks.in_use(calibration):
        raise Refusal(
            _(
                "Levels are measured by this calibration, or it is proposed for that; a link would change them unseen. "
                "Link a calibration before it is proposed."
            )
        )
    names, old, new = _anchors(calibration, to)
    if len(names) < LEAST:
        raise Refusal(_("The two calibrations share %(n)d items; at least three are needed.") % {"n": len(names)})
    found = drawn_from(names, old, new)
    if found.kept < LEAST:
        raise Refusal(_("Nearly all shared items drifted; these calibrations cannot be linked."))
    return found


@transaction.atomic
def link(
    *, calibration: Calibration, to: Calibration, reason: str, now: datetime, by: Person | None = None
) -> CalibrationLink:
    """The link; the one that is there when the same was made before. Committee only, `by` None is the command line.
    Refusal as `prospect`; BadInput without a reason. Results that were given before stay as they are."""
    if by is not None:
        require(by, Role.COMMITTEE)
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise BadInput(_("Please give the reason in 5 to 200 characters; it is kept in the audit log."))
    Calibration.objects.select_for_update(of=("self",)).get(pk=calibration.pk)
    there = CalibrationLink.objects.filter(calibration=calibration, to=to).first()
    if there is not None:
        return there
    found = prospect(calibration, to)
    row = CalibrationLink.objects.create(
        calibration=calibration,
        to=to,
        shift=round(found.shift, 6),
        se=round(found.se, 6),
        anchors=[
            {
                "name": one.name,
                "old": one.old,
                "new": round(one.new - found.shift, 6),
                "z": round(one.z, 3),
                "kept": one.kept,
            }
            for one in found.anchors
        ],
        reason=reason.strip(),
        by=by,
        at=now,
    )
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="calibrations.linked",
        object_type="calibration",
        object_id=str(calibration.pk),
        purpose=f"{row} {row.shift:+.3f} ± {row.se:.3f} ({row.kept}/{len(row.anchors)}): {row.reason}"[:500],
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
