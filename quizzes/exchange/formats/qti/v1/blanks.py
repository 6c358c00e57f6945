"""Texts with `[blanks]`: Canvas's drop-downs and blanks, New Quizzes' word banks, Respondus's blanks."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.fitting import filling
from quizzes.exchange.formats.qti.fitting.filling import Gap
from quizzes.exchange.formats.qti.interactions.asked import Content, letter
from quizzes.exchange.formats.qti.v1.kinds import points
from quizzes.exchange.formats.qti.v1.old_item import OldItem, html_of, labels
from quizzes.exchange.material.marks import guarded, mark_of
from quizzes.exchange.question import Unfaithful

MARK = re.compile(r"\[([^\[\]<>]{1,100})\]")


def blanks(item: OldItem) -> Content:
    """Each response_lid is named `response_NAME`, and `[NAME]` stands in the text."""
    by_name = {response.get("ident", "").removeprefix("response_"): response for response in item.responses}
    html, places = _placed(item.stem_html, list(by_name))
    responses = [by_name[name] for name in places]
    typed = [_is_typed(item, response) for response in responses]
    gaps: list[Gap] = []
    keys: dict[str, Any] = {}
    choices = []
    for place, (response, is_typed) in enumerate(zip(responses, typed, strict=True), start=1):
        texts = {node.get("ident", ""): _text(item, node) for node in labels(response)}
        if is_typed:
            keys[str(place)] = {"answers": [{"text": text} for text in dict.fromkeys(texts.values()) if text]}
            gaps.append(Gap(str(place), "short"))
        else:
            ids = {letter(at): name for at, name in enumerate(texts)}
            gap = Gap(str(place), "choice", tuple(zip(ids, texts.values(), strict=True)), names=ids)
            gaps.append(gap)
            choices.append((gap, response.get("ident", "")))
    if choices and len(choices) < len(gaps):
        raise Unfaithful(_("Some of its gaps are chosen and some written; Canvas does not say how they count."))
    if choices:
        keys = _chosen(item, {gap.id: ident for gap, ident in choices}, [gap for gap, _ident in choices])
    body = item.material(html).under("stem") | {"gaps": [gap.shown() for gap in gaps]}
    return Content("cloze", body, {"gaps": keys})


def _chosen(item: OldItem, idents: dict[str, str], gaps: list[Gap]) -> dict[str, object]:
    conditions = item.conditions(dict.fromkeys(idents.values(), "single"))
    by_id = {gap.id: gap for gap in gaps}

    def mark(given: Mapping[str, str]) -> Fraction:
        return points(conditions, {idents[id]: [by_id[id].sent(word)] for id, word in given.items() if word})

    found: dict[str, object] = filling.fill(gaps, mark, adds_up=conditions.separable)["gaps"]
    return found


def _is_typed(item: OldItem, response: etree._Element) -> bool:
    """Canvas lists the accepted texts of a blank like choices; New Quizzes says which it is."""
    kinds = {node.get("answer_type") for node in labels(response)} - {None}
    if kinds:
        return kinds == {"openEntry"}
    return item.type == "fill_in_multiple_blanks_question"


def _text(item: OldItem, node: etree._Element) -> str:
    return item.material("".join(html_of(each) for each in node.iter("material"))).only_text()


def _placed(html: str, names: list[str]) -> tuple[str, list[str]]:
    """The text with our marks, and which blank stands where."""
    guarded(html)
    places: list[str] = []

    def put(found: re.Match[str]) -> str:
        if found[1] not in names or found[1] in places:
            return found[0]
        places.append(found[1])
        return mark_of(len(places))

    marked = MARK.sub(put, html)
    if missing := [name for name in names if name not in places]:
        raise Unfaithful(_("The blank “%(name)s” does not stand in its text.") % {"name": missing[0][:40]})
    return marked, places


def respondus(item: OldItem) -> Content:
    """`[a]` stands in the text and in the conditions; there are no responses."""
    idents = list(dict.fromkeys(leaf.get("respident", "") for leaf in item.node.iter("varequal")))
    html, places = _placed(item.stem_html, [ident.strip("[]") for ident in idents])
    conditions = item.conditions(dict.fromkeys(idents, "text"))
    gaps = [
        Gap(str(place), "short", samples=tuple(conditions.named(f"[{name}]")))
        for place, name in enumerate(places, start=1)
    ]

    def mark(given: Mapping[str, str]) -> Fraction:
        return points(conditions, {f"[{places[int(id) - 1]}]": [text] for id, text in given.items() if text})

    key = filling.fill(gaps, mark, adds_up=conditions.separable)
    return Content("cloze", item.material(html).under("stem") | {"gaps": [gap.shown() for gap in gaps]}, key)
