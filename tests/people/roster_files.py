"""A small invented district as files: two towns, a street, 24 mandates of 22 people; and rosters in every wrapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from lms.people.services import organs, roster

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
DISTRICT = "青禾区人民代表大会"
TOWNS = {"柳河镇": "第六届", "石桥镇": "第七届"}
ORGANS = f"""名称,类型,上级,届次,任期开始,任期结束
{DISTRICT},区（县）人大,,第十九届,2026-11-05,2031-11-04
青禾区人大常委会城南街道工作委员会,街道工委,{DISTRICT},,,
柳河镇人民代表大会,镇人大,{DISTRICT},第六届,2026-10-20,2031-10-19
石桥镇人民代表大会,镇人大,{DISTRICT},第七届,2026-10-20,2031-10-19
"""
HEADER = [
    "序号", "姓名", "性别", "民族", "出生年月", "手机号码", "代表层级", "所属人大", "届次", "选区", "代表团", "代表家站",
    "单位及职务", "任职类型", "代表状态", "备注",
]  # fmt: skip
NAMES = (
    "王秀兰", "李𬱖", "张䶮", "欧阳建国", "阿依古丽·买买提", "赵〇", "钱芳", "孙立", "周涛", "吴敏", "郑强", "冯洁", "陈卫东", "褚玲",
    "卫国", "蒋欣", "沈明", "韩雪", "杨帆", "朱红", "秦刚", "尤佳",
)  # fmt: skip
JOBS = ("小学教师", "种植大户", "卫生院医师", "企业工程师", "个体工商户")


def rows() -> list[list[str]]:
    """Twelve mandates of the district and six of each town; the first two people hold both."""
    made: list[list[str]] = []
    homes = ("柳河镇", "石桥镇", "城南街道")
    for place in range(12):
        home = homes[place % 3]
        made.append(_row(place, "区", DISTRICT, "第十九届", f"第{place // 2 + 1}选区", f"{home}代表团", home))
    members = [[0, *range(12, 17)], [1, *range(17, 22)]]
    for (town, number), people in zip(TOWNS.items(), members, strict=True):
        for place, person in enumerate(people):
            ward, group = f"{town}第{place // 2 + 1}选区", f"{town}第{place // 3 + 1}代表小组"
            made.append(_row(person, "镇", f"{town}人民代表大会", number, ward, group, town))
    return [[str(serial), *row] for serial, row in enumerate(made, 1)]


def _row(person: int, level: str, congress: str, term: str, ward: str, team: str, home: str) -> list[str]:
    return [
        NAMES[person], "女" if person % 3 == 0 else "男", "维吾尔" if "·" in NAMES[person] else "汉",
        f"{1955 + 2 * person}-{person % 12 + 1:02d}", f"1990003{person:04d}", level, congress, term, ward, team,
        f"{home}第一代表联络站", JOBS[person % len(JOBS)], "连任" if person % 4 == 0 else "新任", "在任", "",
    ]  # fmt: skip


def table() -> list[list[str]]:
    return [list(HEADER), *rows()]


def put(cells: list[list[Any]], row: int, title: str, value: Any) -> list[list[Any]]:
    """A copy with one cell of sheet row `row` changed; the header is row 1."""
    changed = [list(each) for each in cells]
    changed[row - 1][changed[0].index(title)] = value
    return changed


def as_csv(cells: Sequence[Sequence[Any]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(cells)
    return out.getvalue().encode(encoding)


def as_xlsx(
    cells: Sequence[Sequence[Any]],
    *,
    formulas: dict[tuple[int, int], str] | None = None,
    merges: Sequence[tuple[int, int, int, int, str]] = (),
    sheets: Sequence[str] = ("代表名册",),
    dates: Sequence[tuple[int, int, datetime]] = (),
) -> bytes:
    """`formulas`, `merges` and `dates` count rows and columns from 0. Texts stay texts, whatever they begin with."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for row, line in enumerate(cells):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
        for (row, column), formula in (formulas or {}).items():
            sheet.write_formula(row, column, formula, None, "")
        for first_row, first_column, last_row, last_column, text in merges:
            sheet.merge_range(first_row, first_column, last_row, last_column, text)
        for row, column, moment in dates:
            sheet.write_datetime(row, column, moment, book.add_format({"num_format": "yyyy-mm"}))
    book.close()
    return out.getvalue()


def bring_organs() -> organs.Told:
    return organs.import_organs(content=ORGANS.encode(), filename="organs.csv", by=None, now=NOW)


def bring(cells: Sequence[Sequence[Any]] | bytes, **options: Any) -> roster.Told:
    content = cells if isinstance(cells, bytes) else as_csv(cells)
    return roster.import_roster(content=content, filename="roster.csv", **({"by": None, "now": NOW} | options))


def check(cells: Sequence[Sequence[Any]] | bytes, **options: Any) -> roster.Check:
    content = cells if isinstance(cells, bytes) else as_csv(cells)
    return roster.check(content=content, **({"effective_on": NOW.date(), "now": NOW} | options))


def codes(checked: roster.Check) -> set[tuple[int, str, str]]:
    """(row, column as it is called in the file, code) of every fault."""
    return {(fault.row, fault.title, str(fault.code)) for fault in checked.faults}
