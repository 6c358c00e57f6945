"""The MathML of QTI items into lines of harmless HTML."""

import html
from collections.abc import Callable

from lxml import etree

from quizzes.exchange.material import formulas
from quizzes.exchange.material.formulas import NoLine
from quizzes.exchange.material.nodes import words_of

ROWS = {"math", "mrow", "mstyle", "mpadded", "mphantom"}


def to_line(node: etree._Element) -> str:
    """HTML. NoLine for elements that have no form in one line."""
    return " ".join(_line(node).split())


def _line(node: etree._Element) -> str:
    name = etree.QName(node).localname
    children = [child for child in node if isinstance(child.tag, str)]
    if name in ROWS and name != "mphantom":
        return "".join(map(_line, children))
    if name == "semantics" and children:
        return _line(children[0])
    text = words_of(node).strip()
    if name == "mi":
        return formulas.letter(text) if len(text) == 1 else html.escape(text, quote=False)
    if name == "mo":
        return formulas.operator("" if text in "\u2061\u2062\u2063" else text)
    if name in {"mn", "mtext"}:
        return html.escape(text, quote=False)
    if name == "mspace":
        return " "
    if name == "mfenced":
        inner = ", ".join(_line(child).strip() for child in children)
        return html.escape(f"{node.get('open', '(')}", quote=False) + inner + html.escape(node.get("close", ")"))
    if name == "msqrt":
        return formulas.root("".join(map(_line, children)))
    build = BUILT.get(name)
    if build is None or len(children) != build[0]:
        raise NoLine(name)
    return build[1](*(_line(child).strip() for child in children))


def _both(base: str, down: str, up: str) -> str:
    return formulas.raised(formulas.lowered(base, down), up)


BUILT: dict[str, tuple[int, Callable[..., str]]] = {
    "msup": (2, formulas.raised),
    "msub": (2, formulas.lowered),
    "msubsup": (3, _both),
    "munderover": (3, _both),
    "munder": (2, formulas.lowered),
    "mfrac": (2, formulas.fraction),
    "mroot": (2, formulas.root),
}
