"""How wide the columns of a table are, in characters: figures never break, heads and labels as seldom as room lets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

MOST_LINES = 4
QUOTED = re.compile("“.+?”")
FREE = 0.1
"""Beside the words of a column, so that rounding breaks none."""
LONG = 10 + FREE
"""A label of more characters is broken before any head is."""


def widths(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """For each column, `room` together. The first column holds labels. Until the table fits, long labels and then heads
    take further lines, the widest first; short labels only where nothing else is left."""
    columns = _settled(head, rows, room)
    spare = room - sum(column.width for column in columns)
    return [column.width + spare / len(columns) for column in columns]


def fits(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> bool:
    """Whether there is room for the narrowest columns; where there is not, words break inside."""
    return sum(column.width for column in _settled(head, rows, room)) <= room


def _settled(head: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[_Column]:
    columns = [_Column(text, [row[place] for row in rows], broken=place == 0) for place, text in enumerate(head)]
    labels, figures = columns[0], columns[1:]
    while sum(column.width for column in columns) > room:
        narrower = [column for column in figures if column.narrower < column.width]
        if labels.width > LONG or not narrower:
            narrower = [labels]
        chosen = max(narrower, key=lambda column: column.width - column.least)
        if chosen.lines == MOST_LINES:
            break
        chosen.lines += 1
    return columns


class _Column:
    def __init__(self, head: str, cells: Sequence[str], *, broken: bool) -> None:
        self.words = [head, *cells] if broken else [head]
        whole = cells if not broken else ()
        self.least = max(2 + FREE, *map(room_of, (*whole, *QUOTED.findall(head))), 0.0)
        self.lines = 1

    @property
    def width(self) -> float:
        return self._width(self.lines)

    @property
    def narrower(self) -> float:
        return self._width(min(self.lines + 1, MOST_LINES))

    def _width(self, lines: int) -> float:
        return max(self.least, *(ceil(room_of(text) / lines) + FREE for text in self.words))


def room_of(text: str) -> float:
    """In characters, for a face whose digits are a little wider than half of one."""
    return sum({"%": 0.93}.get(char, 0.57 if char.isascii() else 1) for char in text)
