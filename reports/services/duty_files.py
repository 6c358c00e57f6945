"""Duty files as CSV, XLSX and JSON, and the statement of class hours as PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string

from lms.web.pdf import render_pdf
from lms.web.spreadsheets import harmless
from reports.selectors.duty import Section, Statement, as_json
from reports.services.sheets import Book, Cell
from reports.services.wording import chinese_day

SCHEMA = Path(__file__).resolve().parents[1] / "data" / "duty_file.schema.json"
DESIGN = Path(__file__).resolve().parents[1] / "design" / "statement.css"
HEADS = ("姓名", "所在镇（街道）", "届次", "日期", "形式", "内容", "学时", "培训方案", "依据或证书编号")
KINDS = {"日期": "day", "学时": "hours"}
"""Head -> kind of its column; the others hold words."""


def as_csv(found: Iterable[Section]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADS)
    for line in _lines(found):
        sheet.writerow([harmless(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Iterable[Section], day: date) -> bytes:
    """One sheet with a real table: days are days, hours are numbers, names are words and never formulas."""
    out = io.BytesIO()
    with Book(out) as book:
        book.set_properties({"title": f"履职档案 学习培训 {chinese_day(day)}"})
        lines = [[_cell(head, cell) for head, cell in zip(HEADS, line, strict=True)] for line in _lines(found)]
        columns = [(head, KINDS.get(head, "text")) for head in HEADS]
        book.table(book.add_worksheet("学习培训"), name="learning", columns=columns, lines=lines)
    return out.getvalue()


def _cell(head: str, cell: str) -> Cell:
    if not cell:
        return None
    kind = KINDS.get(head)
    return date.fromisoformat(cell) if kind == "day" else Decimal(cell) if kind == "hours" else cell


def in_json(found: Iterable[Section], day: date) -> bytes:
    return (json.dumps(as_json(found, day), ensure_ascii=False, indent=1) + "\n").encode()


def statement_pdf(said: Statement, now: datetime, day: date) -> bytes:
    html = render_to_string("reports/statement_print.html", {"statement": said, "day": chinese_day(day)})
    return render_pdf(
        html, stylesheets=[DESIGN.read_text(encoding="utf-8")], variant="pdf/a-3a", now=now, accessible=True
    )


def _lines(found: Iterable[Section]) -> Iterable[tuple[str, ...]]:
    """A line per entry; a mandate without any has one that says so."""
    for one in found:
        who = (one.name, one.unit, one.term)
        if not one.entries:
            yield (*who, "", "", "暂无记录", "", "", "")
        for entry in one.entries:
            hours = "" if entry.hours is None else f"{entry.hours.normalize():f}"
            yield (*who, entry.day.isoformat(), entry.kind_words, entry.what, hours, entry.programme, entry.document)
