"""Workbooks with Chinese headers: ours, and those of other systems."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source
from quizzes.exchange.tables.rows import read_tables
from quizzes.exchange.tables.workbook import is_workbook, read_workbook
from quizzes.exchange.tables.writing import write_workbook
from quizzes.exchange.typed.telling import typed_of, untellable

LABEL = _("Excel sheet (.xlsx)")
ENDINGS = (".xlsx",)
WRITES = ".xlsx"
RANK = 10


def reads(source: Source) -> bool:
    return is_workbook(source)


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    yield from read_tables(read_workbook(source))


def unwritable(question: Question) -> str:
    return untellable(question)


def write(questions: Iterable[Question]) -> bytes:
    return write_workbook([typed_of(question) for question in questions])
