"""What is to be looked at again: raised by the calendar, cleared by a person."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.models import Item, Recheck
from quizzes.bank.selectors import sources as selectors
from quizzes.bank.services.keepers import keepers_of, shares

CHUNK = 500


@transaction.atomic
def clear(
    *, recheck: Recheck, outcome: str, note: str, again_on: date | None = None, by: Person, now: datetime
) -> Recheck:
    """Somebody has looked: it still holds, or it was changed; on record with the name. An item whose day had come gets
    the next day, or none any more. Idempotent for the same outcome; Refusal when somebody said something else."""
    if not selectors.may_clear(recheck, by):
        raise NotAllowed(_("A trainer who may open the bank looks at this again."))
    if outcome not in Recheck.Outcome.values:
        raise BadInput(_("Say what came out of it: it still holds, or it was changed."))
    recheck = Recheck.objects.select_for_update(of=("self",)).select_related("item").get(pk=recheck.pk)
    if recheck.outcome:
        if recheck.outcome != outcome:
            raise Refusal(_("Somebody has looked at this already."))
        return recheck
    if again_on is not None and again_on <= timezone.localdate(now):
        raise BadInput(_("The next day of checking must lie ahead."))
    recheck.outcome, recheck.note = outcome, note.strip()[:500]
    recheck.cleared_by, recheck.cleared_at = by, max(now, recheck.raised_at)
    recheck.save(update_fields=["outcome", "note", "cleared_by", "cleared_at"])
    item = recheck.item
    if item is not None and (recheck.expires_on is not None or again_on is not None):
        Item.objects.filter(pk=item.pk).update(expires_on=again_on)
    log.record(
        actor_uuid=by.uuid,
        verb="recheck.cleared",
        object_type="item" if item else "text",
        object_id=item.slug if item else str(recheck.text),
        purpose=f"{outcome} {recheck.note}".strip(),
        now=now,
    )
    return recheck


@transaction.atomic
def raise_due(*, now: datetime) -> int:
    """Items in use whose day of checking has come wait to be looked at; who should do so is told once a day. They stay
    in use: a question about yesterday's law is better found by a person than missing from a sitting. How many."""
    day = timezone.localdate(now)
    items = list(selectors.due(day)[:CHUNK])
    keepers = keepers_of(items)
    rows = [
        Recheck(item=item, expires_on=item.expires_on, raised_at=now, keeper=keepers.get(item.pk)) for item in items
    ]
    Recheck.objects.bulk_create(rows)
    for person, count in shares(rows).items():
        notices.tell(
            to_uuid=person.uuid,
            kind="recheck",
            key=f"recheck:day:{day}:{person.uuid}",
            text=_("Items whose day of checking has come: %(count)d.") % {"count": count},
            url=reverse("rechecks:index"),
            now=now,
        )
    return len(rows)


def sweep_due() -> int:
    """Raise what is due, called by the queue."""
    return raise_due(now=timezone.now())
