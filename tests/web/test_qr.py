"""A QR code in a PDF, module by module."""

import io

import pikepdf
import pypdfium2
import segno

from lms.web import qr
from lms.web.pdf import render_pdf

ADDRESS = "https://school.example/certificates/41ZCHP6Q3FZWZFTBKRZ2X7VTHCW2/"
DOTS = 8
"""Dots of the picture for a module."""


def test_that_every_module_is_where_the_code_has_it_and_the_whole_has_its_title() -> None:
    matrix = segno.make(ADDRESS, error="m", micro=False, mask=3).matrix
    width = len(matrix)
    content = render_pdf(
        f"<html lang=zh><title>码</title><body>{qr.svg(ADDRESS, title='核验<码>')}",
        stylesheets=[f"@page {{ size: {width}mm; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"],
        variant="pdf/ua-1",
    )
    with pikepdf.open(io.BytesIO(content)) as document:
        assert [str(one.Alt) for one in document.objects if getattr(one, "S", None) == "/Figure"] == ["核验<码>"]
    scale = width * DOTS / (width / 25.4 * 72)
    image = pypdfium2.PdfDocument(content)[0].render(scale=scale).to_pil().convert("L")
    seen = [[image.getpixel((x * DOTS + 4, y * DOTS + 4)) < 128 for x in range(width)] for y in range(width)]
    assert seen == [list(map(bool, row)) for row in matrix]
