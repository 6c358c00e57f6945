"""A report as DOCX, to be worked on: the words, tables and pictures of the PDF on the same page, in real styles."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC
from html import escape
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from reports.services import word_pictures
from reports.services.content import GAP, Paper, Sheet
from reports.services.word_styles import BODY, SECOND, TABLE, TYPE, WIDTH, blank
from reports.services.wording import chinese_day
from reports.services.zips import without_time

FREE = (("top", 60), ("left", 40), ("bottom", 60), ("right", 40))
"""Around the words of a cell, in twentieths of a point."""
RECORD = 14
"""Points of the type of 抄送 and 印发."""
FRAME = (
    f'<w:framePr {nsdecls("w")} w:w="{round(WIDTH * 20)}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin"'
    ' w:xAlign="left" w:yAlign="bottom"/>'
)


def docx(content: Paper, *, record_alone: bool = False) -> bytes:
    """The same words, tables and pictures as the PDF; the same content gives the same bytes. With `record_alone` 抄送
    and 印发 begin a page, as they must after an odd number of pages."""
    document = blank()
    _head(document, content)
    _body(document, content)
    _end(document, content)
    if content.annexes:
        _annex_head(document, content, 1)
    pictures = word_pictures.drawn(content.annexes)
    for annex in content.annexes:
        _annex(document, content, annex, pictures.get(annex.number, {}))
    if content.notes:
        _annex_head(document, content, 2)
    for paragraph in content.notes:
        document.add_paragraph(paragraph.text, "公文说明")
    if content.shape.recorded:
        _record(document, content, alone=record_alone)
    made = content.made_at.astimezone(UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = content.title, content.signature, "", ""
    core.language, core.created, core.modified = "zh-CN", made, made
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _head(document: Any, content: Paper) -> None:
    document.add_paragraph(content.mark, "公文标记")
    if "signer" in content.fields:
        numbered = document.add_paragraph(style="公文字号")
        numbered.add_run(f"{content.fields['number']}\t签发人：")
        numbered.add_run(content.fields["signer"], SECOND)
        numbered.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH - TYPE), WD_TAB_ALIGNMENT.RIGHT)
    add_title(document, content.title_lines)
    for line in content.occasion_lines:
        document.add_paragraph(line, "公文会议")
    if content.points:
        document.add_paragraph("要点", "公文要点标题")
    for point in content.points:
        document.add_paragraph(point, "公文要点")
    document.add_paragraph(content.addressee, "公文主送")


def add_title(document: Any, lines: Sequence[str]) -> None:
    title = document.add_paragraph(style="公文标题")
    for number, line in enumerate(lines):
        run = title.add_run(line)
        if number < len(lines) - 1:
            run.add_break()


def _body(document: Any, content: Paper) -> None:
    document.add_paragraph(content.opening, BODY)
    for section in content.sections:
        document.add_paragraph(section.head, "公文一级标题")
        for paragraph in section.paragraphs:
            written = document.add_paragraph(style=BODY)
            if paragraph.head:
                written.add_run(f"{paragraph.head}。", SECOND)
            written.add_run(paragraph.text)
    written.paragraph_format.keep_with_next = True


def _end(document: Any, content: Paper) -> None:
    """From the closing words to the date on one page."""
    closing = document.add_paragraph(content.shape.closing, BODY)
    closing.paragraph_format.keep_with_next = bool(content.attached) or content.shape.signed
    for number, name in enumerate(content.attached, 1):
        if number == 1:
            listed = document.add_paragraph(f"附件：{number}.{name}", "公文附件说明")
        else:
            listed = document.add_paragraph(f"{number}.{name}", "公文附件续行")
    if content.shape.signed:
        lines = (content.signature, "公文署名"), (chinese_day(content.dated), "公文成文日期")
        for (line, style), free in zip(lines, content.ends, strict=True):
            document.add_paragraph(line, style).paragraph_format.right_indent = Pt(free * TYPE)
    elif content.attached:
        listed.paragraph_format.keep_with_next = False


def _annex_head(document: Any, content: Paper, number: int) -> None:
    document.add_paragraph(f"附件{number}", "公文附件")
    document.add_paragraph(content.attached[number - 1], "公文附件标题")


def _annex(document: Any, content: Paper, annex: Sheet, drawn: Mapping[str, bytes]) -> None:
    document.add_paragraph(f"表{annex.number}　{annex.table.title}", "公文表题")
    if annex.legend:
        legend = document.add_paragraph(style="公文图例")
        for name, swatch in annex.legend:
            _coloured(
                legend.add_run("　"), str(next(parse_xml(swatch).iter(f"{word_pictures.SVG}rect")).attrib["fill"])
            )
            legend.add_run(f" {name}　")
    add_table(document, annex, drawn)
    told = f"单位：{content.counted}。截至{chinese_day(content.day)}。来源：{content.source}。"
    if annex.table.has_withheld:
        told += f"“*”表示少于5{content.counted}或可据此推算、不予公布。"
    document.add_paragraph(told + annex.note, "公文表注")


def _coloured(run: Any, colour: str) -> None:
    run._element.get_or_add_rPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour.lstrip("#")}"/>')
    )


def add_table(document: Any, annex: Sheet, drawn: Mapping[str, bytes]) -> None:
    """At the end of what is written so far."""
    document.element.body.insert_element_before(_table(document, annex, drawn), "w:sectPr")


def _table(document: Any, annex: Sheet, drawn: Mapping[str, bytes]) -> Any:
    """Its head comes again on a further page, no row is torn, and a short one stays on one page."""
    pictures, kind = word_pictures.runs(document, annex, drawn), "公文宽表" if annex.broad else "公文表"
    names = [*map(_words, [annex.table.label_head, *annex.table.heads]), *([_picture_head(annex)] if pictures else [])]
    rows = [_row(names, annex, f"{kind}头", "<w:cantSplit/><w:tblHeader/>", together=True)]
    for number, (label, cells, _picture) in enumerate(annex.lines, 1):
        shown = [*map(_words, [label, *cells]), *([pictures.get(label, "")] if pictures else [])]
        together = annex.whole or number in {1, len(annex.lines)}
        rows.append(_row(shown, annex, f"{kind}格", "<w:cantSplit/>", together=together))
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in annex.widths)
    free = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in FREE)
    return parse_xml(
        f'<w:tbl {nsdecls("w", "wp", "a", "pic", "r")}><w:tblPr><w:tblStyle w:val="{TABLE}"/>'
        f'<w:tblW w:w="{_twips(sum(annex.widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{free}</w:tblCellMar>"
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        f' w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _row(cells: Sequence[str], annex: Sheet, style: str, properties: str, *, together: bool) -> str:
    """Runs as XML, one cell each: the label to the left, figures to the right, the picture to the left again."""
    made = []
    for place, (runs, width) in enumerate(zip(cells, annex.widths, strict=True)):
        held, shape = "<w:keepNext/>" if together else "", '<w:jc w:val="right"/>'
        if place == 0:
            shape = ""
        elif annex.pictures and place == len(cells) - 1:
            middle, end = _twips((width - GAP) / 2), _twips(width - GAP)
            shape = f'<w:tabs><w:tab w:val="center" w:pos="{middle}"/><w:tab w:val="right" w:pos="{end}"/></w:tabs>'
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{held}{shape}</w:pPr>{runs}</w:p></w:tc>'
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def _words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _picture_head(annex: Sheet) -> str:
    """The scale of the pictures, its middle and its end by tabs."""
    if annex.legend:
        return _words("分布")
    return "<w:r><w:tab/></w:r>".join(_words(text) for text in ("0", "50", "100%"))


def _twips(points: float) -> int:
    return round(points * 20)


def _record(document: Any, content: Paper, *, alone: bool) -> None:
    """抄送 and 印发 between rules, in a frame at the foot of the page of the last paragraph."""
    rows = [f"抄送：{content.fields['copies']}"] if content.fields.get("copies") else []
    for row in (*rows, f"{content.signature}\t{content.dated.year}年×月×日印发"):
        paragraph = document.add_paragraph(f"\t{row}", "公文版记")
        shape = paragraph.paragraph_format
        shape.left_indent, shape.first_line_indent = Pt(4 * RECORD), Pt(-4 * RECORD)
        shape.tab_stops.add_tab_stop(Pt(RECORD))
        shape.tab_stops.add_tab_stop(Pt(WIDTH - RECORD), WD_TAB_ALIGNMENT.RIGHT)
        paragraph._p.pPr.insert_element_before(parse_xml(FRAME), "w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc")
    document.add_paragraph(style="公文版记位置").paragraph_format.page_break_before = alone
