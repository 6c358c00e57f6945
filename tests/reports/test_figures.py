"""Every figure of report.csv against SQL over the frozen rows, and against a reader who can calculate."""

import csv
import io
import math

import numpy as np
import pytest
from django.db import connection
from scipy.optimize import linprog

from reports.models import PublishedCell, Snapshot
from reports.services.content import content_of
from reports.services.documents import csv_
from reports.services.publishing import publish
from reports.words import COLUMNS
from tests.reports.factories import cohort, make_programme, make_snapshot

pytestmark = pytest.mark.django_db
KNOWN = "grade IN ('starting','basic','full','exemplary')"
REACHED = "grade IN ('basic','full','exemplary')"
COUNTS = {
    "应测评": "1=1",
    "有结果": KNOWN,
    "暂无": f"NOT {KNOWN}",
    "起步学习": "grade = 'starting'",
    "基本胜任及以上": REACHED,
    "基本胜任": "grade = 'basic'",
    "全面胜任": "grade = 'full'",
    "示范带动": "grade = 'exemplary'",
    "全面胜任及以上": "grade IN ('full','exemplary')",
    "已参加": "enrolled",
    "已完成": "enrolled AND completed",
    "正在学习": "enrolled AND NOT completed",
    "已发证书": "enrolled AND completed AND certified",
    "学时已达到要求": "hours >= 6",
}
COMPETENCE_COUNTS = {
    "应测评": "1=1",
    "已测评": "l.level IS NOT NULL",
    "暂无": "l.level IS NULL",
    "达到“基础”及以上": "l.level >= 2",
    "“基础”以下": "l.level < 2",
}
REACHED_WORDS = "基本胜任及以上"
LEVELS = {"区人大代表": "district", "镇人大代表": "township"}
BY_WORD = {
    "按任职类型": ("origin", {"新任": "new", "补选": "by_election", "连任": "re_elected"}),
    "按年龄段": ("age_band", {}),
    "按测评时有无协助": ("assisted", {"独立完成": "0", "有人协助": "1"}),
    "按测评方式": ("mode", {"手机": "phone", "电脑": "desktop", "纸质": "paper", "现场操作等": ""}),
}
LEAST_PUBLISHED = 0.6
CODES = {"认识数智人大": "A1", "家站线上平台与代表电子身份码": "C2", "账号与设备安全": "F1"}

Line = dict[str, str]


def lines_of(snapshot: Snapshot) -> list[Line]:
    return list(csv.DictReader(io.StringIO(csv_(content_of(snapshot)).decode("utf-8-sig"))))


