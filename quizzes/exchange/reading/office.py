"""Office files are archives full of XML that other libraries read: nothing in it may declare a rule of its own."""

import re

from django.utils.translation import gettext as _

from quizzes.exchange.reading.archives import Archive
from quizzes.exchange.reading.limits import Unreadable

FORBIDDEN = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
DEEPEST = 400


def refuse_tricks(archive: Archive) -> None:
    """Unreadable for XML in another encoding than UTF-8, with a document type, or nested beyond reason."""
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            content = archive.read(name)
            if FORBIDDEN.search(content) or b"\0" in content[:200]:
                raise Unreadable(_("The XML declares entities or rules of its own; such files are not read."))
            _refuse_depth(content)


def _refuse_depth(content: bytes) -> None:
    depth = 0
    for tag in re.finditer(rb"<(/?)[A-Za-z_][^<>]*?(/?)>", content):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth > DEEPEST:
            raise Unreadable(_("The XML is nested too deeply or far too long."))
