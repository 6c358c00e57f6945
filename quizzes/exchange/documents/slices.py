"""HTML cut where its text is cut."""

import copy
from html import escape

from lxml import etree

PLAIN = {"div", "p", "span", "a"}


def inner(element: etree._Element) -> str:
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def text_of(element: etree._Element) -> str:
    return "".join(_text(element))


def _text(element: etree._Element) -> list[str]:
    if element.tag == "br":
        return ["\n"]
    found = [element.text or ""]
    for child in element:
        found += [*_text(child), child.tail or ""]
    return found


def is_plain(element: etree._Element) -> bool:
    return all(node.tag in PLAIN for node in element.iter())


def cut(element: etree._Element, start: int, end: int) -> str:
    """The HTML inside the element between two places of its text. A picture belongs to what begins at its place, or to
    what ends there at the end of all."""
    whole = copy.deepcopy(element)
    total = len(text_of(element))
    _keep(whole, 0, start, end if end < total else total + 1)
    return inner(whole)


def _keep(element: etree._Element, at: int, start: int, end: int) -> int:
    """Takes out of the element, whose text begins at `at`, what lies outside; returns where its text ends."""
    element.text, at = _within(element.text or "", at, start, end)
    for child in list(element):
        tail, child.tail = child.tail or "", None
        if child.tag in {"img", "br"}:
            gone = not start <= at < end
            after = at + (child.tag == "br")
        else:
            after = _keep(child, at, start, end)
            gone = not text_of(child) and not any(True for _picture in child.iter("img"))
        tail, at = _within(tail, after, start, end)
        if gone:
            _remove(child, tail)
        else:
            child.tail = tail
    return at


def _within(text: str, at: int, start: int, end: int) -> tuple[str, int]:
    return text[max(0, start - at) : max(0, end - at)], at + len(text)


def _remove(child: etree._Element, tail: str) -> None:
    parent, before = child.getparent(), child.getprevious()
    assert parent is not None
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)
