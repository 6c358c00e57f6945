"""orderInteraction."""

from fractions import Fraction
from math import factorial
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import remove_options
from quizzes.exchange.formats.qti.fitting import choosing
from quizzes.exchange.formats.qti.fitting.proving import MOST
from quizzes.exchange.formats.qti.interactions.asked import Content, count, identifiers, letter, options, stem
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.tree import plain_tree
from quizzes.exchange.formats.qti.writing.orders import order_steps
from quizzes.exchange.question import Unfaithful


def order(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    nodes = interaction.findall("simpleChoice")
    declaration = item.response(interaction)
    marks = Marks(item, [declaration.name])
    letters = {letter(place): name for place, name in enumerate(identifiers(nodes))}
    back = {name: id for id, name in letters.items()}
    right = [back[name] for name in declaration.correct if name in back]
    if 0 < count(interaction, "maxChoices", 0) < len(nodes) or 0 < len(right) < len(nodes):
        raise Unfaithful(_("Only some of its lines are to be put in order."))

    def mark(given: tuple[str, ...]) -> Fraction:
        return marks.points({declaration.name: [letters[id] for id in given]})

    if rule := _as_we_write(marks, declaration.name, [letters[id] for id in right]):
        key: dict[str, Any] = {"order": right} | ({} if rule == "next" else {"rule": rule})
    elif factorial(len(letters)) <= MOST:
        key = choosing.order(list(letters), mark, right)
    elif right and marks.only_right_counts(declaration.name):
        key = {"order": right, "rule": "all"}
    else:
        raise Unfaithful(_("Its rules of scoring cannot be tried out on every possible answer: there are too many."))
    offered = options(item, nodes)
    for node in nodes:
        remove_options(node)
    return Content("ordering", stem(item, body, interaction) | {"options": offered}, key)


def _as_we_write(marks: Marks, name: str, right: list[str]) -> str:
    """The rule that these rules are, written exactly as our own packages write it; "" for any others. So that long
    orders, which have too many permutations to be tried, come back."""
    given = [_canonical(step) for step in marks.core]
    for rule in ("next", "position"):
        if right and given == [_canonical(step) for step in order_steps(rule, right, name)]:
            return rule
    return ""


def _canonical(step: etree._Element) -> bytes:
    return etree.tostring(plain_tree(step), method="c14n", with_tail=False)
