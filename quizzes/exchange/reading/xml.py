"""XML without entities, without a network, without a document type's tricks."""

import re

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.reading.limits import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MEGABYTE, Unreadable
from quizzes.exchange.reading.texts import decode

DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}?\?>")
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
"""A document type may say what elements there are, as IMS's own examples do; nothing of it is followed."""
DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]{0,150}?encoding\s*=\s*["']([A-Za-z0-9._-]{2,20})["']""")
KNOWN = {
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "latin1",
    "windows-1252",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
}


def parse(content: bytes) -> etree._Element:
    """The root element; comments and processing instructions are left out, `sourceline` tells the line. Unreadable for
    anything that declares entities, is nested too deeply, or is not well formed (then with the line)."""
    if len(content) > MAX_BYTES * 2:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // MEGABYTE})
    text = _text(content)
    if re.search(r"<!(ENTITY|NOTATION)\b|<!DOCTYPE[^>\[]*\[[^\]]*%", text):
        raise Unreadable(_("The XML declares entities or rules of its own; such files are not read."))
    text = DOCTYPE.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(
            _("The XML is damaged at line %(line)d: %(why)s") % {"line": wrong.lineno or 0, "why": str(wrong.msg)[:200]}
        ) from None
    _refuse_bombs(root)
    return root


def _text(content: bytes) -> str:
    """Read in the declared encoding where it is one of those we know and the bytes agree; else as any text file. The
    declaration becomes blanks, so that lines keep their numbers."""
    declared = DECLARED.search(content[:300])
    name = declared[1].decode("ascii").lower() if declared else ""
    text = ""
    if name in KNOWN and name not in {"utf-8", "utf8"}:
        try:
            text = content.decode({"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name))
        except UnicodeDecodeError:
            text = ""
    text = text or decode(content).text
    return DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1).lstrip(" \t\ufeff")


def _refuse_bombs(root: etree._Element) -> None:
    depth = elements = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise Unreadable(_("The XML is nested too deeply or far too long."))
