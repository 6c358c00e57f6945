"""Questions with several blanks: a cloze. The question says ____, （  ） or {{1}}, the answer what belongs in each.

题干  人大代表每届任期____年，会议每年至少举行____次。
答案  五|5；一|1                                   one part for each blank, "|" between what is accepted
答案  1 填空：五 | 5                               or one line for each blank, which may be of another kind
      2 选择：一次✓ | 两次 | 三次
      3 数值：3.14±0.01
"""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Unfaithful
from quizzes.exchange.typed.answers import numeric_key, short_key
from quizzes.exchange.typed.fields import Typed

Data = dict[str, Any]
BLANK = re.compile(r"_{2,}|＿{1,}|[（(]\s{2,}[）)]|\{\{\d{1,2}\}\}")
LINE = re.compile(r"\s*[（(]?(\d{1,2})[)）.、]?\s*(填空|选择|数值)?\s*(?:[×xX*]\s*(\d{1,2}))?\s*[:：]\s*(.+)")
TICK = re.compile(r"\s*[✓√]\s*$")


def blanks_of(stem: str) -> list[str]:
    return BLANK.findall(stem)


def cloze_of(typed: Typed) -> tuple[str, Data, Data]:
    count = len(blanks_of(typed.stem))
    if typed.html:
        raise Unfaithful(_("A question with blanks must be plain text."))
    lines = [line for line in typed.answer.split("\n") if line.strip()]
    if lines and all(LINE.fullmatch(line) for line in lines):
        told = [LINE.fullmatch(line) for line in lines]
        parts = [(found[2] or "填空", int(found[3] or 1), found[4]) for found in told if found]
        in_order = [int(found[1]) for found in told if found] == list(range(1, len(lines) + 1))
    else:
        texts = lines if len(lines) > 1 else re.split(r"[;；]", typed.answer)
        parts, in_order = [("填空", 1, text) for text in texts if text.strip()], True
    if not count or len(parts) != count or not in_order:
        raise Unfaithful(
            _("The question has %(blanks)d blanks and %(answers)d answers.") % {"blanks": count, "answers": len(parts)}
        )
    gaps: list[Data] = []
    keys: Data = {}
    for place, (kind, weight, text) in enumerate(parts, start=1):
        gap, key = _gap(str(place), kind, text)
        gaps.append(gap)
        keys[str(place)] = key | ({"weight": weight} if weight != 1 else {})
    return "cloze", {"stem": _numbered(typed.stem), "gaps": gaps}, {"gaps": keys}


def _numbered(stem: str) -> str:
    """Every blank as {{1}}, {{2}}, … in the order of the text."""
    places = iter(range(1, 100))
    return BLANK.sub(lambda _blank: "{{" + str(next(places)) + "}}", stem)


def _gap(id: str, kind: str, text: str) -> tuple[Data, Data]:
    if kind == "数值":
        body, key = numeric_key(text.replace("|", "\n"), "")
        return {"id": id, "kind": "numeric"} | body, key
    if kind == "填空":
        return {"id": id, "kind": "short"}, short_key(text.replace("|", "\n"), "")
    options, right = [], []
    for place, option in enumerate(filter(str.strip, re.split(r"[|｜]", text))):
        letter = chr(97 + place)
        if TICK.search(unicodedata.normalize("NFKC", option)):
            right.append(letter)
        options.append({"id": letter, "text": TICK.sub("", option).strip()})
    if len(right) != 1:
        raise Unfaithful(_("Mark the one right choice of blank %(number)s with ✓.") % {"number": id})
    return {"id": id, "kind": "choice", "options": options}, {"correct": right[0]}
