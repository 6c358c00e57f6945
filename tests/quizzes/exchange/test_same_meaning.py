"""Changes that leave the meaning of a file alone leave the questions alone."""

import codecs
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.exchange.formats import find_writable
from quizzes.exchange.question import Question
from quizzes.scoring.kinds import names
from tests.fuzz.seeds import CSV, GIFT, MOODLE, YAML
from tests.quizzes.exchange.files import taken
from tests.quizzes.exchange.made import KINDS
from tests.quizzes.exchange.test_typed_lines import AIKEN, PAPER

FILES = {"a.gift": GIFT, "b.txt": AIKEN, "c.txt": PAPER, "d.csv": CSV, "e.yaml": YAML, "f.xml": MOODLE}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "utf-16-le", "utf-16-be")
ENDS = ("\n", "\r\n", "\r")
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def told(content: bytes, name: str) -> list[tuple[object, ...]]:
    found = taken(content, name)
    return [(q.kind, q.body, q.key, q.feedback, q.slug, q.level) for q in found.questions] + [
        (r.number, r.reason) for r in found.refused
    ]


@SETTINGS
@given(
    name=st.sampled_from(sorted(FILES)),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(ENDS),
    spaces=st.integers(0, 3),
    last=st.booleans(),
)
def test_that_encodings_line_ends_and_blanks_at_line_ends_change_nothing(
    name: str, encoding: str, end: str, spaces: int, last: bool
) -> None:
    text = FILES[name]
    lines = text.split("\n")
    blank = " " * spaces if name not in {"d.csv", "f.xml"} else ""
    changed = end.join(line + blank for line in lines) + (end * 2 if last else "")
    assert told(changed.encode(encoding), name) == told(text.encode(), name)


COMMENTS: dict[str, Callable[[str], str]] = {
    "a.gift": lambda text: text.replace("\n\n", "\n\n// 一句说明\n\n"),
    "e.yaml": lambda text: "# 说明\n" + text.replace("\n  kind", "  # 说明\n  kind"),
    "f.xml": lambda text: text.replace("<question ", "<!-- 说明 --><question "),
}


@pytest.mark.parametrize("name", sorted(COMMENTS))
def test_that_comments_change_nothing(name: str) -> None:
    assert told(COMMENTS[name](FILES[name]).encode(), name) == told(FILES[name].encode(), name)


@SETTINGS
@given(
    question=st.one_of([KINDS[kind] for kind in ("single", "multiple", "boolean", "ordering") if kind in names()]),
    encoding=st.sampled_from(ENCODINGS[:4]),
    end=st.sampled_from(ENDS),
)
def test_that_generated_questions_are_the_same_in_every_encoding(question: Question, encoding: str, end: str) -> None:
    gift = find_writable("gift")
    if gift.unwritable(question):
        return
    text = gift.write([question]).decode()
    assert told(text.replace("\n", end).encode(encoding), "a.gift") == told(text.encode(), "a.gift")


def test_that_a_mark_alone_is_an_empty_file() -> None:
    from quizzes.exchange.reading import Unreadable

    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        with pytest.raises(Unreadable):
            taken(mark, "a.gift")
