"""Answers and bands from CSV files, each cell read or refused by file, row, column and reason."""

import csv
import io
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from lms.web.commands import content_of
from lms.web.errors import BadInput
from quizzes.calibration.material import BAND_SD, Material
from quizzes.psychometrics.answers import Answers

MAX_BYTES = 20 * 1024 * 1024
LONGEST = 120
NOT_ASKED = {"", "NA", "NaN", "nan"}
PERSON = {"person", "person_id", "id", "idstud", "人员", "编号"}
"""A first column of that name says who answered; it is not an item, and not kept."""


def read_answers(path: Path, bands: Path | None = None) -> Material:
    """People in rows, items in columns: 0, 1 or a share of the points; empty where an item was not asked. `bands` has
    the columns item, band and, where wanted, sd. Refusals name file, row, column and reason."""
    heading, rows = _rows(path)
    first = 1 if heading[0].strip().lower() in PERSON else 0
    names = [name.strip() for name in heading[first:]]
    _check_names(path, names, first)
    person, item, scores = [], [], []
    for number, row in rows:
        if len(row) != len(heading):
            reason = _("%(found)d cells instead of %(wanted)d") % {"found": len(row), "wanted": len(heading)}
            raise _bad(path, number, "", reason)
        for column, cell in enumerate(row[first:]):
            if cell.strip() in NOT_ASKED:
                continue
            person.append(number)
            item.append(column)
            scores.append(_share(path, number, names[column], cell))
    people = {row: index for index, (row, _cells) in enumerate(rows)}
    answers = Answers.of([people[row] for row in person], item, scores, people=len(rows), items=len(names))
    known, sd = _bands(bands, names) if bands else (np.full(len(names), np.nan), np.full(len(names), BAND_SD))
    return Material(source=f"file:{path.name}"[:120], answers=answers, names=names, bands=known, band_sd=sd)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading, and every further row that is not empty with its number in the file."""
    content = content_of(path, limit=MAX_BYTES)
    if len(content) > MAX_BYTES:
        raise BadInput(_("%(path)s is larger than %(limit)d MB.") % {"path": path, "limit": MAX_BYTES // 1024**2})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise _bad(path, row, "", _("not UTF-8; save the file as “CSV UTF-8”")) from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        found = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row) or len(row) > 1]
    except csv.Error as error:
        raise _bad(path, reader.line_num, "", str(error)) from None
    if len(found) < 2:
        raise _bad(path, 1, "", _("a heading and at least one row are needed"))
    return found[0][1], found[1:]


def _check_names(path: Path, names: list[str], first: int) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names, start=first + 1):
        if not name:
            raise _bad(path, 1, str(place), _("the item has no name"))
        if len(name) > LONGEST:
            raise _bad(path, 1, str(place), _("the name is longer than %(most)d characters") % {"most": LONGEST})
        if name in seen:
            raise _bad(path, 1, name, _("the name stands there twice"))
        seen.add(name)


def _share(path: Path, row: int, column: str, cell: str) -> float:
    value = _number(path, row, column, cell)
    if not 0 <= value <= 1:
        raise _bad(path, row, column, _("“%(cell)s” is not between 0 and 1") % {"cell": cell[:20]})
    return value


def _bands(path: Path, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    heading, rows = _rows(path)
    heading = [cell.strip().lower() for cell in heading]
    if heading[:2] != ["item", "band"] or heading[2:] not in ([], ["sd"]):
        raise _bad(path, 1, "", _("the heading must be item,band or item,band,sd"))
    place = {name: index for index, name in enumerate(names)}
    bands, sd = np.full(len(names), np.nan), np.full(len(names), BAND_SD)
    for number, row in rows:
        if len(row) != len(heading):
            reason = _("%(found)d cells instead of %(wanted)d") % {"found": len(row), "wanted": len(heading)}
            raise _bad(path, number, "", reason)
        name = row[0].strip()
        if name not in place:
            raise _bad(path, number, "item", _("“%(name)s” is not among the answers") % {"name": name[:40]})
        if not np.isnan(bands[place[name]]):
            raise _bad(path, number, "item", _("the name stands there twice"))
        bands[place[name]] = _number(path, number, "band", row[1])
        if len(row) == 3 and row[2].strip():
            sd[place[name]] = _number(path, number, "sd", row[2])
            if sd[place[name]] <= 0:
                raise _bad(path, number, "sd", _("a standard deviation is above 0"))
    return bands, sd


def _number(path: Path, row: int, column: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise _bad(path, row, column, _("“%(cell)s” is not a number") % {"cell": cell[:20]})
    return value


def _bad(path: Path, row: int, column: str, reason: str) -> BadInput:
    where = _("%(file)s, row %(row)d") % {"file": path.name, "row": row}
    if column:
        where = _("%(file)s, row %(row)d, column %(column)s") % {"file": path.name, "row": row, "column": column}
    return BadInput(_("%(where)s: %(reason)s.") % {"where": where, "reason": reason})
