"""What is derived from an item's words when they change."""

from typing import Any

from quizzes.bank import wording
from quizzes.bank.models import Item, ItemDraft, ItemPrint
from quizzes.types import registry

STEM_IN_LISTS = 500


def read_body(item: Item, body: dict[str, Any]) -> None:
    """The first line in lists, what searching looks through, and the numbers by which its like is found."""
    item.stem = stem_in_lists(item.kind, body)
    item.search_text = wording.searchable(item.slug, body, item.source)
    Item.objects.filter(pk=item.pk).update(stem=item.stem, search_text=item.search_text)
    ItemPrint.objects.filter(item=item).delete()
    ItemPrint.objects.bulk_create(ItemPrint(item=item, number=number) for number in wording.prints(body))


def stem_in_lists(kind: str, body: dict[str, Any]) -> str:
    """The question in one line."""
    return registry.kind(kind).title(body)[:STEM_IN_LISTS]


def read_source(item: Item) -> None:
    """The source alone changed."""
    body = ItemDraft.objects.filter(item=item).values_list("body", flat=True).first()
    item.search_text = wording.searchable(item.slug, body or {}, item.source)
    Item.objects.filter(pk=item.pk).update(search_text=item.search_text)
