"""Building the XML of an item."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from quizzes.exchange.material.html import SPANS, html_of
from quizzes.exchange.material.pictures import ending_of
from quizzes.exchange.question import PICTURE, Question

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p2/rptemplates/"
IMAGES = "images/"
CLASSES = {tag: name for name, tag in SPANS.items()}
"""QTI has no underlined and no struck-out text."""
SPACES: Any = {None: NAMESPACE}


def node(name: str, *children: etree._Element, text: str | None = None, **attributes: Any) -> etree._Element:
    """An element; attributes that are None stay out, `in_` and the like lose the underscore."""
    made = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=SPACES)
    for attribute, value in attributes.items():
        if value is not None:
            made.set(attribute.rstrip("_"), str(value).lower() if isinstance(value, bool) else str(value))
    made.text = text
    made.extend(children)
    return made


def number(value: float) -> str:
    """Without an exponent."""
    shown = f"{float(value):.10f}".rstrip("0").rstrip(".")
    return shown if "." in shown else f"{shown}.0"


def flow(question: Question, content: Mapping[str, Any], name: str, tag: str = "div") -> etree._Element:
    """A text of ours inside one element."""
    return from_html(question, html_of(content, name), tag)


def inline(question: Question, content: Mapping[str, Any], name: str, tag: str) -> etree._Element:
    """A text inside an element that takes no paragraphs: a lone paragraph goes, its text stays."""
    html = html_of(content, name)
    lone = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
    return from_html(question, lone[1] if lone else html, tag)


def from_html(question: Question, html: str, tag: str = "div") -> etree._Element:
    made = node(tag)
    _copy(question, lxml_html.fragment_fromstring(html or " ", create_parent="div"), made)
    return made


def _copy(question: Question, source: etree._Element, target: etree._Element) -> None:
    target.text = source.text
    for child in source:
        made = node("span", class_=CLASSES[str(child.tag)]) if child.tag in CLASSES else node(str(child.tag))
        for name, value in child.attrib.items():
            made.set(name, picture_path(question, str(value)) if name == "src" else value)
        if child.tag == "img" and "alt" not in made.attrib:
            made.set("alt", "")
        _copy(question, child, made)
        made.tail = child.tail
        target.append(made)


def picture_path(question: Question, address: str) -> str:
    """Where the picture lies, seen from an item's file."""
    return "../" + picture_file(question, address.removeprefix(PICTURE))


def picture_file(question: Question, name: str) -> str:
    return f"{IMAGES}{name}{ending_of(question.pictures[name])}" if name in question.pictures else f"{IMAGES}{name}"


def names(prefix: str, things: list[Any]) -> dict[str, str]:
    """Identifiers that XML allows, by our ids."""
    return {str(thing["id"]): f"{prefix}{place}" for place, thing in enumerate(things, start=1)}
