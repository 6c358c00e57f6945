"""Values as others may read them: enough to find the cell again, not enough to know the person."""

from __future__ import annotations

import re

from lms.people.names import masked as masked_name
from lms.people.services import phones

SHOWN = 40
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧司诸上"
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def masked(field: str, value: str) -> str:
    """The value of a field for a list of errors or differences. Names, numbers and months of birth are masked wherever
    they stand, since columns may have been mixed up."""
    text = " ".join(value.split())
    if field == "phone":
        return phones.masked(text) if re.fullmatch(r"\d{11}", text) else _digits_hidden(text, keep=3)
    if field == "born":
        return re.sub(r"\d{4}", "****", text, count=1)[:SHOWN]
    if field == "name":
        return "" if not text else masked_name(text[:10])
    if 2 <= len(text) <= 4 and text[0] in SURNAMES:
        return masked_name(text)
    return re.sub(r"\d{5,}", lambda match: _digits_hidden(match[0], keep=3), text)[:SHOWN]


def _digits_hidden(text: str, *, keep: int) -> str:
    """1990000 -> 199****"""
    seen = 0

    def hide(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return match[0] if seen <= keep else "*"

    return re.sub(r"\d", hide, text)[:SHOWN]


def neutral(value: str) -> str:
    """A text that no spreadsheet takes for a formula when the file is opened."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
