"""A certificate as PDF bytes, and a page of it as a picture. Knows the row's own fields and nothing else."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path

import pypdfium2
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.models import Certificate
from lms.web.pdf import render_pdf

VARIANT = "pdf/a-3a"
"""Archivable and tagged: readable in thirty years, and, as PDF/UA-1 is stated beside it, by a screen reader."""
FAMILY = "School Serif"
"""The family that everything is printed in that comes from data."""
DESIGN = Path(__file__).resolve().parents[1] / "design" / "certificate.css"
NAME_STEPS = ((8, "name-1"), (14, "name-2"), (22, "name-3"), (30, "name-4"), (60, "name-5"))
"""Up to so many em of a name at 1 em per Chinese character -> the class that sets its size."""
TITLE_STEPS = ((26, "title-1"), (40, "title-2"), (200, "title-3"))
PICTURE_DPI = 144


def width(text: str) -> float:
    """The width of a text in em: 1 for a Chinese character, about a half for a Latin one or a dot."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6 for character in text)


def step(text: str, steps: tuple[tuple[int, str], ...]) -> str:
    """The first step wide enough for the text; the last one for whatever is longer."""
    return next((name for limit, name in steps if width(text) <= limit), steps[-1][1])


def public_url(serial: str) -> str:
    """Where anybody may check this certificate; the QR code says the same."""
    return settings.BASE_URL + reverse("certificates:verify", args=[serial])


def render(certificate: Certificate) -> bytes:
    """The certificate as a tagged PDF/A with its fonts inside; the same row gives the same bytes.

    Dates come from the row, so that rendering again tomorrow changes nothing. Raises MissingGlyph.
    """
    with translation.override("zh-hans"):
        html = render_to_string(
            "certificates/certificate_print.html",
            {
                "certificate": certificate,
                "name_step": step(certificate.subject_name, NAME_STEPS),
                "title_step": step(certificate.programme_title, TITLE_STEPS),
                "qr": _qr(certificate.serial),
                "address": public_url(certificate.serial),
            },
        )
    moment = timezone.make_aware(datetime.combine(certificate.issued_on, time(0)))
    return render_pdf(html, stylesheets=[_design()], variant=VARIANT, now=moment, accessible=True)


def picture(content: bytes, *, dpi: int = PICTURE_DPI) -> bytes:
    """The first page of a PDF as PNG."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        image = page.render(scale=dpi / 72).to_pil()
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        document.close()


@lru_cache(maxsize=1)
def _design() -> str:
    return DESIGN.read_text(encoding="utf-8")


def _qr(serial: str) -> str:
    """The code as inline SVG, its title inside, as a tagged PDF wants it."""
    code = segno.make(public_url(serial), error="m", micro=False)
    return str(code.svg_inline(border=0, title=_("QR code for verification"), omitsize=True, dark="#20242a"))
