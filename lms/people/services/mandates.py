"""What becomes of a mandate after it began: suspended, resumed, ended."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Mandate, MandateChange, Person
from lms.web.errors import BadInput

AHEAD = timedelta(days=366)


def refuse_far(day: date, *, now: datetime) -> None:
    """BadInput for a day more than a year ahead: a year that was mistyped."""
    if day > localdate(now) + AHEAD:
        raise BadInput(_("This day is more than a year ahead."))


@transaction.atomic
def change_state(
    *, mandate: Mandate, state: str, effective_on: date, by: Person | None, reason: str, now: datetime
) -> MandateChange:
    """Record that the mandate has this state from that day on. Recording the state that it has that day already adds
    nothing and gives the row that says so. BadInput for a state there is not and for a day more than a year ahead."""
    refuse_far(effective_on, now=now)
    if state not in Mandate.State.values:
        raise BadInput(_("There is no such state of a mandate: %(state)s") % {"state": state})
    Mandate.objects.select_for_update().get(pk=mandate.pk)
    last = mandate.changes.filter(effective_on__lte=effective_on).order_by("-effective_on", "-pk").first()
    if last is not None and last.state == state:
        return last
    change = MandateChange.objects.create(
        mandate=mandate, state=state, effective_on=effective_on, recorded_at=now, by=by, reason=reason[:200]
    )
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="mandate.changed",
        object_type="mandate",
        object_id=str(mandate.pk),
        purpose=f"{Mandate.State(state).label} {effective_on.isoformat()} {reason}".strip(),
        now=now,
    )
    return change
