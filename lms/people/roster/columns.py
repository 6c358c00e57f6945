"""Which row is the header, and which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.people.roster.sheet import MAX_ROWS, Cell, Sheet, folded, text_of
from lms.web.errors import BadInput

HEADER_WITHIN = 10
"""The header stands within so many rows from the top; what stands above it is a title."""
LEAST_KNOWN = 3
TITLES: dict[str, tuple[str, ...]] = {
    "serial": ("序号", "编号", "序", "号"),
    "name": ("姓名", "代表姓名", "名字", "代表"),
    "sex": ("性别",),
    "ethnicity": ("民族", "族别"),
    "born": ("出生年月", "出生日期", "出生年月日", "出生时间", "生日", "出生"),
    "phone": (
        "手机号码", "手机号", "手机", "联系电话", "联系方式", "移动电话", "电话", "电话号码", "联系手机", "本人手机",
    ),
    "level": ("代表层级", "层级", "代表级别", "级别", "代表类别"),
    "congress": ("所属人大", "人大", "所在人大", "所属人民代表大会", "人民代表大会", "人大名称"),
    "term": ("届次", "届", "届别", "届数"),
    "district": ("选区", "选区名称", "所在选区", "当选选区", "所属选区"),
    "delegation": (
        "代表团", "所在代表团(组)", "所在代表团", "代表团(组)", "所属代表团", "代表小组", "所在代表小组",
        "代表团/代表小组", "代表团(小组)", "代表组",
    ),
    "station": ("代表家站", "所属家站", "家站", "联络站", "代表联络站", "所在家站", "代表之家", "进驻家站"),
    "work": ("单位及职务", "工作单位和职务", "工作单位及职务", "单位职务", "工作单位", "单位和职务", "职务"),
    "origin": ("任职类型", "新任/连任", "任职类别", "当选类型", "产生方式"),
    "state": ("代表状态", "状态", "任职状态", "履职状态"),
    "note": ("备注", "说明", "附注"),
}  # fmt: skip
NEEDED = ("name", "sex", "born", "phone", "level", "congress", "term", "district", "delegation", "origin", "state")
OF_A_PLACE = ("level", "congress", "term", "district", "delegation", "station")
"""What a merged cell may say once for several rows."""
_FIELDS = {title: field for field, titles in TITLES.items() for title in titles}
_TOTALS = re.compile(r"(合计|总计|小计|共计|总人数|填表|制表|审核|复核|单位负责人|联系人|注[::]|备注[::]|说明[::])")


@dataclass(frozen=True)
class Line:
    """One row of the table: its number in the sheet, its cells by field, and the fields where a formula stands."""

    number: int
    cells: dict[str, Cell]
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """`columns` names each field's column from 0, `titles` each field's header as it stands in the file; `unread` are
    headers that mean nothing here; `ignored` counts totals and repeated headers."""

    sheet: str
    header_row: int
    columns: dict[str, int]
    titles: dict[str, str]
    lines: list[Line]
    unread: tuple[str, ...]
    ignored: int


def label(field: str) -> str:
    """What the field is called in our own template of a roster."""
    return TITLES[field][0]


def field_of(title: Cell) -> str | None:
    """手机号码, 手 机 号 码 *, 手机号码（必填） -> "phone"; None for a header that means nothing here."""
    words = folded(title).strip("*:")
    bare = re.sub(r"\(.*?\)", "", words).strip("*:")
    return _FIELDS.get(words) or _FIELDS.get(bare)


def tabulate(sheets: Iterable[Sheet]) -> Table:
    """The one roster among the sheets. BadInput when there is none or more than one, when a needed column is missing,
    or when two columns claim the same field: the message names the row of the header that was found."""
    found = [(sheet, *_header(sheet)) for sheet in sheets]
    best = max(found, key=lambda entry: entry[2], default=None)
    if best is None or best[2] < LEAST_KNOWN:
        raise BadInput(
            _("No header row was found in the first %(rows)d rows. A roster needs a row with the columns: %(columns)s.")
            % {"rows": HEADER_WITHIN, "columns": _listed(NEEDED)}
        )
    sheet, row, _known = best
    rivals = [other.name for other, _row, count in found if other.name and count >= len(NEEDED)]
    if len(rivals) > 1:
        raise BadInput(
            _("Several sheets hold a roster: %(sheets)s. Put all rows into one.") % {"sheets": "、".join(rivals)}
        )
    return _table(sheet, row)


def _header(sheet: Sheet) -> tuple[int, int]:
    """The row (from 0) with most known headers among the first, and how many it has."""
    rows = range(min(HEADER_WITHIN, len(sheet.rows)))
    counts = [len({field_of(cell) for cell in _heading(sheet, row)} - {None}) for row in rows]
    best = max(counts, default=0)
    return (counts.index(best) if counts else 0), best


def _heading(sheet: Sheet, row: int) -> list[Cell]:
    """The row's cells, with what cells merged downwards into it say: a header of two rows names 姓名 in the upper one
    and 手机号码, below 联系方式, in the lower."""
    cells = list(sheet.rows[row])
    for (top, left), (bottom, right) in sheet.merged:
        if top < row <= bottom and left == right < len(cells) and not text_of(cells[left]):
            cells[left] = sheet.rows[top][left]
    return cells


def _table(sheet: Sheet, header: int) -> Table:
    columns: dict[str, int] = {}
    titles: dict[str, str] = {}
    unread: list[str] = []
    for place, cell in enumerate(_heading(sheet, header)):
        field = field_of(cell)
        if field is None:
            if text_of(cell):
                unread.append(" ".join(text_of(cell).split()))
        elif field in columns:
            raise BadInput(
                _("Row %(row)d names the column %(column)s twice: %(first)s and %(second)s. Keep one of them.")
                % {
                    "row": header + 1,
                    "column": label(field),
                    "first": titles[field],
                    "second": " ".join(text_of(cell).split()),
                }
            )
        else:
            columns[field], titles[field] = place, " ".join(text_of(cell).split())
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        raise BadInput(_missing_columns(header + 1, missing, [*titles.values(), *unread]))
    lines, ignored = _lines(sheet, header, columns)
    return Table(sheet.name, header + 1, columns, titles, lines, tuple(unread), ignored)


def _missing_columns(row: int, missing: list[str], found: list[str]) -> str:
    return _(
        "The header was found in row %(row)d (%(found)s), but these columns are missing: %(missing)s. Add them, or "
        "name them so."
    ) % {"row": row, "found": "、".join(found)[:200], "missing": _listed(missing)}


def _listed(fields: Iterable[str]) -> str:
    return "、".join(label(field) for field in fields)


def _lines(sheet: Sheet, header: int, columns: dict[str, int]) -> tuple[list[Line], int]:
    """The rows below the header that say something, and how many were totals or headers again."""
    fillings = _fillings(sheet, header, columns)
    fields = {place: field for field, place in columns.items()}
    lines: list[Line] = []
    ignored = 0
    for index in range(header + 1, len(sheet.rows)):
        row = sheet.rows[index]
        cells: dict[str, Cell] = {field: row[place] if place < len(row) else None for field, place in columns.items()}
        formulas = (
            frozenset(fields[column] for column in fields if (index + 1, column) in sheet.formulas)
            if sheet.formulas
            else frozenset()
        )
        if not formulas and not any(text_of(cell) for field, cell in cells.items() if field != "serial"):
            ignored += _is_total(row)
            continue
        if _is_total(row) and not (text_of(cells["phone"]) and text_of(cells["born"])):
            ignored += 1
            continue
        if field_of(cells["name"]) == "name" and _is_header(cells):
            ignored += 1
            continue
        for field in OF_A_PLACE:
            if (index, field) in fillings and not text_of(cells.get(field)):
                cells[field] = fillings[index, field]
        lines.append(Line(index + 1, cells, formulas))
    if not lines:
        raise BadInput(_("There is no row below the header in row %(row)d.") % {"row": header + 1})
    if len(lines) > MAX_ROWS:
        raise BadInput(_("The sheet has more than %(limit)d rows. Split it by town.") % {"limit": MAX_ROWS})
    return lines, ignored


def _is_header(cells: dict[str, Cell]) -> bool:
    """The header again, as it is repeated for printing."""
    return sum(field_of(cell) == field for field, cell in cells.items()) >= LEAST_KNOWN


def _is_total(row: list[Cell]) -> bool:
    first = next((folded(cell) for cell in row if text_of(cell)), "")
    return bool(_TOTALS.match(first))


def _fillings(sheet: Sheet, header: int, columns: dict[str, int]) -> dict[tuple[int, str], Cell]:
    """What cells merged downwards say for each of their rows."""
    places = {columns[field]: field for field in OF_A_PLACE if field in columns}
    filled: dict[tuple[int, str], Cell] = {}
    for (top, left), (bottom, right) in sheet.merged:
        if top <= header or left != right or left not in places:
            continue
        for index in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            filled[index, places[left]] = sheet.rows[top][left]
    return filled
