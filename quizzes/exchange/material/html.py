"""A text of a question: harmless HTML, its plain form, its pictures, and what was lost on the way."""

import html as entities
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from quizzes.exchange.material import mathml, tex
from quizzes.exchange.material.drawings import to_png
from quizzes.exchange.material.formulas import NoLine
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.material.pictures import Pictures, short
from quizzes.exchange.question import Unfaithful
from quizzes.types import richtext

REFUSED = {
    "script", "iframe", "frame", "object", "embed", "applet", "audio", "video", "source", "canvas", "input",
    "select", "textarea", "button", "form", "link", "meta", "base", "map", "area", "dialog", "template", "slot",
    "noscript",
}  # fmt: skip
PLAIN = {"p", "br"}
SPANS = {"underline": "u", "struck": "s"}
"""How our own QTI packages write what QTI has no element for."""
DRAWN = "drawn"
UP = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
DOWN = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


@dataclass(frozen=True)
class Material:
    """`html` is "" where the text alone says it all."""

    text: str
    html: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.html)

    def under(self, name: str) -> dict[str, Any]:
        """The entries of a body: {"stem": …, "html": …}."""
        return {name: self.text} | ({"html": self.html} if self.html else {})

    @property
    def as_html(self) -> str:
        return self.html or "".join(f"<p>{entities.escape(line, quote=False)}</p>" for line in self.text.splitlines())

    def only_text(self) -> str:
        """For places that carry no HTML. Unfaithful where the HTML says more than the text."""
        if not self.html:
            return self.text
        if self.pictures or "<table" in self.html:
            raise Unfaithful(_("A picture or a table stands where only text can stand: “%(text)s”.") % self._short())
        text, whole = _plain(self.html)
        if not whole:
            raise Unfaithful(_("Raised or lowered letters stand where only text can: “%(text)s”.") % self._short())
        return text

    def _short(self) -> dict[str, str]:
        return {"text": self.text[:40]}


def html_of(content: Mapping[str, Any], name: str) -> str:
    """The HTML of a text of ours, or its plain text as paragraphs."""
    if content.get("html"):
        return str(content["html"])
    lines = (entities.escape(line, quote=False) for line in str(content.get(name) or "").split("\n"))
    return "".join(f"<p>{line}</p>" for line in lines if line)


def joined(parts: Iterable[Material]) -> Material:
    """One below the other."""
    given = [part for part in parts if part]
    if not any(part.html for part in given):
        text, html = "\n".join(part.text for part in given), ""
    else:
        html = "".join(part.as_html for part in given)
        text, _whole = _plain(html)
    pictures: dict[str, bytes] = {}
    notes: dict[str, None] = {}
    for part in given:
        pictures.update(part.pictures)
        notes.update(dict.fromkeys(part.notes))
    return Material(text, html, pictures, tuple(notes))


def from_text(text: str) -> Material:
    r"""Plain text, which may hold `\(formulas\)`."""
    if tex.LEFTOVER.search(text):
        return from_html(f"<p>{entities.escape(text, quote=False)}</p>", Pictures(lambda name: None))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return Material("\n".join(line for line in lines if line))


def from_html(html: str, pictures: Pictures) -> Material:
    """Unfaithful for scripts, frames, sound, forms, pictures that are not there and formulas that have no line."""
    if "<" not in html and "&" not in html and not tex.LEFTOVER.search(html):
        return from_text(html)
    root = _tree(html)
    notes: dict[str, None] = {}
    before = dict(pictures.shown)
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            _drop(node)
        elif node.tag == "svg" or node.tag.endswith("}svg"):
            _drawing(node, pictures)
        elif node.tag == "math" or node.tag.endswith("}math"):
            _formula(node)
    for node in list(root.iter()):
        _check(node, notes)
        if node.tag == "img" and DRAWN not in node.attrib:
            node.set("src", pictures.take((node.get("src") or "").strip()))
            node.set("alt", (node.get("alt") or "").strip())
    _formulas_in_text(root)
    cleaned = richtext.clean(_inner(root))
    if _squeezed(_words(root)) != _squeezed(_words(_tree(cleaned))):
        raise Unfaithful(_("Its text would not stay what it is without the HTML around it."))
    text, _whole = _plain(cleaned)
    shown = {name: content for name, content in pictures.shown.items() if name not in before or name in cleaned}
    return Material(text, cleaned if _says_more(cleaned) else "", shown, tuple(notes))


def _tree(html: str) -> etree._Element:
    try:
        return lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        raise Unfaithful(_("A text of it cannot be read as HTML.")) from None


def _inner(root: etree._Element) -> str:
    whole = lxml_html.tostring(root, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("<")]


def _says_more(html: str) -> bool:
    """Whether it holds more than one paragraph of text."""
    tree = _tree(html)
    names = [node.tag for node in tree.iter() if node is not tree]
    return any(name not in PLAIN for name in names)


