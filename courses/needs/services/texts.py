"""What people wrote: looked through one by one after the round is closed, released in a wording without names."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import NeedsText
from courses.services.questions import TELLS_WHO
from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput


@transaction.atomic
def release(*, text: NeedsText, wording: str, by: Person, now: datetime) -> NeedsText:
    """Let the report quote it in this wording; an empty one takes the release back. BadInput for a telephone or
    identity number, or the full name of somebody of the register."""
    require(by, Role.COMMITTEE)
    held = NeedsText.objects.select_for_update().get(pk=text.pk)
    wording = " ".join(wording.split())
    if wording:
        _refuse_who(wording)
    if wording == held.released:
        return held
    held.released, held.released_at, held.released_by = wording, now if wording else None, by if wording else None
    held.save(update_fields=["released", "released_at", "released_by"])
    log.record(
        actor_uuid=by.uuid,
        verb="needs.text_released" if wording else "needs.text_kept_back",
        object_type="needs_round",
        object_id=str(held.round.uuid),
        purpose=f"{held.question} {held.number}",
        now=now,
    )
    return held


def _refuse_who(wording: str) -> None:
    if len(wording) > 200:
        raise BadInput(_("200 characters at most."))
    names = Person.objects.filter(anonymised_at=None).values_list("name", flat=True)
    if TELLS_WHO.search(wording) or any(len(name) > 1 and name in wording for name in names.iterator()):
        raise BadInput(_("Take out the name or the number first: what is released must not tell who is meant."))
