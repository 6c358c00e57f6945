"""The body of an item made ready: what learners do not see taken out, pictures in the form of HTML, the rest as is."""

import copy

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.includes import include
from quizzes.exchange.formats.qti.item import Item
from quizzes.exchange.formats.qti.tree import inner_html, remove
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.question import Unfaithful

HIDDEN = ("stylesheet", "catalogInfo", "companionMaterialsInfo")
ACTIVE = ("templateBlock", "templateInline", "printedVariable", "include", "infoControl")
UNWRAPPED = ("contentBody", "rubricBlock", "feedbackBlock")


def prepared(item: Item) -> etree._Element:
    """A copy of itemBody. Unfaithful for what changes from learner to learner."""
    body = copy.deepcopy(item.body)
    for node in list(body.iter(*ACTIVE)):
        raise Unfaithful(_("Its text holds “%(tag)s”, which cannot be shown here.") % {"tag": node.tag})
    include(item, body)
    for node in list(body.iter(*HIDDEN)):
        remove(node)
    for node in list(body.iter("rubricBlock")):
        views = (node.get("view") or "").split()
        if "candidate" not in views:
            if "scorer" not in views:
                item.note(_("A remark for teachers is not kept."))
            remove(node)
    for node in list(body.iter("feedbackBlock", "feedbackInline")):
        if node.get("showHide", "show") == "show":
            remove(node)
        else:
            node.tag = "div" if node.tag == "feedbackBlock" else "span"
    for node in body.iter("object"):
        _picture(node)
    for node in body.iter(*UNWRAPPED):
        node.tag = "div"
    return body


def scorers_html(item: Item) -> list[str]:
    """What the rubric blocks tell those who mark."""
    blocks = [node for node in item.body.iter("rubricBlock") if "scorer" in (node.get("view") or "").split()]
    return [inner_html(node) for node in blocks]


def _picture(node: etree._Element) -> None:
    """`<object type="image/…">` is a picture; its content is the description."""
    kind, data = node.get("type", ""), node.get("data", "")
    if not kind.startswith("image/") and not data.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")):
        return
    described = " ".join(words_of(node).split())
    for child in list(node):
        node.remove(child)
    node.tag, node.text = "img", None
    node.set("src", data)
    node.set("alt", described[:500])


def interactions(body: etree._Element) -> list[etree._Element]:
    return [node for node in body.iter() if isinstance(node.tag, str) and node.tag.endswith("Interaction")]


def take_prompt(interaction: etree._Element) -> etree._Element:
    """The prompt as a paragraph, taken out of the interaction."""
    prompt = interaction.find("prompt")
    paragraph = etree.Element("div")
    if prompt is not None:
        paragraph.text = prompt.text
        paragraph.extend(list(prompt))
        remove(prompt)
    return paragraph


def swap(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    assert parent is not None
    new.tail = old.tail
    parent.replace(old, new)


def remove_options(node: etree._Element) -> None:
    """Takes out what was offered, so that it does not stand in the question as well."""
    remove(node)
