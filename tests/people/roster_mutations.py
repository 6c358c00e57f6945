"""Seeded mutations of a good roster. Each writes down itself what an importer must make of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.people.roster_files import as_csv, as_xlsx

Cells = list[list[str]]


@dataclass
class Log:
    """What the mutation did and what must follow: exactly these faults (row, column, code) and rows in doubt; or, when
    columns are `missing`, a refusal of the whole file naming the header's row. With none of it nothing may change."""

    what: str
    faults: set[tuple[int, str, str]] = field(default_factory=set)
    doubts: set[int] = field(default_factory=set)
    missing: tuple[str, ...] = ()
    header_row: int = 1
    unread: tuple[str, ...] = ()


Mutation = Callable[[Cells, random.Random], Log]
BROKEN = [
    ("姓名", "", "name_missing"), ("姓名", "   ", "name_missing"), ("姓名", "=1+1", "name_formula"),
    ("姓名", "@SUM(A1)", "name_formula"), ("姓名", "王\u200b芳", "name_unprintable"), ("姓名", "13800000000", "name_no_name"),
    ("性别", "未知", "sex_unknown"), ("性别", "", "sex_missing"), ("民族", "火星", "ethnicity_unknown"),
    ("出生年月", "1972-13", "born_no_such_month"), ("出生年月", "2031-05", "born_in_future"),
    ("出生年月", "不详", "born_unreadable"), ("出生年月", "", "born_missing"), ("出生年月", "1971.1", "born_ambiguous"),
    ("出生年月", "2015-03", "born_too_young"), ("出生年月", "1871-03", "born_too_early"),
    ("手机号码", "1990000", "phone_too_short"), ("手机号码", "1990000000111", "phone_too_long"),
    ("手机号码", "028-83690000", "phone_not_mobile"), ("手机号码", "1.99E+10", "phone_rounded"),
    ("代表层级", "村", "level_unknown"), ("代表层级", "", "level_missing"),
    ("所属人大", "不存在镇人民代表大会", "congress_unknown"), ("所属人大", "", "congress_missing"),
    ("届次", "", "term_missing"), ("届次", "本届", "term_unreadable"), ("届次", "第九十届", "term_unknown"),
    ("选区", "", "district_missing"), ("选区", "东门", "district_unreadable"), ("代表团", "不分组的", "delegation_unreadable"),
    ("代表家站", "活动广场", "station_unreadable"), ("任职类型", "续任", "origin_unknown"), ("任职类型", "", "origin_missing"),
    ("代表状态", "出国", "state_unknown"), ("代表状态", "", "state_missing"),
]  # fmt: skip
SWAPS = {
    ("性别", "任职类型"): ("sex_unknown", "origin_unknown"),
    ("出生年月", "手机号码"): ("born_unreadable", "phone_too_short"),
    ("选区", "代表团"): ("district_unreadable", "delegation_unreadable"),
    ("代表层级", "代表状态"): ("level_unknown", "state_unknown"),
    ("所属人大", "届次"): ("congress_unknown", "term_unreadable"),
    ("姓名", "手机号码"): ("name_no_name", "phone_not_mobile"),
    ("民族", "代表家站"): ("ethnicity_unknown", "station_unreadable"),
}
SYNONYMS = {
    "姓名": "代 表 姓 名", "性别": "性别（男/女）", "出生年月": "出生日期", "手机号码": "联系电话*", "代表层级": "层级", "届次": "届别",
    "选区": "所在选区", "代表团": "所在代表团（组）", "代表家站": "所属家站", "任职类型": "新任/连任", "代表状态": "状态\n",
    "单位及职务": "工作单位和职务", "所属人大": "所属人民代表大会", "民族": "　民族", "备注": "说明", "序号": "编号",
}  # fmt: skip
SAME = {
    "性别": lambda text: f" {text}性 ",
    "民族": lambda text: f"{text}族",
    "出生年月": lambda text: f"{text[:4]}年{int(text[5:])}月",
    "手机号码": lambda text: f"+86 {text[:3]} {text[3:7]} {text[7:]}",
    "代表层级": lambda text: f"{text}级",
    "姓名": lambda text: f"\u3000{text} ",
    "届次": lambda text: text.removeprefix("第"),
    "选区": lambda text: f"{text}　",
}


def _column(cells: Cells, title: str) -> int:
    return cells[0].index(title)


