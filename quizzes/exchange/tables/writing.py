"""A workbook of questions in our template's form; cells are text, so that nothing becomes a date or a formula."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from quizzes.exchange.tables.columns import WRITTEN
from quizzes.exchange.typed.fields import Typed
from quizzes.exchange.typed.words import NAMES

FEWEST_OPTIONS = 6
BEFORE = ("slug", "kind", "stem")
AFTER = (
    "answer", "explanation", "competence", "level", "source", "difficulty", "rule", "units", "notes_on_options", "tags",
    "expires",
)  # fmt: skip
WIDTHS = {"stem": 46, "answer": 14, "explanation": 40, "source": 24, "rule": 16, "notes_on_options": 30}
ROWS_CHECKED = 500
"""So many rows below the header get the lists of what may be chosen."""
LISTS = {
    "kind": [name for kind, name in NAMES.items()],
    "level": ["1", "2", "3", "4"],
    "difficulty": ["很容易", "容易", "中等", "较难", "很难"],
}


def write_workbook(questions: Sequence[Typed], *, help_lines: Sequence[str] = (), codes: Sequence[str] = ()) -> bytes:
    """`codes` are the competences to choose from; `help_lines` make a second sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("题目")
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#F3E9DC", "bottom": 1, "text_wrap": True, "num_format": "@"})
    letters = _letters(questions)
    names = [*BEFORE, *letters, *AFTER]
    for column, name in enumerate(names):
        sheet.set_column(column, column, WIDTHS.get(name, 18 if name in letters else 10), text)
        sheet.write_string(0, column, WRITTEN.get(name, f"选项{name}"), head)
        if values := (list(codes) if name == "competence" else LISTS.get(name)):
            _offer(sheet, column, values)
    sheet.freeze_panes(1, 0)
    for row, typed in enumerate(questions, start=1):
        options = {option.letter: option.text for option in typed.options}
        for column, name in enumerate(names):
            value = options.get(name, "") if name in letters else getattr(typed, name)
            if value:
                sheet.write_string(row, column, value.isoformat() if isinstance(value, date) else str(value), text)
    if help_lines:
        _explain(book, help_lines)
    book.close()
    return out.getvalue()


def _letters(questions: Sequence[Typed]) -> list[str]:
    used = {option.letter for typed in questions for option in typed.options}
    last = max([ord(letter) for letter in used], default=0)
    return [chr(code) for code in range(65, max(last, 64 + FEWEST_OPTIONS) + 1)]


def _offer(sheet: "xlsxwriter.worksheet.Worksheet", column: int, values: list[str]) -> None:
    """A list to choose from; anything else may still be typed, since a competence's name is read too."""
    sheet.data_validation(
        1, column, ROWS_CHECKED, column, {"validate": "list", "source": values, "error_type": "information"}
    )


def _explain(book: "xlsxwriter.Workbook", lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
