"""PDF from HTML and CSS by WeasyPrint, with our own fonts, the same bytes for the same input.

Measured: static TrueType files and one FontConfiguration kept per process make a certificate in 40 ms; a variable
font or a web font takes seconds. WeasyPrint is imported at the first document, not at start.
"""

import atexit
import hashlib
import logging
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from lms.web import qr
from lms.web.errors import Refusal

FAMILIES = {"School Serif": "noto-serif-sc", "School Sans": "noto-sans-sc"}
WEIGHTS = {400: "400Regular", 700: "700Bold"}
RARE = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
KAI = Path("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf")


class MissingGlyph(Refusal):
    """A document holds a character that no embedded font can show; the message names it."""


class TooLong(Refusal):
    """A document takes more pages than it may."""


class FontsMissing(Refusal):
    """The font files are not installed; the message says by what they come."""

    status = 500


def font_files() -> dict[tuple[str, int], Path]:
    """(family, weight) -> file."""
    return {
        (family, weight): settings.FONTS_ROOT
        / folder
        / name
        / f"{''.join(part.upper() if part == 'sc' else part.title() for part in folder.split('-'))}_{name}.ttf"
        for family, folder in FAMILIES.items()
        for weight, name in WEIGHTS.items()
    }


def extra_faces() -> dict[str, Path]:
    """Family -> file of the faces that cover a part of the characters only, those that are installed: name one of the
    four above behind them. No free 仿宋 covers what reports need, so "School Fang" is the installation's own file
    (FANGSONG_FONT), where it has one."""
    wanted = {"School Kai": KAI, "School Rare": RARE}
    if settings.FANGSONG_FONT:
        wanted["School Fang"] = Path(settings.FANGSONG_FONT)
    return {family: path for family, path in wanted.items() if path.is_file()}


def installed_files() -> dict[tuple[str, int], Path]:
    """`font_files`, all of them there. Raises FontsMissing."""
    files = font_files()
    if absent := [path.name for path in files.values() if not path.exists()]:
        raise FontsMissing(_("Font files are missing: %(names)s. Run ./dev setup.") % {"names": ", ".join(absent)})
    return files


@lru_cache(maxsize=1)
def _face_css() -> str:
    faces = [
        f'@font-face{{font-family:"{family}";font-weight:{weight};src:url("{path.as_uri()}")}}'
        for (family, weight), path in installed_files().items()
    ]
    for family, path in extra_faces().items():
        faces.append(f'@font-face{{font-family:"{family}";src:url("{path.as_uri()}")}}')
    return "\n".join(faces) + '\nhtml{font-family:"School Serif","School Rare"}'


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, Any, Callable[[str], Any]]:
    """The font configuration, the sheet that loads our faces, and what reads other sheets; once per process. A sheet
    belongs to the configuration that it was read for, since it may load faces of its own."""
    from weasyprint import CSS
    from weasyprint.svg import TAGS
    from weasyprint.text.fonts import FontConfiguration

    TAGS[qr.TAG] = qr.draw
    configuration = FontConfiguration()
    atexit.register(_fonts.cache_clear)  # its finaliser needs modules that are gone later

    @lru_cache(maxsize=8)
    def sheet(text: str) -> Any:
        return CSS(string=text, font_config=configuration)

    return configuration, CSS(string=_face_css(), font_config=configuration), sheet


def falls_back(text: str, family: str) -> bool:
    """Whether a character of the text comes from "School Rare", which has one weight only."""
    return any(ord(char) not in _own(family) and not char.isspace() for char in text)


@lru_cache(maxsize=4)
def _covered(family: str) -> frozenset[int]:
    """What `_own` says, the rare characters' fallback included."""
    return _own(family) | _code_points(RARE) if RARE.exists() else _own(family)


@lru_cache(maxsize=4)
def _own(family: str) -> frozenset[int]:
    """Every code point that the family can show in all its weights, or, for "", each of our families."""
    maps = [_code_points(path) for (name, _), path in font_files().items() if path.exists() and family in (name, "")]
    return frozenset(set.intersection(*maps) if maps else set())


