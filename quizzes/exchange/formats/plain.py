"""Questions typed one after another into a text file: "1. 题干 … A. … B. … 答案：B 解析：…"."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from quizzes.exchange.question import Aside, Position, Question, Refused
from quizzes.exchange.source import Source
from quizzes.exchange.typed.lines import Line, read_lines

LABEL = _("Text with 题干, A. B. C., 答案：")
ENDINGS = (".txt",)
RANK = 70
ANSWER = re.compile(r"(^|[\s　；;。，,.^*）)】\]])[【\[]?(正确|标准|参考)?答案[】\]]?\s*[:：]?", re.MULTILINE)


def reads(source: Source) -> bool:
    if source.is_archive:
        return False
    head = source.head
    return bool(ANSWER.search(head)) and not head.lstrip().startswith(("<", "{", "$CATEGORY"))


def read(source: Source) -> Iterator[Question | Refused | Aside]:
    yield from read_lines(
        Line(part.strip(), Position(line=number))
        for number, line in enumerate(source.text.text.split("\n"), start=1)
        for part in line.split("^*^")
        if part.strip()
    )
