"""Every line has its place: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types import options
from quizzes.types.options import canonical
from quizzes.types.ordering.scoring import RULES
from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import notes_of

__all__ = ["FIELDS", "LABEL", "PLACE", "canonical", "describe", "notes", "preview", "problems"]

LABEL = pgettext_lazy("item", "Put in order")
PLACE = 40
FIELDS = {"options": True}
Data = dict[str, Any]


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = [*options.problems(body, key, feedback), *options.rule_problems(key, RULES)]
    order = key.get("order")
    if not isinstance(order, list) or sorted(map(str, order)) != sorted(options.ids_of(body["options"])):
        found.append(Problem(KEY, _("give every option its place, each place once.")))
    return found


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    """In the order of the answer."""
    texts = options.texts_of(body)
    return [texts.get(one, one) for one in payload["order"]]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, [])


def preview(body: Data, key: Data, feedback: Data) -> Data:
    texts = options.texts_of(body)
    order = key.get("order")
    return {"order": [texts.get(str(one), one) for one in order] if isinstance(order, list) else []}
