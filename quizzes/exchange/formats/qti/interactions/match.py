"""matchInteraction: things of one set that belong to things of another."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import remove_options
from quizzes.exchange.formats.qti.fitting import pairing
from quizzes.exchange.formats.qti.fitting.proving import MOST
from quizzes.exchange.formats.qti.interactions.asked import Content, count, identifiers, letter, options, stem
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.tree import inner_html
from quizzes.exchange.question import Unfaithful


def match(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    sets = [found.findall("simpleAssociableChoice") for found in interaction.findall("simpleMatchSet")]
    if len(sets) != 2 or not all(sets):
        raise Unfaithful(_("It does not match one set with another."))
    single = [all(_most(node) == 1 for node in nodes) for nodes in sets]
    pictured = [any(node.find(".//img") is not None for node in nodes) for nodes in sets]
    turned = (single[1] and not single[0]) or (all(single) and pictured == [False, True])
    asking, offered = (sets[1], sets[0]) if turned else (sets[0], sets[1])
    declaration = item.response(interaction)
    marks = Marks(item, [declaration.name])
    prompts = {str(place): name for place, name in enumerate(identifiers(asking), start=1)}
    choices = {letter(place): name for place, name in enumerate(identifiers(offered))}

    def mark(pairs: Mapping[str, str]) -> Fraction:
        given = [(prompts[prompt], choices[choice]) for prompt, choice in pairs.items()]
        return marks.points({declaration.name: [f"{b} {a}" if turned else f"{a} {b}" for a, b in given]})

    if any(_most(node) != 1 for node in asking):
        raise Unfaithful(_("Something of either set may belong to several things of the other."))

    def worth(pairs: Mapping[str, str]) -> Fraction:
        assert declaration.mapping is not None
        ((prompt, choice),) = pairs.items()
        a, b = prompts[prompt], choices[choice]
        return declaration.mapping.each(declaration.base, f"{b} {a}" if turned else f"{a} {b}")

    once = all(_most(node) == 1 for node in offered)
    alone = marks.maps_alone(declaration.name)
    mapping = declaration.mapping
    if marks.maps_purely(declaration.name) and mapping is not None:
        key = pairing.mapped(list(prompts), list(choices), worth, once=once, most=mapping.high)
    elif not alone and (len(choices) + 1) ** len(prompts) > MOST and marks.only_right_counts(declaration.name):
        key = {"pairs": _right(declaration.correct, prompts, choices, turned), "rule": "all"}
    else:
        key = pairing.pairs(list(prompts), list(choices), mark, once=once, adds_up=alone)
    if once and len(offered) > 1:
        item.note(_("Every answer could be used once only; here it can be chosen for several."))
    told = [each | {"id": id} for id, each in zip(prompts, options(item, asking), strict=True)]
    answers = [{"id": id, "text": _text(item, node)} for id, node in zip(choices, offered, strict=True)]
    for found in interaction.findall("simpleMatchSet"):
        remove_options(found)
    return Content("matching", stem(item, body, interaction) | {"prompts": told, "choices": answers}, key)


def _right(
    pairs: Iterable[str], prompts: Mapping[str, str], choices: Mapping[str, str], turned: bool
) -> dict[str, str]:
    """The right answer of the file in our ids."""
    asked = {name: id for id, name in prompts.items()}
    offered = {name: id for id, name in choices.items()}
    split = [pair.split() for pair in pairs]
    return {asked[pair[turned]]: offered[pair[not turned]] for pair in split if len(pair) == 2}


def _most(node: etree._Element) -> int:
    """0 for any number."""
    return count(node, "matchMax", 1)


def _text(item: Item, node: etree._Element) -> str:
    return item.material(inner_html(node)).only_text()
