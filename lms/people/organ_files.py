"""The table of organs as a file: congresses, street committees and terms, one row for each term of a congress."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.roster.reading import read
from lms.people.roster.sheet import Cell, Sheet, folded, text_of
from lms.people.roster.values import EXCEL_DAY_ONE, Wrong, term_number
from lms.web.errors import BadInput

TITLES: dict[str, tuple[str, ...]] = {
    "name": ("名称", "机构名称", "单位名称", "人大名称"),
    "kind": ("类型", "机构类型", "类别"),
    "parent": ("上级", "上级人大", "上级机构", "所属上级"),
    "term": ("届次", "届", "届别"),
    "start": ("任期开始", "任期起", "届期开始", "开始日期"),
    "end": ("任期结束", "任期止", "届期结束", "结束日期"),
}
KINDS = {
    **dict.fromkeys(
        ("区(县)人大", "区人大", "县人大", "区县人大", "区级人大", "县级人大", "区人民代表大会"), "district"
    ),
    **dict.fromkeys(
        ("镇人大", "乡人大", "乡镇人大", "镇(乡)人大", "乡(镇)人大", "镇级人大", "镇人民代表大会"), "township"
    ),
    **dict.fromkeys(("街道工委", "人大街道工委", "街道人大工委", "街道工作委员会", "街道"), "street"),
}
HEADER_WITHIN = 10


class Ill(StrEnum):
    """What can be wrong with a row."""

    NAME_MISSING = "name_missing"
    NAME_TWICE = "name_twice"
    NAME_OF_OTHER_KIND = "name_of_other_kind"
    KIND_UNKNOWN = "kind_unknown"
    SECOND_DISTRICT = "second_district"
    PARENT_UNKNOWN = "parent_unknown"
    TERM_UNREADABLE = "term_unreadable"
    DATE_UNREADABLE = "date_unreadable"
    ENDS_BEFORE_START = "ends_before_start"


WORDS: dict[Ill, tuple[str | Promise, str | Promise]] = {
    Ill.NAME_MISSING: (gettext_lazy("the name is empty"), gettext_lazy("Write the full name of the organ.")),
    Ill.NAME_TWICE: (
        gettext_lazy("this organ stands in row %(row)d already, with the same term"),
        gettext_lazy("Delete one of the two rows."),
    ),
    Ill.NAME_OF_OTHER_KIND: (
        gettext_lazy("an organ of this name exists with another type"),
        gettext_lazy("Correct the name or the type."),
    ),
    Ill.KIND_UNKNOWN: (gettext_lazy("unknown type"), gettext_lazy("Write 区（县）人大, 镇人大 or 街道工委.")),
    Ill.SECOND_DISTRICT: (
        gettext_lazy("a second district congress; this installation serves one: %(name)s"),
        gettext_lazy("Delete the row, or correct the name."),
    ),
    Ill.PARENT_UNKNOWN: (
        gettext_lazy("the organ above is not the district congress"),
        gettext_lazy("Write the full name of the district congress."),
    ),
    Ill.TERM_UNREADABLE: (gettext_lazy("the term cannot be read"), gettext_lazy("Write it like 第十九届.")),
    Ill.DATE_UNREADABLE: (gettext_lazy("the day cannot be read"), gettext_lazy("Write it like 2026-11-05.")),
    Ill.ENDS_BEFORE_START: (
        gettext_lazy("the term ends before it begins"),
        gettext_lazy("Correct one of the two days."),
    ),
}


@dataclass(frozen=True)
class OrganFault:
    row: int
    title: str
    value: str
    ill: Ill
    params: dict[str, object]

    def __str__(self) -> str:
        reason, fix = (str(words) % self.params for words in WORDS[self.ill])
        return _("Row %(row)d, %(column)s “%(value)s”: %(reason)s. %(fix)s") % {
            "row": self.row,
            "column": self.title,
            "value": self.value[:40],
            "reason": reason,
            "fix": fix,
        }


@dataclass(frozen=True)
class OrganRow:
    """One good row; `number`, `start` and `end` are None for a street committee, `end` also for a term without one."""

    row: int
    name: str
    kind: str
    parent: str
    number: int | None = None
    start: date | None = None
    end: date | None = None


def read_organs(content: bytes) -> tuple[list[OrganRow], list[OrganFault]]:
    """The rows, and what is wrong with others, each judged by itself. BadInput where file or columns are wrong."""
    sheet, header, columns = _table(read(content))
    rows: list[OrganRow] = []
    faults: list[OrganFault] = []
    for index in range(header + 1, len(sheet.rows)):
        line = sheet.rows[index]
        cells = {name: line[place] if place < len(line) else None for name, place in columns.items()}
        if not any(text_of(cell) for cell in cells.values()):
            continue
        row = _Reading(index + 1, cells, faults).row()
        if row:
            rows.append(row)
    if not rows and not faults:
        raise BadInput(_("There is no row below the header in row %(row)d.") % {"row": header + 1})
    return rows, faults


def _table(sheets: list[Sheet]) -> tuple[Sheet, int, dict[str, int]]:
    fields = {title: name for name, titles in TITLES.items() for title in titles}
    best: tuple[Sheet, int, dict[str, int]] | None = None
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            found = {fields[folded(cell)]: place for place, cell in enumerate(row) if folded(cell) in fields}
            if len(found) > (len(best[2]) if best else 1):
                best = (sheet, index, found)
    needed = "、".join(titles[0] for titles in TITLES.values())
    if best is None:
        raise BadInput(
            _("No header row was found. The table of organs needs the columns: %(columns)s.") % {"columns": needed}
        )
    missing = "、".join(titles[0] for name, titles in TITLES.items() if name not in best[2])
    if missing:
        raise BadInput(
            _("The header was found in row %(row)d, but these columns are missing: %(missing)s.")
            % {"row": best[1] + 1, "missing": missing}
        )
    return best


class _Reading:
    """One row being read; it adds to the faults of all."""

    def __init__(self, row: int, cells: dict[str, Cell], faults: list[OrganFault]) -> None:
        self.number, self.cells, self.faults = row, cells, faults
        self.good = True

    def wrong(self, name: str, ill: Ill, /, **params: object) -> None:
        self.good = False
        self.faults.append(fault(self.number, name, text_of(self.cells[name]), ill, **params))

    def row(self) -> OrganRow | None:
        name, kind = folded(self.cells["name"]), KINDS.get(folded(self.cells["kind"]))
        if not name:
            self.wrong("name", Ill.NAME_MISSING)
        if kind is None:
            self.wrong("kind", Ill.KIND_UNKNOWN)
        term: tuple[int | None, date | None, date | None] = (None, None, None)
        if kind in ("district", "township"):
            term = self._term()
        if not self.good or kind is None:
            return None
        return OrganRow(self.number, name, kind, folded(self.cells["parent"]), *term)

    def _term(self) -> tuple[int | None, date | None, date | None]:
        number = None
        try:
            number = term_number(self.cells["term"], example="")
        except Wrong:
            self.wrong("term", Ill.TERM_UNREADABLE)
        start, end = _day(self.cells["start"]), _day(self.cells["end"])
        if start is None:
            self.wrong("start", Ill.DATE_UNREADABLE)
        if end is None and text_of(self.cells["end"]):
            self.wrong("end", Ill.DATE_UNREADABLE)
        if start and end and end <= start:
            self.wrong("end", Ill.ENDS_BEFORE_START)
        return number, start, end


def fault(row: int, name: str, value: str, ill: Ill, /, **params: object) -> OrganFault:
    return OrganFault(row, TITLES[name][0], value, ill, params)


def _day(cell: Cell) -> date | None:
    """2026-11-05, 2026/11/5, 2026.11.5, 2026年11月5日, 20261105, a real date or Excel's count of days."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = folded(cell)
    if re.fullmatch(r"\d{5}", text):
        return EXCEL_DAY_ONE + timedelta(days=int(text))
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d\d)(\d\d)", text
    )
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
