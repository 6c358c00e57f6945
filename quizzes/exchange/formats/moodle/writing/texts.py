"""numerical, shortanswer, essay."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import Any

from lxml import etree

from quizzes.exchange.formats.moodle.elements import plain
from quizzes.exchange.formats.moodle.writing.parts import add, add_feedback, add_markup, add_text, percent
from quizzes.exchange.material.answers import middle_of, ranked
from quizzes.exchange.material.rubrics import rubric_html
from quizzes.exchange.question import Question


def numeric(question: Question, node: etree._Element) -> None:
    for answer in ranked(question.key["answers"]):
        value, tolerance = middle_of(answer)
        told = add(node, "answer", fraction=percent(float(answer.get("points", 1))), format="moodle_auto_format")
        add(told, "text").text = plain(value)
        add_feedback(told, question, answer.get("feedback", ""))
        add(told, "tolerance").text = plain(tolerance)
    units = question.key.get("units") or {}
    grading = (("unitgradingtype", "1"), ("unitpenalty", "1"), ("showunits", "2")) if units else (("showunits", "3"),)
    for name, text in grading:
        add(node, name).text = text
    if units:
        _units(add(node, "units"), units)


def _units(node: etree._Element, units: Mapping[str, str]) -> None:
    """Moodle multiplies the other way round: how many of this unit one of the first is."""
    for name, factor in units.items():
        unit = add(node, "unit")
        with localcontext() as context:
            context.prec = 15
            add(unit, "multiplier").text = plain(1 / Decimal(factor))
        add(unit, "unit_name").text = name


def short(question: Question, node: etree._Element) -> None:
    add(node, "usecase").text = "1" if question.key.get("case") else "0"
    for answer in ranked(question.key["answers"]):
        told = add(node, "answer", fraction=percent(float(answer.get("points", 1))), format="plain_text")
        add(told, "text").text = pattern(question.key, answer["text"])
        add_feedback(told, question, answer.get("feedback", ""))


def pattern(key: Mapping[str, Any], text: str) -> str:
    r"""In Moodle a `*` always stands for anything unless a backslash stands before it."""
    return text if key.get("wildcards") else text.replace("*", "\\*")


def extended(question: Question, node: etree._Element) -> None:
    for name, value in (
        ("responseformat", "plain"), ("responserequired", "1"), ("attachments", "0"), ("attachmentsrequired", "0"),
    ):  # fmt: skip
        add(node, name).text = value
    if question.body.get("lines"):
        add(node, "responsefieldlines").text = str(question.body["lines"])
    add_markup(node, "graderinfo", question, rubric_html(question.key["rubric"], question.key.get("sample", "")))
    add_text(node, "responsetemplate", "", format="html")
