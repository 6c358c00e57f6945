"""A workbook to tables: cells as Excel shows them, with everything named that cannot be read so."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from quizzes.exchange.reading import Unreadable
from quizzes.exchange.reading.archives import Archive
from quizzes.exchange.reading.limits import MAX_QUESTIONS
from quizzes.exchange.reading.office import refuse_tricks
from quizzes.exchange.source import Source
from quizzes.exchange.tables.rows import Table

MAX_COLUMNS = 60
MAX_ROWS = MAX_QUESTIONS + 200
MAX_SHEETS = 30
DAMAGED = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, AssertionError,
    ParseError, InvalidFileException, etree.XMLSyntaxError, EOFError, OverflowError, NotImplementedError,
    RecursionError,
)  # fmt: skip
"""What openpyxl raises on a file that is not what it says."""


def is_workbook(source: Source) -> bool:
    return source.is_archive and "xl/workbook.xml" in source.archive


def read_workbook(source: Source) -> list[Table]:
    """The visible sheets. Unreadable for what is damaged, far too wide, or declares entities in its XML."""
    refuse_tricks(source.archive)
    _refuse_pictures(source.archive)
    try:
        book = load_workbook(io.BytesIO(source.content), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_table(sheet) for sheet in sheets[:MAX_SHEETS]]
    except DAMAGED:
        raise Unreadable(_("The workbook is damaged. Open it in Excel or WPS and save it as .xlsx again.")) from None


def _refuse_pictures(archive: Archive) -> None:
    if any(name.startswith("xl/media/") for name in archive.names):
        raise Unreadable(_("The sheet holds pictures, which have no place in a row; use the Word template for them."))


def _table(sheet: Any) -> Table:
    rows: list[list[str]] = []
    faults: dict[tuple[int, int], str] = {}
    dates: dict[tuple[int, int], date] = {}
    for place, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS + 1)):
        if place >= MAX_ROWS:
            raise Unreadable(_("The sheet has more than %(limit)d rows; divide it.") % {"limit": MAX_ROWS})
        row: list[str] = []
        for column, cell in enumerate(cells):
            text, fault = _shown(cell)
            row.append(text)
            if fault:
                faults[place, column] = fault
            if isinstance(cell.value, date):
                dates[place, column] = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        rows.append(row)
    return Table(sheet.title, rows, faults, dates)


def _shown(cell: Cell) -> tuple[str, str]:
    """The text as it stands on the screen, and what keeps it from being read so."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
        if cell.data_type == "f":
            return text, _("holds a formula; paste its value instead.")
        if cell.data_type == "e":
            return text, _("holds an error of Excel.")
        return text, ""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or "General"))
    if isinstance(value, date):
        return value.isoformat()[:10], ""
    if isinstance(value, time):
        return str(value), _("Excel made a time of what was typed; format the cell as text and type it again.")
    return str(value), _("cannot be read; format the cell as text and type it again.")


def _number(value: float, format: str) -> tuple[str, str]:
    """General, @, 0, 0.00, 0% and 0.00% are shown as Excel does; other formats are named."""
    if format in {"General", "@", "GENERAL"}:
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}", ""
    if found := re.fullmatch(r"0(?:\.(0{1,10}))?(%)?(?:_ |_\))?", format):
        places = len(found[1] or "")
        return (f"{value * 100:.{places}f}%" if found[2] else f"{value:.{places}f}"), ""
    return str(value), _("is shown by Excel in a format of its own; format the cell as text and type it again.")
