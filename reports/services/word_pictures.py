"""The pictures of a report for Word, which shows no SVG of ours: drawn as PNG, and put into the cells of a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pypdfium2
from docx.oxml import parse_xml
from PIL.Image import Image

from lms.web.pdf import render_pdf
from reports.services.content import GAP, Sheet

SCALE = 2
"""Pixels a point of a picture at its own size; it is printed at less than half of that."""
SVG = "{http://www.w3.org/2000/svg}"
EMU = 12700
"""The unit of pictures in Word, in a point."""


def drawn(annexes: Iterable[Sheet]) -> dict[int, dict[str, bytes]]:
    """Number of the table -> row label -> PNG. The pictures of all tables are set in one run, those of a table under
    one another on a page, and cut apart."""
    told = [annex for annex in annexes if annex.pictures]
    if not told:
        return {}
    sizes = [_size(next(iter(annex.pictures.values()))) for annex in told]
    sheet, body = "html { font-size: 0; line-height: 0 } body { margin: 0 } svg { display: block }", ""
    for number, (annex, (width, height)) in enumerate(zip(told, sizes, strict=True)):
        sheet += f" @page p{number} {{ size: {width}pt {height * len(annex.pictures)}pt; margin: 0 }}"
        sheet += f" .p{number} {{ page: p{number} }} .p{number} svg {{ width: {width}pt; height: {height}pt }}"
        body += f'<div class="p{number}">{"".join(annex.pictures.values())}</div>'
    document = pypdfium2.PdfDocument(render_pdf(body, stylesheets=[sheet]))
    try:
        found = {}
        for place, (annex, (width, height)) in enumerate(zip(told, sizes, strict=True)):
            page = document[place].render(scale=SCALE).to_pil()
            found[annex.number] = {
                label: _cut(page, number * height * SCALE, width * SCALE, height * SCALE)
                for number, label in enumerate(annex.pictures)
            }
        return found
    finally:
        document.close()


def _size(drawing: str) -> tuple[int, int]:
    """Width and height of a picture as it is drawn."""
    attributes = parse_xml(drawing).attrib
    return int(str(attributes["width"])), int(str(attributes["height"]))


def _cut(page: Image, top: int, width: int, height: int) -> bytes:
    out = io.BytesIO()
    page.crop((0, top, width, top + height)).save(out, "PNG", optimize=True)
    return out.getvalue()


def runs(document: Any, annex: Sheet, drawn: Mapping[str, bytes]) -> dict[str, str]:
    """Row label -> its picture as a run, with the words of the picture for those who cannot see it."""
    found = {}
    for number, (label, image) in enumerate(drawn.items(), 1):
        key, _image = document.part.get_or_add_image(io.BytesIO(image))
        drawing = parse_xml(annex.pictures[label])
        told = "：".join(part.text or "" for part in drawing if part.tag in {f"{SVG}title", f"{SVG}desc"})
        across = (annex.widths[-1] - GAP) * EMU
        width, height = _size(annex.pictures[label])
        down = across * height / width
        extent = f'cx="{round(across)}" cy="{round(down)}"'
        name = f'id="{annex.number * 10_000 + number}" name="图{annex.number}-{number}"'
        found[label] = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:docPr {name} descr="{escape(told)}"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    return found
