"""A sheet that holds one real table: named, with a filter in its header, columns as wide as their Chinese words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, BinaryIO

import xlsxwriter

Cell = str | int | float | Decimal | date | None
NUMBER_FORMATS = {
    "text": "@",
    "count": "#,##0",
    "hours": "0.0",
    "percent": "0%",
    "day": 'yyyy"年"m"月"d"日"',
    "moment": 'yyyy"年"m"月"d"日" hh:mm',
}
"""Kind of a column -> how Excel shows its numbers."""
WIDEST = 46
"""Characters of a column, a Chinese one counted as two; longer words wrap."""
FILTER_BUTTON = 4


class Book(xlsxwriter.Workbook):
    """A workbook in which words stay words, whatever they begin with, in the faces that offices have."""

    def __init__(self, out: BinaryIO) -> None:
        face = {"font_name": "宋体", "font_size": 11, "valign": "top"}
        words = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        super().__init__(out, {"in_memory": True, "default_format_properties": face, **words})

    @cached_property
    def head(self) -> Any:
        return self.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})

    @cached_property
    def mark(self) -> Any:
        """Of a word in a column of numbers."""
        return self.add_format({"align": "right"})

    @cached_property
    def looks(self) -> dict[str, Any]:
        """Kind of a column -> format of its cells."""
        return {
            kind: self.add_format({"num_format": shown, "text_wrap": kind == "text"})
            for kind, shown in NUMBER_FORMATS.items()
        }

    def table(
        self,
        sheet: Any,
        *,
        name: str,
        columns: Sequence[tuple[str, str]],
        lines: Iterable[Sequence[Cell]],
        top: int = 0,
        notes: dict[str, str] | None = None,
    ) -> None:
        """Write a table with its header at row `top` and keep the header and the first column in sight. `columns` are
        heading and kind, of NUMBER_FORMATS; an empty cell is None. `notes`: word -> the note that its cells carry."""
        rows = [*lines] or [[None] * len(columns)]
        heads = [{"header": title, "header_format": self.head} for title, _ in columns]
        style = {"name": name, "columns": heads, "style": "Table Style Light 9"}
        sheet.add_table(top, 0, top + len(rows), len(columns) - 1, style)
        for number, row in enumerate(rows, top + 1):
            for place, (cell, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                self.put(sheet, number, place, cell, kind)
                if isinstance(cell, str) and notes and cell in notes:
                    sheet.write_comment(number, place, notes[cell], {"author": "", "y_scale": 0.6})
        for place, (title, kind) in enumerate(columns):
            sheet.set_column(place, place, _wide(title, [row[place] for row in rows], kind))
        sheet.freeze_panes(top + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)

    def put(self, sheet: Any, row: int, place: int, cell: Cell, kind: str = "text", look: Any = None) -> None:
        """Write one cell; a word is written as a word, never as a formula, a link or a number."""
        look = look or self.looks[kind]
        if cell is None:
            sheet.write_blank(row, place, None, look)
        elif isinstance(cell, str):
            sheet.write_string(row, place, cell, look if kind == "text" else self.mark)
        elif isinstance(cell, date):
            sheet.write_datetime(row, place, cell, look)
        else:
            sheet.write_number(row, place, float(cell) if isinstance(cell, Decimal) else cell, look)


def _wide(title: str, cells: Sequence[Cell], kind: str) -> float:
    longest = max((_width(cell) for cell in cells if isinstance(cell, str)), default=0)
    least = 16 if kind in {"day", "moment"} else 8
    return min(max(_width(title) + FILTER_BUTTON, longest + 2, least), WIDEST)


def _width(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)
