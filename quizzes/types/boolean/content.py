"""True or false: its words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types import options
from quizzes.types.options import canonical
from quizzes.types.problems import OPTIONS, Problem
from quizzes.types.single import content as single
from quizzes.types.single.content import FIELDS, describe, notes, preview

__all__ = ["FIELDS", "LABEL", "PLACE", "canonical", "describe", "notes", "preview", "problems"]

LABEL = pgettext_lazy("item", "True or false")
PLACE = 30
Data = dict[str, Any]


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = single.problems(body, key, feedback)
    if options.ids_of(body["options"]) != ["true", "false"]:
        found.append(Problem(OPTIONS, _("a true-or-false item has exactly the options “true” and “false”.")))
    return found
