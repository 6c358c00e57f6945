"""The answers that are more than a letter: numbers, texts, pairs, rubrics, weights."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Unfaithful
from quizzes.exchange.typed import words

Data = dict[str, Any]
POINTS = re.compile(r"\s*\[\s*(\d{1,3}(?:\.\d+)?)\s*%\s*\]\s*$")
ARROW = re.compile(r"\s*(?:→|->|=>|——>|＝>)\s*")
RANGE = re.compile(r"(.+?)\s*(?:~|～|至|到|\.\.)\s*(.+)")
WHOLE = "回答完整、符合题意"
"""The one point of a rubric where a file gives none."""


def lines_of(answer: str) -> list[str]:
    """One answer a line; in a single line they may be parted by "|" or "；"."""
    parts = answer.split("\n") if "\n" in answer.strip() else re.split(r"[|｜;；]", answer)
    return [part.strip() for part in parts if part.strip()]


def points_of(line: str) -> tuple[str, Data]:
    """The answer without its "[50%]", and {"points": 0.5} where that was there."""
    found = POINTS.search(line)
    if not found:
        return line.strip(), {}
    share = Decimal(found[1]) / 100
    if share > 1:
        raise Unfaithful(_("An answer earns more than 100 %%: “%(answer)s”.") % {"answer": line[:40]})
    return line[: found.start()].strip(), {} if share == 1 else {"points": float(share)}


def decimal_of(text: str) -> str:
    """A number as the key writes it: "3.14", never "3.140E+1". Unfaithful for what is none."""
    said = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace(",", "")
    try:
        value = Decimal(said)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise Unfaithful(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return format(value, "f")


def numeric_key(answer: str, units: str) -> tuple[Data, Data]:
    """Body and key: "3.14", "3.14±0.01" or "1~5", one a line."""
    answers = []
    for line in lines_of(answer):
        said, points = points_of(line)
        value, sign, tolerance = unicodedata.normalize("NFKC", said).partition("±")
        if sign:
            answers.append({"value": decimal_of(value), "tolerance": decimal_of(tolerance)} | points)
        elif found := RANGE.fullmatch(said):
            answers.append({"low": decimal_of(found[1]), "high": decimal_of(found[2])} | points)
        else:
            answers.append({"value": decimal_of(said), "tolerance": "0"} | points)
    if not answers:
        raise Unfaithful(_("It has no answer (答案)."))
    known = units_of(units)
    return ({"units": list(known)}, {"answers": answers, "units": known}) if known else ({}, {"answers": answers})


def units_of(text: str) -> dict[str, str]:
    """ "米=1；厘米=0.01": what is typed in a unit, times its factor, is the value of the answer."""
    found: dict[str, str] = {}
    for part in lines_of(text):
        name, sign, factor = part.replace("＝", "=").partition("=")
        found[name.strip()] = decimal_of(factor) if sign else "1"
    return found


def short_key(answer: str, rule: str) -> Data:
    answers = []
    for line in lines_of(answer):
        text, points = points_of(line)
        answers.append({"text": text} | points)
    if not answers:
        raise Unfaithful(_("It has no answer (答案)."))
    key: Data = {"answers": answers}
    for said in map(words.plain, lines_of(rule)):
        if said in words.CASE:
            key["case"] = True
        elif said in words.WILD:
            key["wildcards"] = True
        else:
            raise Unfaithful(_("“%(rule)s” is not a way of scoring this kind.") % {"rule": rule[:40]})
    return key


def split_pair(text: str) -> tuple[str, str]:
    """ "left → right" in its halves."""
    parts = ARROW.split(text)
    if len(parts) != 2 or not parts[1].strip():
        raise Unfaithful(_("A pair must be written “left → right”, not “%(text)s”.") % {"text": text[:40]})
    return parts[0].strip(), parts[1].strip()


def rubric_of(answer: str, rule: str) -> Data:
    """ "要点=50%" or "要点=2分", one a line; without any, the whole answer counts."""
    rubric = []
    for place, line in enumerate(lines_of(rule)):
        text, _sign, share = line.replace("＝", "=").rpartition("=")
        number = re.fullmatch(r"\s*(\d{1,3}(?:\.\d+)?)\s*(%|分)\s*", unicodedata.normalize("NFKC", share))
        if not text.strip() or not number:
            raise Unfaithful(
                _("A point of the rubric must be written “what is expected=50%%”, not “%(line)s”.")
                % {"line": line[:40]}
            )
        points = Decimal(number[1]) / (100 if number[2] == "%" else 1)
        rubric.append({"id": f"r{place + 1}", "text": text.strip(), "points": float(points)})
    key: Data = {"rubric": rubric or [{"id": "r1", "text": WHOLE, "points": 1.0}]}
    return key | ({"sample": answer.strip()} if words.plain(answer) not in words.EMPTY else {})


def weights_of(rule: str, none: Collection[str]) -> Data:
    """{"weights": {…}} of "A=50%；B=-100%", {} where the words say the usual."""
    if words.plain(rule) in none:
        return {}
    weights: dict[str, float] = {}
    for part in lines_of(rule):
        found = re.fullmatch(r"([A-Z])\s*[=:]\s*(-?\d{1,3}(?:\.\d+)?)\s*%", unicodedata.normalize("NFKC", part).upper())
        if not found:
            raise Unfaithful(_("“%(rule)s” is not a way of scoring this kind.") % {"rule": rule[:40]})
        weights[found[1].lower()] = float(Decimal(found[2]) / 100)
    return {"weights": weights}
