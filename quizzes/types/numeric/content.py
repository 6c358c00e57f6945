"""A number: its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types import accepted
from quizzes.types.numeric.numbers import decimal, plain
from quizzes.types.problems import FEEDBACK, KEY, Problem
from quizzes.types.right import earning_problems, right_lines
from quizzes.types.stems import canonical_feedback, canonical_stem, notes_of, stem_problems

LABEL = pgettext_lazy("item", "Number")
PLACE = 60
FIELDS = {"units": False}
UNFIT = gettext_lazy("Please write one number, such as 3500, 3.5 or 3.5万, and choose a unit where some are offered.")
NUMBERS = ("value", "tolerance", "low", "high")
MOST_UNITS = 12
Data = dict[str, Any]


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    key = canonical_key(key)
    units = body.get("units") or list(key.get("units", {}))
    told = {"units": [str(unit).strip() for unit in units]} if isinstance(units, list) and units else {}
    return canonical_stem(body) | told, key, canonical_feedback(feedback)


def canonical_key(key: Data) -> Data:
    """Numbers as plain decimals; a tolerance of nothing goes without saying."""
    answers = []
    for row in accepted.rows_of(key):
        numbers = {name: _plain(row[name]) for name in NUMBERS if row.get(name) not in (None, "")}
        if numbers.get("tolerance") == "0":
            del numbers["tolerance"]
        answers.append(numbers | accepted.shared(row))
    rest = {name: value for name, value in key.items() if name not in {"answers", "units"}}
    units = key.get("units")
    told = {str(unit).strip(): _plain(factor) for unit, factor in units.items()} if isinstance(units, dict) else {}
    return rest | {"answers": answers} | ({"units": told} if told else {})


def _plain(value: Any) -> str:
    try:
        return plain(decimal(str(value).strip()))
    except ValueError:
        return str(value).strip()


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = [*stem_problems(body), *key_problems(body, key)]
    if feedback["options"]:
        found.append(Problem(FEEDBACK, _("explains an option that is not there.")))
    return found


def key_problems(body: Data, key: Data) -> list[Problem]:
    answers = key.get("answers", [])
    if not all(_is_range(answer) for answer in answers):
        return [Problem(KEY, _("an accepted answer is a number and its tolerance, or the lowest and the highest."))]
    found = [*accepted.problems(answers), *_unit_problems(body, key)]
    return found or earning_problems("numeric", key)


def _is_range(answer: Data) -> bool:
    try:
        numbers = {name: decimal(answer[name]) for name in NUMBERS if name in answer}
    except ValueError:
        return False
    if set(numbers) == {"low", "high"}:
        return numbers["low"] <= numbers["high"]
    return set(numbers) - {"tolerance"} == {"value"} and numbers.get("tolerance", 0) >= 0


def _unit_problems(body: Data, key: Data) -> list[Problem]:
    units, factors = body.get("units", []), key.get("units", {})
    if sorted(units) != sorted(factors) or len(units) > MOST_UNITS or not all(units):
        return [Problem("units", _("every unit needs its factor, and every factor its unit."))]
    try:
        fits = all(decimal(factor) > 0 for factor in factors.values())
    except ValueError:
        fits = False
    return [] if fits else [Problem("units", _("a factor is a number above 0."))]


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [f"{payload['value']} {payload.get('unit', '')}".strip()]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, [])


def preview(body: Data, key: Data, feedback: Data) -> Data:
    return {"lines": [*right_lines("numeric", describe, body, key), *map(_range, key.get("answers", []))][:20]}


def _range(answer: Data) -> str:
    """What is accepted: "3.14 ± 0.01" or "1 – 5"."""
    if "value" in answer:
        said = answer["value"] + (f" ± {answer['tolerance']}" if answer.get("tolerance") else "")
    else:
        said = f"{answer.get('low', '')} – {answer.get('high', '')}"
    return _("accepted: %(range)s") % {"range": said}
