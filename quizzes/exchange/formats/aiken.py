"""Aiken: a question, its options "A) …" or "A. …", also with Chinese marks, and "ANSWER: A"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.exchange.question import Position, Question, Refused, Unfaithful
from quizzes.exchange.source import Source

LABEL = gettext_lazy("Aiken")
ENDINGS = (".txt", ".aiken")
RANK = 60
OPTION = re.compile(r"([A-Z])[).）．、]\s*(.*)")
ANSWER = re.compile(r"ANSWER\s*[:：]\s*(.*)", re.IGNORECASE)


@dataclass
class Growing:
    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str | None = None


def reads(source: Source) -> bool:
    head = source.head
    return not source.is_archive and any(ANSWER.fullmatch(line.strip()) for line in head.splitlines())


def read(source: Source) -> Iterator[Question | Refused]:
    for number, growing in enumerate(_blocks(source.text.text), start=1):
        title = " ".join(growing.stem)[:40]
        position = Position(line=growing.line)
        try:
            yield _question(growing, number, position, title)
        except Unfaithful as unfaithful:
            yield Refused(
                number, position, title or (growing.options[0][1] if growing.options else "")[:40], unfaithful.reason
            )


def _blocks(text: str) -> Iterator[Growing]:
    """A line that is neither option nor answer begins a question once the one before has options or a blank line ended
    it."""
    growing: Growing | None = None
    blank = True
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line:
            blank = True
            continue
        option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        if growing and not option and not answer and (blank or growing.options):
            yield growing
            growing = None
        growing = growing or Growing(number)
        if answer:
            growing.answer = answer[1].strip()
            yield growing
            growing = None
        elif option:
            growing.options.append((option[1], option[2].strip()))
        else:
            growing.stem.append(line)
        blank = False
    if growing:
        yield growing


def _question(growing: Growing, number: int, position: Position, title: str) -> Question:
    if not growing.stem:
        raise Unfaithful(_("Options or an answer stand here without a question."))
    if growing.answer is None:
        raise Unfaithful(_("It has no line “ANSWER:”."))
    letters = [letter for letter, _text in growing.options]
    if letters != [chr(65 + place) for place in range(len(letters))]:
        raise Unfaithful(_("Its options are not lettered A, B, C, … in order."))
    answer = growing.answer.upper().rstrip(".)")
    if answer not in letters:
        raise Unfaithful(_("The answer “%(answer)s” names no option.") % {"answer": growing.answer[:40]})
    options = [{"id": letter.lower(), "text": text} for letter, text in growing.options]
    body = {"stem": "\n".join(growing.stem), "options": options}
    return Question(number, position, "single", body, {"correct": answer.lower()}, title=title)
