"""Questions out as a package of QTI 2.2: one file for each family of interactions."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from quizzes.exchange.formats.qti.writing import choices, gaps, orders, written
from quizzes.exchange.formats.qti.writing.item import item
from quizzes.exchange.formats.qti.writing.packing import pack
from quizzes.exchange.formats.qti.writing.parts import Parts
from quizzes.exchange.material.tex import LEFTOVER
from quizzes.exchange.question import Question

WRITERS: dict[str, Callable[[Question], Parts]] = {
    "single": choices.one,
    "boolean": choices.one,
    "multiple": choices.several,
    "hotspot": choices.places,
    "ordering": orders.order,
    "matching": orders.match,
    "numeric": written.numeric,
    "short": written.short,
    "extended": written.extended,
    "cloze": gaps.cloze,
}


def reason(question: Question) -> str:
    """Why QTI cannot hold this question, or ""."""
    if question.kind not in WRITERS:
        return _("QTI has no such kind of question.")
    if LEFTOVER.search(str(question.body)):
        return _("A part of its text would be read as a formula.")
    if question.kind == "cloze" and question.key.get("rule", "each") != "each":
        return _("Its gaps do not count each by itself, which is not written.")
    if any(gap.get("kind") == "multiple" for gap in question.body.get("gaps", [])):
        return _("QTI has no gap in which several words are chosen.")
    return ""


def package(questions: Iterable[Question]) -> bytes:
    """The zip. Deterministic: the same questions give the same bytes."""
    return pack([(question, item(question, WRITERS[question.kind](question))) for question in questions])
