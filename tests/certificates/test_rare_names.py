"""Two hundred names over every block of hanzi of GB 18030-2022, as they come out on paper and on the page: each glyph
compared, as a picture, with the outline that the font has for that very code point."""

import random
import re
from functools import cache
from html.parser import HTMLParser

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from certificates.models import Obstacle
from certificates.services.issue import issue, issue_due
from certificates.services.rendering import FAMILY, render
from lms.web.glyphs import is_rare, with_drawings
from lms.web.pdf import RARE, MissingGlyph, falls_back, font_files, render_pdf, uncovered
from tests.certificates.factories import awarded, finisher, small_programme
from tests.courses.factories import NOW
from tests.factories import make_staff

BLOCKS = {
    "URO": (0x4E00, 0x9FFF), "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6D6), "C": (0x2A700, 0x2B734),
    "D": (0x2B740, 0x2B81D), "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0),
}  # fmt: skip
SEED, NAMES, SIZE = 20261128, 200, 48
ALIKE, OTHER = 0.90, 0.80
"""Correlation of two pictures: of the same glyph at least so much, of another glyph at most so much."""


def names() -> list[str]:
    """A common family name before one or two characters of a block, the blocks by turns."""
    rng = random.Random(SEED)
    blocks = list(BLOCKS.values())
    return [
        rng.choice("王李张刘陈杨黄赵") + "".join(chr(rng.randint(*blocks[number % 7])) for _ in range(1 + number % 2))
        for number in range(NAMES)
    ]


@cache
def faces(size: int, weight: int) -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont, frozenset[int]]:
    from fontTools.ttLib import TTFont

    path = font_files()[FAMILY, weight]
    with TTFont(path, lazy=True) as font:
        known = frozenset(font.getBestCmap())
    return ImageFont.truetype(str(path), size), ImageFont.truetype(str(RARE), size), known


def squared(image: Image.Image) -> np.ndarray:
    """The ink of a picture, blown up to a fixed square: size and place no longer matter."""
    box = ImageOps.invert(image).getbbox()
    assert box is not None, "nothing is printed there"
    ink = np.asarray(ImageOps.invert(image).crop(box).resize((SIZE, SIZE), Image.Resampling.BILINEAR), dtype=float)
    return (ink - ink.mean()) / (ink.std() or 1)


@cache
def from_the_font(character: str, weight: int) -> np.ndarray:
    """FreeType's picture of that code point in the first font of the chain that has it."""
    first, rare, known = faces(96, weight)
    image = Image.new("L", (160, 160), 255)
    ImageDraw.Draw(image).text((24, 16), character, fill=0, font=first if ord(character) in known else rare)
    return squared(image)


def alike(one: np.ndarray, other: np.ndarray) -> float:
    return float((one * other).mean())


def halved(text: str) -> str:
    """The text in units of UTF-16, as pdfium counts characters."""
    raw = text.encode("utf-16-le")
    return "".join(chr(int.from_bytes(raw[at : at + 2], "little")) for at in range(0, len(raw), 2))


def printed(content: bytes, wanted: str, dpi: int = 288) -> list[np.ndarray]:
    """A picture of each character of `wanted` where the PDF's own text says that it stands."""
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    text, scale = page.get_textpage(), dpi / 72
    height = page.get_height()
    image = page.render(scale=scale, crop=(200, height - 230, 200, 0)).to_pil().convert("L")  # the name alone
    units = "".join(chr(pdfium.FPDFText_GetUnicode(text.raw, index)) for index in range(text.count_chars()))
    index, pictures = units.index(halved(wanted)), []
    for character in wanted:
        left, bottom, right, top = text.get_charbox(index)
        box = (
            (left - 200) * scale - 1,
            (height - top) * scale - 1,
            (right - 200) * scale + 2,
            (height - bottom) * scale + 2,
        )
        pictures.append(squared(image.crop(tuple(map(round, box)))))
        index += len(halved(character))
    document.close()
    return pictures


