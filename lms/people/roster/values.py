"""A cell's value, or the code of what is wrong with it. Pure functions; each takes the cell and may raise `Wrong`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lms.people.models import Delegation, Mandate, Person, Station
from lms.people.numerals import parse_number
from lms.people.roster.faults import Code
from lms.people.roster.sheet import Cell, folded, text_of
from lms.people.services import phones

NAME_LENGTH = 64
PLACE_LENGTH = 60
EXCEL_DAY_ONE = date(1899, 12, 30)
EXCEL_DAYS = range(3_000, 60_000)
"""Serial numbers of days from 1908 to 2064; what is larger is read as year and month."""
OLDEST = 110
SEXES = {
    "男": Person.Sex.MALE,
    "男性": Person.Sex.MALE,
    "女": Person.Sex.FEMALE,
    "女性": Person.Sex.FEMALE,
}
LEVELS = {
    **dict.fromkeys(
        ("区", "县", "区级", "县级", "区(县)", "区人大", "县人大", "区人大代表", "县人大代表", "区代表"), "district"
    ),
    **dict.fromkeys(
        ("镇", "乡", "镇级", "乡级", "乡镇", "乡镇级", "镇人大", "乡人大", "镇人大代表", "乡人大代表", "镇代表"),
        "township",
    ),
}
ORIGINS = {
    **dict.fromkeys(("新任", "新当选", "新任代表"), Mandate.Origin.NEW),
    **dict.fromkeys(("连任", "连选连任", "连任代表"), Mandate.Origin.RE_ELECTED),
    **dict.fromkeys(("补选", "补选代表"), Mandate.Origin.BY_ELECTION),
}
STATES = {
    **dict.fromkeys(("在任", "在职", "履职中", "正常"), Mandate.State.SERVING),
    **dict.fromkeys(
        ("暂时停止执行代表职务", "暂停执行代表职务", "暂停执行职务", "暂时停止", "暂停"), Mandate.State.SUSPENDED
    ),
    **dict.fromkeys(("代表资格终止", "资格终止", "终止", "已终止"), Mandate.State.ENDED),
}
_PEOPLES = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水
东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克
俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 未识别 穿青人 外国血统中国籍
"""
PEOPLES = frozenset(_PEOPLES.split())
UNPRINTABLE = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}
REMARK = re.compile(r"[(（][^()（）]*[男女族][^()（）]*[)）]$")
"""王芳（女）, 马莉（女，回族）, as lists for publication write them."""


