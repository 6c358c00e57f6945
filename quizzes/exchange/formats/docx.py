"""Word documents with questions typed one after another, or in a table with our headers."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.documents.questions import RichWords, lines_and_tables
from quizzes.exchange.documents.word import is_document, to_html
from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source
from quizzes.exchange.tables.rows import Table, read_tables
from quizzes.exchange.typed.lines import Line, read_lines

LABEL = _("Word document (.docx)")
ENDINGS = (".docx",)
RANK = 10


def reads(source: Source) -> bool:
    return is_document(source)


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    number = 0
    lines: list[Line] = []
    blocks: list[Line | Table | None] = [*lines_and_tables(to_html(source, numbers=True)), None]
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
            continue
        for entry in read_lines(lines, RichWords()):
            number, numbered = _next(number, entry)
            yield numbered
        lines = []
        for entry in read_tables([block], named=True) if block else ():
            number, numbered = _next(number, entry)
            yield numbered


def _next(number: int, entry: Question | Refused | Aside) -> tuple[int, Question | Refused | Aside]:
    """Tables and lines count on in one row."""
    if isinstance(entry, Aside):
        return number, entry
    return number + 1, replace(entry, number=number + 1)
