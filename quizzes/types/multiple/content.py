"""Several options are right: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types import options
from quizzes.types.multiple.scoring import RULES
from quizzes.types.options import canonical
from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import notes_of

__all__ = ["FIELDS", "LABEL", "PLACE", "canonical", "describe", "notes", "preview", "problems"]

LABEL = pgettext_lazy("item", "Several answers")
PLACE = 20
FIELDS = {"options": True}
Data = dict[str, Any]


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    return [*options.problems(body, key, feedback), *key_problems(body, key)]


def key_problems(body: Data, key: Data) -> list[Problem]:
    ids, correct = options.ids_of(body["options"]), key.get("correct")
    if not isinstance(correct, list) or not correct:
        return [Problem(KEY, _("mark at least one option as right."))]
    if any(id not in ids for id in correct) or len(set(map(str, correct))) != len(correct):
        return [Problem(KEY, _("names an option that is not there, or names one twice."))]
    found = [*options.rule_problems(key, RULES), *options.weight_problems(key, ids, correct)]
    if len(correct) == len(ids):
        found.append(Problem(KEY, _("at least one option must be wrong.")))
    return found


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    """In the order of the options."""
    chosen = payload["choices"]
    return [text for id, text in options.texts_of(body).items() if id in chosen]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, payload.get("choices", []))


def preview(body: Data, key: Data, feedback: Data) -> Data:
    correct = key.get("correct")
    return {"options": options.marked(body, feedback, correct if isinstance(correct, list) else [])}