def test_that_every_hanzi_of_the_national_standard_can_be_printed() -> None:
    for first, last in BLOCKS.values():
        assert uncovered("".join(map(chr, range(first, last + 1))), FAMILY) == []


@pytest.mark.django_db
def test_that_two_hundred_rare_names_are_printed_right_or_refused() -> None:
    certificate = awarded()
    box = with_box()
    right = 0
    for name in names():
        certificate.subject_name = name
        weight = 400 if falls_back(name, FAMILY) else 700
        for character, seen in zip(name, printed(render(certificate), name), strict=True):
            assert alike(seen, from_the_font(character, weight)) > ALIKE, f"U+{ord(character):X} in {name}"
            assert alike(seen, box) < OTHER
            right += 1
    assert right > 450


def with_box() -> np.ndarray:
    """What a font shows for a character that it does not have."""
    image = Image.new("L", (160, 160), 255)
    ImageDraw.Draw(image).text((24, 16), "\U0010fffd", fill=0, font=faces(96, 700)[0])
    return squared(image)


def test_that_the_comparison_tells_one_glyph_from_another() -> None:
    rng = random.Random(SEED)
    characters = sorted({one for name in names() for one in name})
    for _ in range(300):
        one, other = rng.sample(characters, 2)
        assert alike(from_the_font(one, 700), from_the_font(other, 700)) < OTHER


@pytest.mark.django_db
@pytest.mark.parametrize("strange", ["\ue863", "\U00030000", "\U000323af", "\uf900", "葛\U000e0100", "\U000f0000"])
def test_that_a_name_outside_the_fonts_is_refused_and_staff_are_told(strange) -> None:
    """Private code points of old systems, later extensions, variants, and characters for compatibility alone."""
    make_staff("committee")
    programme = small_programme()
    person = finisher(programme, name=f"王{strange}")
    assert issue_due(programme=programme, now=NOW) == 0
    assert f"U+{ord(strange[-1]):04X}" in Obstacle.objects.get().codes
    with pytest.raises(MissingGlyph):
        issue(person=person, programme=programme, now=NOW)


class Words(HTMLParser):
    """What a screen reader says of a piece of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.said += dict(attributes).get("aria-label") or ""

    def handle_data(self, data: str) -> None:
        self.said += data


def test_that_the_page_draws_what_a_device_may_lack_and_says_it() -> None:
    drawings: dict[str, str] = {}
    text = str(with_drawings("、".join(names())))
    words = Words()
    words.feed(text)
    words.close()
    assert words.said == "、".join(names())
    assert not any(map(is_rare, re.sub(r"<svg.*?</svg>", "", text)))
    for svg in re.findall(r"<svg.*?</svg>", text):
        drawings[re.findall(r'aria-label="(.)"', svg)[0]] = svg
    assert len(drawings) > 200
    cells = "".join(
        f"<div>{svg.replace('<svg', '<svg width=96 height=96').replace('currentColor', '#000')}</div>"
        for svg in drawings.values()
    )
    css = "@page{size:120px 120px;margin:12px}div{break-after:page;height:96px}svg{display:block}"
    document = pypdfium2.PdfDocument(render_pdf(f"<html lang=zh><title>字</title>{cells}", stylesheets=[css]))
    for page, character in zip(document, drawings, strict=False):
        seen = squared(page.render(scale=2).to_pil().convert("L"))
        assert alike(seen, from_the_font(character, 400)) > ALIKE, f"U+{ord(character):X}"
    document.close()


@pytest.mark.django_db
def test_that_the_public_page_shows_a_rare_name_by_its_outline(client) -> None:
    certificate = awarded(name="𠮷野家𫠆")
    text = client.get(f"/certificates/{certificate.serial}/").content.decode()
    assert text.count('<svg class="glyph" role="img"') == 2
    assert text.count("𠮷") == 1
