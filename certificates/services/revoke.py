"""Withdrawing a certificate."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, Revocation
from lms.audit.services.log import record as audit
from lms.notify.services import notices
from lms.people.models import Person
from lms.records.services import statements
from lms.web.errors import BadInput, Refusal


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: Person, now: datetime | None = None) -> Revocation:
    """Withdraw a certificate; from this moment the public page says so, and the holder is told why.

    BadInput without a reason; Refusal if it was withdrawn or replaced before.
    """
    now = now or timezone.now()
    reason = reason.strip()
    if not reason:
        raise BadInput(_("Please give the reason; the holder will read it."))
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("person", "programme")
    certificate = locked.get(pk=certificate.pk)
    if certificate.state != Certificate.State.ISSUED:
        raise Refusal(_("This certificate is no longer in force; it cannot be withdrawn again."))
    revocation = Revocation.objects.create(certificate=certificate, reason=reason[:300], by=by, at=now)
    statements.record(
        person=certificate.person,
        verb="revoked",
        object_type="certificate",
        object_id=certificate.serial,
        context={"programme": certificate.programme.slug},
        now=now,
    )
    notices.tell(
        to_uuid=certificate.person.uuid,
        kind="certificate",
        key=f"certificate:{certificate.serial}:revoked",
        text=_("Your certificate has been withdrawn. Reason: %(reason)s") % {"reason": revocation.reason},
        url=reverse("certificates:holding", args=[certificate.serial]),
        now=now,
    )
    audit(
        actor_uuid=by.uuid,
        verb="certificate.revoked",
        object_type="certificate",
        object_id=certificate.serial,
        purpose=revocation.reason,
        now=now,
    )
    return revocation
