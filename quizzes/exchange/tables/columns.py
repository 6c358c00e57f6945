"""The headers of a table of questions, under the names that schools and other systems give them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quizzes.exchange.reading import Unreadable
from quizzes.exchange.typed.words import plain

TITLES: dict[str, tuple[str, ...]] = {
    "slug": ("编号", "题目编号", "试题编号", "id"),
    "kind": ("题型", "题目类型", "试题类型", "类型", "题类", "type", "questiontype", "kind"),
    "stem": (
        "题干", "题目", "题目内容", "试题", "试题内容", "题干内容", "题目描述", "题目名称", "问题", "试题题干",
        "question", "stem", "questiontext",
    ),
    "options": ("选项", "备选项", "备选答案", "选项内容", "options"),
    "answer": (
        "答案", "正确答案", "标准答案", "参考答案", "正确选项", "试题答案", "题目答案",
        "answer", "key", "correctanswer",
    ),
    "explanation": ("解析", "答案解析", "试题解析", "题目解析", "详解", "答案说明", "explanation", "feedback"),
    "notes_on_options": ("选项解析", "各选项解析"),
    "rule": ("计分", "计分方式", "评分标准", "评分规则"),
    "units": ("单位", "计量单位"),
    "competence": ("能力", "能力项", "能力代码", "能力编号", "competence"),
    "level": ("等级", "能力等级", "级别", "level"),
    "difficulty": ("难度", "难度系数", "难易度", "难易程度", "difficulty"),
    "source": ("来源", "出处", "依据", "法条依据", "题目来源", "source"),
    "tags": ("标签", "关键词", "知识点", "tags"),
    "expires": ("复核日期", "有效期", "有效期至", "复核时间", "expires_on"),
    "points": ("分值", "分数", "得分", "题目分值", "score", "points"),
}  # fmt: skip
PASSED_OVER = {"序号", "题号", "no", "no.", "number", "#"}
"""Running numbers: they say nothing of a question."""
WRITTEN = {
    "slug": "编号", "kind": "题型", "stem": "题干", "answer": "答案", "explanation": "解析", "competence": "能力",
    "level": "等级", "source": "来源", "difficulty": "难度", "rule": "计分", "units": "单位",
    "notes_on_options": "选项解析", "tags": "标签", "expires": "复核日期",
}  # fmt: skip
_BY_TITLE = {plain(title): name for name, titles in TITLES.items() for title in titles}
_OPTION = re.compile(r"(?:备?选项|答案选项|option|choice)?[\s_:：]*([a-z])(?:选项|项)?[.、:：]?")
_NUMBERED = re.compile(r"(?:备?选项|答案选项|option|choice)[\s_:：]*(\d{1,2}|[一二三四五六七八九十])")
_CHINESE = "一二三四五六七八九十"
HEADER_WITHIN = 15
"""Titles and remarks may stand above the header, so many rows at most."""


@dataclass(frozen=True)
class Header:
    """Which column is what (from 0): `places` by name, `options` by letter; `unknown` are headers nobody reads."""

    row: int
    places: dict[str, int]
    options: dict[str, int]
    titles: dict[int, str]
    unknown: dict[int, str] = field(default_factory=dict)


def name_of(title: str) -> str:
    """What a header means: a name of `TITLES`, "option:A", "" for a running number or an empty one, "?" for others."""
    said = plain(re.sub(r"[（(].*?[)）]|\*|＊", "", title))
    if not said or said in PASSED_OVER:
        return ""
    if said in _BY_TITLE:
        return _BY_TITLE[said]
    if found := _OPTION.fullmatch(said):
        return f"option:{found[1].upper()}"
    if found := _NUMBERED.fullmatch(said):
        place = _CHINESE.index(found[1]) if found[1] in _CHINESE else int(found[1]) - 1
        return f"option:{chr(65 + place)}" if 0 <= place < 26 else "?"
    return "?"


def is_header(cells: Sequence[str]) -> bool:
    names = {name_of(cell) for cell in cells}
    return "stem" in names and bool(names & {"answer", "kind"})


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The first row that names a question and an answer. Unreadable when a column stands there twice."""
    for place, cells in enumerate(rows[:HEADER_WITHIN]):
        if is_header(cells):
            return _header(place, cells)
    return None


def _header(row: int, cells: Sequence[str]) -> Header:
    header = Header(row, {}, {}, {})
    for column, title in enumerate(cells):
        name = name_of(title)
        letter = name.removeprefix("option:") if name.startswith("option:") else ""
        if (letter and letter in header.options) or name in header.places:
            raise Unreadable(_("The column “%(title)s” stands there twice.") % {"title": title.strip()[:40]})
        if letter:
            header.options[letter] = column
        elif name == "?":
            header.unknown[column] = title.strip()
        elif name:
            header.places[name] = column
        header.titles[column] = title.strip()
    return header
