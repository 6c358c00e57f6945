"""A written answer: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quizzes.types.extended.scoring import HIGHEST
from quizzes.types.problems import KEY, Problem
from quizzes.types.stems import canonical_feedback, canonical_stem, plain, stem_problems

LABEL = pgettext_lazy("item", "Written answer, marked by a teacher")
PLACE = 85
FIELDS = {"lines": False, "longest": False}
Data = dict[str, Any]
MOST_LINES, MOST_CRITERIA, MOST_POINTS = 30, 10, 100


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    sizes = {name: body[name] for name in FIELDS if body.get(name) not in (None, "")}
    rows = key.get("rubric") if isinstance(key, dict) else None
    rubric = [_criterion(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    sample = plain(key.get("sample")) if isinstance(key, dict) else ""
    tidy = {"rubric": rubric} | ({"sample": sample} if sample else {})
    return canonical_stem(body) | sizes, tidy, canonical_feedback(feedback) | {"options": {}}


def _criterion(row: Data) -> Data:
    return {"id": plain(row.get("id")), "text": plain(row.get("text")), "points": row.get("points")}


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = stem_problems(body)
    for name, most in (("lines", MOST_LINES), ("longest", HIGHEST)):
        value = body.get(name, 1)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            found.append(Problem(name, _("must be a whole number from 1 to %(most)d.") % {"most": most}))
    return [*found, *(Problem(KEY, reason) for reason in _rubric_reasons(key["rubric"]))]


def _rubric_reasons(rubric: list[Data]) -> list[str]:
    if not 1 <= len(rubric) <= MOST_CRITERIA:
        return [_("write one to %(most)d criteria by which the answer is marked.") % {"most": MOST_CRITERIA}]
    reasons = []
    ids = [row["id"] for row in rubric]
    if not all(ids) or len(set(ids)) != len(ids):
        reasons.append(_("every criterion needs an identifier of its own."))
    if not all(row["text"] for row in rubric):
        reasons.append(_("every criterion needs a text."))
    if not all(_is_number(row["points"]) and 0 < row["points"] <= MOST_POINTS for row in rubric):
        reasons.append(_("every criterion earns between 0 and %(most)d points.") % {"most": MOST_POINTS})
    return reasons


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [payload["text"]] if payload["text"] else []


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [feedback["general"]] if feedback.get("general") else []


def preview(body: Data, key: Data, feedback: Data) -> Data:
    return {"rubric": key.get("rubric") or [], "sample": key.get("sample", "")}
