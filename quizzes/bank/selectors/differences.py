"""What changed between two forms of an item: field by field, and within a text word by word. Nothing here touches the
database."""

import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quizzes import scoring
from quizzes.types import registry
from quizzes.types.interface import Content
from quizzes.types.problems import FIELDS

WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
FEWEST_ALIKE = 0.3
"""Below this share of common characters two texts are told as one gone and one new: marks would only confuse."""


@dataclass(frozen=True)
class Piece:
    """A run of a text: "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs. `pieces` is both texts in one line; without "same" pieces it was written anew."""

    field: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = dataclasses.field(default=(), compare=False)

    @property
    def old(self) -> tuple[Piece, ...]:
        """The text as it was, what is gone marked."""
        return tuple(piece for piece in self.pieces if piece.kind != "new")

    @property
    def new(self) -> tuple[Piece, ...]:
        """The text as it is, what is new marked."""
        return tuple(piece for piece in self.pieces if piece.kind != "gone")


def differences(kind: str, before: Content | None, after: Content) -> list[Change]:
    """The fields that differ, in the form's order; everything when there was nothing before."""
    old, new = _lines(kind, before), _lines(kind, after)
    return [
        Change(name, old.get(name, ""), new.get(name, ""), _pieces(old.get(name, ""), new.get(name, "")))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    ]


@lru_cache(maxsize=1024)
def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Chinese is compared character by character, other words and numbers as wholes."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not before or not after or matcher.ratio() < FEWEST_ALIKE:
        return tuple(Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text)
    pieces = []
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[start:end])))
            continue
        pieces += [
            Piece(name, text)
            for name, text in (("gone", "".join(old[start:end])), ("new", "".join(new[from_:to])))
            if text
        ]
    return tuple(pieces)


def _lines(kind: str, content: Content | None) -> dict[str, str]:
    if content is None:
        return {}
    body, key, feedback = content
    lines = {_("Question"): body.get("stem", "")}
    if body.get("html"):
        lines[_("Question with its pictures and tables, as HTML")] = body["html"]
    for name, value in body.items():
        if name not in {"stem", "html"}:
            lines |= dict(_field(name, value))
    lines[_("Right answer")] = _answer(kind, body, key)
    if more := {name: value for name, value in key.items() if name in {"rule", "weights"}}:
        lines[pgettext("item", "How points are given")] = _plain(more)
    lines[_("Explanation")] = feedback.get("general", "")
    for id, text in feedback.get("options", {}).items():
        lines[_("Explanation of option %(id)s") % {"id": id}] = text
    return lines


def _field(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A list of things with ids gives a line for each, anything else one line."""
    if isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value):
        for one in value:
            label = (
                _("Option %(id)s") % {"id": one["id"]} if name == "options" else f"{FIELDS.get(name, name)} {one['id']}"
            )
            rest = {field: what for field, what in one.items() if field not in {"id", "text"}}
            yield label, " ".join(filter(None, [str(one.get("text", "")), _plain(rest) if rest else ""]))
    else:
        yield str(FIELDS.get(name, name)), _plain(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _answer(kind: str, body: dict[str, Any], key: dict[str, Any]) -> str:
    """The right answer in the item's own words; the key as it stands while it is incomplete."""
    try:
        words = registry.kind(kind).content.describe(body, scoring.answer_of(kind, key))
    except (LookupError, ValueError, TypeError, AttributeError):
        return _plain(key) if key else ""
    return (" → " if "order" in key else "；").join(map(str, words))
