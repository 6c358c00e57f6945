"""Options: what the kinds that offer some have in common."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.types.problems import FEEDBACK, KEY, OPTIONS, Problem
from quizzes.types.stems import canonical_feedback, canonical_stem, canonical_text, plain, stem_problems

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LONGEST_OPTION = 1000
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
Data = dict[str, Any]


def canonical_options(body: Data, name: str = "options") -> list[Data]:
    """Each {"id", "text", "html"?}; whatever is no option at all stays out."""
    rows = body.get(name)
    given = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [{"id": plain(row.get("id"))} | canonical_text(row, "text") for row in given]


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    """For kinds whose body is stem and options; the key's own ids are put into the options' order where their order
    says nothing."""
    options = canonical_options(body)
    ids = ids_of(options)
    key = {name: value for name, value in key.items() if value not in (None, "", {})}
    if isinstance(key.get("correct"), list):
        key["correct"] = sorted(key["correct"], key=lambda id: ids.index(id) if id in ids else len(ids))
    if isinstance(key.get("weights"), dict):
        key["weights"] = {id: key["weights"][id] for id in [*ids, *key["weights"]] if id in key["weights"]}
    return canonical_stem(body) | {"options": options}, key, canonical_feedback(feedback)


def ids_of(options: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(option.get("id", "")) for option in options]


def texts_of(body: Mapping[str, Any], name: str = "options") -> dict[str, str]:
    """The options' texts by their ids; of a draft too."""
    return {str(option.get("id", "")): str(option.get("text", "")) for option in body.get(name) or []}


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    """What may be wrong with stem, options and explanations, whatever the key."""
    return [*stem_problems(body), *option_problems(body["options"]), *feedback_problems(feedback, body["options"])]


def option_problems(options: list[Data], field: str = OPTIONS, fewest: int = FEWEST_OPTIONS) -> list[Problem]:
    ids, texts = ids_of(options), [option["text"] for option in options]
    reasons = []
    if not fewest <= len(options) <= MOST_OPTIONS:
        reasons.append(_("there must be %(fewest)d to %(most)d options.") % {"fewest": fewest, "most": MOST_OPTIONS})
    if not all(ids):
        reasons.append(_("every option needs an identifier."))
    if not all(texts):
        reasons.append(_("every option needs a text."))
    alike = [option.get("html") or option["text"] for option in options]
    reasons += [_("“%(text)s” stands there twice.") % {"text": text} for text in repeated(filter(None, alike))]
    reasons += [_("the identifier “%(id)s” is used twice.") % {"id": id} for id in repeated(filter(None, ids))]
    if any(len(text) > LONGEST_OPTION for text in texts):
        reasons.append(_("an option is longer than %(count)d characters.") % {"count": LONGEST_OPTION})
    return [Problem(field, reason) for reason in reasons]


def id_problems(rows: list[Data], field: str) -> list[Problem]:
    """For ids that stand in names of fields."""
    if all(ID.fullmatch(id) for id in ids_of(rows)):
        return []
    return [Problem(field, _("an identifier holds letters, digits, “-” and “_” only, 40 at most."))]


def repeated(texts: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [text for text in texts if text in seen or seen.add(text)]  # type: ignore[func-returns-value]


def feedback_problems(feedback: Data, options: list[Data]) -> list[Problem]:
    if any(id not in ids_of(options) for id in feedback.get("options", {})):
        return [Problem(FEEDBACK, _("explains an option that is not there."))]
    return []


def rule_problems(key: Data, rules: Iterable[str]) -> list[Problem]:
    if "rule" in key and key["rule"] not in tuple(rules):
        return [Problem(KEY, _("has no rule of points “%(rule)s”.") % {"rule": key["rule"]})]
    return []


def weight_problems(key: Data, ids: list[str], right: list[str]) -> list[Problem]:
    """Weights are numbers from -1 to 1 of options that are there, and the right answer earns everything by them."""
    weights = key.get("weights")
    if weights is None:
        return []
    fits = isinstance(weights, dict) and all(
        id in ids and isinstance(value, int | float) and not isinstance(value, bool) and -1 <= value <= 1
        for id, value in weights.items()
    )
    if not fits:
        return [Problem(KEY, _("its weights must be numbers from -1 to 1, each of an option that is there."))]
    if abs(sum(weights.get(id, 0) for id in right) - 1) > 1e-4:
        return [Problem(KEY, _("the weights of the right answer must add up to 1."))]
    return []


def arranged(body: Mapping[str, Any], shown: Any, chosen: Iterable[str] = ()) -> list[Data]:
    """The options in the order of a sitting, each with whether it is `chosen`."""
    by_id = {str(option["id"]): option for option in body["options"]}
    taken = set(chosen)
    return [{**by_id[one], "chosen": one in taken} for one in shown]


def marked(body: Data, feedback: Data, right: Iterable[str]) -> list[Data]:
    """The options of a draft, each with whether it is `right` and its explanation."""
    correct, explained = set(map(str, right)), feedback.get("options", {})
    return [
        {**option, "right": option.get("id") in correct, "feedback": explained.get(option.get("id"), "")}
        for option in body.get("options") or []
    ]
