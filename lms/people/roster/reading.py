"""Bytes to sheets: what kind of file this is, whatever its name says."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.people.roster.sheet import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Cell, Sheet
from lms.people.roster.workbook import TITLE_ROWS, read_workbook
from lms.web.errors import BadInput

DELIMITERS = (",", "\t", ";")
A_ROW = 10
"""A roster has eleven needed columns: a cell with so many delimiters and a line break has swallowed a row."""
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
"""The container of old Excel files, and of encrypted new ones."""


def read(content: bytes) -> list[Sheet]:
    """The sheets of an xlsx or csv file; a csv file comes once for each delimiter that it could have been written with.

    BadInput, in one clear sentence, for anything else.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024 // 1024})
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput(_("The file is empty."))
    if content.startswith(COMPOUND):
        raise BadInput(_compound(content))
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content)
    return list(_delimited(_decode(content)))


def _compound(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The file is protected by a password. Save it without one and upload it again.")
    return _("This is an old .xls workbook. Save it as .xlsx and upload it again.")


def _decode(content: bytes) -> str:
    """UTF-16 and UTF-8 by their marks, UTF-8 when it is valid, else GB 18030, as Excel and WPS write in China."""
    no_sheet = BadInput(_("This is not a spreadsheet. Please choose an .xlsx or .csv file."))
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = _eight_bit(content)
    except UnicodeDecodeError:
        raise no_sheet from None
    start = text.lstrip()[:200].lower()
    if "\0" in text or start.startswith(("%pdf", "{\\rtf", "<?xml", "{", "[")):
        raise no_sheet
    if start.startswith(("<!doctype", "<html", "<table", "<meta")):
        raise BadInput(_("This is a web page named like a spreadsheet. Open it in Excel or WPS and save it as .xlsx."))
    return text


def _eight_bit(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _delimited(text: str) -> Iterator[Sheet]:
    for delimiter in DELIMITERS:
        if delimiter in text:
            yield Sheet(name="", rows=_records(text, delimiter))
    if not any(delimiter in text for delimiter in DELIMITERS):
        raise BadInput(_("The file has only one column. Please choose an .xlsx or .csv file."))


def _records(text: str, delimiter: str) -> list[list[Cell]]:
    """Records as Excel counts rows: a line break inside quotes begins no new one."""
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += len(record)
            if len(rows) >= MAX_ROWS + TITLE_ROWS:
                raise BadInput(_("The sheet has more than %(limit)d rows. Split it by town.") % {"limit": MAX_ROWS})
            if cells > MAX_CELLS or len(record) > MAX_COLUMNS:
                raise BadInput(_("The sheet is far too wide. Delete what stands beside the roster."))
            rows.append(list(record))
            if any("\n" in cell and cell.count(delimiter) >= A_ROW for cell in record):
                raise _open_quote(len(rows))
    except csv.Error:
        if rows:
            raise _open_quote(len(rows) + 1) from None
    return rows


def _open_quote(row: int) -> BadInput:
    words = _('Row %(row)d: a quotation mark (") swallows the rows below it. Delete it, or save the file as .xlsx.')
    return BadInput(words % {"row": row})
