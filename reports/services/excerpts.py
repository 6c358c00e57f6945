"""An excerpt for one town or street as PDF and as DOCX: the same words and tables in both."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC

from django.template.loader import render_to_string
from docx.shared import Pt

from lms.web.pdf import render_pdf
from reports.selectors.excerpt import Excerpt
from reports.services.content import Sheet, broken
from reports.services.duty_files import DESIGN
from reports.services.word_files import add_table, add_title
from reports.services.word_styles import BODY, TYPE, blank
from reports.services.wording import chinese_day, wording
from reports.services.zips import without_time


@dataclass(frozen=True)
class Letter:
    """What stands around the tables of an excerpt."""

    found: Excerpt

    @property
    def title(self) -> str:
        return str(wording()["excerpt"]["title"].format(unit=self.found.unit))

    @property
    def title_lines(self) -> list[str]:
        return broken(self.title)

    @property
    def sheets(self) -> list[Sheet]:
        return [Sheet(number, part, {}) for number, part in enumerate(self.found.parts, 1)]

    @property
    def addressee(self) -> str:
        """The chair of the town, or the committee's working office in a street."""
        towns = self.found.snapshot.shape.get("groups", {}).get("towns", [])
        key = "town" if any(self.found.unit in names for names in towns) else "street"
        return str(wording()["excerpt"][key].format(unit=self.found.unit))

    @property
    def opening(self) -> str:
        return str(wording()["excerpt"]["opening"].format(day=self.day))

    @property
    def note(self) -> str:
        return str(wording()["excerpt"]["note"].format(uuid=self.found.snapshot.uuid))

    @property
    def signature(self) -> str:
        return str(wording()["signature"])

    @property
    def day(self) -> str:
        return chinese_day(self.found.snapshot.as_of)


def pdf(found: Excerpt) -> bytes:
    html = render_to_string("reports/excerpt_print.html", {"letter": Letter(found)})
    design = DESIGN.read_text(encoding="utf-8")
    return render_pdf(html, stylesheets=[design], variant="pdf/a-3a", now=found.snapshot.made_at, accessible=True)


def docx(found: Excerpt) -> bytes:
    """The same excerpt gives the same bytes."""
    letter, document = Letter(found), blank()
    add_title(document, letter.title_lines)
    document.add_paragraph(letter.addressee, "公文主送")
    document.add_paragraph(letter.opening, BODY)
    for sheet, part in zip(letter.sheets, found.parts, strict=True):
        document.add_paragraph(part.title, "公文表题")
        add_table(document, sheet, {})
        if part.sentence:
            document.add_paragraph(part.sentence, BODY)
    document.add_paragraph(letter.note, "公文表注").paragraph_format.keep_with_next = True
    for line, style in ((letter.signature, "公文署名"), (letter.day, "公文成文日期")):
        document.add_paragraph(line, style).paragraph_format.right_indent = Pt(4 * TYPE)
    made = found.snapshot.made_at.astimezone(UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = letter.title, letter.signature, "", ""
    core.language, core.created, core.modified = "zh-CN", made, made
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())
