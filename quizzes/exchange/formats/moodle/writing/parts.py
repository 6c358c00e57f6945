"""Elements, texts with their pictures, fractions."""

import base64
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from quizzes.exchange.formats.moodle.elements import PLACEHOLDER
from quizzes.exchange.material.html import html_of
from quizzes.exchange.material.pictures import ending_of
from quizzes.exchange.question import PICTURE, Question

SHOWN = re.compile(rf'src="{PICTURE}([^"]+)"')


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, name, attributes)


def add_text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    node = add(parent, name, **attributes)
    add(node, "text").text = text
    return node


def add_html(
    parent: etree._Element, element: str, question: Question, content: Mapping[str, Any], name: str
) -> etree._Element:
    return add_markup(parent, element, question, html_of(content, name))


def add_markup(parent: etree._Element, element: str, question: Question, html: str) -> etree._Element:
    """An element with its text and the files that the text shows."""
    node = add(parent, element, format="html")
    fill(node, question, html)
    return node


def fill(node: etree._Element, question: Question, html: str) -> None:
    shown = dict.fromkeys(SHOWN.findall(html))
    files = {name: f"{name}{ending_of(question.pictures[name])}" for name in shown if name in question.pictures}
    text = SHOWN.sub(lambda found: f'src="{PLACEHOLDER}{files.get(found[1], found[1])}"', html)
    add(node, "text").text = etree.CDATA(text) if "<" in text and "]]>" not in text else text
    for name, file in files.items():
        stored = etree.SubElement(node, "file", {"name": file, "path": "/", "encoding": "base64"})
        stored.text = base64.b64encode(question.pictures[name]).decode()


def percent(share: float) -> str:
    """Moodle writes at least five places of a third."""
    shown = f"{share * 100:.7f}".rstrip("0").rstrip(".")
    return "0" if shown in {"-0", ""} else shown


def add_feedback(node: etree._Element, question: Question, text: str) -> None:
    add_html(node, "feedback", question, {"text": text}, "text")
