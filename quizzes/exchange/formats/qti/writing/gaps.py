"""A text with inlineChoiceInteraction and textEntryInteraction."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from quizzes.exchange.formats.qti.writing import rules
from quizzes.exchange.formats.qti.writing.nodes import from_html, names, node
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.formats.qti.writing.written import number_rules, text_rules
from quizzes.exchange.material.html import html_of
from quizzes.exchange.material.marks import MARK
from quizzes.exchange.question import Question

PLACE = "gap-place-"


def cloze(question: Question) -> Parts:
    ids = names("G", question.body["gaps"])
    gaps = {str(gap["id"]): gap for gap in question.body["gaps"]}
    responses, steps, shown = [], [], {}
    for id, name in ids.items():
        response, its_steps, interaction = _gap(gaps[id], question.key["gaps"][id], name)
        responses.append(response)
        steps += its_steps
        shown[name] = interaction
    weights = {ids[id]: float(key.get("weight", 1)) for id, key in question.key["gaps"].items()}
    terms = [node("product", rules.points(weights[name]), rules.variable(f"S{name}")) for name in ids.values()]
    steps.append(rules.assign(node("sum", *terms)))
    outcomes = [f"S{name}" for name in ids.values()]
    return Parts(responses, [_text(question, ids, shown)], steps, "", sum(weights.values()), outcomes)


def _gap(
    gap: Mapping[str, Any], key: Mapping[str, Any], name: str
) -> tuple[etree._Element, list[etree._Element], etree._Element]:
    outcome = f"S{name}"
    if gap["kind"] == "choice":
        ids = {str(option["id"]): f"{name}C{place}" for place, option in enumerate(gap["options"], start=1)}
        interaction = node("inlineChoiceInteraction", responseIdentifier=name, shuffle=False)
        interaction.extend(
            node("inlineChoice", identifier=ids[str(o["id"])], text=str(o["text"])) for o in gap["options"]
        )
        right, weights = key["correct"], key.get("weights") or {}
        entries = [(ids[id], 1.0 if id == right else float(weights.get(id, 0))) for id in ids]
        mapping = rules.mapping([(each, earned) for each, earned in entries if earned], 0, 1)
        response = rules.declared("single", "identifier", [ids[right]], mapping, name)
        return response, [rules.assign(rules.mapped(name), outcome)], interaction
    field = node("textEntryInteraction", responseIdentifier=name, expectedLength=12)
    if gap["kind"] == "numeric":
        response, steps = number_rules(key, name, outcome)
    else:
        response, steps, _template = text_rules(key, name, outcome)
    return response, steps, field


def _text(question: Question, ids: Mapping[str, str], shown: Mapping[str, etree._Element]) -> etree._Element:
    """The text with each mark replaced by its field."""

    def put(found: re.Match[str]) -> str:
        return f'<span class="{PLACE}{ids[found[1]]}"></span>' if found[1] in ids else found[0]

    body = from_html(question, MARK.sub(put, html_of(question.body, "stem")))
    for place in list(body.iter("{*}span")):
        name = (place.get("class") or "").removeprefix(PLACE)
        if name in shown:
            field = shown[name]
            field.tail = place.tail
            place.getparent().replace(place, field)  # type: ignore[union-attr]
    return body
