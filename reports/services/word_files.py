"""A report as DOCX, to be worked on: real styles, and the fonts that offices have."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any

import pypdfium2
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lms.web.pdf import render_pdf
from reports import charts
from reports.services.content import Paper, Sheet
from reports.services.wording import chinese_day
from reports.services.zips import without_time

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
"""By the names under which offices have them; Word takes its own substitute where one is missing."""
LINE = 28.95
"""A line in points: 22 of them fill the 225 mm of a page."""
STYLES = {
    "公文标题": (SONG, 22.0, 36.0),
    "公文正文": (FANG, 15.75, LINE),
    "公文一级标题": (HEI, 15.75, LINE),
    "公文顶格": (FANG, 15.75, LINE),
    "公文标记": (HEI, 15.75, LINE),
    "公文要点": (FANG, 12.0, 19.0),
    "公文表题": (HEI, 12.0, 20.0),
    "公文表格": (FANG, 9.0, 14.0),
}
BASED_ON = {"公文标题": "Title", "公文一级标题": "Heading 1"}
TABLE_WIDTH, FIRST_COLUMN, LAST_COLUMN = 156, 34, 44
"""Millimetres."""
INDENTED = {"公文正文", "公文一级标题"}


def docx(content: Paper) -> bytes:
    """The same words, tables and pictures as the PDF; the same content gives the same bytes."""
    document = blank()
    _body(document, content)
    _annex_head(document, content, 1)
    for annex in content.annexes:
        _annex(document, annex, content.counted)
    _annex_head(document, content, 2)
    for paragraph in content.notes:
        document.add_paragraph(paragraph.text, "公文正文")
    made = content.made_at.astimezone(UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = content.title, content.signature, "", ""
    core.created = core.modified = made
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def blank() -> Any:
    """An empty document on the page and with the styles of official writing."""
    document = Document()
    _page(document)
    _styles(document)
    return document


def _body(document: Any, content: Paper) -> None:
    document.add_paragraph(content.mark, "公文标记")
    title = document.add_paragraph(style="公文标题")
    for number, line in enumerate(content.title_lines):
        run = title.add_run(line)
        if number < len(content.title_lines) - 1:
            run.add_break()
    for point in ("要点", *content.points):
        document.add_paragraph(point, "公文要点")
    document.add_paragraph(content.addressee, "公文顶格")
    document.add_paragraph(content.opening, "公文正文")
    for section in content.sections:
        document.add_paragraph(section.head, "公文一级标题")
        for paragraph in section.paragraphs:
            written = document.add_paragraph(style="公文正文")
            if paragraph.head:
                _font(written.add_run(f"{paragraph.head}。"), KAI)
            written.add_run(paragraph.text)
    _end(document, content)


def _end(document: Any, content: Paper) -> None:
    """From the last paragraph of the text to the date on one page, so that none is signed without text."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    listed = [
        f"{'附件：' if number == 1 else '　　　'}{number}.{name}" for number, name in enumerate(content.attached, 1)
    ]
    for text in (content.shape.closing, *listed, ""):
        document.add_paragraph(text, "公文正文").paragraph_format.keep_with_next = True
    for line in (content.signature, chinese_day(content.day)):
        signed = document.add_paragraph(line, "公文顶格")
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.right_indent = Pt(4 * 15.75)
        signed.paragraph_format.keep_with_next = line == content.signature


def _annex_head(document: Any, content: Paper, number: int) -> None:
    document.add_paragraph(f"附件{number}", "公文标记").paragraph_format.page_break_before = True
    document.add_paragraph(content.attached[number - 1], "公文标题")


def _annex(document: Any, annex: Sheet, counted: str) -> None:
    heading = document.add_paragraph(f"表{annex.number}　{annex.table.title}（单位：{counted}）", "公文表题")
    heading.paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1, cols=len(annex.table.heads) + 1)
    grid.style, grid.autofit = "Table Grid", False
    _fill(grid.rows[0], ["分组", *annex.table.heads])
    for label, cells in annex.table.lines:
        _fill(grid.add_row(), [label, *cells])
    _shape(grid)
    if annex.pictures:
        document.add_paragraph("", "公文表格").paragraph_format.keep_with_next = True
        document.add_picture(io.BytesIO(_png(annex)), width=Mm(150))
    document.add_paragraph("", "公文表格")


def _fill(row: Any, texts: list[str]) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.paragraphs[0].style = "公文表格"
        cell.paragraphs[0].add_run(text)
        if place:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _shape(grid: Any) -> None:
    """Room for the group's name and the share with its interval; the head comes again on a further page, no row is
    torn, and the table stays with its picture."""
    inner = max(len(grid.columns) - 2, 0)
    between = min((TABLE_WIDTH - FIRST_COLUMN - LAST_COLUMN) / max(inner, 1), LAST_COLUMN)
    widths = [TABLE_WIDTH - LAST_COLUMN - inner * between, *[between] * inner, LAST_COLUMN]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _png(annex: Sheet) -> bytes:
    """The pictures of a table as one: Word shows no SVG of ours."""
    drawn = charts.sheet(annex.pictures)
    height = 34 * len(annex.pictures)
    page = f"@page {{ size: 530px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    document = pypdfium2.PdfDocument(render_pdf(drawn, stylesheets=[page]))
    try:
        out = io.BytesIO()
        document[0].render(scale=2.5).to_pil().save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("— ")
    _field(footer.add_run(), "PAGE")
    footer.add_run(" —")


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)


def _styles(document: Any) -> None:
    for name, (font, size, line) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[BASED_ON.get(name, "Normal")]
        style.quick_style = True
        _font(style, font)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), False, RGBColor(0, 0, 0)
        shape = style.paragraph_format
        shape.line_spacing, shape.space_before, shape.space_after = Pt(line), Pt(0), Pt(0)
        shape.first_line_indent = Pt(2 * size) if name in INDENTED else Pt(0)
        if name == "公文标题":
            shape.space_before = shape.space_after = Pt(LINE)
        if name in {"公文标题", "公文表题"}:
            shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _font(of: Any, name: str) -> None:
    """A run or style in this font, for Chinese and Latin characters alike."""
    of.font.name = name
    properties = of.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)
    for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
