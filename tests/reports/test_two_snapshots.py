"""Two snapshots a day apart, read together by somebody who can calculate: no withheld count is recovered from all that
both publish. Everything is read from the two CSV files; the equations and the solver are the tests' own."""

import random
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from reports.models import Snapshot
from reports.services.publishing import publish
from tests.reports.factories import DAY, NOW, cohort, make_programme, make_snapshot
from tests.reports.test_figures import CODES, LEVELS, REACHED_WORDS, equations_of, lines_of

pytestmark = pytest.mark.django_db
WIDTH = 3
"""The stated protection: whatever stays possible for a withheld count spans at least this."""
LEAST_PUBLISHED = 0.6
Cell = tuple[str, str, str]
Cells = dict[Cell, int | None]
GROWING = {"有结果", "已测评", "达到“基础”及以上", "已参加", "已完成", "已发证书", "学时已达到要求", REACHED_WORDS}
MOVED_BETWEEN = {"按测评时有无协助", "按测评方式"}


WITHIN = [
    ("已发证书", "已完成"),
    ("已完成", "已参加"),
    ("已完成", "应测评"),
    ("学时已达到要求", "应测评"),
    ("有结果", "应测评"),
]
"""Whoever is counted in the first is counted in the second, in the same row."""


def the_same(cells: Cells) -> list[tuple[Cell, list[Cell]]]:
    """What stands in two tables and is one number."""
    pairs = []
    for table, row, column in cells:
        if column != "应测评":
            continue
        if table == "培训参加和完成情况":
            pairs.append((("就绪度分布", row, column), (table, row, column)))
        elif table.startswith("核心能力"):
            pairs.append((("就绪度分布", row.partition("／")[2], column), (table, row, column)))
        elif table == "各镇人大代表培训完成情况":
            pairs.append((("各镇人大代表达到“基本胜任”及以上的比例", row, column), (table, row, column)))
    return [(one, [other]) for one, other in pairs if one in cells]


def a_day_later(rows: list[dict[str, Any]], seed: int, how_many: int) -> list[dict[str, Any]]:
    """The same deputies; a few were assessed, a few finished, and one got a certificate."""
    rng, later = random.Random(seed), [dict(row) for row in rows]
    without = [row for row in later if row["grade"] == "unassessed"]
    for row in rng.sample(without, how_many):
        level = rng.choice((1, 2, 3))
        grade = {1: "starting", 2: "basic", 3: "full"}[level]
        row |= {"grade": grade, "levels": dict.fromkeys(CODES.values(), ("decided", level)), "mode": "phone"}
    for row in rng.sample([row for row in later if row["completed"] and not row["certified"]], 1):
        row["certified"] = True
    for row in rng.sample([row for row in later if row["enrolled"] and not row["completed"]], how_many):
        row |= {"completed": True, "hours": 8}
    return later


def cells_of(snapshot: Snapshot) -> Cells:
    return {
        (line["table"], line["row"], line["column"]): int(line["value"]) if line["value"] else None
        for line in lines_of(snapshot)
        if line["unit"] == "人次"
    }


