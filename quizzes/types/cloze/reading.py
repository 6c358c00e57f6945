"""A text with gaps: the form, with a field in the place of every gap."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quizzes.types.cloze.content import UNFIT
from quizzes.types.cloze.gaps import filled
from quizzes.types.cloze.scoring import validate
from quizzes.types.interface import Unfinished

STYLES = ("quizzes/types/cloze.css",)
HOLDS_STEM = True


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    given = _sent(sent, body) if sent is not None else (payload or {}).get("gaps", {})
    fields = {
        gap["id"]: {**gap, "number": number, "options": _options(gap, shown, given), "value": given.get(gap["id"], "")}
        for number, gap in enumerate(body["gaps"], start=1)
    }

    def field(id: str) -> SafeString:
        return render_to_string("quizzes/types/cloze/gap.html", {"gap": fields[id]}) if id in fields else SafeString("")

    def place(id: str) -> SafeString:
        if id not in fields:
            return SafeString("")
        return format_html('<span class="line"></span><sub>({})</sub>', fields[id]["number"])

    return {"text": filled(body, field), "sheet": filled(body, place), "gaps": list(fields.values())}


def _options(gap: Mapping[str, Any], shown: Any, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_id = {str(option["id"]): option for option in gap.get("options", [])}
    order = (shown or {}).get(gap["id"], by_id)
    chosen = given.get(gap["id"], "")
    return [{**by_id[id], "chosen": id in chosen if isinstance(chosen, list) else id == chosen} for id in order]


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    given = _sent(sent, body)
    if not given:
        return None
    try:
        return validate({"gaps": given}, body, shown)
    except ValueError:
        raise Unfinished(str(UNFIT)) from None


def _sent(sent: QueryDict, body: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for gap in body["gaps"]:
        name = f"gap-{gap['id']}"
        value = sent.getlist(name) if gap["kind"] == "multiple" else sent.get(name, "").strip()
        if value:
            given[gap["id"]] = value
    return given
