"""textEntryInteraction for a text or a number, extendedTextInteraction."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from quizzes.exchange.formats.qti.patterns import to_regex
from quizzes.exchange.formats.qti.writing import rules
from quizzes.exchange.formats.qti.writing.nodes import flow, from_html, node
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.material.answers import bounds_of, ranked
from quizzes.exchange.material.rubrics import rubric_html
from quizzes.exchange.question import Question

UNIT = "UNIT"


def short(question: Question) -> Parts:
    key = question.key
    response, steps, template = text_rules(key, rules.RESPONSE, "SCORE")
    shown = [flow(question, question.body, "stem"), node("p", _field(rules.RESPONSE))]
    return Parts([response], shown, steps, template)


def text_rules(key: Mapping[str, Any], name: str, outcome: str) -> tuple[etree._Element, list[etree._Element], str]:
    """The declaration, the rules, and the template that says the same where there is one."""
    answers = ranked(key["answers"])
    best = [answers[0]["text"]] if answers else []
    if key.get("wildcards"):
        branches = [
            (
                node(
                    "patternMatch", rules.variable(name), pattern=to_regex(answer["text"], case=bool(key.get("case")))
                ),
                [rules.assign(rules.points(float(answer.get("points", 1))), outcome)],
            )
            for answer in answers
        ]
        return rules.declared("single", "string", best, name=name), [rules.first_of(branches)], ""
    entries = [(answer["text"], float(answer.get("points", 1))) for answer in answers]
    mapping = rules.mapping(entries, case=bool(key.get("case")))
    response = rules.declared("single", "string", best, mapping, name)
    return response, [rules.assign(rules.mapped(name), outcome)], "map_response"


def numeric(question: Question) -> Parts:
    units = question.key.get("units") or {}
    field = node("p", _field(rules.RESPONSE))
    responses = [rules.declared("single", "float", _best(question.key), name=rules.RESPONSE)]
    if units:
        ids = {unit: f"U{place}" for place, unit in enumerate(units, start=1)}
        chosen = node("inlineChoiceInteraction", responseIdentifier=UNIT, shuffle=False)
        chosen.extend(node("inlineChoice", identifier=ids[unit], text=unit) for unit in units)
        field.append(chosen)
        responses.append(rules.declared("single", "identifier", [next(iter(ids.values()))], name=UNIT))
        branches = [
            branch
            for unit, factor in units.items()
            for branch in _branches(question.key, rules.RESPONSE, factor, ids[unit])
        ]
    else:
        branches = _branches(question.key, rules.RESPONSE)
    shown = [flow(question, question.body, "stem"), field]
    return Parts(responses, shown, [rules.first_of(branches)])


def number_rules(key: Mapping[str, Any], name: str, outcome: str) -> tuple[etree._Element, list[etree._Element]]:
    branches = _branches(key, name, outcome=outcome)
    return rules.declared("single", "float", _best(key), name=name), [rules.first_of(branches)]


def _branches(
    key: Mapping[str, Any], name: str, factor: str = "", unit: str = "", outcome: str = "SCORE"
) -> list[tuple[etree._Element, list[etree._Element]]]:
    return [
        (_within(answer, name, factor, unit), [rules.assign(rules.points(float(answer.get("points", 1))), outcome)])
        for answer in ranked(key["answers"])
    ]


def _within(answer: Mapping[str, Any], name: str, factor: str, unit: str) -> etree._Element:
    """Whether the number, times the factor of its unit, lies within the answer's bounds."""
    low, high = bounds_of(answer)
    given = rules.variable(name)
    if factor and Decimal(factor) != 1:
        given = node("product", given, rules.value(factor, "float"))
    again = rules.variable(name)
    if factor and Decimal(factor) != 1:
        again = node("product", again, rules.value(factor, "float"))
    if low == high:
        inside = node("equal", given, rules.value(f"{low:f}", "float"), toleranceMode="exact")
    else:
        inside = rules.both(
            node("gte", given, rules.value(f"{low:f}", "float")), node("lte", again, rules.value(f"{high:f}", "float"))
        )
    return rules.both(rules.match(rules.variable(UNIT), rules.value(unit)), inside) if unit else inside


def _best(key: Mapping[str, Any]) -> Iterable[str]:
    for answer in ranked(key["answers"])[:1]:
        low, high = bounds_of(answer)
        yield answer.get("value") or f"{(low + high) / 2:f}"


def _field(name: str) -> etree._Element:
    return node("textEntryInteraction", responseIdentifier=name, expectedLength=20)


def extended(question: Question) -> Parts:
    key, body = question.key, question.body
    interaction = node(
        "extendedTextInteraction", responseIdentifier=rules.RESPONSE, expectedLines=body.get("lines"), maxStrings=None
    )
    rubric = node(
        "rubricBlock", *list(from_html(question, rubric_html(key["rubric"], key.get("sample", "")))), view="scorer"
    )
    response = rules.declared("single", "string")
    return Parts([response], [flow(question, body, "stem"), rubric, interaction])
