"""Every figure of a report – PDF, DOCX, XLSX, CSV and the page – against SQL over the frozen rows that was written apart
(`report_figures.sql`). Shares and intervals are reckoned here from those counts."""

import csv
import html
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from reports.services.content import content_of
from reports.services.documents import all_documents
from tests.factories import grant_role, make_person
from tests.reports.factories import NAMES, cohort, make_snapshot
from tests.reports.test_figures import interval

pytestmark = pytest.mark.django_db
SQL = (Path(__file__).parent / "report_figures.sql").read_text(encoding="utf-8")
COMPETENCES = "核心能力达到“基础”及以上的比例"
OF = {
    COMPETENCES: ("达到“基础”及以上", "已测评"),
    "培训参加和完成情况": ("已完成", "已参加"),
    "各镇人大代表培训完成情况": ("已完成", "应测评"),
}
PERSONS = 470
Counts = dict[str, int]
Figures = dict[tuple[str, str], Counts]


def by_hand(snapshot_id: int) -> Figures:
    """(table, row) -> column -> count, by SQL alone."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [snapshot_id, snapshot_id])
        rows = cursor.fetchall()
    found: Figures = {}
    for table, label, column, count in rows:
        if table == COMPETENCES:
            code, _, level = label.partition("／")
            label = f"{NAMES[code]}／{'区' if level == 'district' else '镇'}人大代表"
        found.setdefault((table, label), {})[column] = int(count)
    return found


def percent(part: int, whole: int) -> int:
    return int(100 * part / whole + 0.5)


def expected(figures: Figures, table: str, label: str, column: str) -> int:
    """What must stand in that cell."""
    counts = figures[table, label]
    part, known = OF.get(table, ("基本胜任及以上", "有结果"))
    reached = counts[part]
    shares = {
        "比例": lambda: percent(reached, counts[known]),
        "95%区间下限": lambda: interval(reached, counts[known])[0],
        "95%区间上限": lambda: interval(reached, counts[known])[1],
        "暂无的均未达到": lambda: percent(reached, counts["应测评"]),
        "暂无的均达到": lambda: percent(reached + counts["暂无"], counts["应测评"]),
    }
    return shares[column]() if column in shares else counts[column]


def in_words(figures: Figures, table: str, label: str, heads: list[str], shown: list[str]) -> list[str]:
    """The row as it must stand in print; where a cell says that it is withheld, or has nothing to say, so it stays."""
    cells = []
    for head, cell in zip(heads, shown, strict=True):
        if cell in {"*", "—"}:
            cells.append(cell)
        elif head == "计入暂无后":
            ends = [expected(figures, table, label, f"暂无的均{way}达到") for way in ("未", "")]
            cells.append(f"{ends[0]}%～{ends[1]}%")
        elif head == "比例（95%区间）":
            share, low, high = (
                expected(figures, table, label, name) for name in ("比例", "95%区间下限", "95%区间上限")
            )
            cells.append(cell if "（" not in cell else f"{share}%（{low}%～{high}%）")
        else:
            cells.append(str(expected(figures, table, label, head)))
    return cells


def in_sheets(book: bytes, titles: list[str], figures: Figures, withheld: set[tuple[str, str, str]]) -> int:
    """How many figures the tables of the workbook hold, as pandas reads them; each must be right, shares as fractions."""
    found, marked = 0, set()
    for number, title in enumerate(titles, 1):
        sheet = pd.read_excel(io.BytesIO(book), sheet_name=f"表{number}", index_col=0, engine="openpyxl")
        assert sheet.index.name == "分组"
        for label, row in sheet.iterrows():
            for column, value in row.items():
                place = (title, str(label), str(column))
                if value == "*":
                    marked.add(place)
                elif not pd.isna(value) and not ("区间" in place[2] and (*place[:2], "比例") in withheld):
                    right = expected(figures, *place)
                    assert value == (right / 100 if re.search("比例|区间|暂无的", place[2]) else right), place
                    found += 1
    assert marked == withheld
    return found


@pytest.mark.parametrize("seed", [11, 12])
def test_that_every_figure_in_every_format_is_what_sql_counts(client: Client, seed: int) -> None:
    snapshot = make_snapshot(cohort(seed), persons=PERSONS)
    content, figures = content_of(snapshot), by_hand(snapshot.pk)
    files = all_documents(content)
    withheld: set[tuple[str, str, str]] = set()
    checked = 0
    for line in csv.DictReader(io.StringIO(files["report.csv"].decode("utf-8-sig"))):
        place = (line["table"], line["row"], line["column"])
        if line["suppressed"] == "1":
            withheld.add(place)
        elif line["value"] and not ("区间" in line["column"] and (*place[:2], "比例") in withheld):
            assert int(line["value"]) == expected(figures, *place), place
            checked += 1
    assert checked > 250

    assert (
        in_sheets(files["report.xlsx"], [annex.table.title for annex in content.annexes], figures, withheld) == checked
    )

    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["report.pdf"])).pages)
    pdf = re.sub(r"\s", "", pdf)
    grids = Document(io.BytesIO(files["report.docx"])).tables
    boss = make_person()
    grant_role(boss, "committee")
    client.force_login(boss)
    page = client.get(reverse("reports:dashboard")).content.decode()
    rows_of_page = [
        [
            html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr>.*?</tr>", page, re.S)
    ]
    for annex, grid in zip(content.annexes, grids, strict=True):
        table, heads = annex.table.title, annex.table.heads
        for number, (label, shown) in enumerate(annex.table.lines, 1):
            right = in_words(figures, table, label, heads, shown)
            assert [cell.text for cell in grid.rows[number].cells][: len(right) + 1] == [label, *right]
            assert "".join([label, *right]) in pdf, (table, label)
            assert any(row[: len(right) + 1] == [label, *right] for row in rows_of_page), (table, label)


@pytest.mark.parametrize("seed", [11, 13])
def test_that_every_figure_of_the_sentences_is_what_sql_counts(seed: int) -> None:
    snapshot = make_snapshot(cohort(seed), persons=PERSONS)
    content, figures = content_of(snapshot, texts={"national": "1"}), by_hand(snapshot.pk)
    counts = {count for row in figures.values() for count in row.values()}
    whole = figures["就绪度分布", "全部"]
    counts.add(whole["应测评"] - figures["培训参加和完成情况", "全部"]["学时已达到要求"])
    columns = ("比例", "95%区间下限", "95%区间上限", "暂无的均未达到", "暂无的均达到")
    shares = {
        expected(figures, table, label, column)
        for (table, label), row in figures.items()
        for column in columns
        if row.get(OF.get(table, ("", "有结果"))[1]) and (column in columns[:3] or "暂无" in row)
    }
    shares |= {percent(whole["暂无"], whole["应测评"]), 80, 95}
    text = "".join([*content.points, *(part.text for section in content.sections for part in section.paragraphs)])
    told = re.sub(r"60\.61%|67\.85%", "", text)
    found = [int(number) for number in re.findall(r"(\d+)人次", told)]
    assert len(found) > 40
    assert not [number for number in found if number not in counts]
    percents = [int(number) for number in re.findall(r"(\d+)%", told)]
    assert len(percents) > 30
    assert not [number for number in percents if number not in shares]
    assert f"应测评{whole['应测评']}人次（{PERSONS}人），已有有效结果{whole['有结果']}人次" in content.points[0]
