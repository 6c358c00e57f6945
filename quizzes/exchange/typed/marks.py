"""The marks by which teachers part a question: numbers, letters, 答案：, 【解析】, headings of sections."""

import re
from dataclasses import dataclass

from quizzes.exchange.typed.words import KINDS, plain

LABELS = {
    **dict.fromkeys(("答案", "正确答案", "标准答案", "参考答案", "正确选项", "答"), "answer"),
    **dict.fromkeys(("解析", "答案解析", "试题解析", "题目解析", "详解", "分析"), "explanation"),
    **dict.fromkeys(("能力", "能力项", "能力代码"), "competence"),
    **dict.fromkeys(("等级", "能力等级", "级别"), "level"),
    **dict.fromkeys(("难度", "难易度", "难度系数"), "difficulty"),
    **dict.fromkeys(("来源", "出处", "依据"), "source"),
    **dict.fromkeys(("标签", "知识点"), "tags"),
    **dict.fromkeys(("计分", "评分标准", "计分方式"), "rule"),
    "选项解析": "notes_on_options", "题型": "kind", "编号": "slug", "复核日期": "expires", "单位": "units",
    "分值": "points",
    **dict.fromkeys(("题干", "题目"), "stem"),
}  # fmt: skip
_LABEL_WORDS = "|".join(sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(
    r"(?:^|(?<=[\s　；;。，,.^*）)】\]]))"
    rf"(?:[【\[]\s*({_LABEL_WORDS})\s*[】\]]\s*[:：]?|({_LABEL_WORDS})\s*[:：])[ \t　]*"
)
NUMBER = re.compile(
    r"\s*(?:第\s*(\d{1,4})\s*题\s*[.、．:：)）]?|[（(](\d{1,4})[）)]\s*|(\d{1,4})\s*(?:[、．:：)）]|[.](?!\d)))\s*"
)
OPTION = re.compile(r"(?:^|(?<=[\s　;；]))[（(]?([A-ZＡ-Ｚ])\s*[.、．:：)）]\s*")
HEADING = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]+(?:部分|大题)?|[IVX]+|[（(][一二三四五六七八九十]+[）)])\s*[、.．:：]?\s*(.{2,12}?题)(?!目)"
)
BARE = re.compile(r"\s*(\S{2,8}题)\s*[:：]?\s*")
SAID_KIND = re.compile(r"\s*[（(【\[]\s*(\S{2,8}?)\s*[）)】\]]\s*")
IN_BRACKETS = re.compile(r"([（(])[\s　]*([A-Z]{1,8}|[Ａ-Ｚ]{1,8}|√|×|对|错|正确|错误)[\s　]*([)）])")


@dataclass(frozen=True)
class Numbered:
    """The number at the beginning of a line: its value, its look (1. is not (1)), and where it ends."""

    value: int
    look: str
    end: int


def numbered(line: str) -> Numbered | None:
    found = NUMBER.match(line)
    if not found or not line[found.end() :].strip():
        return None
    look = "第" if found[1] else "（" if found[2] else "1"
    return Numbered(int(found[1] or found[2] or found[3]), look, found.end())


@dataclass(frozen=True)
class Cut:
    """A stretch of a line that belongs to one part: a label's name, "option:A", or "" for whatever came before."""

    name: str
    start: int
    end: int


def section_kind(line: str) -> str | None:
    """The word for a kind in a heading such as "二、多选题（每题2分）", or None."""
    found = HEADING.match(line) or BARE.fullmatch(line)
    return found[1] if found and plain(found[1]) in KINDS else None


def cuts(line: str, next_option: str) -> list[Cut]:
    """The parts of one line. Letters count as options only where they go on as they should (`next_option` first), so
    that "A. B. Smith" is no option."""
    labels = [(found.start(), found.end(), LABELS[found[1] or found[2]]) for found in LABEL.finditer(line)]
    marks, wanted = list(labels), next_option
    for found in OPTION.finditer(line):
        letter = chr(ord(found[1]) - 0xFEE0) if ord(found[1]) > 0x7F else found[1]
        inside = any(start <= found.start() < end for start, end, _name in labels)
        after_label = any(start < found.start() for start, _end, name in labels if name != "stem")
        if letter == wanted and not inside and not after_label:
            marks.append((found.start(), found.end(), f"option:{letter}"))
            wanted = chr(ord(wanted) + 1)
    marks.sort()
    found_cuts = [Cut("", 0, marks[0][0] if marks else len(line))]
    for place, (_start, end, name) in enumerate(marks):
        found_cuts.append(Cut(name, end, marks[place + 1][0] if place + 1 < len(marks) else len(line)))
    return [cut for cut in found_cuts if cut.name or line[cut.start : cut.end].strip()]
