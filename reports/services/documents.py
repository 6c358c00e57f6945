"""A report as PDF, DOCX, XLSX, CSV and a manifest. The same snapshot and texts give the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
import xlsxwriter
from django.conf import settings
from django.template.loader import render_to_string

from lms.web.pdf import render_pdf
from lms.web.spreadsheets import harmless
from reports.models import Snapshot
from reports.services.content import Annex, Content
from reports.services.publishing import SHARES, WITHHELD, publish
from reports.services.word_files import docx
from reports.services.wording import chinese_day
from reports.services.zips import without_time
from reports.words import COLUMNS

DESIGN = Path(__file__).resolve().parents[1] / "design" / "report.css"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    "jpg": "image/jpeg",
}


def all_documents(content: Content) -> dict[str, bytes]:
    """File name -> bytes: report.pdf, .docx, .xlsx, .csv, and manifest.json over them."""
    makers: dict[str, Callable[[Content], bytes]] = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "csv": csv_}
    files = {f"report.{kind}": make(content) for kind, make in makers.items()}
    return files | {"manifest.json": manifest(content.snapshot, files)}


def pdf(content: Content) -> bytes:
    """Tagged and archivable (PDF/A-3a), A4 after GB/T 9704. What is recorded at its foot goes to an even page, which is
    known only when it has been set once."""
    made = _set(content)
    if content.shape.recorded and _pages(made) % 2:
        made = _set(content, on_even_page=True)
    return made


def _set(content: Content, *, on_even_page: bool = False) -> bytes:
    said = {
        "content": content,
        "day": chinese_day(content.day),
        "dated": chinese_day(content.dated),
        "on_even_page": on_even_page,
    }
    html = render_to_string("reports/report_print.html", said)
    return render_pdf(html, stylesheets=[_design()], variant="pdf/a-3a", now=content.snapshot.made_at)


def _pages(made: bytes) -> int:
    document = pypdfium2.PdfDocument(made)
    try:
        return len(document)
    finally:
        document.close()


def csv_(content: Content) -> bytes:
    """Long form, a line per figure: table, row, column, value, suppressed (1 or 0). Shares and intervals are whole per
    cents. An empty value that is not suppressed has nothing to say, such as a share of nobody."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["table", "row", "column", "value", "suppressed"])
    for table in publish(content.snapshot):
        for label, cells in table.rows:
            for key in (*(column.key for column in table.columns), *SHARES):
                value = cells.get(key)
                withheld = int(key in cells and value is None)
                sheet.writerow([table.title, harmless(label), COLUMNS[key], "" if value is None else value, withheld])
    return out.getvalue().encode("utf-8-sig")


def xlsx(content: Content) -> bytes:
    """A sheet per table. Labels come from rosters, so they are written as text and never as formulas."""
    out = io.BytesIO()
    made = content.snapshot.made_at.astimezone(UTC).replace(tzinfo=None)
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": content.title, "author": content.signature, "created": made})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        for annex in content.annexes:
            _sheet(book.add_worksheet(f"表{annex.number}"), content, annex, head)
    return without_time(out.getvalue())


def _sheet(sheet: Any, content: Content, annex: Annex, head: Any) -> None:
    table, keys = annex.table, [*(column.key for column in annex.table.columns), *SHARES]
    sheet.write_string(0, 0, f"表{annex.number} {table.title}（截至{chinese_day(content.day)}，单位：人次）")
    for place, title in enumerate(["分组", *(COLUMNS[key] for key in keys)]):
        sheet.write_string(2, place, title, head)
    for line, (label, cells) in enumerate(table.rows, 3):
        sheet.write_string(line, 0, label)
        for place, key in enumerate(keys, 1):
            value = cells.get(key)
            if value is not None:
                sheet.write_number(line, place, value)
            elif key in cells:
                sheet.write_string(line, place, WITHHELD)
    sheet.write_string(len(table.rows) + 4, 0, f"“{WITHHELD}”：少于5人次或可据此推算，不予公布。")
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(keys), 14)
    sheet.freeze_panes(3, 1)


def manifest(snapshot: Snapshot, files: dict[str, bytes]) -> bytes:
    """What the files are and what they were made from, so that anybody can check them."""
    data: dict[str, Any] = {
        "software": f"daibiao-xuetang {version()}",
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


@lru_cache(maxsize=1)
def version() -> str:
    """The version of this software, as pyproject.toml says."""
    project: dict[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    return str(project["version"])


@lru_cache(maxsize=1)
def _design() -> str:
    return DESIGN.read_text(encoding="utf-8")
