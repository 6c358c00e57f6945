"""The life of an entry of class hours: credited for something finished, attended or recognised; perhaps reversed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import HourEntry, Module, Programme, TrainingSession
from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal


def credit_module(
    *, person: Person, programme: Programme, module: Module, hours: Decimal, now: datetime | None = None
) -> HourEntry | None:
    """The online hours of a finished module, credited once (hours that were taken back stay taken back); None where the
    module carries no hours."""
    return _credit(
        key=f"module:{module.pk}",
        person=person,
        programme=programme,
        mode=HourEntry.Mode.ONLINE,
        hours=hours,
        source=module.title,
        at=now or timezone.now(),
    )


def credit_session(*, person: Person, session: TrainingSession, now: datetime | None = None) -> HourEntry | None:
    """The hours of a session that the person attended or made up; credited once, again after a reversal."""
    return _credit(
        key=session_key(session),
        anew=True,
        person=person,
        programme=session.programme,
        mode=HourEntry.Mode(session.kind),
        hours=session.hours,
        source=session.title,
        at=now or timezone.now(),
    )


def session_key(session: TrainingSession) -> str:
    return f"session:{session.pk}"


def standing(*, person: Person, programme: Programme, key: str) -> HourEntry | None:
    """The entry of that key which nothing reversed."""
    return _chain(person, programme, key).filter(reversal__isnull=True).first()


def _chain(person: Person, programme: Programme, key: str) -> Any:
    """The entries of one key: the first, and those made again after a reversal ("session:7:2")."""
    entries = HourEntry.objects.filter(person=person, programme=programme, reverses__isnull=True)
    return entries.filter(key=key) | entries.filter(key__startswith=f"{key}:")


@transaction.atomic
def _credit(
    *, key: str, person: Person, programme: Programme, hours: Decimal, anew: bool = False, **fields: Any
) -> HourEntry | None:
    """The entry of the key, made now if there is none, or (`anew`) if all were reversed. Two at once make one: the key
    is unique."""
    if hours <= 0:
        return None
    chain = list(_chain(person, programme, key).select_related("reversal").order_by("pk"))
    for entry in chain:
        if not anew or not hasattr(entry, "reversal"):
            return entry
    own_key = f"{key}:{len(chain) + 1}" if chain else key
    try:
        with transaction.atomic():
            return HourEntry.objects.create(person=person, programme=programme, hours=hours, key=own_key, **fields)
    except IntegrityError:
        return HourEntry.objects.get(person=person, programme=programme, key=own_key)


@transaction.atomic
def recognise(
    *, person: Person, programme: Programme, hours: Decimal, document: str, by: Person, now: datetime | None = None
) -> HourEntry:
    """Hours earned elsewhere, approved by the committee on a document; the same document counts once a person.
    NotAllowed for anybody else (an organiser puts them forward: `services.claims`)."""
    require(by, Role.COMMITTEE)
    now = now or timezone.now()
    document = document.strip()
    if not document:
        raise BadInput(_("Give the name or the number of the document that proves the hours."))
    if hours <= 0:
        raise BadInput(_("Give the class hours as a number above 0."))
    Person.objects.select_for_update().filter(pk=person.pk).first()  # the same document twice at once
    known = HourEntry.objects.filter(
        person=person, programme=programme, mode=HourEntry.Mode.RECOGNISED, document=document, reverses__isnull=True
    )
    if entry := known.filter(reversal__isnull=True).first():
        return entry
    number = HourEntry.objects.filter(person=person, programme=programme, key__startswith="recognised:").count() + 1
    entry = HourEntry.objects.create(
        person=person,
        programme=programme,
        mode=HourEntry.Mode.RECOGNISED,
        hours=hours,
        key=f"recognised:{number}",
        source=document[:100],
        document=document,
        by=by,
        at=now,
    )
    log.record(
        actor_uuid=by.uuid,
        verb="hours.recognised",
        object_type="person",
        object_id=str(person.uuid),
        purpose=document,
        now=now,
    )
    return entry


@transaction.atomic
def reverse(*, entry: HourEntry, by: Person, reason: str, now: datetime | None = None) -> HourEntry:
    """The entry of the opposite sign; a second call returns it again. Refusal for an empty reason or for a reversal
    itself. Whoever calls has asked for permission."""
    if not reason.strip():
        raise Refusal(_("Give the reason for taking the hours back."))
    if entry.reverses_id is not None:
        raise Refusal(_("A reversal cannot be reversed; credit the hours anew."))
    now = now or timezone.now()
    reversal, made = HourEntry.objects.get_or_create(
        reverses=entry,
        defaults={
            "person_id": entry.person_id,
            "programme_id": entry.programme_id,
            "mode": entry.mode,
            "hours": -entry.hours,
            "key": f"reversal:{entry.pk}",
            "source": entry.source,
            "document": entry.document,
            "reason": reason.strip()[:200],
            "by": by,
            "at": now,
        },
    )
    if made:
        log.record(
            actor_uuid=by.uuid,
            verb="hours.reversed",
            object_type="hour_entry",
            object_id=str(entry.pk),
            purpose=reason.strip(),
            now=now,
        )
    return reversal