def _people(cells: Cells) -> dict[str, list[int]]:
    """Sheet rows by telephone number."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(cells[1:], 2):
        found.setdefault(row[_column(cells, "手机号码")], []).append(number)
    return found


def _single(cells: Cells, rng: random.Random, count: int) -> list[int]:
    """Rows of people with one mandate, drawn without repetition."""
    return rng.sample([numbers[0] for numbers in _people(cells).values() if len(numbers) == 1], count)


def break_values(cells: Cells, rng: random.Random) -> Log:
    log = Log("values broken")
    for row in _single(cells, rng, rng.randint(1, 5)):
        title, value, code = rng.choice(BROKEN)
        cells[row - 1][_column(cells, title)] = value
        log.faults.add((row, title, code))
    return log


def write_otherwise(cells: Cells, rng: random.Random) -> Log:
    for title in rng.sample(list(SAME), 3):
        place = _column(cells, title)
        for row in cells[1:]:
            if rng.random() < 0.5:
                row[place] = SAME[title](row[place])
    return Log("the same values written otherwise")


def shuffle_columns(cells: Cells, rng: random.Random) -> Log:
    order = rng.sample(range(len(cells[0])), len(cells[0]))
    cells[:] = [[row[place] for place in order] for row in cells]
    return Log("columns in another order")


def swap_headers(cells: Cells, rng: random.Random) -> Log:
    (first, second), (first_code, second_code) = rng.choice(list(SWAPS.items()))
    places = _column(cells, first), _column(cells, second)
    cells[0][places[0]], cells[0][places[1]] = second, first
    rows = range(2, len(cells) + 1)
    return Log(
        f"headers {first} and {second} swapped",
        {(row, first, first_code) for row in rows} | {(row, second, second_code) for row in rows},
    )


def rename_to_synonyms(cells: Cells, rng: random.Random) -> Log:
    for title in rng.sample(list(SYNONYMS), 6):
        cells[0][_column(cells, title)] = SYNONYMS[title]
    return Log("headers renamed to synonyms")


def rename_to_unknown(cells: Cells, rng: random.Random) -> Log:
    needed = [
        "姓名",
        "性别",
        "出生年月",
        "手机号码",
        "代表层级",
        "所属人大",
        "届次",
        "选区",
        "代表团",
        "任职类型",
        "代表状态",
    ]
    missing = rng.sample(needed, rng.randint(1, 3))
    for number, title in enumerate(missing):
        cells[0][_column(cells, title)] = f"某列{number}"
    return Log("needed headers renamed to unknown ones", missing=tuple(missing))


def rename_optional(cells: Cells, rng: random.Random) -> Log:
    cells[0][_column(cells, rng.choice(["民族", "代表家站", "单位及职务", "备注"]))] = "另注"
    return Log("an optional header renamed to an unknown one", unread=("另注",))


def double_rows(cells: Cells, rng: random.Random) -> Log:
    log = Log("rows doubled")
    for row in _single(cells, rng, rng.randint(1, 3)):
        cells.append(list(cells[row - 1]))
        log.faults.add((len(cells), "姓名", "mandate_twice"))
    return log


def double_with_other_number(cells: Cells, rng: random.Random) -> Log:
    [row] = _single(cells, rng, 1)
    cells.append(list(cells[row - 1]))
    cells[-1][_column(cells, "手机号码")] = "19911112222"
    return Log("a row doubled with another number", doubts={len(cells)})


def double_with_other_name(cells: Cells, rng: random.Random) -> Log:
    [row] = _single(cells, rng, 1)
    cells.append(list(cells[row - 1]))
    cells[-1][_column(cells, "姓名")] = "易某某"
    return Log("a row doubled with another name", {(len(cells), "姓名", "person_contradicts")})


def take_a_number(cells: Cells, rng: random.Random) -> Log:
    name, born, phone = (_column(cells, title) for title in ("姓名", "出生年月", "手机号码"))
    while True:
        first, later = sorted(_single(cells, rng, 2))
        one, other = cells[first - 1], cells[later - 1]
        if one[name] != other[name] and one[born] != other[born]:
            other[phone] = one[phone]
            return Log("a number taken from another row", {(later, "手机号码", "phone_of_another")})


def split_a_person(cells: Cells, rng: random.Random) -> Log:
    """A new number at one of the two mandates of a person: the row that left the known number is told."""
    row = rng.choice(rng.choice([numbers for numbers in _people(cells).values() if len(numbers) == 2]))
    cells[row - 1][_column(cells, "手机号码")] = "19911113333"
    return Log("a number changed at one of two mandates", {(row, "手机号码", "phone_differs")})


def rename_and_renumber(cells: Cells, rng: random.Random) -> Log:
    [row] = _single(cells, rng, 1)
    cells[row - 1][_column(cells, "姓名")] = "易某某"
    cells[row - 1][_column(cells, "手机号码")] = "19911114444"
    return Log("name and number changed together", doubts={row})


def surround(cells: Cells, rng: random.Random) -> Log:
    """Titles above, blanks between, a total below."""
    width, titles = len(cells[0]), rng.randint(1, 4)
    for _blank in range(3):
        cells.insert(rng.randint(1, len(cells)), [""] * width)
    cells.append(["合计", str(len(cells)), *[""] * (width - 2)])
    cells[:0] = [["某区人大代表名册", *[""] * (width - 1)], *[[""] * width for _blank in range(titles - 1)]]
    return Log("titles, blanks and a total added", header_row=titles + 1)


MUTATIONS: list[Mutation] = [
    break_values, write_otherwise, shuffle_columns, swap_headers, rename_to_synonyms, rename_to_unknown, rename_optional,
    double_rows, double_with_other_number, double_with_other_name, take_a_number, split_a_person, rename_and_renumber,
    surround,
]  # fmt: skip


def mutate(good: Cells, seed: int) -> tuple[bytes, Log]:
    """The mutated file, in a wrapping drawn too, and what must follow. The seed names the mutation as well."""
    rng = random.Random(seed)
    cells = [list(row) for row in good]
    log = MUTATIONS[seed % len(MUTATIONS)](cells, rng)
    if rng.random() < 0.4:
        return as_xlsx(cells), log
    encoding = rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    return as_csv(cells, encoding=encoding, delimiter=rng.choice([",", ";", "\t"])), log
