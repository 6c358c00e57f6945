"""xlsx: looked at as a zip archive first, so that no crafted file can eat the memory; then read by calamine."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lms.people.roster.sheet import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Sheet
from lms.web.errors import BadInput

CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>\s*(<(?:\w+:)?f[\s>/])?')
TITLE_ROWS = 20
"""So many rows more than the limit may be titles, totals and blanks."""


def read_workbook(content: bytes) -> list[Sheet]:
    """Every visible worksheet. BadInput, in words, for whatever cannot be opened or would be too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_what_is_no_workbook(archive)
            formulas = {name: _formulas(archive.read(part)) for name, part in _parts(archive)}
    except (zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError):
        raise BadInput(_("The file is damaged. Open it in Excel or WPS and save it as .xlsx again.")) from None
    return _sheets(content, formulas)


def _refuse_what_is_no_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise BadInput(_("This is an .xlsb workbook. Save it as .xlsx and upload it again."))
    if "xl/workbook.xml" not in names:
        raise BadInput(_("This is not a spreadsheet. Please choose an .xlsx or .csv file."))
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
        raise BadInput(_("The file unpacks to far more than a roster can be. Copy the rows into a new workbook."))
    if archive.testzip() is not None:
        raise zipfile.BadZipFile


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each worksheet's name and its file inside the archive."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - see testzip
    }
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        relation_id = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), None)
        target = targets.get(relation_id, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if "worksheets/" in part:
            yield element.get("name", ""), part


def _formulas(xml: bytes) -> frozenset[tuple[int, int]]:
    """Where formulas stand; BadInput when the filled cells reach further than a roster can.

    calamine lays out the whole rectangle that the filled cells span, so one cell in the far corner would be enough.
    """
    found: set[tuple[int, int]] = set()
    last_row = last_column = 0
    for match in CELL.finditer(xml):
        row, column = int(match[2]), _column_number(match[1])
        last_row, last_column = max(last_row, row), max(last_column, column)
        if match[3]:
            found.add((row, column))
    if last_row > MAX_ROWS + TITLE_ROWS:
        raise BadInput(_("The sheet has more than %(limit)d rows. Split it by town.") % {"limit": MAX_ROWS})
    if last_column >= MAX_COLUMNS or last_row * (last_column + 1) > MAX_CELLS:
        raise BadInput(_("The sheet is far too wide. Delete what stands beside the roster."))
    return frozenset(found)


def _column_number(letters: bytes) -> int:
    """A -> 0, Z -> 25, AA -> 26"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheets(content: bytes, formulas: dict[str, frozenset[tuple[int, int]]]) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Sheet(
                name=entry.name,
                rows=[list(row) for row in sheet.to_python(skip_empty_area=False)],
                formulas=formulas.get(entry.name, frozenset()),
                merged=tuple(sheet.merged_cell_ranges or ()),
            )
            for entry in workbook.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet and entry.visible == SheetVisibleEnum.Visible
            for sheet in [workbook.get_sheet_by_name(entry.name)]
        ]
    except CalamineError:
        raise BadInput(_("The file is damaged. Open it in Excel or WPS and save it as .xlsx again.")) from None
