"""The 定稿 that was finished in a word processor: kept beside ours, and its figures held against the snapshot."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import docx
from django.db import transaction
from django.utils.translation import gettext as _
from docx.oxml.ns import qn

from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput
from lms.web.private import private_storage
from quizzes.exchange.documents.word import told_when_damaged
from quizzes.exchange.reading import open_archive
from quizzes.exchange.reading.office import refuse_tricks
from reports.final_figures import Version, differences
from reports.models import FinalVersion, Report
from reports.services.files import newest, stored
from reports.services.reports import locked, note

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@transaction.atomic
def hand_in(*, report: Report, content: bytes, by: Person, now: datetime) -> FinalVersion:
    """Keep the finished document and list the figures in which it departs from ours. The same file twice is one.
    Refusal before the review, BadInput in words for whatever is no Word document."""
    require(by, Role.COMMITTEE)
    held = locked(report, Report.State.REVIEWED, Report.State.SENT, Report.State.RECEIVED)
    digest = hashlib.sha256(content).hexdigest()
    known = FinalVersion.objects.filter(report=held, sha256=digest).first()
    if known is not None:
        return known
    theirs = read(content)
    with private_storage().open(newest(held)["docx"].file, "rb") as ours:
        found = differences(read(ours.read()), theirs)
    made = FinalVersion.objects.create(
        report=held,
        file=stored(held, "final.docx", content),
        sha256=digest,
        size=len(content),
        differences=[asdict(one) for one in found],
        by=by,
        at=now,
    )
    note(held, "report.final", by, now, f"{len(found)}")
    return made


def read(content: bytes) -> Version:
    """A Word document as paragraphs and tables; what was inserted with changes tracked counts, what was deleted does
    not. BadInput in words for whatever is none, or tries tricks."""
    if not content.startswith(b"PK"):
        raise BadInput(_("This is not a Word document. Save it in Word or WPS as .docx, without a password."))
    archive = open_archive(content)
    if "word/document.xml" not in archive:
        raise BadInput(_("This is not a Word document. Save it in Word or WPS as .docx, without a password."))
    refuse_tricks(archive)
    with told_when_damaged():
        body = docx.Document(io.BytesIO(content)).element.body
    tables = tuple(tuple(_rows(table)) for table in body.iterchildren(qn("w:tbl")))
    return Version(tuple(_text(paragraph) for paragraph in _outside_tables(body)), tables)


def _outside_tables(body: Any) -> Iterator[Any]:
    for paragraph in body.iter(qn("w:p")):
        if not any(parent.tag in {qn("w:tbl"), FALLBACK} for parent in paragraph.iterancestors()):
            yield paragraph


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in table.iter(qn("w:tr")):
        yield tuple("".join(_text(part) for part in cell.iter(qn("w:p"))) for cell in row.iterchildren(qn("w:tc")))


def _text(paragraph: Any) -> str:
    parts = []
    for element in paragraph.iter(qn("w:t"), qn("w:br")):
        if not any(parent.tag == FALLBACK for parent in element.iterancestors()):
            parts.append(element.text or "" if element.tag == qn("w:t") else "")
    return "".join(parts)