def _code_points(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def uncovered(text: str, family: str = "") -> list[str]:
    """The characters of a text that no embedded font has, each once, in order; an empty list is the good case.

    Asked for text in one `family` with "School Rare" behind it, or, without a family, for text in any of ours.
    """
    return [char for char in dict.fromkeys(text) if ord(char) not in _covered(family) and not char.isspace()]


class _RaiseOnMissingGlyph(logging.Handler):
    """WeasyPrint prints an empty box and only warns: a name on a certificate must not end like that."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if ".notdef glyph" in message:
            self.missing.append(message.split('"')[1] if '"' in message else message)


_EXTENSION = "http://www.aiim.org/pdfa/ns/"
STATEMENT = f"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="{_EXTENSION}extension/" xmlns:pdfaSchema="{_EXTENSION}schema#"
 xmlns:pdfaProperty="{_EXTENSION}property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""WeasyPrint states one conformance only. PDF/UA is stated in the same metadata, with the description of that statement
which PDF/A asks for."""


def _state_accessible(pdf: Any) -> None:
    metadata = next(one for one in pdf.objects if getattr(one, "extra", {}).get("Type") == "/Metadata")
    text = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in metadata.stream)
    metadata.stream = [text.replace(b"</rdf:RDF>", STATEMENT.encode() + b"</rdf:RDF>", 1)]


def _bytes(part: Any) -> bytes:
    """A part of a stream as pydyf writes it."""
    return part if isinstance(part, bytes) else getattr(part, "data", None) or str(part).encode()


def _compress(pdf: Any) -> None:
    """WeasyPrint compresses at level 9 and, for the sake of an identifier that is set here, everything twice; fonts, by
    far the largest part, get 1 % larger at 6 in half the time."""
    for stream in pdf.objects:
        if getattr(stream, "compress", False):
            stream.stream = [zlib.compress(b"\n".join(map(_bytes, stream.stream)), 6)]
            stream.extra["Filter"] = "/FlateDecode"
            stream.compress = False


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str] = (),
    variant: str | None = None,
    now: datetime | None = None,
    most_pages: int | None = None,
    accessible: bool = False,
) -> bytes:
    """The document as PDF bytes.

    `stylesheets` are CSS texts; families "School Serif" and "School Sans" are embedded as subsets (write
    `font-family: "School Sans", "School Rare"` to keep the fallback for rare names; `extra_faces` tells the others).
    `variant` is WeasyPrint's, such as "pdf/a-3a" or "pdf/ua-1". `accessible` states conformance with
    PDF/UA-1 beside a tagged "pdf/a-3a": only for templates that a validator has confirmed. `now` becomes the document's
    dates; the same input gives the same bytes.
    Raises MissingGlyph for a character no font has, TooLong for more than `most_pages`.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    def finish(_document: Any, pdf: Any) -> None:
        if accessible:
            _state_accessible(pdf)
        _compress(pdf)

    configuration, faces, sheet = _fonts()
    identifier = hashlib.sha256("\0".join([html, *stylesheets, variant or "", str(now)]).encode()).digest()[:16]
    handler = _RaiseOnMissingGlyph()
    log = logging.getLogger("weasyprint")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    try:
        sheets = [faces, *map(sheet, stylesheets)]
        # Nothing but data and our own font files may be fetched while a document is made.
        fetcher = URLFetcher(allowed_protocols=("data", "file"))
        document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(
            font_config=configuration, stylesheets=sheets
        )
        if most_pages is not None and len(document.pages) > most_pages:
            raise TooLong(
                _("The document takes %(count)d pages; at most %(most)d are allowed.")
                % {"count": len(document.pages), "most": most_pages}
            )
        if now is not None:
            stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            document.metadata.created = document.metadata.modified = stamp
        content: bytes = document.write_pdf(pdf_variant=variant, pdf_identifier=identifier, finisher=finish)
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    if handler.missing:
        raise MissingGlyph(
            _("No font can print these characters: %(characters)s") % {"characters": " ".join(handler.missing)}
        )
    return content
