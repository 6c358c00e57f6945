"""A written answer: the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes.types.extended.scoring import longest_of
from quizzes.types.interface import Unfinished

SCRIPTS = ("quizzes/types/extended/extended.js",)
LINES = 6


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    text = sent.get("text", "") if sent else (payload or {}).get("text", "")
    return {"text": text, "lines": body.get("lines", LINES), "longest": longest_of(body), "count": len(text)}


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    text = sent.get("text", "").replace("\r\n", "\n").strip()
    if len(text) > longest_of(body):
        words = {"most": longest_of(body), "have": len(text)}
        raise Unfinished(_("The text has %(have)d characters; %(most)d are possible. Please shorten it.") % words)
    return {"text": text} if text else None
