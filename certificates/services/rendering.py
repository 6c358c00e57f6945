"""A certificate as PDF bytes, and a page of it as a picture. Knows the row's own fields and nothing else."""

from __future__ import annotations

import io
import unicodedata
from datetime import datetime, time
from functools import lru_cache

import pypdfium2
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.wording import DESIGNS, Wording
from courses.selectors.completion import plain
from lms.web import qr
from lms.web.common_faces import ASCII, cut_faces
from lms.web.pdf import falls_back, render_pdf

VARIANT = "pdf/a-3a"
"""Archivable and tagged: readable in thirty years, and, as PDF/UA-1 is stated beside it, by a screen reader."""
FAMILY = "School Serif"
"""The family that everything is printed in that comes from data."""
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


def wording_of(certificate: Certificate) -> Wording:
    """The words of its version; what the software supplies, of those from before there were designs."""
    version = certificate.design
    return Wording.of(version.content) if version else Wording.supplied(certificate.kind)


def printed_text(certificate: Certificate) -> str:
    """Everything on it that comes from data, in one string, to be looked through for characters without a glyph."""
    wording = wording_of(certificate)
    signatories = "".join(f"{one.office}{one.name}" for one in wording.signatories)
    own = "subject_name", "programme_title", "issuer", "level", "term_written"
    fixed = f"{wording.heading}{wording.lead}{wording.award}{wording.note}{signatories}"
    return "".join(getattr(certificate, name) for name in own) + fixed


def render(certificate: Certificate) -> bytes:
    """The certificate as a tagged PDF/A with its fonts inside; the same row gives the same bytes.

    Dates come from the row, so that rendering again tomorrow changes nothing. Raises MissingGlyph.
    """
    wording, facts = wording_of(certificate), _facts(certificate)
    with translation.override("zh-hans"):
        html = render_to_string(
            "certificates/certificate_print.html",
            {
                "certificate": certificate,
                "wording": wording,
                "lead": wording.filled(wording.lead, facts),
                "award": wording.filled(wording.award, facts),
                "name_step": step(certificate.subject_name, NAME_STEPS),
                "one_weight": falls_back(certificate.subject_name, FAMILY),
                "title_step": step(certificate.programme_title, TITLE_STEPS),
                "qr": qr.svg(public_url(certificate.serial), title=_("QR code for verification")),
                "address": public_url(certificate.serial),
            },
        )
    moment = timezone.make_aware(datetime.combine(certificate.issued_on, time(0)))
    sheets = [cut_faces("School Serif"), cut_faces("School Sans", _small_print()), _layout(wording.layout)]
    return render_pdf(html, stylesheets=sheets, variant=VARIANT, now=moment, accessible=True)


def _facts(certificate: Certificate) -> dict[str, str]:
    """What the places in a wording stand for; {name: text}."""
    day = certificate.level_as_of
    return {
        "programme": certificate.programme_title,
        "hours": plain(certificate.hours),
        "level": certificate.level,
        "level_day": f"{day.year}年{day.month}月{day.day}日" if day else "",
        "term": certificate.term_written,
    }


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
def _small_print() -> str:
    """What the foot of a certificate is printed with: its words, a number and an address."""
    with translation.override("zh-hans"):
        words = (
            _("Certificate number"),
            _("Scan the code, or enter the number at the address below, to check this certificate."),
        )
    return ASCII + "".join(words)


@lru_cache(maxsize=4)
def _layout(name: str) -> str:
    return (DESIGNS / f"{name}.css").read_text(encoding="utf-8")
