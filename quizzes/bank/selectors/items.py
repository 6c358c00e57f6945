"""What the editors' screens need of items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from lms.people.models import Person
from quizzes.bank import validation
from quizzes.bank.models import Item, ItemBank, ItemDraft, ItemKey, ItemVersion
from quizzes.bank.selectors.differences import Change, differences

Content = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


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


@dataclass(frozen=True)
class Step:
    """One step of an item's history, with what it changed."""

    label: str
    at: datetime
    by: Person | None
    changes: list[Change]
    live: bool = False


def history(item: Item) -> list[Step]:
    """Every version and every corrected key, latest first, each compared with the one before; on top the draft when it
    is ahead. Four queries."""
    steps: list[Step] = []
    before: Content | None = None
    versions = item.versions.select_related("by").prefetch_related(
        Prefetch("keys", ItemKey.objects.select_related("by").order_by("number"))
    )
    for version in versions.order_by("number"):
        for key in version.keys.all():
            content = (version.body, key.key, key.feedback)
            steps.append(_step(item, version, key, before, content))
            before = content
    draft = ItemDraft.objects.select_related("by").filter(item=item).first()
    if draft is not None and (draft.body, draft.key, draft.feedback) != before:
        content = (draft.body, draft.key, draft.feedback)
        steps.append(Step("draft", draft.changed_at, draft.by, differences(before, content)))
    return steps[::-1]


def _step(item: Item, version: ItemVersion, key: ItemKey, before: Content | None, content: Content) -> Step:
    label = f"v{version.number}" if key.number == 1 else f"v{version.number}·{key.number}"
    last = version.keys.all()[len(version.keys.all()) - 1]
    live = item.live_version_id == version.pk and key == last
    return Step(label, key.at, key.by, differences(before, content), live)
