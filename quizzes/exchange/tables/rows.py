"""Rows to questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Aside, Position, Question, Refused, Unfaithful
from quizzes.exchange.reading import Unreadable
from quizzes.exchange.tables.columns import TITLES, Header, find_header, is_header
from quizzes.exchange.typed.fields import Choice, Typed
from quizzes.exchange.typed.keys import question_of
from quizzes.exchange.typed.words import plain

SPLIT = re.compile(r"(?:^|[\s|｜;；])([A-ZＡ-Ｚ])\s*[.、．:：)）]\s*")


@dataclass(frozen=True)
class Table:
    """Cells as they are shown. `faults` are those that cannot be read as they are shown, by row and column (from 0);
    `dates` those that hold a day."""

    name: str
    rows: list[list[str]]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    dates: Mapping[tuple[int, int], date] = field(default_factory=dict)


def read_tables(tables: Sequence[Table], *, named: bool = False) -> Iterator[Question | Refused | Aside]:
    """Every row below a header; sheets without one are told as such. Places tell the table where there are several, or
    with `named`. Unreadable when there is no header at all."""
    headers = [(table, find_header(table.rows)) for table in tables]
    if not any(header for _table, header in headers):
        raise Unreadable(_("There is no header with 题干 and 答案. Use our template, or name the columns like it."))
    number = 0
    for table, header in headers:
        if header is None:
            if any(any(cells) for cells in table.rows):
                yield Aside(Position(element=table.name), "sheet", table.name)
            continue
        for entry in _rows(table, header, named or len(tables) > 1, number):
            number = max(number, getattr(entry, "number", 0))
            yield entry


def _rows(table: Table, header: Header, named: bool, number: int) -> Iterator[Question | Refused | Aside]:
    for column, title in header.unknown.items():
        if any(len(cells) > column and cells[column].strip() for cells in table.rows[header.row + 1 :]):
            yield Aside(Position(line=header.row + 1, element=title), "column", title)
    for place in range(header.row + 1, len(table.rows)):
        cells = table.rows[place]
        if not any(cell.strip() for cell in cells) or is_header(cells):
            continue
        number += 1
        position = Position(line=place + 1, file=table.name if named else "")
        yield _question(table, header, place, number, position)


def _question(table: Table, header: Header, place: int, number: int, position: Position) -> Question | Refused:
    title = ""
    try:
        typed = _typed(table, header, place, number, position)
        title = typed.title
        return question_of(typed)
    except Unfaithful as unfaithful:
        return Refused(
            number, position, title or _cell(table.rows[place], header.places["stem"])[:40], unfaithful.reason
        )


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _typed(table: Table, header: Header, place: int, number: int, position: Position) -> Typed:
    cells = table.rows[place]
    read = [*header.places.values(), *header.options.values()]
    for column in read:
        if fault := table.faults.get((place, column)):
            raise Unfaithful(_("Column “%(title)s”: %(fault)s") % {"title": header.titles[column], "fault": fault})
    for name, column in header.places.items():
        if name != "expires" and (place, column) in table.dates:
            raise Unfaithful(_date_in_the_way(header.titles[column]))
    for column in header.options.values():
        if (place, column) in table.dates:
            raise Unfaithful(_date_in_the_way(header.titles[column]))
    given: dict[str, Any] = {name: _cell(cells, header.places.get(name)) for name in TITLES if name != "options"}
    expires = header.places.get("expires")
    if expires is not None and (place, expires) in table.dates:
        given["expires"] = table.dates[place, expires]
    options = tuple(
        Choice(letter, text) for letter, column in sorted(header.options.items()) if (text := _cell(cells, column))
    )
    if not options and "options" in header.places:
        options = split_options(_cell(cells, header.places["options"]))
    return Typed(number=number, position=position, options=options, **given)


def _date_in_the_way(title: str) -> str:
    return _("Column “%(title)s”: Excel made a date of what was typed; format the cell as text and type it again.") % {
        "title": title
    }


def split_options(text: str) -> tuple[Choice, ...]:
    """One cell with all options: "A.… B.…", or one a line, or parted by "|"."""
    marks = list(SPLIT.finditer(text))
    letters = [plain(mark[1]).upper() for mark in marks]
    if marks and not text[: marks[0].start()].strip() and letters == [chr(65 + n) for n in range(len(marks))]:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        parts = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    else:
        parts = text.split("\n") if "\n" in text else re.split(r"[|｜]", text)
    given = [part.strip(" \t\n;；|｜") for part in parts]
    return tuple(Choice(chr(65 + place), part) for place, part in enumerate(filter(None, given)) if place < 26)
