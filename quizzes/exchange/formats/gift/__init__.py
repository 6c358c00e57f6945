"""GIFT, as Moodle reads it; see docs/decisions/0010-import.md for the parsers that were weighed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.exchange.formats.gift.nodes import node_of
from quizzes.exchange.formats.gift.syntax import Block, Category, Comment, Failed, parse
from quizzes.exchange.formats.gift.writing import unwritable, write
from quizzes.exchange.formats.moodle.reading import question_of_node
from quizzes.exchange.question import Aside, Position, Question, Refused
from quizzes.exchange.source import Source

__all__ = ["ENDINGS", "LABEL", "RANK", "WRITES", "read", "reads", "unwritable", "write"]
LABEL = gettext_lazy("GIFT, with missing word")
ENDINGS = (".gift", ".txt")
WRITES = ".gift"
RANK = 65
BLOCK = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}|^\$CATEGORY:|^::.+?::", re.MULTILINE)


def reads(source: Source) -> bool:
    if source.is_archive:
        return False
    if source.ending == ".gift" or ".gift." in source.name.lower():
        return True
    head = source.head
    return not head.lstrip().startswith(("<", "- id:", "[{", '{"')) and bool(BLOCK.search(head))


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    number = 0
    for found in parse(source.text.text):
        position = Position(line=found.line)
        if isinstance(found, Comment):
            yield Aside(position, "comment", found.text)
        elif isinstance(found, Category):
            yield Aside(position, "category", found.name)
        elif isinstance(found, Failed):
            number += 1
            yield Refused(number, position, found.title[:100], _reason(found.code))
        elif found.type == "description":
            yield Aside(position, "description", found.title or found.stem.text[:100])
        else:
            number += 1
            yield _question(found, number, position)


def _question(block: Block, number: int, position: Position) -> Question | Refused:
    return replace(question_of_node(node_of(block), block.type, number, block.category), position=position)


def _reason(code: str) -> str:
    return {
        "braces": _("A brace is not closed: the answers must stand between { and }."),
        "several": _("It has more than one pair of braces; write \\{ and \\} for those that belong to the text."),
        "before": _("Something stands before the first = or ~ of its answers."),
        "few": _("It has fewer than two answers."),
        "arrow": _("A pair has no arrow “->”."),
        "number": _("It has no numeric answer."),
        "private": _("It holds characters that no text should hold."),
    }[code]