class Wrong(Exception):
    """The cell cannot be taken; `params` fill the words of the code."""

    def __init__(self, code: Code, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def name(cell: Cell, *, formula: bool = False) -> str:
    """Every code point as it was given; only white space around the name goes, also the full-width one."""
    text = text_of(cell)
    if formula or text.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")):
        raise Wrong(Code.NAME_FORMULA)
    if not text:
        raise Wrong(Code.NAME_MISSING)
    if any(unicodedata.category(char) in UNPRINTABLE and not _is_han(char) for char in text):
        raise Wrong(Code.NAME_UNPRINTABLE)
    if REMARK.search(text):
        raise Wrong(Code.NAME_WITH_REMARK)
    if not isinstance(cell, str) or any(char.isdigit() for char in text) or not any(map(str.isalpha, text)):
        raise Wrong(Code.NAME_NO_NAME)
    if text.endswith(("人民代表大会", "选区", "代表团", "代表小组", "联络站", "代表之家")):
        raise Wrong(Code.NAME_NO_NAME)
    if len(text) > NAME_LENGTH:
        raise Wrong(Code.NAME_TOO_LONG)
    return text


def _is_han(char: str) -> bool:
    """Also of the extensions H and I, which are younger than Python's tables."""
    return 0x20000 <= ord(char) < 0x323B0


def sex(cell: Cell) -> str:
    return _one_of(SEXES, cell, Code.SEX_MISSING, Code.SEX_UNKNOWN)


def ethnicity(cell: Cell) -> str:
    """汉族 and 汉 are one; "" when the cell is empty."""
    text = folded(cell)
    bare = text.removesuffix("族") if len(text) > 1 else text
    if text and bare not in PEOPLES:
        raise Wrong(Code.ETHNICITY_UNKNOWN)
    return bare


def level(cell: Cell) -> str:
    return _one_of(LEVELS, cell, Code.LEVEL_MISSING, Code.LEVEL_UNKNOWN)


def origin(cell: Cell) -> str:
    return _one_of(ORIGINS, cell, Code.ORIGIN_MISSING, Code.ORIGIN_UNKNOWN)


def state(cell: Cell) -> str:
    return _one_of(STATES, cell, Code.STATE_MISSING, Code.STATE_UNKNOWN)


def _one_of(words: Mapping[str, str], cell: Cell, missing: Code, unknown: Code) -> str:
    text = folded(cell)
    if not text:
        raise Wrong(missing)
    if text not in words:
        raise Wrong(unknown)
    return str(words[text])


def phone(cell: Cell) -> str:
    """Eleven digits, or "" for an empty cell: some deputies have no telephone."""
    text = folded(cell)
    if not text:
        return ""
    try:
        return phones.normalise(text)
    except ValueError:
        pass
    if re.fullmatch(r"[\d.]+[eE]\+?\d+", text):
        raise Wrong(Code.PHONE_ROUNDED)
    digits = len(re.sub(r"\D", "", text.removeprefix("+86")))
    odd = re.sub(r"[\d\s+()\-.]", "", text)
    if not odd and 0 < digits < 11 and not text.startswith("0"):
        raise Wrong(Code.PHONE_TOO_SHORT, digits=digits)
    if not odd and digits > 11 and not text.startswith("0"):
        raise Wrong(Code.PHONE_TOO_LONG, digits=digits)
    raise Wrong(Code.PHONE_NOT_MOBILE)


def born(cell: Cell, *, today: date) -> date:
    """The first day of the month of birth."""
    if isinstance(cell, (date, datetime)):
        year, month = cell.year, cell.month
    else:
        year, month = _year_and_month(folded(cell))
    if not 1 <= month <= 12:
        raise Wrong(Code.BORN_NO_SUCH_MONTH)
    first = date(year, month, 1)
    if first > today:
        raise Wrong(Code.BORN_IN_FUTURE)
    if year < today.year - OLDEST:
        raise Wrong(Code.BORN_TOO_EARLY)
    return first


def _year_and_month(text: str) -> tuple[int, int]:
    """1971-11, 1971年11月3日, 1971.11, 1971/11/3, 197111, 19711103, and 26238 as Excel counts days."""
    if not text:
        raise Wrong(Code.BORN_MISSING)
    if re.fullmatch(r"\d{4}\.1", text):
        raise Wrong(Code.BORN_AMBIGUOUS)
    if text.isascii() and text.isdigit():
        if len(text) == 5 and int(text) in EXCEL_DAYS:
            day = EXCEL_DAY_ONE + timedelta(days=int(text))
            return day.year, day.month
        match = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(?:\d\d)?", text)
    else:
        match = re.fullmatch(
            r"(\d{4})[-./\\年‐–—](\d{1,2})(?:月(?:\d{1,2}[日号]?)?|[-./\\‐–—]\d{1,2}(?:0?0:00(?::00)?)?)?[生]?", text
        )
    if match is None or int(match[1]) < 1000:
        raise Wrong(Code.BORN_UNREADABLE)
    return int(match[1]), int(match[2])


def term_number(cell: Cell, *, example: str) -> int:
    """第十九届, 十九届, 19, 第19届 or the congress's whole name with the term in it -> 19"""
    text = folded(cell)
    if not text:
        raise Wrong(Code.TERM_MISSING, example=example)
    inside = re.search(r"第(\d{1,2}|[一二三四五六七八九十]{1,3})届", text)
    number = parse_number(inside[1] if inside else text.removeprefix("第").removesuffix("届"))
    if not number:
        raise Wrong(Code.TERM_UNREADABLE, example=example)
    return number


def district(cell: Cell) -> str:
    text = folded(cell)
    if not text:
        raise Wrong(Code.DISTRICT_MISSING)
    if re.fullmatch(r"第?(\d{1,3})(号)?", text):
        text = f"第{re.sub(r'[^0-9]', '', text)}选区"
    if "选区" not in text:
        raise Wrong(Code.DISTRICT_UNREADABLE)
    return _short(text)


def delegation(cell: Cell) -> str:
    """The name of the delegation or group, "" when the cell is empty."""
    text = folded(cell)
    if text and not re.search(r"(团|组)(\(.*\))?$", text):
        raise Wrong(Code.DELEGATION_UNREADABLE)
    return _short(text)


def delegation_kind(name: str) -> str:
    return Delegation.Kind.DELEGATION if "团" in name else Delegation.Kind.GROUP


def stations(cell: Cell) -> tuple[str, ...]:
    """The stations named, several of them parted by 、 or ； or a line break; () when the cell is empty."""
    parts = [folded(part) for part in re.split(r"[、;；,，\n]", text_of(cell))]
    names = tuple(dict.fromkeys(part for part in parts if part))
    if any(not re.search(r"家|站|点|室", name) or "选区" in name for name in names):
        raise Wrong(Code.STATION_UNREADABLE)
    return tuple(_short(name) for name in names)


def station_kind(name: str) -> str:
    return Station.Kind.HOME if "之家" in name else Station.Kind.STATION


def _short(text: str) -> str:
    if len(text) > PLACE_LENGTH:
        raise Wrong(Code.TOO_LONG, limit=PLACE_LENGTH)
    return text
