"""How an item came to be: its forms, what each changed, and any two of them side by side."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.people.models import Person
from quizzes.bank.models import Item, ItemDraft, ItemKey
from quizzes.bank.selectors.differences import Change, differences
from quizzes.types.interface import Content

DRAFT = "draft"


@dataclass(frozen=True)
class Form:
    """One form an item once had. `name` is "draft", "v2", or "v2.3" for the third key of version 2."""

    name: str
    content: Content
    at: datetime
    by: Person | None
    live: bool = False

    @property
    def label(self) -> str:
        if self.name == DRAFT:
            return pgettext("state of an item", "Draft")
        number, _dot, key = self.name[1:].partition(".")
        if not key:
            return _("Version %(label)s") % {"label": number}
        return _("Version %(label)s, corrected %(times)d×") % {"label": number, "times": int(key) - 1}


@dataclass(frozen=True)
class Step:
    """One form of an item with what it changed."""

    form: Form
    changes: list[Change]


def forms_of(item: Item) -> list[Form]:
    """Every version and every corrected key in order, at the end the draft where it is ahead. Three queries."""
    forms: list[Form] = []
    versions = item.versions.select_related("by").prefetch_related(
        Prefetch("keys", ItemKey.objects.select_related("by").order_by("number"))
    )
    for version in versions.order_by("number"):
        keys = list(version.keys.all())
        for key in keys:
            name = f"v{version.number}" if key.number == 1 else f"v{version.number}.{key.number}"
            live = item.live_version_id == version.pk and key == keys[-1]
            forms.append(Form(name, (version.body, key.key, key.feedback), key.at, key.by, live))
    draft = ItemDraft.objects.select_related("by").filter(item=item).first()
    if draft is not None:
        content = (draft.body, draft.key, draft.feedback)
        if not forms or content != forms[-1].content:
            forms.append(Form(DRAFT, content, draft.changed_at, draft.by))
    return forms


def history(kind: str, forms: list[Form]) -> list[Step]:
    """Latest first, each compared with the one before."""
    before = [None, *(form.content for form in forms)]
    return [Step(form, differences(kind, old, form.content)) for old, form in zip(before, forms, strict=False)][::-1]


def compared(kind: str, forms: list[Form], before: str, after: str) -> list[Change] | None:
    """What differs between two forms by their names; None when one of them is not there."""
    known = {form.name: form for form in forms}
    if before not in known or after not in known:
        return None
    return differences(kind, known[before].content, known[after].content)


def ahead(kind: str, forms: list[Form]) -> list[Change]:
    """What the draft, or what learners see where there is none, changes to what is in force; everything of a new
    item."""
    if not forms:
        return []
    live = next((form.content for form in forms if form.live), None)
    return differences(kind, live, forms[-1].content)
