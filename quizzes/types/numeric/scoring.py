"""A number, perhaps with a unit."""

import random
from collections.abc import Collection, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from quizzes.scoring.payloads import only
from quizzes.types.numeric.numbers import decimal, plain, read

Plain = Mapping[str, Any]


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    """The number in plain digits. Where units are asked for one is given, chosen or typed behind the number; a single
    one goes without saying. Where none are asked for, none is taken: 50 % of what?"""
    only(payload, "value", "unit")
    units = [str(unit) for unit in body.get("units") or []]
    value, typed = read(payload.get("value"), units)
    chosen = payload.get("unit") or ""
    unit = typed or chosen or (units[0] if len(units) == 1 else "")
    if chosen not in {"", unit} or (unit not in units if units else unit):
        raise ValueError("One of the units is needed, the same that was chosen")
    return {"value": value} | ({"unit": unit} if unit else {})


def score(payload: Plain, key: Plain) -> float:
    found = match(payload, key)
    return float(found.get("points", 1)) if found else 0.0


def match(payload: Plain, key: Plain) -> Plain | None:
    """Of the answers in the key that this number fits the one that earns most."""
    value, units = Fraction(decimal(payload["value"])), key.get("units")
    if units:
        if payload.get("unit") not in units:
            return None
        value *= Fraction(decimal(units[payload["unit"]]))
    fitting = [answer for answer in _answers(key) if _low(answer) <= value <= _high(answer)]
    return max(fitting, key=lambda answer: float(answer.get("points", 1)), default=None)


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> dict[str, Any]:
    return {}


def answer_of(key: Plain) -> dict[str, Any]:
    best = max(_answers(key), key=lambda answer: float(answer.get("points", 1)))
    return _said((_low(best) + _high(best)) / 2, key.get("units") or {})


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    """Beyond everything that is accepted."""
    return _said(max(map(_high, _answers(key))) + rng.randint(1, 9), key.get("units") or {})


def remarks(payload: Plain, key: Plain) -> list[str]:
    found = match(payload, key)
    return [str(found["feedback"])] if found and found.get("feedback") else []


def _answers(key: Plain) -> Collection[Plain]:
    if not isinstance(key["answers"], list) or not key["answers"]:
        raise TypeError("a key names at least one answer")
    return key["answers"]


def _low(answer: Plain) -> Fraction:
    if "value" in answer:
        return Fraction(decimal(answer["value"])) - Fraction(decimal(answer.get("tolerance") or "0"))
    return Fraction(decimal(answer["low"]))


def _high(answer: Plain) -> Fraction:
    if "value" in answer:
        return Fraction(decimal(answer["value"])) + Fraction(decimal(answer.get("tolerance") or "0"))
    return Fraction(decimal(answer["high"]))


def _said(value: Fraction, units: Plain) -> dict[str, Any]:
    """In the first unit in which it can be said exactly; else in the first one."""
    told = []
    for unit, factor in units.items() or [("", "1")]:
        exact = value / Fraction(decimal(factor))
        with localcontext(prec=50):
            text = plain(round(Decimal(exact.numerator) / Decimal(exact.denominator), 15))
        told.append((Fraction(text) != exact, {"value": text} | ({"unit": unit} if unit else {})))
    return min(told, key=lambda one: one[0])[1]