def one(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def where_of(line: Line) -> str:
    """The rows of a table's row, as SQL."""
    table, row = line["table"], line["row"]
    if row == "全部":
        return "1=1"
    if row in LEVELS:
        return f"level = '{LEVELS[row]}'"
    if table in BY_WORD:
        field, words = BY_WORD[table]
        values = [words.get(part, part) for part in row.split("、")]
        if field == "assisted":
            return "assisted" if values == ["1"] else "NOT assisted"
        return f"{field} IN ({','.join(repr(value) for value in values)})"
    level = "township" if table.startswith("各镇") else "district"
    units = ",".join(repr(part) for part in row.split("、"))
    return f"level = '{level}' AND unit IN ({units})"


def count_of(snapshot: Snapshot, line: Line, column: str) -> int:
    if line["table"].startswith("核心能力"):
        name, _, who = line["row"].partition("／")
        wanted = COMPETENCE_COUNTS[column]
        return one(
            "SELECT count(*) FROM reports_snapshotlevel l JOIN reports_snapshotmandate m ON m.id = l.row_id "
            f"WHERE m.snapshot_id = %s AND m.level = %s AND l.competence = %s AND {wanted}",
            snapshot.pk, LEVELS[who], CODES[name],
        )  # fmt: skip
    return one(
        f"SELECT count(*) FROM reports_snapshotmandate WHERE snapshot_id = %s AND ({where_of(line)}) "
        f"AND ({COUNTS[column]})",
        snapshot.pk,
    )


def pair(line: Line) -> tuple[str, str]:
    if line["table"].startswith("核心能力"):
        return "达到“基础”及以上", "已测评"
    if line["table"] == "各镇人大代表培训完成情况":
        return "已完成", "应测评"
    return ("已完成", "已参加") if line["table"].startswith("培训") else ("基本胜任及以上", "有结果")


def interval(part: int, whole: int) -> tuple[int, int]:
    """Wilson's interval by its own definition: the shares p with |p̂ - p| <= z √(p(1 - p)/n), found by bisection."""

    def end(inside: float, outside: float) -> float:
        for _ in range(60):
            middle = (inside + outside) / 2
            kept = abs(part / whole - middle) <= 1.959964 * math.sqrt(middle * (1 - middle) / whole)
            inside, outside = (middle, outside) if kept else (inside, middle)
        return inside

    share = part / whole
    return math.floor(100 * end(share, 0.0) + 0.5), math.floor(100 * end(share, 1.0) + 0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_every_figure_equals_sql_over_the_frozen_rows(seed: int) -> None:
    snapshot = make_snapshot(cohort(seed))
    lines = lines_of(snapshot)
    assert len(lines) > 150
    checked = 0
    for line in lines:
        if line["value"] == "":
            continue
        value, column = int(line["value"]), line["column"]
        if column in {COLUMNS["least"], COLUMNS["most"]}:
            part, due, unknown = (count_of(snapshot, line, name) for name in (pair(line)[0], "应测评", "暂无"))
            reach = part if column == COLUMNS["least"] else part + unknown
            assert value == math.floor(100 * reach / due + 0.5), line
        elif column in {COLUMNS["share"], COLUMNS["low"], COLUMNS["high"]}:
            part, whole = (count_of(snapshot, line, name) for name in pair(line))
            shown = {
                each["column"]: each["value"]
                for each in lines
                if (each["table"], each["row"]) == (line["table"], line["row"])
            }
            if shown[COLUMNS["share"]] == "":
                assert value % 10 == 0
                continue
            low, high = interval(part, whole)
            expected = {
                COLUMNS["share"]: math.floor(100 * part / whole + 0.5),
                COLUMNS["low"]: low,
                COLUMNS["high"]: high,
            }
            assert value == expected[column], line
        else:
            assert value == count_of(snapshot, line, column), line
        checked += 1
    assert checked > 150


@pytest.mark.parametrize(("seed", "reach"), [(1, 0.6), (4, 0.9), (5, 0.93), (6, 0.2)])
def test_that_most_is_published_and_nothing_small(seed: int, reach: float) -> None:
    snapshot = make_snapshot(cohort(seed, reach=reach))
    lines = [line for line in lines_of(snapshot) if line["column"] in {*COUNTS, *COMPETENCE_COUNTS}]
    published = [line for line in lines if line["suppressed"] == "0"]
    assert not [line for line in published if 0 < int(line["value"]) < 5]
    assert len(published) >= LEAST_PUBLISHED * len(lines)


SUMS = [
    ("应测评", ("有结果", "暂无")),
    ("有结果", ("起步学习", "基本胜任及以上")),
    ("基本胜任及以上", ("基本胜任", "全面胜任", "示范带动")),
    ("基本胜任及以上", ("基本胜任", "全面胜任及以上")),
    ("已参加", ("已完成", "正在学习")),
    ("已测评", ("达到“基础”及以上", "“基础”以下")),
    ("应测评", ("已测评", "暂无")),
]


@pytest.mark.parametrize(
    ("seed", "per_town", "per_unit", "reach"), [(1, 50, 34, 0.6), (2, 50, 34, 0.95), (3, 20, 14, 0.7)]
)
def test_that_a_reader_of_the_file_alone_cannot_work_out_a_cell(
    seed: int, per_town: int, per_unit: int, reach: float
) -> None:
    """From report.csv and nothing else: what adds up is read from the words, the solver is scipy's, and no withheld
    count is narrowed down to fewer than four whole numbers."""
    snapshot = make_snapshot(cohort(seed, per_town, per_unit, reach))
    cells: dict[tuple[str, str, str], int | None] = {}
    for line in lines_of(snapshot):
        if line["unit"] == "人次":
            cells[line["table"], line["row"], line["column"]] = int(line["value"]) if line["value"] else None
    equations = equations_of(cells)
    hidden = sorted(cell for cell, value in cells.items() if value is None)
    rows, sums = [], []
    for total, parts in equations:
        row, known = np.zeros(len(hidden)), 0.0
        for cell, sign in [(total, -1), *((part, 1) for part in parts)]:
            value = cells[cell]
            if value is None:
                row[hidden.index(cell)] += sign
            else:
                known -= sign * value
        if row.any():
            rows.append(row)
            sums.append(known)
        else:
            assert known == 0, (total, parts)
    for place, cell in enumerate(hidden):
        aim = np.eye(len(hidden))[place]
        ends = [
            linprog(sign * aim, A_eq=np.array(rows), b_eq=sums, bounds=(0, None), method="highs-ds") for sign in (1, -1)
        ]
        if ends[1].status == 3:
            continue
        assert -ends[1].fun - ends[0].fun >= 3 - 1e-6, cell


def equations_of(
    cells: dict[tuple[str, str, str], int | None],
) -> list[tuple[tuple[str, str, str], list[tuple[str, str, str]]]]:
    found = []
    for table, row in dict.fromkeys((cell[0], cell[1]) for cell in cells):
        for total, parts in SUMS:
            if all((table, row, name) in cells for name in (total, *parts)):
                found.append(((table, row, total), [(table, row, part) for part in parts]))
    first = "就绪度分布"
    for table in dict.fromkeys(cell[0] for cell in cells):
        rows = list(dict.fromkeys(cell[1] for cell in cells if cell[0] == table))
        home, parent, parts = table, "全部", [row for row in rows if row in LEVELS]
        if table == "各镇人大代表培训完成情况":
            home, parent, parts = "培训参加和完成情况", "镇人大代表", rows
        elif table.startswith("各镇"):
            home, parent, parts = first, "镇人大代表", rows
        elif table.startswith("区人大代表"):
            home, parent, parts = first, "区人大代表", rows
        elif table.startswith("按"):
            home, parent, parts = first, "全部", rows
        elif table.startswith("核心能力"):
            continue
        for column in dict.fromkeys(cell[2] for cell in cells if cell[0] == table):
            if (home, parent, column) in cells:
                found.append(((home, parent, column), [(table, row, column) for row in parts]))
    return found


def test_that_a_share_stands_only_beside_counts_that_may_be_seen() -> None:
    snapshot = make_snapshot(cohort(2, reach=0.95))
    publish(snapshot)
    shares = PublishedCell.objects.filter(snapshot=snapshot, column="share", suppressed=False, value__isnull=False)
    for cell in shares:
        beside = PublishedCell.objects.filter(snapshot=snapshot, table=cell.table, row=cell.row, suppressed=True)
        assert not beside.filter(column__in=("reached", "known", "mastered", "assessed")).exists()


def test_that_the_decision_sticks() -> None:
    snapshot = make_snapshot(cohort(5, reach=0.9))
    first = publish(snapshot)
    before = list(PublishedCell.objects.order_by("pk").values_list("pk", "value", "suppressed"))
    assert publish(snapshot) == first
    assert list(PublishedCell.objects.order_by("pk").values_list("pk", "value", "suppressed")) == before


def test_that_nobody_without_a_result_is_counted_as_low() -> None:
    rows = cohort(1)
    with_more = make_snapshot(
        [*rows, *(dict(row, grade="unassessed", levels={}) for row in rows[:40])], make_programme("b")
    )
    low = [{line[0]: line[1][3] for line in publish(shot)[0].lines} for shot in (make_snapshot(rows), with_more)]
    assert low[0] == low[1]


def test_that_fewer_classes_are_shown_where_a_grade_is_rare() -> None:
    rows = [dict(row, grade="full" if row["grade"] == "exemplary" else row["grade"]) for row in cohort(1)]
    for row in [row for row in rows if row["grade"] == "full"][:2]:
        row["grade"] = "exemplary"
    keys = [column.key for column in publish(make_snapshot(rows))[0].columns]
    assert "full_up" in keys
    assert "exemplary" not in keys
