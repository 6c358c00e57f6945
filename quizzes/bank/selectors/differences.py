"""What changed between two forms of an item: field by field, and within a text word by word. Nothing here touches the
database."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

Content = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]
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
    pieces: tuple[Piece, ...] = field(default=(), compare=False)

    @property
    def old(self) -> tuple[Piece, ...]:
        """The text as it was, what is gone marked."""
        return tuple(piece for piece in self.pieces if piece.kind != "new")

    @property
    def new(self) -> tuple[Piece, ...]:
        """The text as it is, what is new marked."""
        return tuple(piece for piece in self.pieces if piece.kind != "gone")


def differences(before: Content | None, after: Content) -> list[Change]:
    """The fields that differ, in the form's order; everything when there was nothing before."""
    old, new = _lines(before), _lines(after)
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


def _lines(content: Content | None) -> dict[str, str]:
    if content is None:
        return {}
    body, key, feedback = content
    options = {option["id"]: option["text"] for option in body.get("options", [])}
    lines = {_("Question"): body.get("stem", "")}
    for id, text in options.items():
        lines[_("Option %(id)s") % {"id": id}] = text
    lines[_("Right answer")] = _answer(key, options)
    lines[_("Explanation")] = feedback.get("general", "")
    for id, text in feedback.get("options", {}).items():
        lines[_("Explanation of option %(id)s") % {"id": id}] = text
    return lines


def _answer(key: dict[str, Any], options: dict[str, str]) -> str:
    """The right answer in the options' own words."""
    if "order" in key:
        return " → ".join(options.get(id, id) for id in key["order"])
    correct = key.get("correct") or []
    return "；".join(options.get(id, id) for id in ([correct] if isinstance(correct, str) else correct))
