"""A sheet as it was read, before anybody knows what its columns mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Corner = tuple[int, int]

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 256
MAX_CELLS = 3_000_000
MAX_UNPACKED = 200 * 1024 * 1024
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
"""White space, and what telephones and chats put around a copied text without anybody seeing it."""


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is row 1 of the sheet. `formulas` are (row from 1, column from 0); `merged` are ranges (top left,
    bottom right), both counted from 0."""

    name: str
    rows: list[list[Cell]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[Corner, Corner], ...] = ()


def text_of(cell: Cell) -> str:
    """What stands in the cell, without the space around it or the apostrophe by which Excel marks a text."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    text = str(cell).strip().strip("\ufeff")
    return text.removeprefix("'").strip() if text.startswith("'") else text


def folded(cell: Cell) -> str:
    """For comparing: half-width, and without anything that cannot be seen. Never for names."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text_of(cell)))
