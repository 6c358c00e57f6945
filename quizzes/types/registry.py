"""A kind of item by its name, with all its files."""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, cast

from django.utils.functional import Promise

from quizzes import types
from quizzes.scoring import is_skipped
from quizzes.types.interface import Editing, Reading, Scoring, Words


@dataclass(frozen=True)
class Kind:
    name: str
    scoring: Scoring
    content: Words
    reading: Reading
    editing: Editing

    @property
    def label(self) -> str | Promise:
        return self.content.LABEL

    @property
    def scripts(self) -> tuple[str, ...]:
        return getattr(self.reading, "SCRIPTS", ())

    @property
    def styles(self) -> tuple[str, ...]:
        return getattr(self.reading, "STYLES", ())

    @property
    def holds_stem(self) -> bool:
        return getattr(self.reading, "HOLDS_STEM", False)

    @property
    def unfit(self) -> str:
        """What a learner is told whose answer cannot be read; "" where the kind has no words of its own."""
        return str(getattr(self.content, "UNFIT", ""))

    def title(self, body: Mapping[str, Any]) -> str:
        """The question in plain words, for lists."""
        own = getattr(self.content, "title", None)
        return str(own(body) if own else body.get("stem", ""))

    def template(self, part: str) -> str:
        """`part` is widget, answer, editor or preview."""
        return f"quizzes/types/{self.name}/{part}.html"

    def report(self, payload: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any] | None:
        """The parts of an answer with their points, for report.html; None for kinds that have no parts to tell."""
        told = getattr(self.content, "report", None)
        return told(payload, key) if told and payload and not is_skipped(payload) else None

    @property
    def report_template(self) -> str:
        return self.template("report")

    @property
    def by_hand(self) -> bool:
        """Whether only a person can mark it."""
        return bool(getattr(self.scoring, "BY_HAND", False))

    @property
    def widget_template(self) -> str:
        return self.template("widget")

    @property
    def answer_template(self) -> str:
        return self.template("answer")


@cache
def kinds() -> dict[str, Kind]:
    """All of them, in the order of lists."""
    found = [_load(module.name) for module in pkgutil.iter_modules(types.__path__) if module.ispkg]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: (kind.content.PLACE, kind.name))}


def kind(name: str) -> Kind:
    """LookupError for a kind there is not."""
    return kinds()[name]


def choices() -> list[tuple[str, str | Promise]]:
    """Names and labels, for a form."""
    return [(kind.name, kind.label) for kind in kinds().values()]


def label(name: str) -> str:
    """The kind in words; its name where its folder is gone."""
    found = kinds().get(name)
    return str(found.label) if found else name


def _load(name: str) -> Kind:
    def part(file: str) -> Any:
        return import_module(f"{types.__name__}.{name}.{file}")

    return Kind(
        name,
        cast(Scoring, part("scoring")),
        cast(Words, part("content")),
        cast(Reading, part("reading")),
        cast(Editing, part("editing")),
    )
