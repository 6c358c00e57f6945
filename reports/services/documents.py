"""A report as PDF, DOCX, XLSX, CSV and a manifest. The same snapshot and texts give the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lms.web.pdf import render_pdf
from reports.models import Snapshot
from reports.services.content import Content, chinese_day
from reports.services.publishing import publish

DESIGN = Path(__file__).resolve().parents[1] / "design" / "report.css"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member of a ZIP: the format has no earlier one."""
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def all_documents(content: Content) -> dict[str, bytes]:
    """File name -> bytes: report.pdf, .docx, .xlsx, .csv, and manifest.json over them."""
    makers: dict[str, Callable[[Content], bytes]] = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "csv": csv_}
    files = {f"report.{kind}": make(content) for kind, make in makers.items()}
    return files | {"manifest.json": manifest(content.snapshot, files)}


def pdf(content: Content) -> bytes:
    """Tagged and archivable (PDF/A-3a), A4 after GB/T 9704."""
    html = render_to_string("reports/report_print.html", {"content": content, "day": chinese_day(content.day)})
    return render_pdf(html, stylesheets=[_design()], variant="pdf/a-3a", now=content.snapshot.made_at)


def csv_(content: Content) -> bytes:
    """Long form, a line per cell: table, row, column, value, published."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["table", "row", "column", "value", "published"])
    for table in publish(content.snapshot):
        for label, cells in table.rows:
            for column in table.columns:
                count = cells[column.key]
                sheet.writerow([table.key, label, column.key, "" if count is None else count, int(count is not None)])
    return out.getvalue().encode("utf-8-sig")


def xlsx(content: Content) -> bytes:
    """A sheet per table. Labels come from rosters, so they are written as text and never as formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": content.title, "created": content.snapshot.made_at.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        for annex in content.annexes:
            sheet = book.add_worksheet(f"表{annex.number}")
            sheet.write_string(0, 0, f"表{annex.number} {annex.table.title}（截至{chinese_day(content.day)}，人次）")
            sheet.write_string(2, 0, "分组", head)
            for place, column in enumerate(annex.table.columns, 1):
                sheet.write_string(2, place, column.title, head)
            for line, (label, cells) in enumerate(annex.table.rows, 3):
                sheet.write_string(line, 0, label)
                for place, column in enumerate(annex.table.columns, 1):
                    count = cells[column.key]
                    if count is None:
                        sheet.write_string(line, place, "…")
                    else:
                        sheet.write_number(line, place, count)
            sheet.set_column(0, 0, 32)
            sheet.set_column(1, len(annex.table.columns), 14)
            sheet.freeze_panes(3, 1)
    return _without_time(out.getvalue())


def docx(content: Content) -> bytes:
    """The same report to be worked on; the fonts are those that offices have."""
    document = Document()
    _page(document)
    _paragraph(document, content.mark, font="黑体", indent=False)
    _paragraph(document, content.title, font="方正小标宋简体", size=22, indent=False, centred=True)
    _paragraph(document, content.addressee, indent=False)
    _paragraph(document, content.opening)
    for section in content.sections:
        _paragraph(document, section.head, font="黑体")
        for text in section.paragraphs:
            _paragraph(document, text)
    _paragraph(document, content.closing)
    for line in (content.signature, chinese_day(content.day)):
        paragraph = _paragraph(document, line, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(64)
    document.add_page_break()
    _paragraph(document, "附件", font="黑体", indent=False)
    for annex in content.annexes:
        _table(document, annex.number, annex.table)
    made = content.snapshot.made_at.astimezone(UTC).replace(tzinfo=None)
    document.core_properties.title = content.title
    document.core_properties.author = content.signature
    document.core_properties.created = document.core_properties.modified = made
    out = io.BytesIO()
    document.save(out)
    return _without_time(out.getvalue())


def manifest(snapshot: Snapshot, files: dict[str, bytes]) -> bytes:
    """What the files are and what they were made from, so that anybody can check them."""
    data: dict[str, Any] = {
        "snapshot": str(snapshot.uuid),
        "programme": snapshot.programme.slug,
        "as_of": snapshot.as_of.isoformat(),
        "made_at": snapshot.made_at.astimezone(UTC).isoformat(),
        "rules": snapshot.rules,
        "scope": snapshot.scope,
        "mandates": snapshot.mandates,
        "persons": snapshot.persons,
        "source_hash": snapshot.source_hash,
        "seal": snapshot.seal,
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        },
    }
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _paragraph(
    document: Any,
    text: str,
    *,
    font: str = "仿宋_GB2312",
    size: float = 16,
    indent: bool = True,
    centred: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after = Pt(28.95 if size < 20 else 36), Pt(0), Pt(0)
    if indent:
        shape.first_line_indent = Pt(2 * size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _table(document: Any, number: int, table: Any) -> None:
    _paragraph(document, f"表{number}　{table.title}", font="黑体", size=14, indent=False, centred=True)
    grid = document.add_table(rows=1, cols=len(table.columns) + 1)
    grid.style = "Table Grid"
    for cell, text in zip(grid.rows[0].cells, ["分组", *(column.title for column in table.columns)], strict=True):
        cell.text = text
    for label, cells in table.lines:
        for cell, text in zip(grid.add_row().cells, [label, *cells], strict=True):
            cell.text = text


def _without_time(content: bytes) -> bytes:
    """The same ZIP with all its dates set to one day, so that making it again gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


@lru_cache(maxsize=1)
def _design() -> str:
    return DESIGN.read_text(encoding="utf-8")
