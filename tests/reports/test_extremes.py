"""Districts that are not like others: the report stays a report, in words and tables."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.services import proposals
from reports.services.content import content_of
from reports.services.documents import csv_, dictionary_csv, print_and_word, xlsx
from reports.services.publishing import publish
from reports.services.remarks import remarks_of
from tests.reports.factories import AGES, NAMES, STREETS, TOWNS, cohort, make_programme, make_snapshot, one_row
from tests.reports.test_other_outputs import with_role

pytestmark = pytest.mark.django_db
SENSELESS = re.compile(r"nan|NaN|None|inf\b|\{|\}|<NA>|-\d+人次|\d+\.\d+%|，，|。。|（）|：。|，。")
NONE: dict[str, tuple[str, int | None]] = dict.fromkeys(NAMES, ("unassessed", None))
ALL_GOOD: dict[str, tuple[str, int | None]] = dict.fromkeys(NAMES, ("decided", 3))


def nobody() -> list[dict[str, Any]]:
    bare = {"grade": "unassessed", "levels": NONE, "enrolled": False, "completed": False, "certified": False}
    return [row | bare | {"hours": 0, "mode": "", "assisted": False} for row in cohort(1)]


def everybody() -> list[dict[str, Any]]:
    return [row | {"grade": "full", "levels": ALL_GOOD, "enrolled": True} for row in cohort(1)]


def one_town(size: int, **fields: Any) -> list[dict[str, Any]]:
    return [one_row(age_band=AGES[place % 4], levels=ALL_GOOD, **fields) for place in range(size)]


def small_towns() -> list[dict[str, Any]]:
    """Of one to five deputies each, beside a large one."""
    rows = one_town(40)
    for place, name in enumerate(TOWNS[1:], 2):
        rows += [one_row(unit=name, unit_position=place, levels=ALL_GOOD) for _ in range(place - 1)]
    return rows


def streets_alone() -> list[dict[str, Any]]:
    return [row for row in cohort(1) if row["unit"] in STREETS]


DISTRICTS = {
    "nobody was assessed": nobody,
    "everybody was assessed": everybody,
    "one town": lambda: one_town(30),
    "one deputy": lambda: one_town(1),
    "three deputies": lambda: one_town(3, grade="starting", completed=False, certified=False),
    "small towns": small_towns,
    "no town": streets_alone,
    "nobody at all": list,
}


@pytest.mark.parametrize("name", DISTRICTS)
def test_that_an_odd_district_gets_a_sensible_report(name: str, client: Client) -> None:
    snapshot = make_snapshot(DISTRICTS[name]())
    content = content_of(snapshot)
    texts = [content.opening, *content.points, *(part.text for one in content.sections for part in one.paragraphs)]
    assert all(texts)
    assert all(section.paragraphs for section in content.sections)
    for table in (annex.table for annex in content.annexes):
        assert table.rows
        texts += [table.title, *(cell for label, cells in table.lines for cell in (label, *cells))]
        for _label, cells in table.rows:
            assert not [count for key, count in cells.items() if count is not None and key == "share" and count > 100]
    assert not [text for text in texts if SENSELESS.search(text)]
    assert xlsx(content)[:2] == b"PK"
    assert dictionary_csv(content)
    assert "nan" not in csv_(content).decode("utf-8-sig").lower()
    client.force_login(with_role("committee"))
    for page in ("reports:dashboard", "reports:excerpt"):
        answer = client.get(reverse(page))
        assert answer.status_code == 200
        assert not re.search(r"\bNone\b|\bnan\b", answer.content.decode())


def test_that_a_report_of_one_deputy_can_be_printed() -> None:
    made = print_and_word(content_of(make_snapshot(one_town(1))))
    assert (made["pdf"][:5], made["docx"][:2]) == (b"%PDF-", b"PK")


def test_that_nothing_good_is_said_of_what_nobody_knows() -> None:
    """And that towns of fifty, whose figures are withheld, are not called small."""
    for number, rows in enumerate((nobody(), [], everybody())):
        tables = {table.key: table for table in publish(make_snapshot(rows, make_programme(f"p{number}")))}
        assert "总体较好" not in "".join(proposals.problems(tables))
    assert set(remarks_of(tables["towns"], tables).values()) == {"部分数字不公布，暂不能判断"}
