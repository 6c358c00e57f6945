"""A proof of class hours: of what stands in the ledger today, whether or not the programme is finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, Kind
from certificates.selectors.certificates import latest
from certificates.serial import new_serial
from certificates.services.issue import award, draft_of
from courses.models import Programme
from lms.people.models import Person
from lms.web.errors import Refusal


def prove_hours(
    *,
    person: Person,
    programme: Programme,
    by: Person | None = None,
    now: datetime | None = None,
    serial: Callable[[], str] = new_serial,
) -> Certificate:
    """The person's proof of hours in this programme. Asking again gives the same one while hours and name are the same
    and it is in force; else the next one, which replaces it. Refusal without hours; MissingGlyph as in `issue`."""
    now = now or timezone.now()
    draft = draft_of(person, programme, serial=serial(), now=now, kind=Kind.HOURS)
    if not draft.hours:
        raise Refusal(_("No class hours are on record in this programme yet."))
    draft.level, draft.level_as_of, draft.expires_on = "", None, None
    before = latest(person, programme, Kind.HOURS)
    if before is not None:
        same = (before.hours, before.subject_name) == (draft.hours, draft.subject_name)
        if same and before.state_on(draft.issued_on) == Certificate.State.ISSUED:
            return before
        draft.generation, draft.supersedes = before.generation + 1, before
    return award(draft, by=by, now=now)
