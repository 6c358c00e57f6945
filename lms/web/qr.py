"""A QR code as inline SVG for documents that are made by the thousand, drawn in one step.

WeasyPrint takes a path of some 900 strokes apart stroke by stroke, which is a tenth of a certificate. Here the rows are
a tag of ours, for which `pdf` registers `draw`. It is made for WeasyPrint alone: a browser shows nothing of it.
"""

import re
from typing import Any

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

TAG = "modules"
COLOUR = "0.125 0.141 0.165"
"""The ink of our documents, #20242a, as PDF writes it."""


def svg(content: str, *, title: str) -> SafeString:
    """The code without a margin, as wide as what is around it; `title` is read out in its place.

    Trying all eight masks for the one that scores best takes four times as long. Where the content holds a random
    number this one is as good: by the standard's score 2 % behind the best on average and 5 % behind its worst.
    """
    matrix = segno.make(content, error="m", micro=False, mask=3).matrix
    rows = " ".join("".join(map(str, row)) for row in matrix)
    return format_html(
        '<svg viewBox="0 0 {size} {size}"><title>{title}</title><{tag} rows="{rows}"/></svg>',
        size=len(matrix),
        title=title,
        tag=TAG,
        rows=rows,
    )


def draw(svg: Any, node: Any, _font_size: float) -> None:
    """Put every run of dark modules into the page as a rectangle, all in one piece, so that no seams show."""
    runs = (
        f"{run.start()} {y} {run.end() - run.start()} 1 re"
        for y, row in enumerate(node.get("rows").split())
        for run in re.finditer("1+", row)
    )
    svg.stream.stream.append("\n".join([f"{COLOUR} rg", *runs, "f"]))
