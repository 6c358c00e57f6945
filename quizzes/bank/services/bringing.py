"""Many new items with their drafts at once, as a file brings them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lms.people.models import Person
from quizzes.bank import validation, wording
from quizzes.bank.models import Item, ItemBank, ItemDraft, ItemPrint
from quizzes.bank.services.guards import allow_writing, refuse
from quizzes.bank.services.sources import follow_items
from quizzes.bank.services.wording import stem_in_lists
from quizzes.framework.models import Competence

AT_A_TIME = 500


@dataclass(frozen=True)
class Fresh:
    """A new item and its first draft."""

    competence: Competence
    kind: str
    level: int
    band: float
    slug: str
    source: str
    expires_on: date | None
    body: dict[str, Any]
    key: dict[str, Any]
    feedback: dict[str, Any]


@transaction.atomic
def create_many(*, bank: ItemBank, fresh: Sequence[Fresh], by: Person | None, now: datetime) -> list[Item]:
    """What `create` and then `save_draft` would make of each, in a few queries for each five hundred: on SQLite nobody
    else writes meanwhile, and 5,000 one by one would keep the answers of a whole district waiting for a minute."""
    allow_writing(by, bank)
    items, drafts = [], []
    for each in fresh:
        refuse(validation.placing_problems(each.level, each.band))
        source = each.source.strip()
        body, key, feedback = validation.canonical(each.kind, each.body, each.key, each.feedback)
        item = Item(
            bank=bank,
            competence=each.competence,
            kind=each.kind,
            level=each.level,
            band=each.band,
            slug=each.slug,
            source=source,
            expires_on=each.expires_on,
            stem=stem_in_lists(each.kind, body),
            search_text=wording.searchable(each.slug, body, source),
        )
        items.append(item)
        drafts.append(ItemDraft(item=item, body=body, key=key, feedback=feedback, changed_at=now, by=by))
    Item.objects.bulk_create(items, batch_size=AT_A_TIME)
    ItemDraft.objects.bulk_create(drafts, batch_size=AT_A_TIME)
    ItemPrint.objects.bulk_create(
        [ItemPrint(item=draft.item, number=number) for draft in drafts for number in wording.prints(draft.body)],
        batch_size=AT_A_TIME,
    )
    if by is not None:
        writing = ItemDraft.writers.through
        writing._default_manager.bulk_create(
            [writing(itemdraft_id=draft.pk, person_id=by.pk) for draft in drafts], batch_size=AT_A_TIME
        )
    follow_items(items)
    return items
