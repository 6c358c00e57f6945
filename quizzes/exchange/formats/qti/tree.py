"""QTI 2.1, 2.2 and 3.0 as one tree: without namespaces, with the names of 2.x."""

import copy
import re

from lxml import etree

_DASH = re.compile(r"-([a-z])")


def plain_tree(root: etree._Element) -> etree._Element:
    """A copy in which `qti-simple-choice` is `simpleChoice` and `response-identifier` is `responseIdentifier`."""
    root = copy.deepcopy(root)
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        name = etree.QName(node).localname
        if name.startswith("qti-"):
            name = camel(name[4:])
            for attribute, value in list(node.attrib.items()):
                short = camel(etree.QName(attribute).localname)
                if not short.startswith("data") and short != attribute:
                    del node.attrib[attribute]
                    node.set(short, value)
        node.tag = name
    etree.cleanup_namespaces(root)
    return root


def camel(name: str) -> str:
    return _DASH.sub(lambda found: found[1].upper(), name)


def inner_html(node: etree._Element) -> str:
    """What stands inside, as HTML."""
    whole = etree.tostring(node, encoding="unicode", method="html", with_tail=False)
    return whole[whole.index(">") + 1 : whole.rindex("<")] if "</" in whole else ""


def remove(node: etree._Element) -> None:
    """Takes the node out; the text behind it stays."""
    replace(node, "")


def replace(node: etree._Element, text: str) -> None:
    """Puts a text in the node's place."""
    parent, before = node.getparent(), node.getprevious()
    assert parent is not None
    text += node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(node)
