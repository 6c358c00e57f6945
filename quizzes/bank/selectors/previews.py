"""A draft as a learner will see it, and what an author sees of its key."""

import random
from dataclasses import dataclass
from typing import Any

from quizzes import scoring
from quizzes.bank import validation
from quizzes.bank.models import Item
from quizzes.types import registry
from quizzes.types.interface import Content


@dataclass(frozen=True)
class Preview:
    """`widget` is None while the draft is so incomplete that no sitting could show it."""

    kind: registry.Kind
    body: dict[str, Any]
    widget: dict[str, Any] | None
    after: dict[str, Any]
    general: str

    @property
    def preview_template(self) -> str:
        return self.kind.template("preview")


def preview_of(item: Item, content: Content) -> Preview:
    kind = registry.kind(item.kind)
    body, key, feedback = validation.canonical(item.kind, *content)
    return Preview(
        kind=kind,
        body=body,
        widget=_widget(kind, body, key),
        after=kind.content.preview(body, key, feedback),
        general=feedback.get("general", ""),
    )


def _widget(kind: registry.Kind, body: dict[str, Any], key: dict[str, Any]) -> dict[str, Any] | None:
    """The author's order stays, but for kinds that always shuffle."""
    try:
        shown = scoring.arrange(kind.name, body, random.Random(0), shuffle=False, key=key)
        return kind.reading.widget(body, shown, None, None)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
