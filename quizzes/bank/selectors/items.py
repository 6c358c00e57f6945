"""What the editors' screens need of items."""

from quizzes.bank import validation
from quizzes.bank.models import Item, ItemBank, ItemDraft
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


def missing(item: Item, content: Content | None) -> list[validation.Problem]:
    """What still keeps a draft from being published."""
    if content is None:
        return []
    return validation.item_problems(item.kind, *content)


def last_of(bank: ItemBank) -> Item | None:
    """The item that was written last in a bank: what a new one begins with."""
    return bank.items.order_by("-pk").first()
