"""The frame of an item around what its kind asks."""

import re

from lxml import etree

from quizzes.exchange.formats.qti.writing import rules
from quizzes.exchange.formats.qti.writing.nodes import NAMESPACE, SCHEMA, SPACES, XSI, flow, node, number
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.question import Question


def item(question: Question, parts: Parts) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}assessmentItem", nsmap=SPACES | {"xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    for name, text in (
        ("identifier", identifier(question)),
        ("title", question.title or question.slug or identifier(question)),
        ("adaptive", "false"),
        ("timeDependent", "false"),
    ):
        root.set(name, text)
    general = question.feedback.get("general", "")
    root.extend(parts.responses)
    root.append(_outcome("SCORE", parts.best))
    root.extend(_outcome(name) for name in parts.outcomes)
    if parts.told:
        cardinality = "multiple" if parts.many else "single"
        root.append(node("outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier"))
    if general:
        root.append(node("outcomeDeclaration", identifier="GENERAL", cardinality="single", baseType="identifier"))
    root.append(node("itemBody", *parts.body))
    steps = [*parts.steps, *parts.feedback, *([rules.assign(rules.value("shown"), "GENERAL")] if general else [])]
    if len(steps) == len(parts.steps) and parts.template:
        root.append(rules.template(parts.template))
    elif steps:
        root.append(rules.processing(*steps))
    for name, text in parts.told.items():
        root.append(_modal(question, "FEEDBACK", name, text))
    if general:
        root.append(_modal(question, "GENERAL", "shown", general))
    return root


def identifier(question: Question) -> str:
    """A name that XML allows, by the question's own."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", question.slug or f"{question.number}")
    return f"item-{name}"


def _outcome(name: str, best: float | None = None) -> etree._Element:
    default = node("defaultValue", node("value", text="0"))
    return node(
        "outcomeDeclaration",
        default,
        identifier=name,
        cardinality="single",
        baseType="float",
        normalMaximum=None if best is None else number(best),
    )


def _modal(question: Question, outcome: str, name: str, text: str) -> etree._Element:
    made = flow(question, {"text": text}, "text", "modalFeedback")
    for attribute, value in (("outcomeIdentifier", outcome), ("identifier", name), ("showHide", "show")):
        made.set(attribute, value)
    return made
