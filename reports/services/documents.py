"""A report as PDF, DOCX, XLSX and CSV, with data dictionary and manifest. The same snapshot and texts give the same
bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
from django.conf import settings
from django.template.loader import render_to_string

from lms.web.pdf import render_pdf
from lms.web.spreadsheets import harmless
from reports.models import Snapshot
from reports.services import workbook
from reports.services.content import Content, Paper
from reports.services.dictionary import as_csv, dictionary, keys_of, unit_of
from reports.services.word_files import docx
from reports.services.wording import chinese_day
from reports.services.zips import packed
from reports.words import COLUMNS

DESIGN = Path(__file__).resolve().parents[1] / "design" / "report.css"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "dictionary": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    "jpg": "image/jpeg",
}


KINDS = {
    "report.pdf": "pdf",
    "report.docx": "docx",
    "report.xlsx": "xlsx",
    "report.csv": "csv",
    "dictionary.csv": "dictionary",
    "manifest.json": "json",
}
"""File name -> kind of the ReportFile."""
SUMS = "SHA256SUMS"


def all_documents(content: Content) -> dict[str, bytes]:
    """File name -> bytes: those of KINDS, the last of them the manifest over the others."""
    files = {
        **{f"report.{kind}": data for kind, data in print_and_word(content).items()},
        "report.xlsx": xlsx(content),
        "report.csv": csv_(content),
        "dictionary.csv": dictionary_csv(content),
    }
    return files | {"manifest.json": manifest(content.snapshot, files)}


def print_and_word(content: Paper) -> dict[str, bytes]:
    """Kind -> bytes, of the PDF and of the DOCX that keeps to its pages."""
    printed, record_alone = _printed(content)
    return {"pdf": printed, "docx": docx(content, record_alone=record_alone)}


def pdf(content: Paper) -> bytes:
    """Tagged, archivable and accessible (PDF/A-3a, PDF/UA-1), A4 after GB/T 9704."""
    return _printed(content)[0]


def _printed(content: Paper) -> tuple[bytes, bool]:
    """The PDF, and whether what is recorded at its foot stands on a page of its own: it goes to an even page, which is
    known only when it has been set once."""
    made = _set(content)
    alone = content.shape.recorded and _pages(made) % 2 == 1
    return (_set(content, on_even_page=True) if alone else made), alone


def _set(content: Paper, *, on_even_page: bool = False) -> bytes:
    said = {
        "content": content,
        "day": chinese_day(content.day),
        "dated": chinese_day(content.dated),
        "on_even_page": on_even_page,
    }
    html = render_to_string("reports/report_print.html", said)
    return render_pdf(html, stylesheets=[_design()], variant="pdf/a-3a", now=content.made_at, accessible=True)


def _pages(made: bytes) -> int:
    document = pypdfium2.PdfDocument(made)
    try:
        return len(document)
    finally:
        document.close()


def csv_(content: Content) -> bytes:
    """Long form, a line per figure: table, row, column, unit, value, suppressed (1 or 0). Shares and intervals are
    whole per cents. An empty value that is not suppressed has nothing to say, such as a share of nobody."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["table", "row", "column", "unit", "value", "suppressed"])
    for annex in content.annexes:
        for label, cells in annex.table.rows:
            for key in keys_of(annex.table):
                value = cells.get(key)
                shown, withheld = "" if value is None else value, int(key in cells and value is None)
                sheet.writerow([annex.table.title, harmless(label), COLUMNS[key], unit_of(key), shown, withheld])
    return out.getvalue().encode("utf-8-sig")


def dictionary_csv(content: Content) -> bytes:
    """The data dictionary that report.xlsx holds too."""
    return as_csv(dictionary(content.snapshot, [annex.table for annex in content.annexes]))


def xlsx(content: Content) -> bytes:
    return workbook.xlsx(content, software())


def tables_package(content: Content) -> bytes:
    """A ZIP of report.xlsx, report.csv and dictionary.csv with manifest.json and SHA256SUMS over them."""
    makers: dict[str, Callable[[Content], bytes]] = {
        "report.xlsx": xlsx,
        "report.csv": csv_,
        "dictionary.csv": dictionary_csv,
    }
    files = {name: make(content) for name, make in makers.items()}
    files["manifest.json"] = manifest(content.snapshot, files)
    return packed(files | {SUMS: sums_of(files)})


def sums(digests: Mapping[str, str]) -> bytes:
    """File name -> SHA-256 in hexadecimal, as `sha256sum -c SHA256SUMS` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """`sums` of the files' contents."""
    return sums({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def manifest(snapshot: Snapshot, files: dict[str, bytes]) -> bytes:
    """What the files are and what they were made from, so that anybody can check them."""
    data: dict[str, Any] = {
        "software": software(),
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


def software() -> str:
    return f"daibiao-xuetang {version()}"


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
