"""Where the gaps of a text are: `{{id}}`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from quizzes.types import richtext

MARK = re.compile(r"\{\{\s*([A-Za-z0-9_-]{1,40})\s*\}\}")
TAG = re.compile(r'(<(?:"[^"]*"|[^>"])*>)')
BLANK = "____"


def source(body: Mapping[str, Any]) -> str:
    return str(body.get("html") or body.get("stem", ""))


def marks(body: Mapping[str, Any]) -> list[str]:
    """The ids of the gaps in the order of the text; none inside of a tag."""
    html = body.get("html")
    text = "".join(TAG.split(html)[::2]) if html else body.get("stem", "")
    return MARK.findall(text)


def blanked(text: str) -> str:
    return MARK.sub(BLANK, text)


def filled(body: Mapping[str, Any], field: Callable[[str], SafeString]) -> SafeString:
    """The text as HTML with a field in the place of each mark; a mark inside of a tag stays as it is."""
    html = richtext.render(body["html"]) if body.get("html") else conditional_escape(body.get("stem", ""))
    pieces = TAG.split(html)
    pieces[::2] = [MARK.sub(lambda mark: field(mark[1]), piece) for piece in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 -- text is escaped or cleaned, the fields are templates
