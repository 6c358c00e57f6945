"""A simulation: the page. Every act is one sending of the form; `acts` holds what was done before, so that the answer
that is stored is always the whole way."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes.types.interface import Unfinished
from quizzes.types.simulation import machine
from quizzes.types.simulation.screens import shown_screen
from quizzes.types.simulation.state import State

ACT = "act:"
"""What the value of a button begins with that does something on the device."""
SCRIPTS = ("quizzes/types/simulation/simulation.js",)
STYLES = ("quizzes/types/simulation/simulation.css",)


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    acts = (payload or {}).get("acts", [])
    state = machine.replay(body, acts)[-1]
    return {
        "screen": shown_screen(body, state, _given(body, state, sent) if sent else {}),
        "said": state.said,
        "acts": json.dumps(_bare(acts), ensure_ascii=False),
        "may_undo": state.before is not None and len(acts) < machine.limit_of(body),
        "full": len(acts) >= machine.limit_of(body),
        "left": machine.limit_of(body) - len(acts),
        "tight": machine.limit_of(body) - len(acts) <= 10,
    }


def _bare(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only what a page has to send back: where an act led is the server's to say."""
    return [{name: act[name] for name in ("do", "with") if name in act} for act in acts]


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    """What was done so far and, for a button of the device, what it does; None where nothing was done at all."""
    go = sent.get("go", "")
    try:
        acts = json.loads(sent.get("acts") or "[]")
        if not isinstance(acts, list):
            raise ValueError("The acts are a list")
        if not go.startswith(ACT):
            return {"acts": machine.written(body, acts)} if acts else None
        state = machine.replay(body, acts)[-1]
        if len(acts) >= machine.limit_of(body):
            raise Unfinished(_("No more acts are possible in this task. Please go on to the next question."))
        act = {"do": go.removeprefix(ACT), "with": _given(body, state, sent)}
        if act["do"] in (machine.UNDO, machine.RESTART):
            del act["with"]
        return {"acts": machine.written(body, [*acts, act])}
    except Unfinished:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Unfinished(_("This page could not be read any more. Please open the question again.")) from None


def _given(body: Mapping[str, Any], state: State, sent: QueryDict) -> dict[str, Any]:
    """The values of the screen's fields as far as the form holds them, cut where they are too long."""
    given: dict[str, Any] = {}
    for name, one in machine.fields_of(machine.screen_of(body, state)).items():
        if one.get("input") in machine.LISTS:
            options = [str(option["id"]) for option in machine.choices_of(one)]
            given[name] = sorted(set(sent.getlist(f"field-{name}")) & set(options))
        elif f"field-{name}" in sent:
            given[name] = sent.get(f"field-{name}", "").replace("\x00", "")[: machine.longest_of(one)]
    return given
