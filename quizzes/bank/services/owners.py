"""Who answers for a bank of the readiness test; nobody else reads what is in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import has_role, require
from lms.web.errors import BadInput, Refusal
from quizzes.bank.models import BankOwner, ItemBank


@transaction.atomic
def appoint(*, bank: ItemBank, person: Person, by: Person, now: datetime) -> BankOwner:
    """The person opens this bank from now on. Committee only; appointing twice gives the first row. Refusal for other
    banks, which are open to every trainer anyway, and for whoever is no trainer."""
    require(by, Role.COMMITTEE)
    bank = ItemBank.objects.select_for_update().get(pk=bank.pk)
    if bank.purpose != ItemBank.Purpose.READINESS:
        raise Refusal(_("Only a bank of the readiness test has owners; every trainer may open the others."))
    if not has_role(person, Role.TRAINER):
        raise BadInput(_("An owner of a bank must be a trainer."))
    owner, new = BankOwner.objects.get_or_create(
        bank=bank, person=person, ended_at=None, defaults={"at": now, "by": by}
    )
    if new:
        _audit("bank.owner_appointed", owner, by, now)
    return owner


@transaction.atomic
def dismiss(*, owner: BankOwner, by: Person, now: datetime) -> None:
    """The bank is closed to this person from now on. Committee only; idempotent."""
    require(by, Role.COMMITTEE)
    if BankOwner.objects.filter(pk=owner.pk, ended_at=None).update(ended_at=max(now, owner.at)):
        _audit("bank.owner_dismissed", owner, by, now)


def _audit(verb: str, owner: BankOwner, by: Person, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="item_bank",
        object_id=owner.bank.slug,
        purpose=str(owner.person.uuid),
        now=now,
    )
