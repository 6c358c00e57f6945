"""Looks at a deputy's entry that the audit log keeps."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person
from lms.people.services import phones
from lms.web.errors import BadInput


def note_view(*, person: Person, by: Person, now: datetime) -> None:
    """Somebody of the staff opened a deputy's page."""
    log.record(actor_uuid=by.uuid, verb="person.viewed", object_type="person", object_id=str(person.uuid), now=now)


@transaction.atomic
def show_phone(*, person: Person, by: Person, purpose: str, now: datetime) -> str:
    """The number in clear, after the look and its purpose are written down. BadInput without a purpose."""
    if not purpose.strip():
        raise BadInput(_("A purpose is needed; it is kept in the audit log."))
    phone = phones.clear_phone(person)
    log.record(
        actor_uuid=by.uuid,
        verb="phone.shown",
        object_type="person",
        object_id=str(person.uuid),
        purpose=purpose.strip(),
        now=now,
    )
    return phone
