"""report.xlsx: what it is and how to read it, a sheet per table, and the data dictionary."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC

from django.utils import timezone

from reports.services.content import Annex, Content
from reports.services.dictionary import HEADS, description, dictionary, keys_of
from reports.services.publishing import SHARES, WITHHELD, Counts
from reports.services.sheets import NUMBER_FORMATS, Book, Cell
from reports.services.zips import without_time
from reports.words import COLUMNS


def xlsx(content: Content, software: str) -> bytes:
    """The workbook; `software` names what made it. Each sheet 表1, 表2 … is one table from its first row on."""
    out = io.BytesIO()
    with Book(out) as book:
        made = content.snapshot.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": content.title, "author": content.signature, "created": made})
        _about(book, content, software)
        for annex in content.annexes:
            _table(book, annex)
        columns = [(head, "text") for head in HEADS]
        lines = dictionary(content.snapshot, [annex.table for annex in content.annexes])
        book.table(book.add_worksheet("数据字典"), name="dictionary", columns=columns, lines=lines)
    return without_time(out.getvalue())


def _about(book: Book, content: Content, software: str) -> None:
    sheet, snapshot = book.add_worksheet("说明"), content.snapshot
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, content.title, book.add_format({"bold": True, "font_size": 14}))
    rules, made = snapshot.rules, timezone.localtime(snapshot.made_at).replace(tzinfo=None, second=0, microsecond=0)
    facts: list[tuple[str, Cell, str]] = [
        ("数据截至", content.day, "day"),
        ("冻结时间", made, "moment"),
        ("培训方案", snapshot.scope.get("programme", snapshot.programme.title), "text"),
        ("任职（人次）", snapshot.mandates, "count"),
        ("代表（人）", snapshot.persons, "count"),
        ("规则版本", f"就绪度规则{rules['readiness']}，结业要求{rules['pass']}，能力框架{rules['framework']}", "text"),
        ("快照编号", str(snapshot.uuid), "text"),
        ("快照校验值", snapshot.source_hash, "text"),
        ("软件", software, "text"),
    ]
    for number, (name, value, kind) in enumerate(facts, 2):
        sheet.write_string(number, 0, name, book.head)
        book.put(sheet, number, 1, value, kind, book.add_format({"num_format": NUMBER_FORMATS[kind], "align": "left"}))
    line = _lines(book, sheet, len(facts) + 3, "怎样看", description()["reading"])
    tables = [f"表{annex.number}　{annex.table.title}" for annex in content.annexes]
    _lines(book, sheet, line + 1, "各表（单位：人次）", tables)


def _lines(book: Book, sheet: object, first: int, head: str, lines: Sequence[str]) -> int:
    """Write them under one another; the row after them."""
    book.put(sheet, first, 0, head, look=book.head)
    for number, text in enumerate(lines, first):
        book.put(sheet, number, 1, text)
    return first + len(lines)


def _table(book: Book, annex: Annex) -> None:
    keys = keys_of(annex.table)
    columns = [
        (description()["row"]["name"], "text"),
        *((COLUMNS[key], "percent" if key in SHARES else "count") for key in keys),
    ]
    lines = [[label, *(_cell(cells, key) for key in keys)] for label, cells in annex.table.rows]
    sheet = book.add_worksheet(f"表{annex.number}")
    sheet.set_header(f"&L表{annex.number}　{annex.table.title}")
    book.table(sheet, name=annex.table.key, columns=columns, lines=lines, notes={WITHHELD: str(description()["note"])})


def _cell(cells: Counts, key: str) -> Cell:
    """The figure as published, a share as a fraction; what is withheld as its mark."""
    if key not in cells:
        return None
    value = cells[key]
    if value is None:
        return WITHHELD
    return value / 100 if key in SHARES else value
