"""An item tried out as it stands in the author's form, saved or not: what a learner would see, and what it earns."""

import random
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from quizzes import scoring
from quizzes.bank import validation
from quizzes.bank.screens import Screen
from quizzes.types import registry
from quizzes.types.interface import Unfinished

BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError)


class ItemTry(Screen):
    """Stands in a frame beside the form. `form` carries the author's form along from answer to answer."""

    http_method_names = ["post"]
    permission_required = "change"

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in registry.kinds():
            raise Http404
        carried = request.POST.get("form")
        form = QueryDict(carried) if carried is not None else request.POST
        context = _tried(registry.kind(kind), form, request.POST if carried is not None else None)
        context["form"] = carried if carried is not None else request.POST.urlencode()
        return render(request, "quizzes/bank/item_try.html", context)


def _tried(kind: registry.Kind, form: QueryDict, answer: QueryDict | None) -> dict[str, Any]:
    editor = kind.editing.Editor(form, None)
    context: dict[str, Any] = {"kind": kind}
    if not editor.is_valid():
        wrong = [error for part in editor.forms for error in getattr(part, "errors", {}).values()]
        return context | {"problems": [text for texts in wrong for text in texts]}
    body, key, feedback = editor.content()
    body, key, feedback = validation.canonical(kind.name, {"stem": form.get("stem", "")} | body, key, feedback)
    context |= {"body": body, "problems": validation.item_problems(kind.name, body, key, feedback)}
    try:
        shown = scoring.arrange(kind.name, body, random.Random(0), shuffle=False)
        return context | _answered(kind, body, key, shown, answer)
    except BROKEN:
        return context


def _answered(
    kind: registry.Kind, body: dict[str, Any], key: dict[str, Any], shown: Any, answer: QueryDict | None
) -> dict[str, Any]:
    payload: dict[str, Any] | None = None
    told: dict[str, Any] = {}
    try:
        payload = kind.reading.read(answer, body, shown) if answer is not None else None
    except Unfinished as unfinished:
        told["unfinished"] = str(unfinished)
    if payload is not None:
        payload = scoring.validate(kind.name, payload, body, shown)
        told |= {"percent": round(100 * scoring.score(kind.name, payload, key)), "report": kind.report(payload, key)}
    return told | {"widget": kind.reading.widget(body, shown, payload, None)}
