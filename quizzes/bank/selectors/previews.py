"""A draft as a learner will see it, and what an author sees of its key."""

import contextlib
import random
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes import scoring
from quizzes.bank import validation
from quizzes.bank.models import Item
from quizzes.types import registry
from quizzes.types.interface import Content, Unfinished


@dataclass(frozen=True)
class Preview:
    """`widget` is None while the draft is so incomplete that no sitting could show it."""

    kind: registry.Kind
    body: dict[str, Any]
    widget: dict[str, Any] | None
    shown: Any
    after: dict[str, Any]
    general: str

    @property
    def preview_template(self) -> str:
        return self.kind.template("preview")


@dataclass(frozen=True)
class Tried:
    """What an author's own try would bring a learner; nothing is kept. `problem` says why it is no answer."""

    problem: str = ""
    percent: int | None = None
    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def preview_of(item: Item, content: Content, sent: QueryDict | None = None) -> Preview:
    kind = registry.kind(item.kind)
    body, key, feedback = validation.canonical(item.kind, *content)
    shown = _shown(kind, body)
    return Preview(
        kind=kind,
        body=body,
        widget=_widget(kind, body, shown, sent),
        shown=shown,
        after=kind.content.preview(body, key, feedback),
        general=feedback.get("general", ""),
    )


def try_answer(preview: Preview, content: Content, sent: QueryDict) -> Tried:
    """The answer in the form, scored by the draft's own key."""
    kind, body = preview.kind, preview.body
    _body, key, feedback = validation.canonical(kind.name, *content)
    try:
        payload = kind.reading.read(sent, body, preview.shown)
        if payload is None:
            return Tried(problem=_("No answer was given."))
        payload = scoring.validate(kind.name, payload, body, preview.shown)
        points = scoring.score(kind.name, payload, key)
        return Tried(
            percent=round(100 * points),
            words=kind.content.describe(body, payload),
            notes=kind.content.notes(feedback, payload),
        )
    except Unfinished as half:
        return Tried(problem=str(half))
    except (ValueError, LookupError, TypeError, AttributeError, NotImplementedError):
        return Tried(problem=_("This draft cannot be answered yet."))


def _shown(kind: registry.Kind, body: dict[str, Any]) -> Any:
    """The author's order stays, but for kinds that always shuffle; None while no sitting could show it."""
    try:
        return scoring.arrange(kind.name, body, random.Random(0), shuffle=False)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _widget(kind: registry.Kind, body: dict[str, Any], shown: Any, sent: QueryDict | None) -> dict[str, Any] | None:
    """Filled in with what was sent, whether it is an answer or not."""
    if shown is None:
        return None
    try:
        payload = None
        if sent is not None:
            with contextlib.suppress(ValueError, LookupError, TypeError):
                payload = kind.reading.read(sent, body, shown)
        return kind.reading.widget(body, shown, payload, sent if payload is None else None)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
