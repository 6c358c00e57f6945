"""What a complete item and a complete task look like. Nothing here touches the database."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

KINDS = ("single", "multiple", "boolean", "ordering")
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LONGEST_STEM, LONGEST_OPTION = 2000, 300
STEM, OPTIONS, KEY, FEEDBACK, LEVEL, BAND, CRITERIA, PASS_COUNT = (
    "stem",
    "options",
    "key",
    "feedback",
    "level",
    "band",
    "criteria",
    "pass_count",
)
FIELDS: dict[str, str | Promise] = {
    STEM: gettext_lazy("Question"),
    OPTIONS: gettext_lazy("Options"),
    KEY: gettext_lazy("Right answer"),
    FEEDBACK: gettext_lazy("Explanation"),
    LEVEL: gettext_lazy("Level"),
    BAND: gettext_lazy("Expected difficulty"),
    "kind": pgettext_lazy("item", "Kind"),
    "title": gettext_lazy("Title"),
    "brief": gettext_lazy("What to do"),
    CRITERIA: gettext_lazy("Checklist"),
    PASS_COUNT: gettext_lazy("How many must be met"),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the field's name and the reason, in words."""

    field: str
    reason: str

    def __str__(self) -> str:
        return _("%(field)s: %(reason)s") % {"field": FIELDS.get(self.field, self.field), "reason": self.reason}


def canonical(body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The same body, key and feedback with trimmed texts, nothing empty, and the right answers of a "multiple" in the
    options' order, so that equal content compares equal. Whatever is malformed stays for `item_problems` to name."""
    options = [
        {"id": str(option.get("id", "")).strip(), "text": str(option.get("text", "")).strip()}
        for option in body.get("options") or []
    ]
    ids = [option["id"] for option in options]
    key = dict(key)
    if isinstance(key.get("correct"), list):
        key["correct"] = sorted(key["correct"], key=lambda id: ids.index(id) if id in ids else len(ids))
    explained = {id: str(text).strip() for id, text in (feedback.get("options") or {}).items() if str(text).strip()}
    return (
        {"stem": str(body.get("stem") or "").strip(), "options": options},
        key,
        {"general": str(feedback.get("general") or "").strip(), "options": explained},
    )


def item_problems(kind: str, body: dict[str, Any], key: dict[str, Any], feedback: dict[str, Any]) -> list[Problem]:
    """Everything that keeps an item from being published; an empty list when it is complete."""
    if kind not in KINDS:
        return [Problem("kind", _("“%(kind)s” is not a kind of item.") % {"kind": kind})]
    ids = [option["id"] for option in body.get("options", [])]
    return [
        *_stem_problems(body.get("stem", "")),
        *_option_problems(kind, body.get("options", [])),
        *_key_problems(kind, key, ids),
        *_feedback_problems(feedback, ids),
    ]


def placing_problems(level: Any, band: Any) -> list[Problem]:
    """What is wrong with a level or a difficulty."""
    problems = []
    if not isinstance(level, int) or isinstance(level, bool) or not 1 <= level <= 4:
        problems.append(Problem(LEVEL, _("must be 1, 2, 3 or 4.")))
    if not isinstance(band, int | float) or not math.isfinite(band) or abs(band) > 4:
        problems.append(Problem(BAND, _("must be a number between -4 and 4.")))
    return problems


def _stem_problems(stem: str) -> list[Problem]:
    if not stem:
        return [Problem(STEM, _("write the question."))]
    if len(stem) > LONGEST_STEM:
        return [Problem(STEM, _("is longer than %(count)d characters.") % {"count": LONGEST_STEM})]
    return []


def _option_problems(kind: str, options: list[dict[str, str]]) -> list[Problem]:
    ids, texts = [option["id"] for option in options], [option["text"] for option in options]
    reasons = []
    if kind == "boolean" and ids != ["true", "false"]:
        reasons.append(_("a true-or-false item has exactly the options “true” and “false”."))
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        reasons.append(
            _("there must be %(fewest)d to %(most)d options.") % {"fewest": FEWEST_OPTIONS, "most": MOST_OPTIONS}
        )
    if not all(ids):
        reasons.append(_("every option needs an identifier."))
    if not all(texts):
        reasons.append(_("every option needs a text."))
    reasons += [_("“%(text)s” stands there twice.") % {"text": text} for text in _repeated(filter(None, texts))]
    reasons += [_("the identifier “%(id)s” is used twice.") % {"id": id} for id in _repeated(filter(None, ids))]
    if any(len(text) > LONGEST_OPTION for text in texts):
        reasons.append(_("an option is longer than %(count)d characters.") % {"count": LONGEST_OPTION})
    return [Problem(OPTIONS, reason) for reason in reasons]


def _repeated(texts: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [text for text in texts if text in seen or seen.add(text)]  # type: ignore[func-returns-value]


def _key_problems(kind: str, key: dict[str, Any], ids: list[str]) -> list[Problem]:
    check = {"single": _one_reason, "boolean": _one_reason, "multiple": _several_reason, "ordering": _order_reason}
    reason = check[kind](key, ids)
    return [Problem(KEY, reason)] if reason else []


def _one_reason(key: dict[str, Any], ids: list[str]) -> str:
    correct = key.get("correct")
    if isinstance(correct, str) and correct in ids:
        return ""
    return _("mark exactly one option as right.")


def _several_reason(key: dict[str, Any], ids: list[str]) -> str:
    correct = key.get("correct")
    if not isinstance(correct, list) or not correct:
        return _("mark at least one option as right.")
    if any(id not in ids for id in correct) or len(set(correct)) != len(correct):
        return _("names an option that is not there, or names one twice.")
    if len(correct) == len(ids):
        return _("at least one option must be wrong.")
    return ""


def _order_reason(key: dict[str, Any], ids: list[str]) -> str:
    order = key.get("order")
    if isinstance(order, list) and sorted(map(str, order)) == sorted(ids):
        return ""
    return _("give every option its place, each place once.")


def _feedback_problems(feedback: dict[str, Any], ids: list[str]) -> list[Problem]:
    if any(id not in ids for id in feedback.get("options", {})):
        return [Problem(FEEDBACK, _("explains an option that is not there."))]
    return []


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