def _plain(html: str) -> tuple[str, bool]:
    """Its text with x² for a raised 2, and whether everything raised or lowered could be written so."""
    if "<su" not in html:
        return richtext.to_text(html), True
    root, whole = _tree(html), True
    for node in list(root.iter("sup", "sub")):
        inner = words_of(node)
        small = inner.translate(UP if node.tag == "sup" else DOWN)
        if any(one == other for one, other in zip(inner, small, strict=True)):
            whole = False
            continue
        for child in list(node):
            node.remove(child)
        node.text = small
    return richtext.to_text(_inner(root)), whole


def _drop(node: etree._Element) -> None:
    """A comment goes, the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)


def _check(node: etree._Element, notes: dict[str, None]) -> None:
    name = str(node.tag).lower()
    if name in REFUSED:
        raise Unfaithful(_("Its text holds “%(tag)s”, which cannot be shown here.") % {"tag": name})
    if any(str(attribute).lower().startswith("on") for attribute in node.attrib):
        raise Unfaithful(_("Its text holds a script."))
    if node.get("style") or name == "font":
        notes[_("Colours, fonts and alignment are not kept.")] = None
    if name == "bdo" and not _is_natural(node):
        raise Unfaithful(_("Its text turns the direction of writing, which cannot be shown here."))
    link = str(node.get("href") or "") if name == "a" else ""
    if "PLUGINFILE@@" in link or "FILEBASE$" in link:
        what = {"name": short(link.rpartition("/")[2])}
        raise Unfaithful(_("It leads to a file of its own, “%(name)s”; only pictures can be shown here.") % what)
    if link:
        notes[_("The link to “%(where)s” is not kept.") % {"where": short(link)}] = None
    if name == "rt":
        node.text, node.tail = f"（{node.text or ''}", f"）{node.tail or ''}"
    if name == "rp":
        node.text = ""
    if name == "span" and node.get("class") in SPANS:
        node.tag = SPANS[str(node.get("class"))]
    elif name not in richtext.TAGS and name not in richtext.SAME:
        node.tag = "span"


def _drawing(node: etree._Element, pictures: Pictures) -> None:
    """A drawing inside the text becomes a picture; its title describes it."""
    parent = node.getparent()
    if parent is None:
        return
    title = next((each for each in node.iter() if isinstance(each.tag, str) and each.tag.endswith("title")), None)
    described = " ".join(words_of(title).split()) if title is not None else ""
    content = etree.tostring(node, with_tail=False)
    if b"xmlns=" not in content:
        content = content.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
    image = lxml_html.Element("img", {"src": pictures.put(to_png(content)), "alt": described[:500], DRAWN: ""})
    image.tail = node.tail
    parent.replace(node, image)


def _is_natural(node: etree._Element) -> bool:
    """Whether the direction that is asked for is the one that its letters have anyway."""
    against = {"ltr": {"R", "AL"}, "rtl": {"L"}}.get((node.get("dir") or "").lower(), {"L", "R", "AL"})
    return not any(unicodedata.bidirectional(letter) in against for letter in words_of(node))


def _formula(node: etree._Element) -> None:
    try:
        line = mathml.to_line(node)
    except NoLine as part:
        raise Unfaithful(_unshown(str(part))) from None
    parent, tail = node.getparent(), node.tail
    assert parent is not None
    new = lxml_html.fragment_fromstring(line, create_parent="span")
    new.tail = tail
    parent.replace(node, new)


def _formulas_in_text(root: etree._Element) -> None:
    for node in list(root.iter()):
        if node.text and tex.LEFTOVER.search(node.text):
            _split(node, node.text, None)
    for node in list(root.iter()):
        parent = node.getparent()
        if node.tail and tex.LEFTOVER.search(node.tail) and parent is not None:
            _split(parent, node.tail, node)


def _split(parent: etree._Element, text: str, after: etree._Element | None) -> None:
    """The text with its formulas becomes text and spans, in place."""
    pieces: list[str] = []
    at = 0
    for match in tex.DELIMITED.finditer(text):
        pieces += [
            entities.escape(text[at : match.start()], quote=False),
            _line(next(filter(None, match.group("a", "b", "c", "d")))),
        ]
        at = match.end()
    pieces.append(entities.escape(text[at:], quote=False))
    if tex.LEFTOVER.search("".join(pieces[0::2])):
        raise Unfaithful(_unshown(text))
    span = lxml_html.fragment_fromstring("".join(pieces), create_parent="span")
    if after is None:
        parent.text = None
        parent.insert(0, span)
    else:
        after.tail = None
        after.addnext(span)


def _line(source: str) -> str:
    try:
        return tex.to_line(source)
    except NoLine:
        raise Unfaithful(_unshown(source)) from None


def _unshown(source: str) -> str:
    return _("The formula “%(formula)s” cannot be shown here.") % {"formula": " ".join(source.split())[:60]}


def _words(root: etree._Element) -> str:
    return words_of(root)


def _squeezed(text: str) -> str:
    return "".join(text.split())
