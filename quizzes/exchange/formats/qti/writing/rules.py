"""The pieces of response processing that items are written with."""

from collections.abc import Iterable

from lxml import etree

from quizzes.exchange.formats.qti.writing.nodes import TEMPLATES, node, number

RESPONSE = "RESPONSE"


def template(name: str) -> etree._Element:
    return node("responseProcessing", template=f"{TEMPLATES}{name}")


def processing(*steps: etree._Element) -> etree._Element:
    return node("responseProcessing", *steps)


def variable(name: str = RESPONSE) -> etree._Element:
    return node("variable", identifier=name)


def correct(name: str = RESPONSE) -> etree._Element:
    return node("correct", identifier=name)


def mapped(name: str = RESPONSE) -> etree._Element:
    return node("mapResponse", identifier=name)


def value(text: str, base: str = "identifier") -> etree._Element:
    return node("baseValue", baseType=base, text=text)


def points(earned: float) -> etree._Element:
    return value(number(earned), "float")


def assign(expression: etree._Element, name: str = "SCORE") -> etree._Element:
    return node("setOutcomeValue", expression, identifier=name)


def plus(expression: etree._Element, name: str = "SCORE") -> etree._Element:
    return assign(node("sum", variable(name), expression), name)


def when(condition: etree._Element, *then: etree._Element) -> etree._Element:
    return node("responseCondition", node("responseIf", condition, *then))


def first_of(branches: Iterable[tuple[etree._Element, list[etree._Element]]]) -> etree._Element:
    """The first branch whose condition holds."""
    made = node("responseCondition")
    for condition, then in branches:
        made.append(node("responseElseIf" if len(made) else "responseIf", condition, *then))
    return made


def match(left: etree._Element, right: etree._Element) -> etree._Element:
    return node("match", left, right)


def either(conditions: list[etree._Element]) -> etree._Element:
    return conditions[0] if len(conditions) == 1 else node("or", *conditions)


def both(*conditions: etree._Element) -> etree._Element:
    return node("and", *conditions)


def declared(
    cardinality: str,
    base: str,
    right: Iterable[str] = (),
    mapping: etree._Element | None = None,
    name: str = RESPONSE,
) -> etree._Element:
    made = node("responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    values = [node("value", text=text) for text in right]
    if values:
        made.append(node("correctResponse", *values))
    if mapping is not None:
        made.append(mapping)
    return made


def mapping(
    entries: Iterable[tuple[str, float]], low: float | None = None, high: float | None = None, case: bool | None = None
) -> etree._Element:
    """Points of values; everything else earns nothing."""
    return node(
        "mapping",
        *(node("mapEntry", mapKey=key, mappedValue=number(earned), caseSensitive=case) for key, earned in entries),
        defaultValue="0",
        lowerBound=None if low is None else number(low),
        upperBound=None if high is None else number(high),
    )
