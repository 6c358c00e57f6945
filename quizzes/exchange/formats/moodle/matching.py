"""matching, and the plug-in mtf (several statements, each true or false)."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked, letter, unnamed
from quizzes.exchange.formats.moodle.choices import CLOSE, Content
from quizzes.exchange.formats.moodle.elements import child_text, number, raw
from quizzes.exchange.question import Unfaithful


def matching(asked: Asked) -> Content:
    """Every pair counts the same; an answer without a prompt is a choice that fits nothing."""
    prompts: list[dict[str, Any]] = []
    choices: dict[str, str] = {}
    pairs: dict[str, str] = {}
    for node in asked.node.findall("subquestion"):
        answer = " ".join(raw(node.find("answer")).split())
        if not answer:
            continue
        choice = choices.setdefault(answer, letter(len(choices)))
        prompt = asked.text(node)
        if prompt:
            id = str(len(prompts) + 1)
            prompts.append({"id": id} | prompt.under("text") | ({} if prompt.text else unnamed(len(prompts), prompt)))
            pairs[id] = choice
    told = [{"id": id, "text": text} for text, id in choices.items()]
    return "matching", asked.stem | {"prompts": prompts, "choices": told}, {"pairs": pairs}, asked.feedback({})


def several_true_false(asked: Asked) -> Content:
    """Each row is matched with one column; the plug-in's other ways of scoring have no like here."""
    node = asked.node
    method = child_text(node, "scoringmethod", "subpoints")
    if method not in {"subpoints", "mtfonezero"}:
        raise Unfaithful(_("Its scoring “%(name)s” has no like here.") % {"name": method[:40]})
    prompts = [
        {"id": str(place)} | asked.text(row.find("optiontext")).under("text")
        for place, row in enumerate(node.findall("row"), start=1)
    ]
    choices = [
        {"id": letter(place), "text": asked.text(column.find("responsetext")).only_text()}
        for place, column in enumerate(node.findall("column"))
    ]
    pairs: dict[str, str] = {}
    for weight in node.findall("weight"):
        value = number(child_text(weight, "value", "0"))
        row, column = (int(number(weight.get(name, "0"))) for name in ("rownumber", "columnnumber"))
        if abs(value - 1) < CLOSE and str(row) not in pairs and 1 <= column <= len(choices):
            pairs[str(row)] = choices[column - 1]["id"]
        elif abs(value) > CLOSE:
            raise Unfaithful(_("A statement has several right answers, or one that is half right."))
    key: dict[str, Any] = {"pairs": pairs} | ({"rule": "all"} if method == "mtfonezero" else {})
    told = {str(place): asked.words(row.find("feedbacktext")) for place, row in enumerate(node.findall("row"), start=1)}
    feedback = asked.feedback({})
    feedback["options"] = {id: text for id, text in told.items() if text}
    return "matching", asked.stem | {"prompts": prompts, "choices": choices}, key, feedback
