"""Moodle XML, as the question bank of Moodle 1.9 to 5.x writes it."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy

from quizzes.exchange.formats.moodle.reading import read_quiz
from quizzes.exchange.formats.moodle.writing import quiz, reason
from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source

LABEL = gettext_lazy("Moodle XML")
ENDINGS = (".xml",)
WRITES = ".xml"


def reads(source: Source) -> bool:
    return ("<quiz" in source.head and "<question" in source.head) or "<question type=" in source.head


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    yield from read_quiz(source.xml)


def unwritable(question: Question) -> str:
    return reason(question)


def write(questions: Iterable[Question]) -> bytes:
    return quiz(questions)
