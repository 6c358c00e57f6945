"""The life of an account slip: printed, opened, used when a password is chosen – or replaced, or out of date.

The token stands on the paper alone; here only its SHA-256 is kept. It has 128 bits, so that a plain hash is enough.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Mandate, OrganisingUnit, Person, SignInSlip
from lms.web.errors import Refusal

TOKEN_BYTES = 16


class SlipRefused(Refusal):
    """The slip opens nothing; `kind` says why: "unknown", "used", "replaced", "expired" or "closed"."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Printed:
    """What one paper slip shows; the token is nowhere else."""

    person: Person
    token: str
    expires_at: datetime


def waiting(unit: OrganisingUnit, *, day: datetime) -> QuerySet[Person]:
    """Deputies of the unit in office who have not chosen a password yet, by name."""
    no_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(must_set_password=True)
    return looked_after(unit, day=day).filter(no_password)


def looked_after(unit: OrganisingUnit, *, day: datetime) -> QuerySet[Person]:
    """Deputies of the unit in office who may sign in, by name."""
    serving = Mandate.objects.serving_on(localdate(day)).filter(unit=unit)
    found = Person.objects.filter(pk__in=serving.values("person_id"), is_active=True, anonymised_at=None)
    return found.order_by("name_sort", "pk")


@transaction.atomic
def make_slips(
    *, unit: OrganisingUnit | None, people: Iterable[Person] | None = None, by: Person | None, now: datetime
) -> list[Printed]:
    """A fresh slip for each person (all of the unit who have no password yet, if nobody is named), by name.

    It replaces the person's earlier slip. Refusal for a closed account, and where there is nobody to make one for.
    """
    if people is None:
        assert unit is not None
        people = waiting(unit, day=now)
    chosen = list(people)
    if not chosen:
        raise Refusal(_("There is nobody to make an account slip for: everybody has signed in already."))
    if closed := [person.name for person in chosen if not person.is_active]:
        raise Refusal(_("These accounts are closed: %(names)s") % {"names": ", ".join(closed)})
    expires_at = now + timedelta(days=settings.SLIP_DAYS)
    lock = Person.objects.select_for_update().filter(pk__in=[person.pk for person in chosen]).order_by("pk")
    list(lock.values_list("pk", flat=True))  # two who print for the same people come one after the other
    SignInSlip.objects.filter(person__in=chosen, used_at=None, replaced_at=None).update(replaced_at=now)
    printed = [Printed(person, secrets.token_urlsafe(TOKEN_BYTES), expires_at) for person in chosen]
    SignInSlip.objects.bulk_create(
        SignInSlip(
            person=slip.person,
            unit=unit,
            token_hash=_hash(slip.token),
            by=by,
            created_at=now,
            expires_at=expires_at,
        )
        for slip in printed
    )
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="slips.printed",
        object_type="unit" if unit else "person",
        object_id=unit.slug if unit else str(chosen[0].uuid),
        purpose=_("%(count)d slips") % {"count": len(printed)},
        now=now,
    )
    return printed


def find(*, token: str, now: datetime) -> SignInSlip:
    """The open slip of that token; looking changes nothing. SlipRefused where it opens nothing any more."""
    slip = SignInSlip.objects.select_related("person", "unit").filter(token_hash=_hash(token)).first()
    if slip is None:
        raise SlipRefused("unknown", _("This account slip is not known here. Was the whole code scanned?"))
    if slip.used_at:
        raise SlipRefused("used", _("This account slip has done its work: a password was chosen with it."))
    if slip.replaced_at:
        raise SlipRefused("replaced", _("A newer account slip was printed; only the newest one opens the account."))
    if slip.expires_at <= now:
        raise SlipRefused("expired", _("This account slip is out of date."))
    if not slip.person.is_active or (slip.person.is_demo and not settings.DEMO):
        raise SlipRefused("closed", _("This account is closed."))
    return slip


@transaction.atomic
def redeem(*, token: str, now: datetime) -> Person:
    """The person whom the slip signs in; a password must be chosen next, and until then the slip may be opened again.
    SlipRefused where it opens nothing any more."""
    person = find(token=token, now=now).person
    if not person.must_set_password:
        person.must_set_password = True
        person.save(update_fields=["must_set_password"])
    log.record(actor_uuid=person.uuid, verb="slips.opened", object_type="person", object_id=str(person.uuid), now=now)
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
