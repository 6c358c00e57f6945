"""What the editors' screens need of items."""

from django.utils.translation import gettext as _

from quizzes.bank import validation, wording
from quizzes.bank.models import Item, ItemBank, ItemDraft
from quizzes.bank.models.item import ItemQuerySet
from quizzes.types.interface import Content


def draft_content(item: Item) -> Content | None:
    """Body, key and feedback of the working copy."""
    draft = ItemDraft.objects.filter(item=item).first()
    return (draft.body, draft.key, draft.feedback) if draft else None


def live_content(item: Item) -> Content | None:
    """The same of what learners see."""
    if item.live_version is None:
        return None
    key = item.live_version.keys.order_by("-number").first()
    assert key is not None
    return item.live_version.body, key.key, key.feedback


def halves_ahead(item: Item) -> list[str]:
    """Which halves of the item the draft changes against what is in force, without saying how: enough to know whether
    past sittings will have to be scored anew."""
    draft, live = draft_content(item), live_content(item)
    if draft is None or draft == live:
        return []
    names = (_("the question"), _("the right answer"), _("the explanations"))
    return [name for name, here, there in zip(names, draft, live or ({}, {}, {}), strict=True) if here != there]


def missing(item: Item, content: Content | None) -> list[validation.Problem]:
    """What still keeps a draft from being published."""
    if content is None:
        return []
    return validation.item_problems(item.kind, *content)


def last_of(bank: ItemBank) -> Item | None:
    """The item that was written last in a bank: what a new one begins with."""
    return bank.items.order_by("-pk").first()


def found_by(items: ItemQuerySet, query: str) -> ItemQuerySet:
    """Those that hold every word of the query, in their text or short name; two characters are enough. The pool stands
    in no index of the site, so that no search of the site can tell of it."""
    for word in wording.words_of(query):
        items = items.filter(search_text__contains=word)
    return items
