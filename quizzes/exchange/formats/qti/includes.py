"""Texts that stand in files of their own: stimuli of QTI 3, HTML pages shown inside an item."""

from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from quizzes.exchange.formats.qti.item import Item
from quizzes.exchange.formats.qti.tree import plain_tree
from quizzes.exchange.question import Unfaithful
from quizzes.exchange.reading import Unreadable, decode, parse

PAGES = (".html", ".htm", ".xhtml")


def include(item: Item, body: etree._Element) -> None:
    """Puts them into the body. Unfaithful where a file is not there or cannot be read."""
    try:
        for reference in item.node.findall("assessmentStimulusRef"):
            _stimulus(item, body, reference)
        for node in list(body.iter("object")):
            data = node.get("data", "")
            if node.get("type", "").startswith("text/html") or data.lower().endswith(PAGES):
                _page(item, node, data)
    except (Unreadable, etree.ParserError) as wrong:
        raise Unfaithful(_("A text that it shows cannot be read: %(why)s") % {"why": str(wrong)}) from None


def _stimulus(item: Item, body: etree._Element, reference: etree._Element) -> None:
    root = plain_tree(parse(_file(item, reference.get("href", ""))))
    text = root.find("stimulusBody")
    if text is None:
        raise Unfaithful(_("The file “%(name)s” holds no text.") % {"name": reference.get("href", "")[:80]})
    text.tag = "div"
    name = reference.get("identifier")
    place = next((node for node in body.iter() if node.get("data-stimulus-idref") == name), None)
    if place is None:
        body.insert(0, text)
    else:
        place.append(text)


def _page(item: Item, node: etree._Element, name: str) -> None:
    root = lxml_html.document_fromstring(decode(_file(item, name)).text or "<p></p>")
    page = root.find("body")
    if page is None:
        raise Unfaithful(_("The file “%(name)s” holds no text.") % {"name": name[:80]})
    parent = node.getparent()
    assert parent is not None
    page.tag, page.tail = "div", node.tail
    parent.replace(node, page)


def _file(item: Item, name: str) -> bytes:
    content = item.find(name)
    if content is None:
        raise Unfaithful(
            _("The file “%(name)s” is not there; import the whole package with all its files.") % {"name": name[:80]}
        )
    return content
