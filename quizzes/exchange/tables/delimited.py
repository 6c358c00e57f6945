"""csv to a table, whatever it was parted by."""

import csv
import io

from django.utils.translation import gettext as _

from quizzes.exchange.reading import Unreadable
from quizzes.exchange.tables.columns import HEADER_WITHIN, find_header, is_header
from quizzes.exchange.tables.rows import Table
from quizzes.exchange.tables.workbook import MAX_COLUMNS, MAX_ROWS

DELIMITERS = (",", "\t", ";", "|")


def header_delimiter(text: str) -> str:
    """What parts the cells: the delimiter that makes a header of one of the first lines, or ""."""
    beginning = "\n".join(text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN])
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(beginning), delimiter=delimiter))
        except csv.Error:
            continue
        if any(is_header(cells) for cells in rows):
            return delimiter
    return ""


def read_delimited(text: str) -> Table:
    """Rows are counted as Excel does: a line end inside quotes begins no new one."""
    delimiter = header_delimiter(text)
    if not delimiter:
        raise Unreadable(_("There is no header with 题干 and 答案. Use our template, or name the columns like it."))
    rows: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) > MAX_ROWS:
                raise Unreadable(_("The sheet has more than %(limit)d rows; divide it.") % {"limit": MAX_ROWS})
            rows.append([cell.strip() for cell in record])
    except csv.Error:
        raise Unreadable(
            _("The csv is damaged in row %(row)d: quotation marks are not closed.") % {"row": len(rows) + 1}
        ) from None
    header = find_header(rows)
    assert header is not None
    widest = max(*header.titles, 0) + 1
    for place, cells in enumerate(rows):
        if len(cells) > max(widest, MAX_COLUMNS) or (place > header.row and any(cells[widest:])):
            raise Unreadable(_("Row %(row)d has more cells than the header.") % {"row": place + 1})
    return Table("", rows)
