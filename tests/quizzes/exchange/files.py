"""Small files of questions for the tests."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from quizzes.exchange.question import Question, Refused
from quizzes.exchange.taking import Taken, take

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "能力", "等级", "来源"]
SINGLE = [
    "单选题",
    "手机锁屏用哪一种办法最稳妥？",
    "六位以上口令",
    "不设锁屏",
    "四个相同数字",
    "A",
    "口令越长越难猜。",
    "F1",
    "2",
    "实务",
]


def workbook(rows: Iterable[Iterable[Any]], header: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(content: bytes | str, name: str, format: str = "auto") -> Taken:
    return take(content=content.encode() if isinstance(content, str) else content, name=name, format=format)


def questions(content: bytes | str, name: str, format: str = "auto") -> list[Question]:
    found = taken(content, name, format)
    assert found.refused == []
    return found.questions


def refusals(content: bytes | str, name: str, format: str = "auto") -> list[Refused]:
    return taken(content, name, format).refused
