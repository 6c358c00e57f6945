"""A number: the form."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from quizzes.types.interface import Unfinished
from quizzes.types.numeric.content import UNFIT
from quizzes.types.numeric.scoring import validate

STYLES = ("quizzes/types/typing.css",)


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    given = sent if sent is not None else payload or {}
    units = body.get("units", [])
    chosen = given.get("unit", "")
    return {
        "value": given.get("value", ""),
        "unit": units[0] if len(units) == 1 else "",
        "units": [(unit, unit == chosen) for unit in units] if len(units) > 1 else [],
    }


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    given = {name: sent.get(name, "").strip() for name in ("value", "unit")}
    if not given["value"]:
        return None
    try:
        return validate({name: text for name, text in given.items() if text}, body, shown)
    except ValueError:
        raise Unfinished(str(UNFIT)) from None
