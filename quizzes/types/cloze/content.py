"""A text with gaps: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types import options
from quizzes.types.cloze.gaps import blanked, marks
from quizzes.types.cloze.scoring import GAP_KINDS, RULES
from quizzes.types.multiple import content as multiple
from quizzes.types.numeric import content as numeric
from quizzes.types.problems import FEEDBACK, KEY, STEM, Problem
from quizzes.types.right import earning_problems, right_lines
from quizzes.types.short import content as short
from quizzes.types.single import content as single
from quizzes.types.stems import canonical_feedback, canonical_stem, notes_of, plain, stem_problems

LABEL = pgettext_lazy("item", "Text with gaps")
PLACE = 80
FIELDS = {"gaps": True}
UNFIT = gettext_lazy("One of the gaps cannot be read: a number is asked for, or one of the choices.")
Data = dict[str, Any]


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    rows = body.get("gaps")
    gaps = [_gap(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    given = key.get("gaps")
    keys: Data = given if isinstance(given, dict) else {}
    kinds = {gap["id"]: gap["kind"] for gap in gaps}
    told = {str(id): _key(kinds.get(str(id), ""), each) for id, each in keys.items()}
    order = dict.fromkeys([*(gap["id"] for gap in gaps), *told])
    return (
        canonical_stem(body) | {"gaps": gaps},
        {"gaps": {id: told[id] for id in order if id in told}} | ({"rule": key["rule"]} if key.get("rule") else {}),
        canonical_feedback(feedback),
    )


def _gap(row: Data) -> Data:
    gap: Data = {"id": plain(row.get("id")), "kind": plain(row.get("kind"))}
    if row.get("options"):
        gap["options"] = options.canonical_options(row)
    if isinstance(row.get("units"), list) and row["units"]:
        gap["units"] = [plain(unit) for unit in row["units"]]
    return gap


def _key(kind: str, key: Any) -> Data:
    if not isinstance(key, dict):
        return {}
    told = {name: value for name, value in key.items() if not (name == "weight" and value in (1, None, ""))}
    if kind == "numeric":
        return numeric.canonical_key(told)
    if kind == "short":
        return short.canonical_key(told)
    return {name: value for name, value in told.items() if value not in (None, "", {})}


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = [*stem_problems(body), *_text_problems(body)]
    for number, gap in enumerate(body["gaps"], start=1):
        found += [
            Problem(problem.field, _("gap %(number)d: %(reason)s") % {"number": number, "reason": problem.reason})
            for problem in _gap_problems(gap, key["gaps"].get(gap["id"]))
        ]
    found += options.rule_problems(key, RULES)
    if not found:
        found = earning_problems("cloze", key)
    if any(id not in options.ids_of(body["gaps"]) for id in feedback["options"]):
        found.append(Problem(FEEDBACK, _("explains a gap that is not there.")))
    return found


def _text_problems(body: Data) -> list[Problem]:
    ids = options.ids_of(body["gaps"])
    if not ids:
        return [Problem("gaps", _("mark at least one gap in the text as {{1}}."))]
    if sorted(marks(body)) != sorted(ids):
        return [Problem(STEM, _("every gap stands in the text exactly once, as {{1}}, {{2}} and so on."))]
    return []


def _gap_problems(gap: Data, key: Data | None) -> list[Problem]:
    if gap["kind"] not in GAP_KINDS:
        return [Problem("gaps", _("is of no kind that there is."))]
    if not key:
        return [Problem(KEY, _("has no right answer."))]
    weight = key.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 100:
        return [Problem(KEY, _("its weight is a number from 0 to 100."))]
    if gap["kind"] == "numeric":
        return numeric.key_problems(gap, key)
    if gap["kind"] == "short":
        return short.key_problems(key)
    check = single.key_problems if gap["kind"] == "choice" else multiple.key_problems
    listed = {"options": gap.get("options", [])}
    return [*options.option_problems(listed["options"], fewest=1), *check(listed, key)]


def title(body: Mapping[str, Any]) -> str:
    return blanked(str(body.get("stem", "")))


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    """ "gap 1: …", in the order of the text."""
    given = payload["gaps"]
    return [
        _("gap %(number)d: %(reason)s") % {"number": number, "reason": _said(gap, given[gap["id"]])}
        for number, gap in enumerate(body["gaps"], start=1)
        if gap["id"] in given
    ]


def _said(gap: Mapping[str, Any], given: Any) -> str:
    """Several in the order of the gap's options."""
    texts = options.texts_of(gap)
    if isinstance(given, list):
        return "、".join(text for id, text in texts.items() if id in given)
    return texts.get(str(given), str(given))


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, list(payload.get("gaps", {})))


def preview(body: Data, key: Data, feedback: Data) -> Data:
    return {"lines": right_lines("cloze", describe, body, key)}