def unknown_room(days: list[Cells]) -> tuple[list[tuple[int, Cell]], csr_array, np.ndarray, csr_array, np.ndarray]:
    """Withheld cells as (day, cell); equations A x = b and inequalities C x <= d over them."""
    hidden = sorted((day, cell) for day, cells in enumerate(days) for cell, value in cells.items() if value is None)
    place = {one: number for number, one in enumerate(hidden)}

    def row(terms: list[tuple[int, Cell, int]]) -> tuple[dict[int, float], float]:
        found, known = {}, 0.0
        for day, cell, sign in terms:
            value = days[day][cell]
            if value is None:
                found[place[day, cell]] = found.get(place[day, cell], 0) + sign
            else:
                known += sign * value
        return found, -known

    sums = [
        row([(day, total, 1), *((day, part, -1) for part in parts)])
        for day, cells in enumerate(days)
        for total, parts in [*equations_of(cells), *the_same(cells)]
    ]
    bounds = [
        row([(0, cell, 1), (1, cell, -1)])
        for cell in days[0]
        if cell in days[1] and cell[2] in GROWING and cell[0] not in MOVED_BETWEEN
    ]
    for day, cells in enumerate(days):
        bounds += [
            row([(day, cell, 1), (day, (*cell[:2], larger), -1)])
            for smaller, larger in WITHIN
            for cell in cells
            if cell[2] == smaller and (*cell[:2], larger) in cells
        ]
        for name in CODES:
            for who in LEVELS:
                smaller, larger = (
                    ("就绪度分布", who, REACHED_WORDS),
                    ("核心能力达到“基础”及以上的比例", f"{name}／{who}", "达到“基础”及以上"),
                )
                if smaller in cells and larger in cells:
                    bounds.append(row([(day, smaller, 1), (day, larger, -1)]))
    return hidden, *_matrix(sums, len(hidden)), *_matrix(bounds, len(hidden))


def _matrix(rows: list[tuple[dict[int, float], float]], width: int) -> tuple[csr_array, np.ndarray]:
    kept = [one for one in rows if one[0]]
    entries = [(value, number, place) for number, (found, _) in enumerate(kept) for place, value in found.items()]
    values, at, places = zip(*entries, strict=True)
    return csr_array((values, (at, places)), shape=(len(kept), width)), np.array([known for _, known in kept])


@pytest.mark.parametrize(
    ("seed", "per_town", "per_unit", "reach", "how_many"),
    [(1, 50, 34, 0.6, 1), (2, 50, 34, 0.95, 3), (3, 20, 14, 0.7, 2), (4, 30, 20, 0.85, 6)],
)
def test_that_two_snapshots_together_give_no_withheld_count_away(
    seed: int, per_town: int, per_unit: int, reach: float, how_many: int
) -> None:
    programme, rows = make_programme(), cohort(seed, per_town, per_unit, reach)
    first = make_snapshot(rows, programme)
    publish(first)
    day = {"as_of": DAY + timedelta(days=1), "made_at": NOW + timedelta(days=1), "source_hash": "1" * 64}
    second = make_snapshot(a_day_later(rows, seed, how_many), programme, **day)
    days = [cells_of(first), cells_of(second)]
    both = [value for cells in days for value in cells.values()]
    assert sum(value is not None for value in both) >= LEAST_PUBLISHED * len(both)
    for cells in days:
        assert not [value for value in cells.values() if value is not None and 0 < value < 5]
    hidden, sums, totals, bounds, rooms = unknown_room(days)
    for place, one in enumerate(hidden):
        aim = np.zeros(len(hidden))
        aim[place] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * aim, A_eq=sums, b_eq=totals, A_ub=bounds, b_ub=rooms, bounds=(0, None), method="highs"
            )
            assert found.status in {0, 3}, (one, found.message)
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        assert ends[1] - ends[0] >= WIDTH - 1e-6, one


def test_that_what_was_published_before_stays_and_a_third_snapshot_can_be_taken() -> None:
    programme, rows = make_programme(), cohort(3, 20, 14, 0.7)
    taken = []
    for number in range(3):
        day = {
            "as_of": DAY + timedelta(days=number),
            "made_at": NOW + timedelta(days=number),
            "source_hash": f"{number:064x}",
        }
        taken.append(make_snapshot(rows, programme, **day))
        publish(taken[-1])
        rows = a_day_later(rows, number, 2)
    first = [(table.key, table.rows) for table in publish(taken[0])]
    assert first == [(table.key, table.rows) for table in publish(Snapshot.objects.get(pk=taken[0].pk))]
    groups = [Snapshot.objects.get(pk=one.pk).shape["groups"] for one in taken]
    assert groups[0] == groups[1] == groups[2], "another division of the same people would be a way in"
