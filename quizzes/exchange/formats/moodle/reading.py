"""Element by element: a question, a category that holds for those behind it, or a description that asks nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from quizzes.exchange.formats.moodle import choices, gaps, matching, numbers, ordering, texts
from quizzes.exchange.formats.moodle.asked import Asked, position, title
from quizzes.exchange.formats.moodle.choices import Content
from quizzes.exchange.formats.moodle.elements import child_text
from quizzes.exchange.formats.moodle.gapfill import gapfill
from quizzes.exchange.formats.moodle.multianswer import multianswer
from quizzes.exchange.question import Aside, Question, Refused, Unfaithful, damage_refused
from quizzes.exchange.reading import Unreadable

KINDS: dict[str, Callable[[Asked], Content]] = {
    "multichoice": choices.multichoice,
    "multichoiceset": choices.multichoiceset,
    "truefalse": choices.truefalse,
    "shortanswer": texts.shortanswer,
    "essay": texts.essay,
    "numerical": numbers.numerical,
    "matching": matching.matching,
    "match": matching.matching,
    "mtf": matching.several_true_false,
    "ordering": ordering.ordering,
    "gapselect": gaps.gapselect,
    "ddwtos": gaps.ddwtos,
    "gapfill": gapfill,
    "cloze": multianswer,
    "multianswer": multianswer,
}


def read_quiz(root: etree._Element) -> Iterator[Question | Refused | Aside]:
    nodes = [root] if root.tag == "question" else list(root.iterchildren("question"))
    if root.tag not in {"quiz", "question"}:
        raise Unreadable(
            _("This XML holds no Moodle questions: it begins with “%(tag)s”.") % {"tag": str(root.tag)[:40]}
        )
    category, number = "", 0
    seen: set[str] = set()
    for node in nodes:
        kind = node.get("type", "")
        if kind == "category":
            category = child_text(node, "category")
            yield Aside(position(node), "category", category)
        elif kind == "description":
            yield Aside(position(node), "description", title(node))
        else:
            number += 1
            yield _with_own_name(question_of_node(node, kind, number, category), seen)


def _with_own_name(entry: Question | Refused, seen: set[str]) -> Question | Refused:
    """Moodle's ID numbers are unique in a category only; the second of a file goes without."""
    if not isinstance(entry, Question) or not entry.slug:
        return entry
    if entry.slug in seen:
        return replace(entry, slug="").noting(_("Its ID number “%(id)s” stands there twice.") % {"id": entry.slug[:60]})
    seen.add(entry.slug)
    return entry


def question_of_node(node: etree._Element, kind: str, number: int, category: str) -> Question | Refused:
    try:
        read = KINDS.get(kind)
        if read is None:
            raise Unfaithful(_("Questions of Moodle's type “%(type)s” have no like here.") % {"type": kind[:40] or "?"})
        with damage_refused():
            asked = Asked(node)
            content: tuple[str, Any, Any, Any] = read(asked)
            return asked.question(number, category, *content)
    except Unfaithful as wrong:
        return Refused(number, position(node), title(node), wrong.reason)
