"""Questions that are nearly the same: what was practised must not turn up in an assessment under another name."""

from dataclasses import dataclass

from lms.people.models import Person
from quizzes.bank import wording
from quizzes.bank.models import Item, ItemDraft, ItemPrint

MOST_CANDIDATES = 60


@dataclass(frozen=True)
class Twin:
    item: Item
    percent: int
    other_pool: bool
    """It serves another purpose: practised here, assessed there."""


def twins_of(item: Item, person: Person) -> list[Twin]:
    """Those that the person may see, other pools first, the likest first; found by an index. Whoever may not see a
    readiness item is not told that there is one: the answer would be a way to ask for it. Three queries."""
    draft = ItemDraft.objects.filter(item=item).first()
    if draft is None:
        return []
    numbers = list(item.prints.values_list("number", flat=True))
    candidates = (
        Item.objects.visible_to(person)
        .filter(pk__in=ItemPrint.objects.filter(number__in=numbers).values("item_id"), retired=False)
        .exclude(pk=item.pk)
        .exclude(draft=None)
        .select_related("bank", "draft")[:MOST_CANDIDATES]
    )
    found = [
        Twin(other, round(100 * share), other.bank.purpose != item.bank.purpose)
        for other in candidates
        if (share := wording.likeness(draft.body, other.draft.body)) >= wording.ALIKE
    ]
    return sorted(found, key=lambda twin: (not twin.other_pool, -twin.percent, twin.item.slug))
