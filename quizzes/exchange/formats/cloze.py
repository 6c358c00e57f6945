"""Moodle's "embedded answers" as text: the whole file is one question, its gaps written {1:SHORTANSWER:=…}."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.formats.gift.nodes import named_node
from quizzes.exchange.formats.gift.syntax import Piece
from quizzes.exchange.formats.moodle.reading import question_of_node
from quizzes.exchange.question import Position, Question, Refused
from quizzes.exchange.source import Source

LABEL = _("Embedded answers (Cloze) as text")
ENDINGS = (".cloze", ".txt")
RANK = 55
GAP = re.compile(r"(?<!\\)\{\d*:[A-Z_]{2,20}:")


def reads(source: Source) -> bool:
    if source.is_archive:
        return False
    head = source.head
    return bool(GAP.search(head)) and not head.lstrip().startswith(("<", "- id:", "::", "//"))


def read(source: Source) -> Iterator[Question | Refused]:
    node = named_node("cloze", "", Piece(source.text.text.strip(), "moodle"))
    yield replace(question_of_node(node, "cloze", 1, ""), position=Position(line=1))
