"""The entries of a file of items, many at once: what is new is written in a few queries whatever their number, what is
as it was is only compared."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from quizzes.bank import rows, validation, wording
from quizzes.bank.models import Item, ItemBank, ItemDraft, ItemKey, ItemPrint, ItemVersion
from quizzes.bank.services.guards import refuse
from quizzes.bank.services.items import is_described, is_live, load_item
from quizzes.bank.services.sources import follow_items
from quizzes.bank.services.wording import stem_in_lists
from quizzes.framework.models import Competence


@transaction.atomic
def load_items(
    *, bank: ItemBank, competence: Competence, entries: Sequence[dict[str, Any]], now: datetime
) -> list[tuple[Item, str]]:
    """What `load_item` makes of each entry (`by` None), in their order: the items, published, and "created",
    "changed" or "same". BadInput and Refusal as there, and nothing is written then."""
    read = [rows.read(entry) for entry in entries]
    there = {
        item.slug: item
        for item in Item.objects.select_related("live_version", "bank").filter(slug__in=[row.slug for row in read])
    }
    versions = [item.live_version_id for item in there.values()]
    keys = {key.version_id: key for key in ItemKey.objects.filter(version__in=versions).order_by("number")}
    made = {item.slug: item for item in _create(bank, competence, [row for row in read if row.slug not in there], now)}
    loaded: list[tuple[Item, str]] = []
    for entry, row in zip(entries, read, strict=True):
        item = there.get(row.slug)
        if item is None:
            loaded.append((made[row.slug], "created"))
        elif (
            item.bank_id == bank.pk
            and is_described(item, competence, row)
            and is_live(item, keys.get(item.live_version_id or 0), row)
        ):
            loaded.append((item, "same"))
        else:
            loaded.append(load_item(bank=bank, competence=competence, row=entry, now=now))
    return loaded


def _create(bank: ItemBank, competence: Competence, new: list[rows.ItemRow], now: datetime) -> list[Item]:
    """Items with draft, version 1 and key 1; as `writing` and `publishing` leave them one after the other."""
    for row in new:
        refuse(validation.placing_problems(row.level, row.band))
    items = Item.objects.bulk_create(
        Item(
            bank=bank,
            competence=competence,
            slug=row.slug,
            kind=row.kind,
            level=row.level,
            band=row.band,
            source=row.source,
            source_read=row.source,
            expires_on=row.expires_on,
            stem=stem_in_lists(row.kind, row.body),
            search_text=wording.searchable(row.slug, row.body, row.source),
        )
        for row in new
    )
    pairs = list(zip(items, new, strict=True))
    ItemDraft.objects.bulk_create(
        ItemDraft(item=item, body=row.body, key=row.key, feedback=row.feedback, changed_at=now) for item, row in pairs
    )
    versions = ItemVersion.objects.bulk_create(
        ItemVersion(item=item, number=1, body=row.body, published_at=now) for item, row in pairs
    )
    ItemKey.objects.bulk_create(
        ItemKey(version=version, key=row.key, feedback=row.feedback, at=now)
        for version, row in zip(versions, new, strict=True)
    )
    ItemPrint.objects.bulk_create(
        ItemPrint(item=item, number=number) for item, row in pairs for number in wording.prints(row.body)
    )
    first = ItemVersion.objects.filter(item=OuterRef("pk")).values("pk")
    Item.objects.filter(pk__in=[item.pk for item in items]).update(live_version=Subquery(first[:1]))
    for item, version in zip(items, versions, strict=True):
        item.live_version = version
    follow_items(items)
    return items
