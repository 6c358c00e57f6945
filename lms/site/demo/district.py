"""The demonstration district as the two files a real district would send: its organs and its roster.

Everybody in it is invented: names are drawn from lists of common characters with a fixed seed, telephone numbers from one
run of numbers. The files go through the same import as a real district's.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from datetime import date

DISTRICT = "青禾区人民代表大会"
TOWNS = (("柳河镇", "第六届"), ("石桥镇", "第七届"), ("松林镇", "第五届"), ("白鹭镇", "第六届"), ("安平镇", "第九届"))
STREETS = ("城南街道", "城北街道")
DISTRICT_SEATS = 240
TOWN_SEATS = 50
BOTH = 7
"""People who sit in the district congress and in a town's: 490 mandates of 483 persons."""

SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎")
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "夏侯")
GIVEN_M = tuple("伟强磊军洋勇杰涛超明刚平辉鹏华飞波斌宇浩凯健俊帆旭宁龙林成东建国志海山川松柏石正")
GIVEN_F = tuple("芳娜敏静丽艳娟霞秀兰玲桂英梅莉红萍雪琳慧莹洁云莲真环香月莺媛瑞凡佳嘉琼珍贞青禾穗")
RARE = ("李𬱖", "张䶮", "陈㛃", "赵𠅤", "阿依古丽·买买提", "扎西·次仁")
WORK = (
    "村党总支书记、村委会主任", "社区居委会主任", "小学教师", "乡镇卫生院医生", "种植大户", "养殖专业合作社理事长", "企业一线工人",
    "个体工商户", "镇政府工作人员", "中学教师", "律师", "快递网点负责人", "退休干部", "农技推广员", "民营企业负责人", "社会工作者",
)  # fmt: skip
NATIONS = ("汉",) * 17 + ("藏", "羌", "彝", "回")
ORIGINS = ("新任",) * 11 + ("连任",) * 9
HEADER = (
    "序号", "姓名", "性别", "民族", "出生年月", "手机号码", "代表层级", "所属人大", "届次", "选区", "代表团", "代表家站",
    "单位及职务", "任职类型", "代表状态", "备注",
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """One invented person of the roster."""

    name: str
    sex: str
    nation: str
    born: str
    phone: str
    work: str


def organs_csv() -> bytes:
    """The congresses, street committees and terms, as `import_organs` reads them."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["名称", "类型", "上级", "届次", "任期开始", "任期结束"])
    sheet.writerow([DISTRICT, "区（县）人大", "", "第十九届", "2026-11-05", "2031-11-04"])
    for street in STREETS:
        sheet.writerow([f"青禾区人大常委会{street}工作委员会", "街道工委", DISTRICT, "", "", ""])
    for town, number in TOWNS:
        sheet.writerow([f"{town}人民代表大会", "镇人大", DISTRICT, number, "2026-10-20", "2031-10-19"])
    return out.getvalue().encode("utf-8-sig")


def roster_csv(*, seed: int = 2026) -> bytes:
    """The roster of 490 mandates, as `import_roster` reads it."""
    rng = random.Random(seed)
    people = [_invent(rng, number) for number in range(DISTRICT_SEATS + TOWN_SEATS * len(TOWNS) - BOTH)]
    district, townspeople = people[:DISTRICT_SEATS], people[DISTRICT_SEATS:]
    places = [town for town, _ in TOWNS] + list(STREETS)
    rows: list[list[str]] = []
    for place, person in enumerate(district):
        home = places[place % len(places)]
        rows.append(_row(rng, person, "区", DISTRICT, "第十九届", place // 2 + 1, f"{home}代表团", _station(rng, home)))
    both = [person for place, person in enumerate(district) if place % len(places) == 0][:BOTH]
    queue = both + townspeople
    for index, (town, number) in enumerate(TOWNS):
        # Those who hold both mandates belong to the first town, where their district delegation sits too.
        members = queue[index * TOWN_SEATS : (index + 1) * TOWN_SEATS]
        for place, person in enumerate(members):
            group = f"{town}第{place // 10 + 1}代表小组"
            rows.append(
                _row(rng, person, "镇", f"{town}人民代表大会", number, place // 2 + 1, group, _station(rng, town))
            )
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADER)
    for serial, row in enumerate(rows, 1):
        sheet.writerow([serial, *row])
    return out.getvalue().encode("utf-8-sig")


def _invent(rng: random.Random, number: int) -> Invented:
    woman = rng.random() < 0.36
    if number < len(RARE):
        name = RARE[number]
    else:
        surname = rng.choice(COMPOUND) if rng.random() < 0.02 else rng.choice(SURNAMES)
        given = rng.sample(GIVEN_F if woman else GIVEN_M, 1 if rng.random() < 0.15 else 2)
        name = surname + "".join(given)
    year = min(max(int(rng.gauss(1974, 10)), 1950), 2003)
    born = date(year, rng.randint(1, 12), 1)
    phone = f"1990002{number:04d}"
    return Invented(name, "女" if woman else "男", rng.choice(NATIONS), f"{born:%Y-%m}", phone, rng.choice(WORK))


def _row(
    rng: random.Random, person: Invented, level: str, congress: str, term: str, ward: int, team: str, station: str
) -> list[str]:
    return [
        person.name, person.sex, person.nation, person.born, person.phone, level, congress, term, f"第{ward}选区", team,
        station, person.work, rng.choice(ORIGINS), "在任", "",
    ]  # fmt: skip


def _station(rng: random.Random, place: str) -> str:
    kind = rng.choice(("人大代表之家", "第一代表联络站", "第二代表联络站"))
    return f"{place}{kind}"
