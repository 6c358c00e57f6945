"""SVG drawings into raster pictures, so that no drawing of somebody else's ever reaches a browser."""

import base64
import re
from io import BytesIO

import pypdfium2
from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.question import Unfaithful
from quizzes.exchange.reading import Unreadable, parse

SHAPES = {
    "svg", "g", "a", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc", "defs", "linearGradient", "radialGradient", "stop", "metadata", "namedview", "clipPath", "style",
}  # fmt: skip
"""What a drawing may hold. Nothing that repeats (use, pattern), loads (image), filters or runs."""
LARGEST, MOST_SHAPES, WIDEST = 300_000, 3_000, 4_000
SHARPNESS = 2


def is_drawing(content: bytes) -> bool:
    return b"<svg" in content[:2000]


def to_png(content: bytes) -> bytes:
    """Unfaithful for a drawing that is damaged, too large, or more than shapes and text."""
    try:
        if len(content) > LARGEST:
            raise ValueError
        root = _checked(parse(content))
        width, height = _size(root)
        return _painted(etree.tostring(root), width, height)
    except (Unreadable, ValueError, etree.LxmlError, ArithmeticError, LookupError, TypeError):
        raise Unfaithful(_("A drawing (SVG) cannot be shown here; save it as a PNG picture.")) from None


def _checked(root: etree._Element) -> etree._Element:
    """Only shapes of SVG; what drawing programs keep for themselves is taken out."""
    nodes = list(root.iter())
    if len(nodes) > MOST_SHAPES:
        raise ValueError
    for node in nodes:
        name = etree.QName(node)
        foreign = name.namespace not in {None, "http://www.w3.org/2000/svg"}
        parent = node.getparent()
        if foreign and parent is not None:
            parent.remove(node)
        elif name.localname not in SHAPES:
            raise ValueError
        for attribute, value in [(str(name), str(text)) for name, text in node.attrib.items()]:
            if "url(" in value.replace("url(#", "") or etree.QName(attribute).localname in {"href", "src"}:
                raise ValueError
            if etree.QName(attribute).localname.startswith("on"):
                raise ValueError
        if name.localname == "style" and re.search(r"@import|url\(", node.text or ""):
            raise ValueError
    return root


def _size(root: etree._Element) -> tuple[float, float]:
    """In pixels: its own, or that of its view box."""
    box = [float(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip()) if part]
    found = [_length(root.get("width")), _length(root.get("height"))]
    if not all(found) and len(box) == 4:
        found = [box[2], box[3]]
    width, height = found
    if not 1 <= width <= WIDEST or not 1 <= height <= WIDEST:
        raise ValueError
    return width, height


def _length(text: str | None) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*(px|pt|mm|cm|in)?\s*", text or "")
    if found is None:
        return 0.0
    return float(found[1]) * {"pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}.get(found[2] or "px", 1.0)


def _painted(svg: bytes, width: float, height: float) -> bytes:
    from weasyprint import HTML  # half a second, at the first drawing only

    address = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    page = (
        f"<style>@page {{ size: {width:.2f}px {height:.2f}px; margin: 0 }} body {{ margin: 0 }}"
        f" img {{ display: block; width: {width:.2f}px; height: {height:.2f}px }}</style><img src='{address}'>"
    )
    document = pypdfium2.PdfDocument(HTML(string=page).write_pdf())
    try:
        image = document[0].render(scale=SHARPNESS * 96 / 72).to_pil()
    finally:
        document.close()
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
