"""The figures of two versions of a report side by side: sentence by sentence, and cell by cell. Pure.

Figures are digits, with their per cent sign; numbers in Chinese characters are not compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

FIGURE = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)?%?")
SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
NUMBERED = re.compile(r"^\s*(?:[（(]?\d+[）)]|\d+[.、](?!\d))")
OPEN = "×"
"""Stands where staff were still to write something: what they wrote there is no difference."""
LIKE = 0.5
"""How much of two sentences must be alike for one to be the other, rewritten."""


@dataclass(frozen=True)
class Version:
    """A document as text: its paragraphs, and its tables as rows of cells, the head first."""

    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class Difference:
    """Where two versions differ in a figure: `ours` and `theirs` are the sentence or cell, "" where there is none."""

    place: str
    ours: str
    theirs: str


def figures(text: str) -> list[str]:
    """The figures of a text in order, without grouping commas; the number in front of a list's item is none."""
    plain = unicodedata.normalize("NFKC", NUMBERED.sub("", text))
    return [found.replace(",", "") for found in FIGURE.findall(plain)]


def differences(ours: Version, theirs: Version) -> list[Difference]:
    """Every figure of ours that theirs tell otherwise or not at all, and every one that theirs add."""
    return [*_in_text(_sentences(ours), _sentences(theirs)), *_in_tables(ours, theirs)]


def _sentences(version: Version) -> list[str]:
    found = [part.strip() for text in version.paragraphs for part in SENTENCE.findall(text)]
    return [part for part in found if part]


def _skeleton(sentence: str) -> str:
    plain = unicodedata.normalize("NFKC", NUMBERED.sub("", sentence))
    return FIGURE.sub("#", "".join(plain.split()))


def _in_text(ours: Sequence[str], theirs: Sequence[str]) -> list[Difference]:
    found: list[Difference] = []
    matcher = SequenceMatcher(
        None, [_skeleton(one) for one in ours], [_skeleton(one) for one in theirs], autojunk=False
    )
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            pairs: list[tuple[str, str]] = list(zip(ours[first:last], theirs[begin:end], strict=True))
        else:
            pairs = _paired(ours[first:last], theirs[begin:end])
        found += [
            Difference("", one, other) for one, other in pairs if OPEN not in one and figures(one) != figures(other)
        ]
    return found


def _paired(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[str, str]]:
    """Each sentence with the one most like it, "" where nothing is like it; each is used once."""
    left, pairs = list(theirs), []
    for one in ours:
        scores = [SequenceMatcher(None, _skeleton(one), _skeleton(other), autojunk=False).ratio() for other in left]
        best = max(range(len(left)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= LIKE:
            pairs.append((one, left.pop(best)))
        else:
            pairs.append((one, ""))
    return [*pairs, *(("", other) for other in left)]


def _in_tables(ours: Version, theirs: Version) -> list[Difference]:
    found: list[Difference] = []
    left = list(enumerate(theirs.tables, 1))
    for number, table in enumerate(ours.tables, 1):
        labels = {row[0] for row in table[1:] if row}
        alike = [
            (len(labels & {row[0] for row in other[1:] if row}), -abs(place - number), index)
            for index, (place, other) in enumerate(left)
            if other and _heads(other[0]) == _heads(table[0])
        ]
        if not alike or max(alike)[0] == 0:
            found.append(Difference(f"表{number}", "、".join(table[0]), ""))
            continue
        _place, other = left.pop(max(alike)[2])
        found += _in_cells(number, table, other)
    return found + [Difference(f"表{place}", "", "、".join(table[0])) for place, table in left if table]


def _in_cells(number: int, ours: tuple[tuple[str, ...], ...], theirs: tuple[tuple[str, ...], ...]) -> list[Difference]:
    found = []
    rows = {row[0]: row for row in theirs[1:]}
    for row in ours[1:]:
        other = rows.pop(row[0], ())
        for place, head in enumerate(ours[0][1:], 1):
            mine, their = row[place], other[place] if place < len(other) else ""
            if _plain(mine) != _plain(their):
                found.append(Difference(f"表{number} {row[0]} {head}", mine, their))
    return found + [Difference(f"表{number} {label}", "", "、".join(row[1:])) for label, row in rows.items()]


def _heads(row: Sequence[str]) -> list[str]:
    return [_plain(cell) for cell in row]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
