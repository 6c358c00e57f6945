"""csv with the headers of our sheet."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source
from quizzes.exchange.tables.delimited import header_delimiter, read_delimited
from quizzes.exchange.tables.rows import read_tables

LABEL = _("Comma-separated values (.csv)")
ENDINGS = (".csv", ".tsv")
RANK = 30


def reads(source: Source) -> bool:
    if source.is_archive:
        return False
    return source.ending in ENDINGS or bool(header_delimiter(source.head))


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    yield from read_tables([read_delimited(source.text.text)])
