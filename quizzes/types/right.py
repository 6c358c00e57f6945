"""The right answer of a draft in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.scoring import answer_of, score
from quizzes.types.problems import KEY, Problem

Describe = Callable[[Mapping[str, Any], Mapping[str, Any]], list[str]]
INCOMPLETE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)


def right_lines(kind: str, describe: Describe, body: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
    """Nothing while the key is incomplete."""
    try:
        return describe(body, answer_of(kind, key))
    except INCOMPLETE:
        return []


def earning_problems(kind: str, key: Mapping[str, Any]) -> list[Problem]:
    """The right answer earns everything."""
    try:
        earned = score(kind, answer_of(kind, key), key)
    except INCOMPLETE:
        earned = 0.0
    return [] if earned >= 1 else [Problem(KEY, _("no answer would earn all points."))]
