"""A number with its unit: a field and a list of units behind it, alone at the end."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.fitting.proving import proven, refuse_many, top_of
from quizzes.exchange.formats.qti.fitting.writing_in import decimal, numbers
from quizzes.exchange.formats.qti.interactions.asked import Content, identifiers
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.rules.values import NUMBERS
from quizzes.exchange.formats.qti.tree import inner_html, replace
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.question import Unfaithful


def is_with_unit(item: Item, nodes: list[etree._Element]) -> bool:
    """Whether these two fields are a number and its unit."""
    if [node.tag for node in nodes] != ["textEntryInteraction", "inlineChoiceInteraction"]:
        return False
    field, units = nodes
    paragraph = field.getparent()
    together = paragraph is not None and units.getparent() is paragraph and len(paragraph) == 2
    beside = (paragraph.text or "") + (field.tail or "") + (units.tail or "") if paragraph is not None else ""
    return together and not beside.strip() and item.response(field).base in NUMBERS


def with_unit(item: Item, body: etree._Element, nodes: list[etree._Element]) -> Content:
    """One unit is the measure; the factors of the others are among the numbers that the rules name."""
    field, list_ = nodes
    number, unit = item.response(field).name, item.response(list_).name
    marks = Marks(item, [number, unit])
    offered = list_.findall("inlineChoice")
    words = {name: words_of(each).strip() for name, each in zip(identifiers(offered), offered, strict=True)}
    named = marks.factors_and_bounds(number)
    factors = sorted({value for value in named if value > 0} | {Fraction(1)})
    refuse_many(len(named) * len(factors) * len(words) * 4)
    bounds = {value / factor for value, factor in product(named, factors)}

    def mark(value: Fraction, name: str) -> Fraction:
        return marks.points({number: [decimal(value)], unit: [name]})

    for base in words:
        try:
            key = numbers(bounds, lambda value, base=base: mark(value, base), Fraction(0))  # type: ignore[misc]
        except Unfaithful:
            continue
        samples = _samples(bounds)
        table = [
            ({"value": decimal(value), "unit": words[name]}, mark(value, name)) for value in samples for name in words
        ]
        best = top_of([earned for _answer, earned in table])
        units: dict[str, str] = {}
        for name in words:
            fitting = _factor(name, words[name], key, factors, samples, mark, best)
            if fitting is None:
                break
            units[words[name]] = fitting
        else:
            for node in nodes:
                replace(node, "")
            told = item.material(inner_html(body)).under("stem")
            found = proven("numeric", table, best, [key | {"units": units}])
            return Content("numeric", told | {"units": list(units)}, found)
    raise Unfaithful(_("What its units mean cannot be told from its rules."))


def _factor(
    name: str,
    word: str,
    key: dict[str, Any],
    factors: list[Fraction],
    samples: list[Fraction],
    mark: Callable[[Fraction, str], Fraction],
    best: Fraction,
) -> str | None:
    """The factor that turns this unit into the measure."""
    table = [({"value": decimal(value), "unit": word}, mark(value, name)) for value in samples]
    for factor in factors:
        try:
            proven("numeric", table, best, [key | {"units": {word: decimal(factor)}}])
        except Unfaithful:
            continue
        return decimal(factor)
    return None


def _samples(bounds: set[Fraction]) -> list[Fraction]:
    places = sorted(bounds)
    return [*places, *((one + other) / 2 for one, other in pairwise(places)), places[-1] + 1]
