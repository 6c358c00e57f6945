"""A simulation: its words."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types.problems import Problem
from quizzes.types.simulation import judging, machine
from quizzes.types.simulation.checking import faults
from quizzes.types.simulation.faults_in_words import in_words
from quizzes.types.stems import canonical_feedback, canonical_stem, stem_problems

LABEL = pgettext_lazy("item", "Simulated task")
PLACE = 90
FIELDS = {"start": True, "screens": True, "limit": False}
Data = dict[str, Any]
MOST_BYTES = 200_000


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    """Texts trimmed, nothing empty. The author's way is written out act by act as an answer is, where it can be."""
    device = {name: kept for name in FIELDS if (kept := _tidy(body.get(name))) not in (None, "", [], {})}
    tidy = _tidy(key) if isinstance(key, dict) else {}
    body = canonical_stem(body) | device
    with suppress(ValueError, KeyError, TypeError, AttributeError):  # `problems` says what is wrong with it
        tidy["way"] = machine.written(body, tidy["way"])
    return body, tidy, canonical_feedback(feedback) | {"options": {}}


def _tidy(value: Any) -> Any:
    """Of what YAML may hold only what JSON can keep, without blanks around texts and without empty entries."""
    if isinstance(value, dict):
        tidy = {str(name): _tidy(one) for name, one in value.items()}
        return {name: one for name, one in tidy.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_tidy(one) for one in value]
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = stem_problems(body)
    if len(json.dumps([body, key])) > MOST_BYTES:
        return [*found, Problem("screens", _("the whole is too large to be one simulation."))]
    try:
        return [*found, *(in_words(fault) for fault in faults(body, key))]
    except (TypeError, AttributeError, KeyError, ValueError):
        return [
            *found,
            Problem("screens", _("a part has not the shape it should have; compare it with the example.")),
        ]


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    """What was done, act by act."""
    screens = machine.screens_of(body)
    return [_line(screens, act) for act in payload["acts"]]


def _line(screens: Mapping[str, Mapping[str, Any]], act: Mapping[str, Any]) -> str:
    if act["do"] == machine.UNDO:
        return _("One step back")
    if act["do"] == machine.RESTART:
        return _("Began anew")
    screen = screens.get(act["on"], {})
    label = next((one["text"] for one in screen.get("acts", ()) if one["id"] == act["do"]), act["do"])
    line = _("%(screen)s: “%(act)s”") % {"screen": screen.get("title", act["on"]), "act": label}
    fields = machine.fields_of(screen)
    told = [_given(fields[name], value) for name, value in act.get("with", {}).items() if name in fields]
    return f"{line}（{'；'.join(told)}）" if told else line


def _given(one: Mapping[str, Any], value: Any) -> str:
    texts = {str(option["id"]): option.get("text") or option.get("label") for option in machine.choices_of(one)}
    chosen = [str(texts.get(each, each)) for each in (value if isinstance(value, list) else [value])]
    return f"{one['label']}：{'、'.join(filter(None, chosen)) or '—'}"


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [feedback["general"]] if feedback.get("general") else []


def preview(body: Data, key: Data, feedback: Data) -> Data:
    """Steps with their points, what is forbidden, and the author's way in words."""
    try:
        way = describe(body, {"acts": key["way"]})
    except (KeyError, TypeError, AttributeError):
        way = []
    return {"steps": key.get("steps") or [], "forbidden": _forbidden(key), "way": way}


def _forbidden(key: Data) -> list[Data]:
    acts = [act for act in key.get("forbidden") or [] if isinstance(act, dict)]
    return [act | {"percent": round(100 * act.get("cap", judging.CAP))} for act in acts]


def report(payload: Mapping[str, Any], key: Mapping[str, Any]) -> Data:
    """What became of each step, and what was forbidden."""
    verdict = judging.judge(machine.retrace(payload["acts"]), key)
    return {"steps": verdict.steps, "broken": verdict.broken, "finished": verdict.finished}
