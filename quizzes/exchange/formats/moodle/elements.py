"""What the elements of a question have in common: texts with their files, fractions, switches."""

import base64
import binascii
from decimal import Decimal, InvalidOperation
from html import escape

from django.utils.translation import gettext as _
from lxml import etree
from markdown import markdown

from quizzes.exchange.material import Material, Pictures, from_html
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.question import Unfaithful

PLACEHOLDER = "@@PLUGINFILE@@/"


def child_text(node: etree._Element, path: str, default: str = "") -> str:
    """The text of an element below, trimmed; with or without a <text> inside it."""
    found = node.find(path)
    if found is None:
        return default
    inner = found.find("text")
    return (words_of(found if inner is None else inner)).strip() or default


def is_on(node: etree._Element, name: str, *, default: bool = False) -> bool:
    text = child_text(node, name).lower()
    return default if not text else text in {"1", "true", "yes"}


def raw(node: etree._Element | None) -> str:
    """The text as it was written."""
    inner = None if node is None else node.find("text")
    if inner is None or len(inner):
        source = node if inner is None else inner
        if source is None or inner is None:
            return ""
        return (source.text or "") + "".join(etree.tostring(each, encoding="unicode") for each in source)
    return inner.text or ""


def as_html(node: etree._Element | None) -> str:
    """Whatever its format says: HTML, Moodle's automatic format, Markdown or plain text."""
    text = raw(node)
    form = (node.get("format") if node is not None else "") or "html"
    if form in {"plain_text", "plain", "2"}:
        return f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>")
    if form in {"markdown", "4"}:
        return markdown(text)
    if form in {"moodle_auto_format", "0"} and "<" not in text:
        return text.strip().replace("\n", "<br>")
    return text


def material(node: etree._Element | None) -> Material:
    """A text element with the files inside it. Unfaithful where it cannot be shown as it is."""
    return from_html(as_html(node), Pictures(Files(node).find))


class Files:
    """The files of one element, by the names its text uses."""

    def __init__(self, node: etree._Element | None) -> None:
        self.nodes = {} if node is None else {each.get("name", ""): each for each in node.iterchildren("file")}

    def find(self, reference: str) -> bytes | None:
        name = reference.removeprefix(PLACEHOLDER).split("?")[0].rpartition("/")[2]
        node = self.nodes.get(name)
        if node is None:
            return None
        try:
            return base64.b64decode("".join((node.text or "").split()), validate=True)
        except (ValueError, binascii.Error):
            raise Unfaithful(_("The file “%(name)s” is damaged.") % {"name": name[:80]}) from None


def number(text: str, what: str = "") -> Decimal:
    """Unfaithful for anything but a plain decimal number; a comma counts as the point."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > 40:
        raise Unfaithful(_("“%(text)s” is no number.") % {"text": (text or what)[:40]})
    return value


def fraction(node: etree._Element) -> Decimal:
    """The share of the points, 1 for all of them."""
    share = number(node.get("fraction") or child_text(node, "fraction", "0")) / 100
    if not -1 <= share <= 1:
        raise Unfaithful(_("The fraction “%(text)s” of an answer is beyond 100 %%.") % {"text": str(share * 100)[:20]})
    return share


def plain(value: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
