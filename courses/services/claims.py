"""The life of hours put forward for recognition: claimed by an organiser, decided by the committee."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import HoursClaim, Programme
from courses.permissions import require_in_hand
from courses.services import hours as ledger
from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal


@transaction.atomic
def claim(
    *, person: Person, programme: Programme, hours: Decimal, document: str, by: Person, now: datetime | None = None
) -> HoursClaim:
    """The claim; the same document twice for a person is refused unless the first was declined."""
    now = now or timezone.now()
    require_in_hand(by, person)
    document = document.strip()[:200]
    if not document:
        raise BadInput(_("Give the name or the number of the document that proves the hours."))
    if hours <= 0:
        raise BadInput(_("Give the class hours as a number above 0."))
    Person.objects.select_for_update().filter(pk=person.pk).first()
    known = HoursClaim.objects.filter(person=person, programme=programme, document=document)
    if known.exclude(approved=False).exists():
        raise Refusal(_("This document has been put forward for this deputy already."))
    made = HoursClaim.objects.create(
        person=person, programme=programme, hours=hours, document=document, entered_by=by, at=now
    )
    log.record(
        actor_uuid=by.uuid,
        verb="hours.claimed",
        object_type="person",
        object_id=str(person.uuid),
        purpose=document,
        now=now,
    )
    return made


@transaction.atomic
def decide(
    *, claim: HoursClaim, approved: bool, answer: str = "", by: Person, now: datetime | None = None
) -> HoursClaim:
    """The decided claim, by the committee; approved, it stands in the ledger with `by` as the approver. Declining needs
    an answer; whoever put it forward is told."""
    require(by, Role.COMMITTEE)
    now = now or timezone.now()
    claim = HoursClaim.objects.select_for_update().get(pk=claim.pk)
    if claim.approved is not None:
        raise Refusal(_("These hours have been decided on already."))
    if not approved and not answer.strip():
        raise BadInput(_("Say why the hours are not recognised."))
    if approved:
        claim.entry = ledger.recognise(
            person=claim.person,
            programme=claim.programme,
            hours=claim.hours,
            document=claim.document,
            by=by,
            now=now,
        )
    claim.approved, claim.decided_by, claim.decided_at, claim.answer = approved, by, now, answer.strip()[:200]
    claim.save()
    text = (
        _("The hours of “%(document)s” are recognised.")
        if approved
        else _("“%(document)s” was not recognised: %(why)s")
    )
    notices.tell(
        to_uuid=claim.entered_by.uuid,
        kind="hours",
        key=f"claim:{claim.pk}",
        text=text % {"document": claim.document, "why": claim.answer},
        url=reverse("courses:recognise"),
        now=now,
    )
    if not approved:
        log.record(
            actor_uuid=by.uuid,
            verb="hours.declined",
            object_type="person",
            object_id=str(claim.person.uuid),
            purpose=claim.answer,
            now=now,
        )
    return claim
