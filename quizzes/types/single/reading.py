"""One option is right: the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from quizzes.types.options import arranged


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    chosen = (payload or {}).get("choice")
    return {"options": arranged(body, shown, [chosen] if chosen else [])}


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    choice = sent.get("choice")
    return {"choice": choice} if choice else None
