"""The refused questions of a file as a workbook: where they stand, why, and of a table the row itself to correct."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from lms.web.spreadsheets import harmless
from quizzes.exchange.services.importing import Told
from quizzes.exchange.source import Source
from quizzes.exchange.tables.columns import find_header
from quizzes.exchange.tables.delimited import read_delimited
from quizzes.exchange.tables.rows import Table
from quizzes.exchange.tables.workbook import read_workbook


def refused_workbook(name: str, content: bytes, told: Told) -> bytes:
    """An xlsx with a row a refused question. `name` and `content` are the file as it was uploaded: where it is a table,
    its own columns stand behind the reason, so that the corrected rows can be uploaded as they are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("To correct"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    wrong = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#F8D7D3"})
    tables = _tables(name, content, told.format)
    header = _header(tables)
    titles = [_("Entry"), _("Position"), _("Reason"), *(header or [_("Question")])]
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, len(titles), 24, plain)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    for row, each in enumerate(told.refused, start=1):
        sheet.write_number(row, 0, each.number)
        sheet.write_string(row, 1, str(each.position), plain)
        sheet.write_string(row, 2, each.reason, wrong)
        cells = _cells(tables, each.position.file, each.position.line) if header else [each.title]
        for column, text in enumerate(cells, start=3):
            sheet.write_string(row, column, text if header else harmless(text), plain)
    book.close()
    return out.getvalue()


def _tables(name: str, content: bytes, format: str) -> list[Table]:
    source = Source(name, content)
    if format == "xlsx":
        return read_workbook(source)
    return [read_delimited(source.text.text)] if format == "csv" else []


def _header(tables: Sequence[Table]) -> list[str]:
    for table in tables:
        if header := find_header(table.rows):
            return [title.strip() for title in table.rows[header.row]]
    return []


def _cells(tables: Sequence[Table], sheet: str, line: int) -> list[str]:
    for table in tables:
        if table.name == sheet or len(tables) == 1:
            return table.rows[line - 1] if 0 < line <= len(table.rows) else []
    return []
