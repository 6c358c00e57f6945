"""Duty files as CSV, XLSX and JSON, and the statement of class hours as PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from django.template.loader import render_to_string

from lms.web.pdf import render_pdf
from lms.web.spreadsheets import harmless
from reports.selectors.duty import Section, Statement, as_json
from reports.services.wording import chinese_day

SCHEMA = Path(__file__).resolve().parents[1] / "data" / "duty_file.schema.json"
DESIGN = Path(__file__).resolve().parents[1] / "design" / "statement.css"
HEADS = ("姓名", "所在镇（街道）", "届次", "日期", "形式", "内容", "学时", "培训方案", "依据或证书编号")


def as_csv(found: Iterable[Section]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADS)
    for line in _lines(found):
        sheet.writerow([harmless(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Iterable[Section], day: date) -> bytes:
    """One sheet with a real table; names are written as text and never as formulas."""
    out, lines = io.BytesIO(), list(_lines(found))
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"履职档案 学习培训 {chinese_day(day)}"})
        sheet = book.add_worksheet("学习培训")
        columns = [{"header": head} for head in HEADS]
        sheet.add_table(0, 0, max(len(lines), 1), len(HEADS) - 1, {"columns": columns, "name": "learning"})
        for row, line in enumerate(lines, 1):
            for place, cell in enumerate(line):
                if HEADS[place] == "学时" and cell:
                    sheet.write_number(row, place, float(cell))
                else:
                    sheet.write_string(row, place, cell)
        sheet.set_column(0, len(HEADS) - 1, 18)
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def in_json(found: Iterable[Section], day: date) -> bytes:
    return (json.dumps(as_json(found, day), ensure_ascii=False, indent=1) + "\n").encode()


def statement_pdf(said: Statement, now: datetime, day: date) -> bytes:
    html = render_to_string("reports/statement_print.html", {"statement": said, "day": chinese_day(day)})
    return render_pdf(html, stylesheets=[DESIGN.read_text(encoding="utf-8")], variant="pdf/a-3a", now=now)


def _lines(found: Iterable[Section]) -> Iterable[tuple[str, ...]]:
    """A line per entry; a mandate without any has one that says so."""
    for one in found:
        who = (one.name, one.unit, one.term)
        if not one.entries:
            yield (*who, "", "", "暂无记录", "", "", "")
        for entry in one.entries:
            hours = "" if entry.hours is None else f"{entry.hours.normalize():f}"
            yield (*who, entry.day.isoformat(), entry.kind_words, entry.what, hours, entry.programme, entry.document)
