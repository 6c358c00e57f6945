"""The words of one paragraph: bold, italic and links; everything else becomes plain text."""

import re
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from quizzes.exchange.documents.slices import text_of

SAME = {"strong": "b", "b": "b", "em": "i", "i": "i"}
LINKS = ("http://", "https://", "mailto:", "tel:")
RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
NOTE = re.compile(r"^\[\d+\]$")


@dataclass
class Words:
    """`html` of what was read so far, the names of the pictures in it, and which forms were lost on the way: "link",
    "struck", "raised"."""

    html: str = ""
    pictures: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def read(element: etree._Element) -> list[Words]:
    """What stands in the element, cut behind each picture: only the last part may be without one."""
    parts = [Words()]
    _inside(element, parts, [])
    return parts


def _inside(element: etree._Element, parts: list[Words], around: list[str]) -> None:
    _text(element.text, parts)
    for child in element:
        _one(child, parts, around)
        _text(child.tail, parts)


def _one(child: etree._Element, parts: list[Words], around: list[str]) -> None:
    now = parts[-1]
    if child.tag == "img":
        now.pictures.append(child.get("alt") or "")
        now.html += "".join(f"</{_name(tag)}>" for tag in reversed(around))
        parts.append(Words("".join(around)))
    elif child.tag == "br":
        now.html += "<br/>"
    elif child.tag in {"sup", "sub"}:
        _small(child, parts)
    elif (tag := _tag(child, now)) and tag not in around:
        now.html += tag
        _inside(child, parts, [*around, tag])
        parts[-1].html += f"</{_name(tag)}>"
    else:
        _inside(child, parts, around)


def _tag(child: etree._Element, now: Words) -> str:
    """The opening tag that a lesson has for it, or ""."""
    if child.tag in SAME:
        return f"<{SAME[child.tag]}>"
    if child.tag == "s":
        now.lost.add("struck")
    address = str(child.get("href") or "").strip()
    if child.tag != "a" or not address or address.startswith("#"):
        return ""
    if not address.lower().startswith(LINKS):
        now.lost.add("link")
        return ""
    return f'<a href="{escape(address)}">'


def _name(tag: str) -> str:
    return tag[1:].split(" ")[0].rstrip(">")


def _small(child: etree._Element, parts: list[Words]) -> None:
    """x² for a raised 2; the number of a note stays."""
    text = text_of(child)
    small = text.translate(RAISED if child.tag == "sup" else LOWERED)
    if NOTE.match(text):
        small = text
    elif any(one == other for one, other in zip(text.strip(), small.strip(), strict=True)):
        parts[-1].lost.add("raised")
    _text(small, parts)


def _text(text: str | None, parts: list[Words]) -> None:
    if text:
        parts[-1].html += escape(re.sub(r"[\t\r\n\x00-\x1f]+", " ", text), quote=False)
