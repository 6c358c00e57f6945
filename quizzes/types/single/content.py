"""One option is right: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types import options
from quizzes.types.options import canonical
from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import notes_of

__all__ = ["FIELDS", "LABEL", "PLACE", "canonical", "describe", "notes", "preview", "problems"]

LABEL = pgettext_lazy("item", "One answer")
PLACE = 10
FIELDS = {"options": True}
Data = dict[str, Any]


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    return [*options.problems(body, key, feedback), *key_problems(body, key)]


def key_problems(body: Data, key: Data) -> list[Problem]:
    ids, correct = options.ids_of(body["options"]), key.get("correct")
    if not isinstance(correct, str) or correct not in ids:
        return [Problem(KEY, _("mark exactly one option as right."))]
    return options.weight_problems(key, ids, [correct])


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [options.texts_of(body).get(payload["choice"], payload["choice"])]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, [payload["choice"]] if "choice" in payload else [])


def preview(body: Data, key: Data, feedback: Data) -> Data:
    return {"options": options.marked(body, feedback, [str(key.get("correct"))])}
