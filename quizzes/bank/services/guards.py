"""What every write of an item asks first, and what it leaves in the audit."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import has_role, require
from lms.web.errors import BadInput, NotAllowed
from quizzes.bank import validation
from quizzes.bank.models import Item, ItemBank, ItemKey, ItemVersion


def locked(item: Item) -> Item:
    """The item's row of this moment, locked on databases that lock rows."""
    return Item.objects.select_for_update(of=("self",)).select_related("live_version", "bank").get(pk=item.pk)


def key_in_force(version: ItemVersion | None) -> ItemKey | None:
    """The newest key; None for no version. One query."""
    return version.keys.order_by("-number").first() if version else None


def may_publish(by: Person | None) -> bool:
    """The committee, and a loader of files (`by` None)."""
    return by is None or has_role(by, Role.COMMITTEE)


def allow_publishing(by: Person | None) -> None:
    """NotAllowed for whoever is not of the committee."""
    if by is not None:
        require(by, Role.COMMITTEE)


def allow_writing(by: Person | None, bank: ItemBank) -> None:
    """NotAllowed for whoever is no trainer, and of a readiness bank no owner; `by` None is a loader of files."""
    if by is None:
        return
    require(by, Role.TRAINER)
    if not ItemBank.objects.open_to(by).filter(pk=bank.pk).exists():
        raise NotAllowed(_("This bank belongs to the readiness test: only its owners open it."))


def refuse(problems: list[validation.Problem], item: Item | None = None) -> None:
    """BadInput that names the item and every reason; nothing where there are none."""
    if problems and item:
        reasons = " ".join(map(str, problems))
        raise BadInput(_("Item “%(item)s”: %(reasons)s") % {"item": item.slug, "reasons": reasons})
    if problems:
        raise BadInput(" ".join(map(str, problems)))


def audit(verb: str, item: Item, what: str, by: Person | None, now: datetime) -> None:
    """Loaders of files (`by` None) are audited once, by their command."""
    if by is not None:
        log.record(
            actor_uuid=by.uuid,
            verb=verb,
            object_type="item",
            object_id=item.slug,
            purpose=what,
            now=now,
        )
