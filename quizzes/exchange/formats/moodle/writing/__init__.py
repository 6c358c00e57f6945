"""Questions out as Moodle XML: one file for each family of Moodle's types."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.moodle.writing import choices, gaps, texts
from quizzes.exchange.formats.moodle.writing.parts import add, add_html, add_text
from quizzes.exchange.labels import to_tags
from quizzes.exchange.material.tex import LEFTOVER
from quizzes.exchange.question import Question

WRITERS: dict[str, Callable[[Question, etree._Element], None]] = {
    "single": choices.single,
    "boolean": choices.boolean,
    "multiple": choices.multiple,
    "ordering": choices.ordering,
    "matching": choices.matching,
    "numeric": texts.numeric,
    "short": texts.short,
    "extended": texts.extended,
    "cloze": gaps.cloze,
}
TYPES = {
    "single": "multichoice", "boolean": "truefalse", "ordering": "ordering", "matching": "matching",
    "numeric": "numerical", "short": "shortanswer", "extended": "essay", "cloze": "cloze",
}  # fmt: skip
REASONS: dict[str, Callable[[Question], str]] = {"matching": choices.matching_reason, "cloze": gaps.cloze_reason}


def reason(question: Question) -> str:
    """Why Moodle cannot hold this question, or ""."""
    if question.kind not in WRITERS:
        return _("Moodle has no such kind of question.")
    if LEFTOVER.search(str(question.body)):
        return _("Moodle would take a part of its text for a formula.")
    return REASONS[question.kind](question) if question.kind in REASONS else ""


def quiz(questions: Iterable[Question]) -> bytes:
    """The file. Deterministic: the same questions give the same bytes."""
    root = etree.Element("quiz")
    category = ""
    for question in questions:
        if question.category and question.category != category:
            category = question.category
            add_text(add(root, "question", type="category"), "category", category)
        root.append(_question(question))
    etree.indent(root)
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _question(question: Question) -> etree._Element:
    is_set = question.kind == "multiple" and question.key.get("rule") == "all"
    kind = "multichoiceset" if is_set else TYPES.get(question.kind, "multichoice")
    node = etree.Element("question", type=kind)
    add_text(node, "name", question.title or question.slug or f"{question.number}")
    if question.kind != "cloze":
        add_html(node, "questiontext", question, question.body, "stem")
    else:
        gaps.add_questiontext(question, node)
    add_html(node, "generalfeedback", question, {"text": question.feedback.get("general", "")}, "text")
    for name, value in (("defaultgrade", "1"), ("penalty", "0"), ("hidden", "0"), ("idnumber", question.slug)):
        add(node, name).text = value
    WRITERS[question.kind](question, node)
    if told := to_tags(question):
        tags = add(node, "tags")
        for tag in told:
            add_text(tags, "tag", tag)
    return node
