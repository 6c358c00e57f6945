"""What the room offers to others: an item from an entry of a file, and back; the steps of its life are told in
`writing`, `reviewing` and `publishing`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank import rows
from quizzes.bank.models import Item, ItemBank, ItemDraft, ItemKey
from quizzes.bank.services.banks import ensure_bank
from quizzes.bank.services.guards import key_in_force
from quizzes.bank.services.publishing import publish, restore, retire
from quizzes.bank.services.reviewing import approve, decline, give_back, send, take_back
from quizzes.bank.services.writing import create, describe, discard, place, save_draft
from quizzes.framework.models import Competence

__all__ = [
    "approve",
    "create",
    "decline",
    "describe",
    "discard",
    "ensure_bank",
    "export_item",
    "give_back",
    "load_item",
    "place",
    "publish",
    "restore",
    "retire",
    "save_draft",
    "send",
    "take_back",
]


@transaction.atomic
def load_item(
    *, bank: ItemBank, competence: Competence, row: dict[str, Any], by: Person | None = None, now: datetime
) -> tuple[Item, str]:
    """The item of one entry of an items.yaml, published at once, and "created", "changed" or "same". BadInput names the
    item, the field and the reason; Refusal when the item lives in another bank or changes its kind."""
    read = rows.read(row)
    item = Item.objects.select_related("live_version", "bank").filter(slug=read.slug).first()
    if item is None:
        item = create(
            bank=bank,
            competence=competence,
            kind=read.kind,
            level=read.level,
            band=read.band,
            slug=read.slug,
            source=read.source,
            expires_on=read.expires_on,
            by=by,
            now=now,
        )
        _publish(item, read, by, now)
        return item, "created"
    if item.bank_id != bank.pk:
        raise Refusal(
            _("Item “%(item)s” belongs to the bank “%(bank)s”; an item never moves to another bank.")
            % {"item": item.slug, "bank": item.bank.title}
        )
    described = describe(
        item=item,
        competence=competence,
        kind=read.kind,
        level=read.level,
        band=read.band,
        source=read.source,
        expires_on=read.expires_on,
        by=by,
        now=now,
    )
    if is_live(item, key_in_force(item.live_version), read):
        return item, "changed" if described else "same"
    _publish(item, read, by, now)
    return item, "changed"


def is_live(item: Item, key: ItemKey | None, read: rows.ItemRow) -> bool:
    """Whether learners see exactly this already, `key` being the one in force; a draft that somebody is writing on top
    is left alone then."""
    if item.live_version is None or item.live_version.body != read.body:
        return False
    return key is not None and (key.key, key.feedback) == (read.key, read.feedback)


def is_described(item: Item, competence: Competence, read: rows.ItemRow) -> bool:
    """Whether all that stands beside the text is as the entry says."""
    return (item.competence_id, item.kind, item.level, item.band, item.source, item.expires_on) == (
        competence.pk,
        read.kind,
        read.level,
        read.band,
        read.source,
        read.expires_on,
    )


def _publish(item: Item, read: rows.ItemRow, by: Person | None, now: datetime) -> None:
    save_draft(item=item, body=read.body, key=read.key, feedback=read.feedback, by=by, now=now)
    publish(item=item, by=by, now=now)
    item.refresh_from_db()


def export_item(item: Item) -> dict[str, Any]:
    """The entry of an items.yaml that loads this item as it is published, or its draft when it never was."""
    body, key, feedback = _content(item)
    return rows.write(
        rows.ItemRow(
            slug=item.slug,
            kind=item.kind,
            level=item.level,
            band=item.band,
            source=item.source,
            expires_on=item.expires_on,
            body=body,
            key=key,
            feedback=feedback,
        )
    )


def _content(item: Item) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    if item.live_version is not None:
        last = max(item.live_version.keys.all(), key=lambda key: key.number)
        return item.live_version.body, last.key, last.feedback
    draft = ItemDraft.objects.filter(item=item).first()
    if draft is None:
        raise Refusal(_("Item “%(item)s” has no text yet.") % {"item": item.slug})
    return draft.body, draft.key, draft.feedback
