"""gapselect (choose from a list) and ddwtos (drag words into the text): a text with gaps, each with its choices."""

import re
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.moodle.asked import Asked, letter
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import Files, as_html, child_text, material, raw
from quizzes.exchange.material import Pictures, from_html
from quizzes.exchange.material.marks import guarded, mark_of
from quizzes.exchange.question import Unfaithful

MARK = re.compile(r"\[\[(\d+)\]\]")


def gapselect(asked: Asked) -> Content:
    return _choose(asked, "selectoption")


def ddwtos(asked: Asked) -> Content:
    boxes = asked.node.findall("dragbox")
    if any(box.find("infinite") is None for box in boxes):
        asked.note(_("A word could be dragged once only; here it can be chosen for several gaps."))
    return _choose(asked, "dragbox")


def _choose(asked: Asked, name: str) -> Content:
    """`[[3]]` asks for the third word of the list, among all words of its group."""
    words = [(_word(node), child_text(node, "group", "1")) for node in asked.node.findall(name)]
    source = as_html(asked.node.find("questiontext"))
    marks = [int(found) for found in MARK.findall(source)]
    if not marks or not all(1 <= mark <= len(words) for mark in marks):
        raise Unfaithful(_("A gap asks for a word that is not in its list."))
    places = iter(range(1, len(marks) + 1))
    text = MARK.sub(lambda found: mark_of(next(places)), guarded(source))
    gaps: list[dict[str, Any]] = []
    keys: dict[str, Any] = {}
    for place, wanted in enumerate(marks, start=1):
        right, group = words[wanted - 1]
        offered = list(dict.fromkeys(word for word, its in words if its == group))
        gaps.append(choice_gap(str(place), offered))
        keys[str(place)] = {"correct": letter(offered.index(right))}
    return "cloze", cloze_body(asked, text, gaps), {"gaps": keys}, asked.feedback({})


def _word(node: Any) -> str:
    text = raw(node).strip()
    return material(node).only_text() if "<" in text or "&" in text or "\\(" in text else " ".join(text.split())


def choice_gap(id: str, texts: list[str]) -> dict[str, Any]:
    options = [{"id": letter(place), "text": text} for place, text in enumerate(texts)]
    return {"id": id, "kind": "choice", "options": options}


def cloze_body(asked: Asked, source: str, gaps: list[dict[str, Any]]) -> dict[str, Any]:
    found = asked.keep(from_html(source, Pictures(Files(asked.node.find("questiontext")).find)))
    return found.under("stem") | {"gaps": gaps}
