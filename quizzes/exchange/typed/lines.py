"""Lines to questions: "1. 题干 … A. … B. … 答案：B 解析：…", as teachers type them one after another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Aside, Position, Question, Refused, Unfaithful
from quizzes.exchange.typed.fields import Choice, Typed
from quizzes.exchange.typed.keys import question_of
from quizzes.exchange.typed.marks import IN_BRACKETS, LABELS, SAID_KIND, Numbered, cuts, numbered, section_kind
from quizzes.exchange.typed.words import KINDS, letters, plain, truth


@dataclass(frozen=True)
class Line:
    """A paragraph. `cut` gives the HTML of a stretch of its text, "" where the text alone says it all; a table or
    picture is a line without text whose `html` is all of it."""

    text: str
    position: Position
    html: str = ""

    def cut(self, start: int, end: int) -> str:
        return ""


@dataclass
class Part:
    """One part of a question while it grows, line by line."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)

    def add(self, text: str, html: str) -> None:
        self.texts.append(text.strip())
        self.htmls.append(html)

    @property
    def text(self) -> str:
        return "\n".join(filter(None, self.texts)).strip()


class Rich:
    """What becomes of the HTML of a part; the plain one has none. `typed_docx` has its own."""

    def part(self, part: Part) -> tuple[str, str, dict[str, bytes], tuple[str, ...]]:
        """Text, HTML, pictures and notes."""
        return part.text, "", {}, ()


@dataclass
class Growing:
    """A question whose lines are being gathered."""

    number: int
    position: Position
    section: str
    said: Numbered | None = None
    parts: dict[str, Part] = field(default_factory=dict)
    at: str = "stem"

    def add(self, name: str, text: str, html: str) -> None:
        self.at = name or self.at
        self.parts.setdefault(self.at, Part()).add(text, html)

    @property
    def next_option(self) -> str:
        given = [name[-1] for name in self.parts if name.startswith("option:")]
        return chr(ord(max(given)) + 1) if given else "A"

    @property
    def answered(self) -> bool:
        return "answer" in self.parts

    @property
    def complete(self) -> bool:
        """Whether another number may begin another question."""
        return len(self.parts) > 1 or bool(IN_BRACKETS.search(self.parts["stem"].text if self.parts else ""))


def read_lines(lines: Iterable[Line], rich: Rich | None = None) -> Iterator[Question | Refused | Aside]:
    """A number or 题干： begins a question; headings say the kind of those below them; what stands above the first
    question and belongs to none is told as "text"."""
    rich = rich or Rich()
    growing: Growing | None = None
    section, number = "", 0
    for line in lines:
        if (kind := section_kind(line.text)) is not None and not line.html:
            if growing:
                yield _finished(growing, rich)
            growing, section = None, kind
            yield Aside(line.position, "heading", line.text)
            continue
        start = _beginning(line.text, growing)
        if start is not None:
            if growing:
                yield _finished(growing, rich)
            number += 1
            growing = Growing(number, line.position, section, numbered(line.text))
        if growing is None:
            if line.text.strip() or line.html:
                yield Aside(line.position, "text", line.text)
            continue
        _take(growing, line, start or 0)
    if growing:
        yield _finished(growing, rich)


def _beginning(text: str, growing: Growing | None) -> int | None:
    """Where the question's own words begin on its first line, None where this line begins no question. Numbers inside
    a question (its statements (1), (2), …) look otherwise than those before questions, or do not go on."""
    found = numbered(text)
    if found:
        goes_on = growing is None or growing.said is None or found.look == growing.said.look
        complete = growing is None or growing.complete or (growing.said and found.value == growing.said.value + 1)
        return found.end if goes_on and complete else None
    stripped = text.lstrip()
    begins = any(stripped.startswith(f"{word}{mark}") for word in ("题目", "题干") for mark in "：:")
    begins = begins or stripped.startswith(("【题干】", "【题目】"))
    return 0 if begins else None


def _take(growing: Growing, line: Line, start: int) -> None:
    if not line.text and line.html:
        growing.add("", "", line.html)
        return
    text = line.text[start:]
    for cut in cuts(text, growing.next_option):
        first, last = cut.start + start, cut.end + start
        growing.add(cut.name, line.text[first:last], line.cut(first, last))


def _finished(growing: Growing, rich: Rich) -> Question | Refused:
    stem = growing.parts.get("stem", Part()).text
    try:
        return question_of(_typed(growing, rich))
    except Unfaithful as unfaithful:
        return Refused(growing.number, growing.position, short(stem), unfaithful.reason)


def short(text: str) -> str:
    """A question's first words, without signs that stand for something else."""
    return " ".join(re.sub("[\ue000-\uf8ff]", "", text).split())[:40]


def _typed(growing: Growing, rich: Rich) -> Typed:
    pictures: dict[str, bytes] = {}
    remarks: dict[str, None] = {}

    def words(name: str) -> tuple[str, str]:
        text, html, found, notes = rich.part(growing.parts.get(name, Part()))
        pictures.update(found)
        remarks.update(dict.fromkeys(notes))
        return text, html

    stem, html = words("stem")
    kind = growing.parts["kind"].text if "kind" in growing.parts else growing.section
    stem, html, kind = _without_said_kind(stem, html, kind)
    answer = growing.parts["answer"].text if growing.answered else ""
    stem, html, answer = _answer_in_brackets(stem, html, answer)
    options = tuple(Choice(name[-1], *words(name)) for name in sorted(growing.parts) if name.startswith("option:"))
    given: dict[str, Any] = {
        name: part.text
        for name, part in growing.parts.items()
        if name in set(LABELS.values()) - {"stem", "answer", "kind", "explanation"}
    }
    explanation, rich_explanation = words("explanation")
    if "<img" in rich_explanation or "<table" in rich_explanation:
        remarks[_("A picture or a table in the explanation is not kept.")] = None
    return Typed(
        number=growing.number,
        position=growing.position,
        kind=kind,
        stem=stem,
        html=html,
        options=options,
        answer=answer.rstrip("。."),
        explanation=explanation,
        pictures={name: content for name, content in pictures.items() if name not in rich_explanation or name in html},
        remarks=tuple(remarks),
        **given,
    )


def _without_said_kind(stem: str, html: str, kind: str) -> tuple[str, str, str]:
    """ "（多选题）下列……" says its kind at the beginning."""
    found = SAID_KIND.match(stem)
    if not found or plain(found[1]) not in KINDS:
        return stem, html, kind
    said = found[0]
    return stem[found.end() :], html.replace(said.strip(), "", 1), found[1]


def _answer_in_brackets(stem: str, html: str, answer: str) -> tuple[str, str, str]:
    """ "下列正确的是（B）。" holds its answer, which must not be shown: the brackets are emptied."""
    found = list(IN_BRACKETS.finditer(stem))
    if len(found) != 1:
        return stem, html, answer
    said = found[0][2]
    agrees = not answer or letters(answer) == letters(said) or (truth(said) and truth(answer) == truth(said))
    if not agrees:
        return stem, html, answer
    emptied = f"{found[0][1]}　　{found[0][3]}"
    if html and found[0][0] not in html:
        if "<img" in html or "<table" in html:
            raise Unfaithful(_("The answer stands in brackets of mixed formatting; write it as 答案：… instead."))
        html = ""
    return stem.replace(found[0][0], emptied, 1), html.replace(found[0][0], emptied, 1), answer or said
