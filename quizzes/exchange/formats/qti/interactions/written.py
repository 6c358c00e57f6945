"""extendedTextInteraction: a text that a person marks."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.qti.body import scorers_html
from quizzes.exchange.formats.qti.fitting import writing_in
from quizzes.exchange.formats.qti.interactions.asked import Content, count, stem
from quizzes.exchange.formats.qti.item import Item, Marks
from quizzes.exchange.material.rubrics import read_rubric
from quizzes.exchange.question import Unfaithful


def extended(item: Item, body: etree._Element, interaction: etree._Element) -> Content:
    declaration = item.response(interaction)
    if declaration.cardinality != "single":
        raise Unfaithful(_("It asks for several texts at once."))
    processing = item.node.find("responseProcessing")
    if processing is not None and len(processing):
        marks = Marks(item, [declaration.name])
        if marks.core:
            return _by_rules(item, body, interaction, marks, declaration.name)
    listed = read_rubric("".join(scorers_html(item)))
    words = [item.material(each).text for each in scorers_html(item)] or [_("The answer as a whole")]
    share = round(1 / len(words), 6)
    rubric = [{"id": f"c{place}", "text": text, "points": share} for place, text in enumerate(words, start=1)]
    lines, longest = count(interaction, "expectedLines", 0), count(interaction, "expectedLength", 0)
    fields: dict[str, Any] = {"lines": min(lines, 30)} if lines else {}
    if longest:
        item.note(_("A length of %(count)d characters was expected.") % {"count": longest})
    sample = "\n".join(declaration.correct).strip()
    if listed is not None:
        rubric, sample = listed[0], listed[1] or sample
    key = {"rubric": rubric} | ({"sample": sample} if sample else {})
    return Content("extended", stem(item, body, interaction) | fields, key)


def _by_rules(item: Item, body: etree._Element, interaction: etree._Element, marks: Marks, name: str) -> Content:
    """A long field whose text is compared all the same: a short answer."""
    key = writing_in.text(marks.named(name), lambda given: marks.points({name: [given] if given else []}))
    return Content("short", stem(item, body, interaction), key)
