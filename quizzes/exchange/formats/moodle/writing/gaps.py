"""multianswer (Cloze)."""

import re
from collections.abc import Mapping
from fractions import Fraction
from html import escape
from math import lcm
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.moodle.elements import plain
from quizzes.exchange.formats.moodle.writing.parts import add_markup, percent
from quizzes.exchange.formats.moodle.writing.texts import pattern
from quizzes.exchange.material.answers import middle_of, ranked
from quizzes.exchange.material.html import html_of
from quizzes.exchange.material.marks import MARK
from quizzes.exchange.question import Question

SPECIAL = re.compile(r"([\\}#~])")


def cloze_reason(question: Question) -> str:
    if question.key.get("rule", "each") != "each":
        return _("Its gaps do not count each by itself, which is not written.")
    keys = question.key["gaps"].values()
    if any(_scaled(question)[id] > 1000 for id in question.key["gaps"]):
        return _("Its gaps count in proportions that Moodle cannot write.")
    texts = [str(option.get("text", "")) for gap in question.body["gaps"] for option in gap.get("options", [])]
    texts += [str(answer.get("text", "")) for key in keys for answer in key.get("answers", [])]
    if any(text.startswith(("=", "%")) for text in texts):
        return _("An answer of a gap begins with “=” or “%”, which Moodle takes for points.")
    if "{" in MARK.sub("", html_of(question.body, "stem")):
        return _("Its text holds a brace, which Moodle may take for a gap.")
    return ""


def add_questiontext(question: Question, node: etree._Element) -> None:
    gaps = {str(gap["id"]): gap for gap in question.body["gaps"]}
    weights = _scaled(question)

    def put(found: re.Match[str]) -> str:
        id = found[1]
        return _gap(gaps[id], question.key["gaps"][id], weights[id]) if id in gaps else found[0]

    add_markup(node, "questiontext", question, MARK.sub(put, html_of(question.body, "stem")))


def cloze(question: Question, node: etree._Element) -> None:
    """Everything stands in the text."""


def _scaled(question: Question) -> dict[str, int]:
    """Moodle's weights are whole numbers."""
    given = {id: Fraction(str(key.get("weight", 1))) for id, key in question.key["gaps"].items()}
    common = lcm(*(weight.denominator for weight in given.values()))
    return {id: int(weight * common) for id, weight in given.items()}


def _gap(gap: Mapping[str, Any], key: Mapping[str, Any], weight: int) -> str:
    kind = gap["kind"]
    if kind == "choice":
        shares, told = (key.get("weights") or {}) | {key["correct"]: 1.0}, key.get("feedback", {})
        return _written(weight, "MULTICHOICE", [
            _answer(str(option["text"]), float(shares.get(option["id"], 0)), told.get(option["id"], ""))
            for option in gap["options"]
        ])  # fmt: skip
    if kind == "multiple":
        return _written(weight, "MULTIRESPONSE", _several(gap, key))
    if kind == "numeric":
        values = [(middle_of(answer), answer) for answer in ranked(key["answers"])]
        return _written(weight, "NUMERICAL", [
            _answer(f"{plain(value)}:{plain(tolerance)}", float(answer.get("points", 1)), answer.get("feedback", ""))
            for (value, tolerance), answer in values
        ])  # fmt: skip
    name = "SHORTANSWER_C" if key.get("case") else "SHORTANSWER"
    return _written(weight, name, [
        _answer(pattern(key, answer["text"]), float(answer.get("points", 1)), answer.get("feedback", ""))
        for answer in ranked(key["answers"])
    ])  # fmt: skip


def _several(gap: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
    told = key.get("feedback", {})
    if key.get("weights"):
        shares = key["weights"]
        return [_answer(str(each["text"]), float(shares.get(each["id"], 0)), told.get(each["id"], ""), exact=True)
                for each in gap["options"]]  # fmt: skip
    return [
        ("=" if each["id"] in key["correct"] else "") + _text(str(each["text"])) + _told(told.get(each["id"], ""))
        for each in gap["options"]
    ]


def _written(weight: int, name: str, answers: list[str]) -> str:
    return "{" + f"{weight}:{name}:" + "~".join(answers) + "}"


def _answer(text: str, share: float, told: str, *, exact: bool = False) -> str:
    start = "=" if share == 1 and not exact else f"%{percent(share)}%"
    return start + _text(text) + _told(told)


def _text(text: str) -> str:
    return SPECIAL.sub(r"\\\1", escape(text, quote=False))


def _told(text: str) -> str:
    return f"#{_text(text)}" if text else ""
