"""The tables of a report: counted by the database over the frozen rows, shaped by pandas."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from django.db.models import Count, Q

from quizzes.models import Competence
from reports.models import Snapshot, SnapshotLevel, SnapshotMandate
from reports.suppression import Cell, Equation

ALL = "全部"
LEVELS = {"district": "区人大代表", "township": "镇人大代表"}
ORIGINS = {"new": "新任", "re_elected": "连任", "by_election": "补选"}
GRADES = {"starting": "起步学习", "basic": "基本胜任", "full": "全面胜任", "exemplary": "示范带动"}
REACHED = ("basic", "full", "exemplary")
COLUMNS = {
    "due": "应测评",
    "known": "有结果",
    "unknown": "暂无",
    "below": "起步学习",
    "reached": "基本胜任及以上",
    **{name: words for name, words in GRADES.items() if name != "starting"},
}
TITLES = {
    "grades": "就绪度分布",
    "towns": "各镇人大代表就绪度",
    "district_units": "区人大代表就绪度（按所在镇、街道）",
    "origins": "按任职类型",
    "ages": "按年龄段",
    "participation": "培训参加和完成情况",
    "competences": "核心能力达到“基础”及以上",
}
AGES = ("35岁以下", "35～49岁", "50～59岁", "60岁及以上")
OTHER = "其他"
SMALL_GROUP = 10
"""Groups with fewer mandates are put together: too few to say anything of."""
MASTERED = 2
"""The level from which a core competence counts as mastered."""


@dataclass(frozen=True)
class Table:
    """Counts by row and column key, both in the order of print. `frame` has row labels as index."""

    key: str
    frame: pd.DataFrame

    def cells(self) -> dict[Cell, int]:
        return {
            (self.key, str(row), str(column)): int(self.frame.at[row, column])
            for row in self.frame.index
            for column in self.frame.columns
        }


def tables_of(snapshot: Snapshot) -> list[Table]:
    """Every table of a snapshot, unsuppressed. Four queries, whatever its size."""
    facts = _facts(snapshot)
    towns = facts[facts["level"] == "township"]
    streets = facts[facts["level"] == "district"]
    return [
        Table("grades", _by_level(facts)),
        Table("towns", _by(towns, "unit", _units(towns))),
        Table("district_units", _by(streets, "unit", _units(streets))),
        Table("origins", _by(facts, "origin", list(ORIGINS), ORIGINS)),
        Table("ages", _by(facts, "age_band", list(AGES))),
        Table("participation", _participation(snapshot)),
        Table("competences", _competences(snapshot)),
    ]


def equations_of(tables: list[Table]) -> list[Equation]:
    """Which cells add up to which: inside each table, and between tables through their shared totals."""
    found: list[Equation] = []
    by_key = {table.key: table for table in tables}
    for table in tables:
        columns = set(table.frame.columns)
        for row in map(str, table.frame.index):
            found += _across(table.key, row, columns)
    for column in by_key["grades"].frame.columns:
        rows = tuple(("grades", words, column) for words in LEVELS.values())
        found.append(Equation(("grades", ALL, column), rows))
    parents = {"towns": LEVELS["township"], "district_units": LEVELS["district"], "origins": ALL, "ages": ALL}
    for key, parent in parents.items():
        frame = by_key[key].frame
        if frame.empty:
            continue
        for column in frame.columns:
            found.append(Equation(("grades", parent, column), tuple((key, str(row), column) for row in frame.index)))
    for column in by_key["participation"].frame.columns:
        rows = tuple(("participation", words, column) for words in LEVELS.values())
        found.append(Equation(("participation", ALL, column), rows))
    return found


def public_cells(tables: list[Table]) -> set[Cell]:
    """How many deputies there are is published by law; nobody learns anything of a person by it."""
    return {cell for table in tables for cell in table.cells() if cell[2] == "due"}


def _across(key: str, row: str, columns: set[str]) -> list[Equation]:
    sums = {
        "due": ("known", "unknown"),
        "known": ("below", "reached"),
        "reached": REACHED,
        "assessed": ("mastered", "learning"),
        "enrolled": ("completed", "going_on"),
        "mandates": ("enrolled", "outside"),
    }
    return [
        Equation((key, row, total), tuple((key, row, part) for part in parts))
        for total, parts in sums.items()
        if {total, *parts} <= columns
    ]


def _facts(snapshot: Snapshot) -> pd.DataFrame:
    """One line per combination of level, unit, origin, age band and grade, with its count."""
    fields = ["level", "unit", "unit_position", "origin", "age_band", "grade"]
    rows = SnapshotMandate.objects.filter(snapshot=snapshot).values(*fields).annotate(n=Count("pk")).order_by(*fields)
    return pd.DataFrame(list(rows), columns=[*fields, "n"])


def _row(part: pd.DataFrame, *, classes: bool) -> dict[str, int]:
    """The counts of one group, by column key."""
    by_grade = part.groupby("grade")["n"].sum()

    def count(*names: str) -> int:
        return int(sum(int(by_grade.get(name, 0)) for name in names))

    due, known = int(part["n"].sum()), count(*GRADES)
    row = {"due": due, "known": known, "unknown": due - known, "below": count("starting"), "reached": count(*REACHED)}
    return row | ({name: count(name) for name in REACHED} if classes else {})


def _by_level(facts: pd.DataFrame) -> pd.DataFrame:
    rows = {ALL: _row(facts, classes=True)}
    rows |= {words: _row(facts[facts["level"] == level], classes=True) for level, words in LEVELS.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _by(facts: pd.DataFrame, field: str, order: list[str], words: dict[str, str] | None = None) -> pd.DataFrame:
    """Two classes a group; groups that are too small, or unknown, together as the last row."""
    rows, rest = {}, []
    sizes = facts.groupby(field)["n"].sum()
    for name in order:
        if sizes.get(name, 0) >= SMALL_GROUP:
            rows[(words or {}).get(name, name)] = _row(facts[facts[field] == name], classes=False)
        elif sizes.get(name, 0):
            rest.append(name)
    others = facts[facts[field].isin(rest) | ~facts[field].isin(order)]
    if len(others):
        rows[OTHER] = _row(others, classes=False)
    return pd.DataFrame.from_dict(rows, orient="index")


def _units(facts: pd.DataFrame) -> list[str]:
    return [str(name) for name in facts.sort_values("unit_position")["unit"].drop_duplicates()]


def _participation(snapshot: Snapshot) -> pd.DataFrame:
    rows = {
        row["level"]: row
        for row in SnapshotMandate.objects.filter(snapshot=snapshot)
        .values("level")
        .annotate(
            mandates=Count("pk"),
            enrolled=Count("pk", filter=Q(enrolled=True)),
            completed=Count("pk", filter=Q(enrolled=True, completed=True)),
        )
        .order_by("level")
    }
    frame = pd.DataFrame(
        {
            words: {name: rows.get(level, {}).get(name, 0) for name in ("mandates", "enrolled", "completed")}
            for level, words in LEVELS.items()
        }
    ).T
    frame = pd.concat([frame.sum().to_frame(ALL).T, frame]).astype(int)
    frame["due"] = frame.pop("mandates")
    frame["going_on"] = frame["enrolled"] - frame["completed"]
    return frame[["due", "enrolled", "completed", "going_on"]]


def _competences(snapshot: Snapshot) -> pd.DataFrame:
    """A row per competence and level of congress for which it is core: how many were assessed, how many mastered it."""
    core = snapshot.scope["core"]
    counted = {
        (row["competence"], row["row__level"]): row
        for row in SnapshotLevel.objects.filter(row__snapshot=snapshot)
        .values("competence", "row__level")
        .annotate(
            assessed=Count("pk", filter=Q(level__isnull=False)), mastered=Count("pk", filter=Q(level__gte=MASTERED))
        )
        .order_by("competence")
    }
    names = dict(Competence.objects.filter(code__in=snapshot.scope["covered"]).values_list("code", "name"))
    rows = {}
    for code in snapshot.scope["covered"]:
        for level, words in LEVELS.items():
            if code in core[level]:
                found = counted.get((code, level), {"assessed": 0, "mastered": 0})
                rows[f"{names.get(code, code)}／{words}"] = {
                    "assessed": found["assessed"],
                    "mastered": found["mastered"],
                    "learning": found["assessed"] - found["mastered"],
                }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["assessed", "mastered", "learning"])


TABLE_COLUMNS = COLUMNS | {
    "enrolled": "已参加",
    "completed": "已完成",
    "going_on": "正在学习",
    "assessed": "已测评",
    "mastered": "达到“基础”及以上",
    "learning": "“基础”以下",
}
