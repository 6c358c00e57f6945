"""What the words in teachers' files mean. These are words of the files, not of our pages: they are not translated."""

import re
import unicodedata

from django.utils.translation import gettext as _

from quizzes.exchange.question import Unfaithful

KINDS: dict[str, str] = {
    **dict.fromkeys(("单选题", "单选", "单项选择题", "单项选择", "单项", "single", "single choice"), "single"),
    **dict.fromkeys(("多选题", "多选", "多项选择题", "多项选择", "不定项选择题", "不定项"), "multiple"),
    **dict.fromkeys(("multiple", "multiple choice"), "multiple"),
    **dict.fromkeys(("选择题", "选择", "客观题", "choice"), "choice"),
    **dict.fromkeys(("判断题", "判断", "是非题", "正误题", "对错题", "true/false", "truefalse", "boolean"), "boolean"),
    **dict.fromkeys(("排序题", "排序", "ordering"), "ordering"),
    **dict.fromkeys(("连线题", "连线", "匹配题", "匹配", "配对题", "配对", "matching"), "matching"),
    **dict.fromkeys(("数值题", "数值", "计算题", "numeric", "numerical"), "numeric"),
    **dict.fromkeys(("填空题", "填空", "短答题", "短答", "short", "shortanswer"), "short"),
    **dict.fromkeys(("完形填空题", "完形填空", "完形", "选词填空题", "选词填空", "cloze"), "cloze"),
    **dict.fromkeys(("简答题", "简答", "问答题", "问答", "论述题", "论述", "主观题", "案例分析题"), "extended"),
    **dict.fromkeys(("essay", "extended"), "extended"),
}  # fmt: skip
NAMES = {
    "single": "单选题", "multiple": "多选题", "boolean": "判断题", "ordering": "排序题", "matching": "连线题",
    "numeric": "数值题", "short": "填空题", "cloze": "完形填空题", "extended": "简答题",
}  # fmt: skip
TRUE = {"对", "正确", "√", "✓", "✔", "t", "true", "1", "是", "y", "yes", "right", "对的"}
FALSE = {"错", "错误", "×", "✗", "✘", "x", "f", "false", "0", "否", "n", "no", "wrong", "错的", "不正确", "不对"}
TRUE_TEXT, FALSE_TEXT = "正确", "错误"
ALL = {"全对得分", "全对才得分", "全部答对得分", "全对", "all"}
EACH = {"按项得分", "按选项得分", "部分得分", "each", ""}
NEXT = {"按相邻得分", "相邻", "按相邻项得分", "next", ""}
PLACE = {"按位置得分", "位置", "position"}
CASE, WILD = {"区分大小写"}, {"通配符", "可用通配符"}
LEVELS = {"入门": 1, "基础": 2, "熟练": 3, "引领": 4, "初级": 1, "中级": 2, "高级": 3}
BANDS = {
    "很容易": -1.5, "很易": -1.5, "容易": -0.75, "较易": -0.75, "易": -0.75, "简单": -0.75, "中等": 0.0, "中": 0.0,
    "一般": 0.0, "适中": 0.0, "较难": 0.75, "难": 0.75, "困难": 0.75, "很难": 1.5, "极难": 1.5,
}  # fmt: skip
LETTER = re.compile(r"[A-Z]")
EMPTY = {"", "无", "/", "-", "—", "略"}


def plain(text: str) -> str:
    """A word as it is compared: full-width letters narrow, no blanks, small."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def kind_of(word: str, answer: str, options: int) -> str:
    """The kind of item. Without a word it is told by the answer and the options; Unfaithful where that is not clear."""
    said = plain(word).strip("【】[]()（）:：")
    kind = KINDS.get(said) or KINDS.get(re.sub(r"^[一二三四五六七八九十]+[、.]", "", said))
    if said and kind is None:
        raise Unfaithful(_("“%(word)s” is not a kind of question that is known here.") % {"word": word[:40]})
    if kind in {None, "choice"}:
        return _guessed(answer, options)
    return str(kind)


def _guessed(answer: str, options: int) -> str:
    if options:
        return "multiple" if len(letters(answer)) > 1 else "single"
    if plain(answer) in TRUE | FALSE:
        return "boolean"
    if letters(answer):
        raise Unfaithful(_("It has no options (选项)."))
    raise Unfaithful(_("Its kind is not said; write 单选题, 多选题, 判断题 or another kind."))


def truth(answer: str) -> str:
    """ "true", "false", or "" for neither."""
    said = plain(answer).strip("。.()（）")
    return "true" if said in TRUE else "false" if said in FALSE else ""


def letters(answer: str) -> list[str]:
    """The letters of an answer such as "ABD", "A、B、D", "Ａ，Ｂ" or "C→A→B", in their order; [] where it is none."""
    said = unicodedata.normalize("NFKC", answer).strip().upper()
    said = re.sub(r"->|=>|[\s,;、，；。.:→>＞+/|()（）和与及]", "", said)
    return list(said) if said and re.fullmatch(r"[A-Z]+", said) else []


def level_of(word: str) -> int | None:
    said = plain(word)
    if said in EMPTY:
        return None
    digit = re.fullmatch(r"l?([1-4])(级|入门|基础|熟练|引领)?", said)
    if digit:
        return int(digit[1])
    if said in LEVELS:
        return LEVELS[said]
    raise Unfaithful(_("“%(word)s” is not a level; write 1, 2, 3 or 4.") % {"word": word[:40]})


def band_of(word: str) -> float | None:
    said = plain(word)
    if said in EMPTY:
        return None
    if said in BANDS:
        return BANDS[said]
    try:
        band = float(said)
    except ValueError:
        band = 99.0
    if not -4 <= band <= 4:
        raise Unfaithful(
            _("“%(word)s” is not a difficulty; write 容易, 中等, 较难 or a number from -4 to 4.") % {"word": word[:40]}
        )
    return band


def competence_of(word: str) -> str:
    """The code at the beginning of "F1 账号与口令", else the word itself, which may be a competence's name."""
    said = unicodedata.normalize("NFKC", word).strip()
    code = re.match(r"([A-Za-z]\d{1,2})(?=$|[\s:：、.])", said)
    return code[1].upper() if code else "" if said in EMPTY else said
