"""A file to questions, without a database: recognised, read, and each question held against the rules of its kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from quizzes.bank import validation
from quizzes.exchange import formats
from quizzes.exchange.labels import from_tags
from quizzes.exchange.question import Aside, Entry, Question, Refused
from quizzes.exchange.reading.limits import MAX_BYTES, MAX_QUESTIONS, MAX_SECONDS, MEGABYTE, Unreadable
from quizzes.exchange.source import Source


@dataclass(frozen=True)
class Taken:
    """Every entry of a file, in its order: `questions` and `refused` together are all the questions there are."""

    format: str
    questions: list[Question] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    asides: dict[str, int] = field(default_factory=dict)


def take(*, content: bytes, name: str, format: str = "auto") -> Taken:
    """Unreadable, in words, when the file as a whole cannot be read."""
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // MEGABYTE})
    if not content:
        raise Unreadable(_("The file is empty."))
    source = Source(name, content)
    format = formats.recognise(source) if format == "auto" else format
    questions, refused, asides = [], [], Counter[str]()
    end = monotonic() + MAX_SECONDS
    for entry in _judged(formats.find(format).read(source)):
        if monotonic() > end:
            raise Unreadable(_("Reading the file takes too long; divide it."))
        if isinstance(entry, Question):
            questions.append(entry)
        elif isinstance(entry, Refused):
            refused.append(entry)
        else:
            asides[entry.what] += 1
        if len(questions) + len(refused) > MAX_QUESTIONS:
            raise Unreadable(_("The file holds more than %(limit)d questions; divide it.") % {"limit": MAX_QUESTIONS})
    if not questions and not refused:
        raise Unreadable(_("There is no question in this file."))
    return Taken(format, questions, refused, dict(asides))


def _judged(entries: Iterator[Question | Refused | Aside]) -> Iterator[Entry]:
    for entry in entries:
        yield judged(entry) if isinstance(entry, Question) else entry


def judged(question: Question) -> Question | Refused:
    """The question in its one written form, or why no item can be made of it."""
    question = from_tags(question)
    body, key, feedback = validation.canonical(question.kind, question.body, question.key, question.feedback)
    problems = validation.item_problems(question.kind, body, key, feedback)
    if question.level is not None or question.band is not None:
        problems += validation.placing_problems(question.level or 1, question.band or 0)
    if len(problems) == 1 and _all_right(question.kind, body, key):
        question, problems = question.noting(_("Every option is right; before it is published one must be wrong.")), []
    if problems:
        reason = " ".join(map(str, problems))
        return Refused(question.number, question.position, question.title or _first_words(body), reason)
    return replace(question, body=body, key=key, feedback=feedback)


def _first_words(body: dict[str, object]) -> str:
    return str(body.get("stem") or "")[:40]


def _all_right(kind: str, body: dict[str, Any], key: dict[str, Any]) -> bool:
    """Common in schools' files. It comes in as the draft that it is; our own rule for publishing stays."""
    correct = key.get("correct")
    return kind == "multiple" and isinstance(correct, list) and {o["id"] for o in body["options"]} == set(correct)
