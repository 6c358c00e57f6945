"""A few words: the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from quizzes.types.interface import Unfinished
from quizzes.types.short.content import UNFIT
from quizzes.types.short.scoring import LONGEST, validate

STYLES = ("quizzes/types/typing.css",)


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    given = sent if sent is not None else payload or {}
    return {"text": given.get("text", ""), "longest": LONGEST}


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    text = sent.get("text", "").strip()
    if not text:
        return None
    try:
        return validate({"text": text}, body, shown)
    except ValueError:
        raise Unfinished(str(UNFIT)) from None
