"""Characters that a visitor's device may lack, drawn from the fonts that our PDFs embed.

A phone shows an empty box for many a character of a name; then the page would not say whose certificate it is. Such a
character goes into the page as a small picture of its outline, with the character itself as its name for screen
readers. That takes no web font (several MB for these planes) and no script.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from lms.web.pdf import RARE, font_files

COMMON_HANZI = range(0x4E00, 0x9FA6)
"""The hanzi of GBK, which every device in use has."""
HANZI = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))


def is_rare(character: str) -> bool:
    """Whether a device may lack it: a hanzi beyond those of GBK."""
    code = ord(character)
    return code not in COMMON_HANZI and any(code in block for block in HANZI)


def with_drawings(text: str) -> SafeString:
    """The text, escaped, its rare characters as pictures; one that no font of ours has stays as it is."""
    rare = "".join(sorted({character for character in text if is_rare(character)}))
    if not rare:
        return format_html("{}", text)
    drawings = _drawings(rare)
    return format_html_join("", "{}", ((drawings.get(character, character),) for character in text))


@lru_cache(maxsize=512)
def _drawings(characters: str) -> dict[str, SafeString]:
    """Each character as an SVG of one em, set on the line of the text around it and in its colour.

    Opening the fonts costs a third of a second, once for a name; kept open they would hold 100 MB.
    """
    found: dict[str, SafeString] = {}
    for path in (font_files()["School Serif", 400], RARE):
        if path.exists() and (wanted := [one for one in characters if one not in found]):
            found |= _drawn_from(path, wanted)
    return found


def _drawn_from(path: Path, characters: list[str]) -> dict[str, SafeString]:
    with TTFont(path, lazy=True) as font:
        names, em = font.getBestCmap(), int(font["head"].unitsPerEm)
        glyphs = font.getGlyphSet()
        drawings = {}
        for character in characters:
            if (name := names.get(ord(character))) is not None:
                pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
                glyphs[name].draw(pen)
                drawings[character] = _svg(character, em, pen.getCommands())
        return drawings


def _svg(character: str, em: int, commands: str) -> SafeString:
    return format_html(
        '<svg class="glyph" role="img" aria-label="{}" viewBox="0 0 {} {}" fill="currentColor">'
        '<path transform="matrix(1 0 0 -1 0 {})" d="{}"/></svg>',
        character, em, em, round(0.88 * em), commands,
    )  # fmt: skip
