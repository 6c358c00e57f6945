"""Several options are right: the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from quizzes.types.options import arranged


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    return {"options": arranged(body, shown, (payload or {}).get("choices", ()))}


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    choices = sorted(sent.getlist("choices"))
    return {"choices": choices} if choices else None
