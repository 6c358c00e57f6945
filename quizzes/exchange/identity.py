"""Which item of the bank a question of a file is: so that the same file twice changes nothing."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from quizzes.bank.models import Item, ItemBank
from quizzes.exchange.align import Content
from quizzes.exchange.question import PICTURE, Question

SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")


def fingerprint(question: Question) -> str:
    """Sixteen digits that two questions share exactly when kind, text, pictures and key are the same."""
    content = json.dumps([question.kind, question.body, question.key], ensure_ascii=False, sort_keys=True)
    for name, picture in question.pictures.items():
        content = content.replace(f"{PICTURE}{name}", PICTURE + hashlib.sha256(picture).hexdigest())
    return hashlib.sha256(content.encode()).hexdigest()[:16]


class Identities:
    """The slugs of a file's questions, found with one query. A question that names itself keeps that name where it is
    an item of this bank or is free; where another bank has it, this bank's own name goes in front (foreign systems
    number from 1). A question without a name is named by what it says."""

    def __init__(self, bank: ItemBank, questions: Iterable[Question]) -> None:
        self._bank = bank
        wanted = {slug for question in questions for slug in self._candidates(question)}
        self.items: Mapping[str, Item] = {
            item.slug: item
            for item in Item.objects.filter(slug__in=wanted).select_related(
                "bank", "competence", "live_version", "draft"
            )
        }

    def _candidates(self, question: Question) -> list[str]:
        if not question.slug:
            return [f"q-{fingerprint(question)}"]
        if not SLUG.fullmatch(question.slug):
            digest = hashlib.sha256(question.slug.encode()).hexdigest()[:12]
            return [f"{self._bank.slug[:40]}-{digest}"]
        return [question.slug, f"{self._bank.slug[:30]}-{question.slug}"[:60]]

    def slug(self, question: Question, *, own: bool) -> str:
        first, *rest = self._candidates(question)
        item = self.items.get(first)
        if item is None or item.bank_id == self._bank.pk or own or not rest:
            return first
        return rest[0]


def content_of(item: Item) -> Content | None:
    """What stands in the item's draft."""
    draft = getattr(item, "draft", None)
    return (draft.body, draft.key, draft.feedback) if draft else None
