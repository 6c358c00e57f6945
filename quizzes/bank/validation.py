"""What a complete item and a complete task look like. Nothing here touches the database."""

import math
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types import registry
from quizzes.types.interface import Content
from quizzes.types.problems import BAND, CRITERIA, FIELDS, LEVEL, PASS_COUNT, Problem

__all__ = ["FIELDS", "Content", "Problem", "canonical", "item_problems", "placing_problems", "task_problems"]


def canonical(kind: str, body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any]) -> Content:
    """The same body, key and feedback with trimmed texts, nothing empty and harmless HTML, so that equal content
    compares equal. Whatever is malformed stays for `item_problems` to name; so does all of an unknown kind."""
    found = registry.kinds().get(kind)
    return found.content.canonical(body, key, feedback) if found else (body, key, feedback)


def item_problems(kind: str, body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any]) -> list[Problem]:
    """Everything that keeps an item from being published; an empty list when it is complete. Takes what `canonical`
    gives."""
    found = registry.kinds().get(kind)
    if found is None:
        return [Problem("kind", _("“%(kind)s” is not a kind of item.") % {"kind": kind})]
    return found.content.problems(body, key, feedback)


def placing_problems(level: Any, band: Any) -> list[Problem]:
    """What is wrong with a level or a difficulty."""
    problems = []
    if not isinstance(level, int) or isinstance(level, bool) or not 1 <= level <= 4:
        problems.append(Problem(LEVEL, _("must be 1, 2, 3 or 4.")))
    if not isinstance(band, int | float) or not math.isfinite(band) or abs(band) > 4:
        problems.append(Problem(BAND, _("must be a number between -4 and 4.")))
    return problems


def task_problems(
    *, title: str, brief: str, level: Any, criteria: list[dict[str, Any]], pass_count: Any
) -> list[Problem]:
    """Everything that keeps a task from being saved."""
    problems = [problem for problem in placing_problems(level, 0) if problem.field == LEVEL]
    if not title.strip():
        problems.append(Problem("title", _("give the task a title.")))
    if not brief.strip():
        problems.append(Problem("brief", _("write what the person shall do.")))
    ids, texts = [str(row.get("id", "")) for row in criteria], [str(row.get("text", "")) for row in criteria]
    if not criteria or not all(ids) or not all(texts):
        problems.append(Problem(CRITERIA, _("write at least one point, each with a text.")))
    if len(set(ids)) != len(ids) or len(set(texts)) != len(texts):
        problems.append(Problem(CRITERIA, _("a point stands there twice.")))
    musts = sum(bool(row.get("must")) for row in criteria)
    if not isinstance(pass_count, int) or isinstance(pass_count, bool) or not max(1, musts) <= pass_count <= len(ids):
        problems.append(
            Problem(
                PASS_COUNT,
                _("must lie between the number of indispensable points (%(musts)d) and of all points (%(all)d).")
                % {"musts": max(1, musts), "all": len(ids)},
            )
        )
    return problems
