"""Numbers as people in China type them: ３．５, 3,500, 3.5万, 负二, 百分之五十, 三百五十元."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal, InvalidOperation, localcontext

LONGEST = 60
MOST_DIGITS = 30
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?")
CHINESE = re.compile(f"[{''.join(DIGITS)}{''.join(SCALES)}点]+")


def plain(value: Decimal) -> str:
    """The one written form: "3.5", "3500", "0"; never an exponent, never zeros that say nothing. ValueError beyond 30
    digits."""
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > 2 * MOST_DIGITS:
        raise ValueError("This number is beyond what is asked")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", "", "-"} else text


def decimal(text: object) -> Decimal:
    """A number as keys write it. ValueError for anything else."""
    if not isinstance(text, str) or len(text) > 2 * LONGEST:
        raise ValueError("A number is written as text")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("This is no number") from None
    if not value.is_finite() or abs(value.adjusted()) > 2 * MOST_DIGITS:
        raise ValueError("This is no number")
    return value


def read(text: object, units: Collection[str]) -> tuple[str, str]:
    """Number and unit, "" for none, of what was typed. ValueError where it is no number, or the unit is not one of
    these; "%" is a unit like any other."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("A number is typed")
    said = "".join(unicodedata.normalize("NFKC", text).split()).replace("−", "-").replace("–", "-")
    said = re.sub("^负", "-", said)
    if said.startswith("百分之"):
        said = said.removeprefix("百分之") + "%"
    number = NUMBER.match(said)
    digits = number[0] if number else ""
    if re.search(r"\d", digits):
        return _scaled(Decimal(digits.replace(",", "")), said[len(digits) :], units)
    sign, said = (-1, said[1:]) if said.startswith("-") else (1, said)
    chinese = CHINESE.match(said)
    if not chinese:
        raise ValueError("This is no number")
    return _scaled(sign * _chinese(chinese[0]), said[len(chinese[0]) :], units)


def _scaled(value: Decimal, rest: str, units: Collection[str]) -> tuple[str, str]:
    """What follows is a unit, or 万 and the like and then a unit."""
    known = {"".join(unicodedata.normalize("NFKC", unit).split()).casefold(): unit for unit in units}
    while rest.casefold() not in known:
        if not rest or rest[0] not in SCALES:
            break
        with localcontext(prec=3 * MOST_DIGITS):
            value *= SCALES[rest[0]]
        rest = rest[1:]
    if rest and rest.casefold() not in known:
        raise ValueError("This unit is none of those asked for")
    return plain(value), known[rest.casefold()] if rest else ""


def _chinese(text: str) -> Decimal:
    """三百五十 is 350, 十二 is 12, 三点五 is 3.5, 二〇二六 is 2026."""
    whole, _point, part = text.partition("点")
    if any(sign not in DIGITS for sign in part) or not whole:
        raise ValueError("This is no number")
    if len(whole) > 1 and all(sign in DIGITS for sign in whole):
        value = int("".join(str(DIGITS[sign]) for sign in whole))
    else:
        value = _whole(whole)
    return Decimal(str(value) + ("." + "".join(str(DIGITS[sign]) for sign in part) if part else ""))


def _whole(text: str) -> int:
    if text[0] not in DIGITS and text[0] != "十":
        raise ValueError("This is no number")
    total = section = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif SCALES[sign] < 10**4:
            section += (digit or (1 if sign == "十" else 0)) * SCALES[sign]
            digit = 0
        else:
            total = (total + section + digit) * SCALES[sign]
            section = digit = 0
    return total + section + digit
