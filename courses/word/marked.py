"""What the words before a text make of it: 提示：…, 【注意】…, 步骤：… These words are data: what teachers write."""

import re
from dataclasses import dataclass

TIPS = "温馨提示|友情提示|小提示|小贴士|提示"
WARNINGS = "特别提醒|特别注意|风险提示|请注意|注意事项|注意|提醒|警惕"
LAWS = "法律怎么说|法律怎么规定|法律规定|法条链接|法律依据|法条"
STEPS = "操作步骤|操作方法|具体步骤|步骤"
TRIES = "动手试一试|动手试试|试一试|练一练"
KINDS = {"tip": TIPS, "warning": WARNINGS, "law": LAWS, "steps": STEPS, "try": TRIES}
USUAL = {"提示", "注意", "请注意", "法律怎么说"}
"""Words that the box has above it anyway."""
_MARKS = {
    kind: re.compile(rf"^\s*(?:[【\[](?P<framed>{words})[】\]][:：]?|(?P<open>{words})[:：])\s*")
    for kind, words in KINDS.items()
}


@dataclass(frozen=True)
class Mark:
    """`kind` of block, its `word`, and where the text behind it begins."""

    kind: str
    word: str
    end: int


def mark_of(text: str) -> Mark | None:
    """None for a text that is not clearly marked."""
    for kind, pattern in _MARKS.items():
        if found := pattern.match(text):
            return Mark(kind, found["framed"] or found["open"], found.end())
    return None


def heads_steps(text: str) -> str:
    """The title of the steps that follow, "" where the line does not announce any."""
    mark = mark_of(text)
    bare = text.strip().rstrip("：:")
    if mark is not None and mark.kind == "steps":
        return text[mark.end :].strip().rstrip("：:") or mark.word
    return bare if len(bare) <= 30 and re.search(rf"({STEPS})$", bare) else ""
