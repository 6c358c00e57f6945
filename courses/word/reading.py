"""A Word document to the draft of a lesson; nothing is written."""

import io
import re

import docx
from django.utils.translation import gettext as _
from lxml import etree
from mammoth.images import img_element

from courses.word.building import HEADINGS, Builder
from courses.word.drafted import Drafted, Lost
from courses.word.lists import keep_numbers
from courses.word.marking import Marker
from quizzes.exchange.documents import slices
from quizzes.exchange.documents.word import converted, told_when_damaged
from quizzes.exchange.reading import Unreadable, open_archive
from quizzes.exchange.reading.limits import MEGABYTE
from quizzes.exchange.reading.office import refuse_tricks

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
strike => s
"""
OLD_WORD = b"\xd0\xcf\x11\xe0"
LONGEST_TITLE = 100
MOST_TEXT = 12 * MEGABYTE
"""Of XML: a lesson has a tenth of it, and the libraries need a hundred times its size to read it."""
A_MINUTE = 250
"""Signs that somebody reads slowly in a minute."""
UNKNOWN = re.compile(r"An unrecognised element was ignored: (\S+)")
SAYS_NOTHING = {"w:softHyphen", "w:ptab", "w:permStart", "w:permEnd", "w:cr", "w:noBreakHyphen"}


def read(content: bytes, name: str) -> Drafted:
    """The draft. Unreadable, in words, for whatever is no Word document (.docx) or tries tricks."""
    if content.startswith(OLD_WORD):
        raise Unreadable(_("This is an old or locked document. Save it in Word or WPS as .docx, without a password."))
    if not content.startswith(b"PK"):
        raise Unreadable(_("This is not a Word document (.docx)."))
    archive = open_archive(content)
    if "word/document.xml" not in archive:
        raise Unreadable(_("This is not a Word document (.docx)."))
    if any(member.lower().endswith("vbaproject.bin") for member in archive.names):
        raise Unreadable(_("The document holds macros. Save it as .docx, without macros."))
    if sum(len(archive.read(member)) for member in archive.names if member.lower().endswith(".xml")) > MOST_TEXT:
        raise Unreadable(_("The document is far too long for a lesson; make several of it."))
    refuse_tricks(archive)
    with told_when_damaged():
        document = docx.Document(io.BytesIO(content))
        marker = Marker(document)
        marker.run()
        keep_numbers(document)
        root, remarks = converted(document, STYLES, convert_image=img_element(lambda image: {}))
        elements = [child for child in root if isinstance(child.tag, str)]
        title = _title(elements)
        levels = sorted({child.tag for child in elements if child.tag in HEADINGS}) or ["h1"]
        builder = Builder(marker.pictures, levels)
        builder.build(elements)
    if not builder.blocks:
        raise Unreadable(_("The document holds no text that a lesson could show."))
    shown = {block["value"]["image"] for block in builder.blocks if block["type"] == "image"}
    pictures = [picture for picture in marker.pictures.values() if picture.number in shown]
    return Drafted(
        title=(title or name.rpartition(".")[0] or name).strip()[:LONGEST_TITLE],
        minutes=max(1, round(len(slices.text_of(root)) / A_MINUTE)),
        blocks=builder.blocks,
        pictures=pictures,
        lost=[*marker.lost, *builder.lost, *_unknown(remarks)],
    )


def _title(elements: list[etree._Element]) -> str:
    """The title that the document begins with, taken out; "" where it has none."""
    tops = [element for element in elements if element.tag == "h1"]
    first = next((element for element in elements if slices.text_of(element).strip()), None)
    if first is None or first.tag != "h1" or (len(tops) > 1 and first.get("class") != "title"):
        return ""
    if any(True for _one in first.iter("img")):
        return ""
    elements.remove(first)
    return " ".join(slices.text_of(first).split())


def _unknown(remarks: list[str]) -> list[Lost]:
    names = {found[1] for remark in remarks if (found := UNKNOWN.search(remark))}
    return [
        Lost(_("Whole document"), _("Something unknown (%(name)s) is not taken over.") % {"name": name})
        for name in sorted(names)
        if name not in SAYS_NOTHING and not name.startswith(("{", "v:", "o:", "w14:"))
    ]
