"""inlineChoiceInteraction and textEntryInteraction inside a text, and gapMatchInteraction."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import remove_options
from quizzes.exchange.formats.qti.fitting import filling, writing_in
from quizzes.exchange.formats.qti.fitting.filling import Gap
from quizzes.exchange.formats.qti.interactions.asked import Content, count, identifiers, letter, stem
from quizzes.exchange.formats.qti.interactions.units import is_with_unit, with_unit
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.formats.qti.rules.values import NUMBERS
from quizzes.exchange.formats.qti.tree import inner_html, replace
from quizzes.exchange.material.marks import guarded, mark_of
from quizzes.exchange.material.nodes import words_of
from quizzes.exchange.question import Unfaithful


def inline(item: Item, body: etree._Element, nodes: list[etree._Element]) -> Content:
    """A text with gaps; a single field that stands alone at the end is a short answer or a number."""
    guarded(words_of(body))
    if is_with_unit(item, nodes):
        return with_unit(item, body, nodes)
    names = [item.response(node).name for node in nodes]
    if len(set(names)) < len(names):
        raise Unfaithful(_("Two gaps share one response."))
    marks = Marks(item, names)
    gaps = [_gap(item, node, str(place), marks) for place, node in enumerate(nodes, start=1)]
    alone = len(nodes) == 1 and nodes[0].tag == "textEntryInteraction" and _is_last_alone(nodes[0], body)
    for place, node in enumerate(nodes, start=1):
        replace(node, "" if alone else mark_of(place))

    def mark(given: Mapping[str, str]) -> Fraction:
        return marks.points({names[int(id) - 1]: [gaps[int(id) - 1].sent(text)] for id, text in given.items() if text})

    key = filling.fill(gaps, mark, adds_up=marks.separable)
    if writing_in.decimal(writing_in.FAR) in str(key):
        item.note(_("Numbers beyond a million millions earn nothing here."))
    told = item.material(inner_html(body)).under("stem")
    if alone:
        return Content("numeric" if gaps[0].kind == "numeric" else "short", told, _without_weight(key["gaps"]["1"]))
    return Content("cloze", told | {"gaps": [gap.shown() for gap in gaps]}, key)


def _without_weight(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name != "weight"}


def _gap(item: Item, node: etree._Element, id: str, marks: Marks) -> Gap:
    declaration = item.response(node)
    if declaration.cardinality == "record" or not declaration.base:
        raise Unfaithful(_("A gap takes several values at once."))
    if node.tag == "inlineChoiceInteraction":
        offered = node.findall("inlineChoice")
        if any(not words_of(each).strip() for each in offered):
            item.note(_("Options without a text are left out."))
            offered = [each for each in offered if words_of(each).strip()]
        names = identifiers(offered)
        texts = [item.material(inner_html(each)).only_text() for each in offered]
        ids = {letter(place): name for place, name in enumerate(names)}
        return Gap(id, "choice", tuple(zip(ids, texts, strict=True)), names=ids)
    if declaration.base in NUMBERS:
        return Gap(id, "numeric", bounds=frozenset(marks.bounds(declaration.name)))
    if declaration.base != "string":
        raise Unfaithful(_("A gap is of the type “%(type)s”.") % {"type": declaration.base[:20]})
    patterns = tuple(marks.patterns(declaration.name))
    return Gap(id, "short", samples=marks.named(declaration.name), patterns=patterns)


def _is_last_alone(node: etree._Element, body: etree._Element) -> bool:
    """Whether nothing but blanks stands beside the field in its paragraph, and nothing behind it."""
    paragraph = node.getparent()
    assert paragraph is not None
    if paragraph is body or len(paragraph) > 1 or ((paragraph.text or "") + (node.tail or "")).strip():
        return False
    behind: etree._Element | None = paragraph
    while behind is not None and behind is not body:
        if (behind.tail or "").strip() or any(words_of(each).strip() for each in behind.itersiblings()):
            return False
        behind = behind.getparent()
    return True


def gap_match(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    """Words put into the gaps of a text."""
    guarded(words_of(body))
    if interaction.find("gapImg") is not None:
        raise Unfaithful(_("Pictures are put into its gaps; here only words are."))
    words = interaction.findall("gapText")
    texts = {letter(place): item.material(inner_html(node)).only_text() for place, node in enumerate(words)}
    names = dict(zip(texts, identifiers(words), strict=True))
    places = list(interaction.iter("gap"))
    targets = identifiers(places)
    declaration = item.response(interaction)
    marks = Marks(item, [declaration.name])
    gaps = [Gap(str(place), "choice", tuple(texts.items()), names=names) for place in range(1, len(targets) + 1)]

    def mark(given: Mapping[str, str]) -> Fraction:
        pairs = [f"{names[word]} {targets[int(id) - 1]}" for id, word in given.items() if word]
        return marks.points({declaration.name: pairs})

    once = all(count(node, "matchMax", 1) == 1 for node in words)
    if marks.maps_purely(declaration.name) and declaration.mapping is not None:
        worth = {
            gap.id: {id: declaration.mapping.each(declaration.base, f"{names[id]} {targets[place]}") for id in texts}
            for place, gap in enumerate(gaps)
        }
        key = filling.mapped(worth, once=once, most=declaration.mapping.high)
    else:
        key = filling.fill(gaps, mark, adds_up=marks.maps_alone(declaration.name), once=once)
    if once:
        item.note(_("A word could be used once only; here it can be chosen for several gaps."))
    for place, node in enumerate(places, start=1):
        replace(node, mark_of(place))
    for node in words:
        remove_options(node)
    inside = etree.Element("div")
    inside.text = interaction.text
    inside.extend([child for child in interaction if child.tag != "prompt"])
    told = stem(item, body, interaction, inside)
    return Content("cloze", told | {"gaps": [gap.shown() for gap in gaps]}, key)
