"""A Word document, opened safely, to HTML by mammoth."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers.expat import ExpatError

import docx
import mammoth
from django.utils.translation import gettext as _
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import nsmap, qn
from lxml import etree
from lxml import html as lxml_html

from quizzes.exchange.documents.numbering import write_down
from quizzes.exchange.reading import Unreadable
from quizzes.exchange.reading.office import refuse_tricks
from quizzes.exchange.source import Source

LOST = "\ue0ff"
"""Stands where Word shows a formula, a chart or another drawing that has no HTML."""
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
DRAWN = ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",)
STYLES = "u => u\nstrike => s\np[style-name='Title'] => p:fresh\np[style-name='Subtitle'] => p:fresh"
DAMAGED = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, OpcError, ExpatError,
    etree.XMLSyntaxError, EOFError, OverflowError, NotImplementedError, RecursionError, AssertionError,
)  # fmt: skip
"""What the libraries raise on a file that is not what it says."""


def is_document(source: Source) -> bool:
    return source.is_archive and "word/document.xml" in source.archive


def to_html(source: Source, *, numbers: bool) -> etree._Element:
    """A <div> with the document's paragraphs, lists and tables; pictures as data: addresses. With `numbers` those of
    lists are written down and the lists become paragraphs. Unreadable for damaged files and tricks."""
    refuse_tricks(source.archive)
    with told_when_damaged():
        document = docx.Document(io.BytesIO(source.content))
        if numbers:
            write_down(document)
        _mark_what_is_lost(document)
        return converted(document, STYLES)[0]


def converted(document: Document, styles: str, **options: Any) -> tuple[etree._Element, list[str]]:
    """The document as it stands in memory as a <div>, and mammoth's remarks. Nothing outside of it is opened."""
    copy = io.BytesIO()
    document.save(copy)
    copy.seek(0)
    shown = mammoth.convert_to_html(
        copy, style_map=styles, include_embedded_style_map=False, external_file_access=False, **options
    )
    remarks = [str(message.message) for message in shown.messages]
    return lxml_html.fragment_fromstring(shown.value or " ", create_parent="div"), remarks


@contextmanager
def told_when_damaged() -> Iterator[None]:
    """Whatever the libraries raise on a file that is not what it says becomes an Unreadable in words."""
    try:
        yield
    except DAMAGED:
        raise Unreadable(
            _("The Word document is damaged. Open it in Word or WPS and save it as .docx again.")
        ) from None


def _mark_what_is_lost(document: Document) -> None:
    body = document.element.body
    lost: list[Any] = [element for element in body.iter(MATH) if element.getparent().tag != MATH]
    lost += list(body.iter(qn("w:object"), *DRAWN))
    for element in lost:
        run = next((one for one in element.iterancestors(qn("w:r"))), None)
        mark = etree.SubElement(etree.Element(qn("w:r"), nsmap={"w": nsmap["w"]}), qn("w:t"))
        mark.text = LOST
        (run if run is not None else element).addnext(mark.getparent())
