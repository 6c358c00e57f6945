"""Page, grid and styles of a Word document after GB/T 9704-2012: a change of a style changes all its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
"""By the names under which offices have them."""
ELSEWHERE = {SONG: "方正小标宋_GBK,华文中宋,STZhongsong", FANG: "仿宋,FangSong", KAI: "楷体,KaiTi"}
"""Under which names Word and WPS look further where a face is missing."""
LINE = 28.95
"""A line in points: 22 of them fill the 225 mm of a page."""
SIZE = 16.0
"""三号 as Word has it, which knows half points alone."""
WIDTH = 156 / 25.4 * 72
"""Of the text, in points."""
CLOSER = -5
"""Twentieths of a point: 28 characters of 16 points are 158 mm, so each is set closer by a quarter of a point."""
TYPE = SIZE + CLOSER / 20
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
BODY = "公文正文"
SECOND = "公文二级标题"
"""The style of characters of a head such as （一）总体情况 that begins its paragraph."""
TABLE = "公文表"
HEADING = "Heading 1"


GRID = ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid")
"""Off in every style: punctuation outside the margin and a gap between Chinese and digits leave the grid of characters,
and lines are as high as the grid's already."""


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes in points, `indent` of the first line in characters, `around` in lines of the page
    before and after, `rules` on which sides and how far away
    and thick (an eighth of a point), `between` for one between paragraphs of this style."""

    font: str
    size: float = SIZE
    line: float = LINE
    align: Any = JUSTIFY
    indent: float = 0
    around: tuple[float, float] = (0, 0)
    based_on: str = "Normal"
    together: bool = False
    new_page: bool = False
    rules: tuple[str, ...] = ()
    distance: int = 0
    thick: int = 8
    between: int = 0
    bold: bool = False


STYLES = {
    "公文标题": Style(SONG, 22, align=CENTRE, around=(1, 0), based_on="Title"),
    BODY: Style(FANG, indent=2),
    "公文一级标题": Style(HEI, indent=2, based_on=HEADING, together=True),
    "公文顶格": Style(FANG),
    "公文主送": Style(FANG, around=(1, 0), together=True),
    "公文标记": Style(HEI, align=LEFT),
    "公文字号": Style(FANG, indent=1, around=(1, 0.6), rules=("bottom",), distance=11),
    "公文会议": Style(KAI, align=CENTRE),
    "公文要点标题": Style(
        HEI, align=CENTRE, around=(0.87, 0), rules=("top", "left", "bottom", "right"), distance=3, thick=6
    ),
    "公文要点": Style(KAI, indent=2, rules=("top", "left", "bottom", "right"), distance=3, thick=6),
    "公文说明": Style(FANG, align=LEFT, indent=2),
    "公文附件说明": Style(FANG, align=LEFT, indent=2, around=(1, 0), together=True),
    "公文附件续行": Style(FANG, align=LEFT, indent=5, together=True),
    "公文署名": Style(FANG, align=RIGHT, around=(2, 0), together=True),
    "公文成文日期": Style(FANG, align=RIGHT),
    "公文附件": Style(HEI, align=LEFT, new_page=True),
    "公文附件标题": Style(SONG, 22, align=CENTRE, around=(1, 1), based_on=HEADING, together=True),
    "公文版记": Style(FANG, 14, align=LEFT, rules=("top", "bottom"), between=6),
    "公文版记位置": Style(FANG, 1, 1),
    "公文页码": Style(PLAIN, 14, 18),
    "公文表题": Style(HEI, 13, 20, align=CENTRE, around=(0, 0.14), based_on="Heading 2", together=True),
    "公文图例": Style(HEI, 9.5, 15, align=LEFT, together=True),
    "公文表头": Style(HEI, 9.5, 15, align=LEFT, bold=True),
    "公文表格": Style(HEI, 9.5, 15, align=LEFT),
    "公文宽表头": Style(HEI, 8.5, 15, align=LEFT, bold=True),
    "公文宽表格": Style(HEI, 8.5, 15, align=LEFT),
    "公文表注": Style(HEI, 9, 14, align=LEFT, around=(0, 0.62)),
}
FOLLOWED_BY = {HEADING: BODY, "Heading 2": "公文表格", "Title": "公文主送"}


def blank() -> Any:
    """An empty document on the page and with the styles of official writing."""
    document = Document()
    _leave_out(document)
    _settings(document)
    for name, said in STYLES.items():
        _style(document, name, said)
    font(document.styles.add_style(SECOND, WD_STYLE_TYPE.CHARACTER), KAI)
    _fonts(document)
    _page(document)
    return document


def _leave_out(document: Any) -> None:
    """What the template of python-docx holds and no report needs: a picture of an empty page, 150 styles, a list of
    sources."""
    for of, kinds in ((document.part.package, {"thumbnail"}), (document.part, {"customXml", "stylesWithEffects"})):
        for key in [key for key, one in of.rels.items() if one.reltype.rpartition("/")[2] in kinds]:
            del of.rels[key]
    styles = document.styles.element
    for one in list(styles):
        styles.remove(one)
    styles.extend(parse_xml(_STYLES))


def _settings(document: Any) -> None:
    """The language, and the layout of Word 2013 and later."""
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def _style(document: Any, name: str, said: Style) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[said.based_on]
    style.quick_style = True
    font(style, said.font)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(said.size), said.bold, RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.line_spacing, shape.alignment = Pt(said.line), said.align
    shape.space_before, shape.space_after = (Pt(lines * LINE) for lines in said.around)
    shape.first_line_indent = Pt(said.indent * TYPE)
    if said.indent:
        shape.element.pPr.ind.set(qn("w:firstLineChars"), str(round(said.indent * 100)))
    shape.keep_with_next, shape.page_break_before, shape.widow_control = said.together, said.new_page, False
    for one in GRID:
        off = parse_xml(f'<w:{one} {nsdecls("w")} w:val="0"/>')
        shape.element.pPr.insert_element_before(off, "w:spacing", "w:ind", "w:jc")
    _rules(shape.element.pPr, said)
    if said.size == SIZE:
        spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{CLOSER}"/>')
        style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _rules(properties: Any, said: Style) -> None:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{said.thick}" w:space="{said.distance}" w:color="000000"/>'
        for edge in said.rules
    )
    if said.between:
        edges += f'<w:between w:val="single" w:sz="{said.between}" w:space="0" w:color="000000"/>'
    if edges:
        properties.insert_element_before(parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"), f"w:{GRID[0]}")


def font(of: Any, name: str) -> None:
    """A run or style in this font, for Chinese and Latin characters alike."""
    of.font.name = name
    fonts = of.element.get_or_add_rPr().find(qn("w:rFonts"))
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks and dashes too
    for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _fonts(document: Any) -> None:
    """The table of fonts, which tells Word and WPS what to take where one is missing."""
    told = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{ELSEWHERE[name]}"/>' if name in ELSEWHERE else "")
        + f'<w:charset w:val="86"/><w:family w:val="{"roman" if name in {SONG, PLAIN} else "modern"}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name in (SONG, FANG, HEI, KAI, PLAIN)
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    key = next(key for key, one in document.part.rels.items() if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    del document.part.rels[key]
    made = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{told}</w:fonts>'
    fresh = Part(part.partname, part.content_type, made.encode(), document.part.package)
    document.part.relate_to(fresh, RELATIONSHIP_TYPE.FONT_TABLE)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(24.6)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], RIGHT, "right_indent")
    _page_number(section.even_page_footer.paragraphs[0], LEFT, "left_indent")


def _page_number(paragraph: Any, align: Any, indent: str) -> None:
    """— 1 —, one character away from the outer margin."""
    paragraph.style, paragraph.alignment = "公文页码", align
    setattr(paragraph.paragraph_format, indent, Pt(14))
    paragraph.add_run("— ")
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
    paragraph.add_run(" —")


_STYLES = f"""<w:styles {nsdecls("w")}>
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{FANG}" w:eastAsia="{FANG}" w:hAnsi="{FANG}"/>
<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
<w:pPrDefault/>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/>
<w:qFormat/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="999999"/></w:tblBorders>
<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="40" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>
<w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow">
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tcBorders></w:tcPr>
</w:tblStylePr>
</w:style>
</w:styles>"""
