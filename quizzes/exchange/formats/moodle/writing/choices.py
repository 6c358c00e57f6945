"""multichoice, multichoiceset, truefalse, ordering, matching."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.moodle.writing.parts import add, add_feedback, add_html, add_text, fill, percent
from quizzes.exchange.material.html import html_of
from quizzes.exchange.question import Question

GRADING = {"next": "1", "position": "0", "all": "-1"}


def single(question: Question, node: etree._Element) -> None:
    _switches(node, single="true")
    correct, weights = question.key["correct"], question.key.get("weights") or {}
    _answers(question, node, weights | {correct: 1.0})


def multiple(question: Question, node: etree._Element) -> None:
    _switches(node, single="false")
    correct, weights = question.key["correct"], question.key.get("weights")
    if weights is None:
        each = 1 / len(correct)
        weights = {str(option["id"]): each if option["id"] in correct else -each for option in question.body["options"]}
    if question.key.get("rule") == "all":
        weights = dict.fromkeys(correct, 1.0)
    _answers(question, node, weights)


def boolean(question: Question, node: etree._Element) -> None:
    told = question.feedback.get("options", {})
    for id in ("true", "false"):
        answer = add(node, "answer", fraction="100" if question.key["correct"] == id else "0")
        add(answer, "text").text = id
        add_feedback(answer, question, told.get(id, ""))


def ordering(question: Question, node: etree._Element) -> None:
    rule = question.key.get("rule", "next")
    for name, value in (
        ("layouttype", "0"), ("selecttype", "0"), ("selectcount", "0"), ("gradingtype", GRADING[rule]),
        ("showgrading", "1"),
    ):  # fmt: skip
        add(node, name).text = value
    options = {str(option["id"]): option for option in question.body["options"]}
    for place, id in enumerate(question.key["order"], start=1):
        fill(add(node, "answer", fraction=f"{place}.0", format="html"), question, html_of(options[id], "text"))


def matching_reason(question: Question) -> str:
    if question.key.get("weights") or question.key.get("rule", "each") != "each":
        return _("In Moodle every right pair counts the same; this question counts otherwise.")
    if any(choice.get("html") for choice in question.body["choices"]):
        return _("In Moodle the answers of a matching question are plain text.")
    return ""


def matching(question: Question, node: etree._Element) -> None:
    add(node, "shuffleanswers").text = "true"
    texts = {str(choice["id"]): str(choice["text"]) for choice in question.body["choices"]}
    pairs = question.key["pairs"]
    for prompt in question.body["prompts"]:
        sub = add_html(node, "subquestion", question, prompt, "text")
        add_text(sub, "answer", texts[pairs[prompt["id"]]])
    for id, text in texts.items():
        if id not in pairs.values():
            add_text(add_html(node, "subquestion", question, {}, "text"), "answer", text)


def _switches(node: etree._Element, *, single: str) -> None:
    for name, value in (("single", single), ("shuffleanswers", "true"), ("answernumbering", "abc")):
        add(node, name).text = value


def _answers(question: Question, node: etree._Element, shares: Mapping[str, Any]) -> None:
    told = question.feedback.get("options", {})
    for option in question.body["options"]:
        answer = add_html(node, "answer", question, option, "text")
        answer.set("fraction", percent(float(shares.get(option["id"], 0))))
        add_feedback(answer, question, told.get(option["id"], ""))
