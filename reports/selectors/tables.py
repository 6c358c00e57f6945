"""The tables of a report: counted by the database over the frozen rows, shaped by pandas. Nothing is withheld here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.db.models import Count, Q, QuerySet

from quizzes.models import Competence
from reports.grouping import Grouping
from reports.models import Snapshot, SnapshotLevel, SnapshotMandate
from reports.suppression import Cell
from reports.words import ALL, GRADES, HELP, LEVELS, MODES, ORIGINS, UNKNOWN_AGE, joined_label

REACHED = ("basic", "full", "exemplary")
SCHEMES: tuple[dict[str, tuple[str, ...]], ...] = (
    {"basic": ("basic",), "full": ("full",), "exemplary": ("exemplary",)},
    {"basic": ("basic",), "full_up": ("full", "exemplary")},
    {},
)
"""How the grades above the first are shown, the finest first: the first one whose every cell can be shown is taken."""
AGES = ("35岁以下", "35～49岁", "50～59岁", "60岁及以上")
SMALL_GROUP = 10
"""Groups with fewer mandates are joined to a neighbour."""
LEAST = 5
MASTERED = 2
"""The level from which a core competence counts as mastered."""


@dataclass(frozen=True)
class Table:
    """Counts by row and column key, both in the order of print. `frame` has row labels as index."""

    key: str
    frame: pd.DataFrame

    def cells(self) -> dict[Cell, int]:
        return {
            (self.key, str(row), str(column)): int(count)
            for row, counts in self.frame.to_dict("index").items()
            for column, count in counts.items()
        }


def tables_of(snapshot: Snapshot, shape: dict[str, Any] | None = None) -> tuple[list[Table], dict[str, Any]]:
    """Every table of a snapshot, unsuppressed, in the order of print, and the shape they have: which groups and grades
    are shown together. They take the given shape as far as the mandates allow. Nine queries, whatever the size."""
    given = shape or {}
    kept = Grouping(given.get("groups", {}))
    rows = SnapshotMandate.objects.filter(snapshot=snapshot)
    units = _counted(rows, "level", "unit_position", "unit", "grade")
    grades, scheme = _by_level(units, given.get("scheme", 0))
    tables = [
        Table("grades", grades),
        Table("towns", _by_unit(units[units["level"] == "township"], "towns", kept)),
        Table("district_units", _by_unit(units[units["level"] == "district"], "district_units", kept)),
        Table(
            "competences",
            _competences(snapshot, {str(level): int(n) for level, n in units.groupby("level")["n"].sum().items()}),
        ),
        Table("origins", _by(_counted(rows, "origin", "grade"), "origin", ORIGINS, "origins", kept)),
        Table("ages", _by(_counted(rows, "age_band", "grade"), "age_band", _ages(), "ages", kept)),
        Table("help", _by_help(rows, kept)),
        Table("modes", _by_mode(rows, kept)),
        Table("participation", _participation(snapshot, rows)),
        Table("town_participation", _town_participation(snapshot, rows, kept)),
        Table("effect", _effect(rows)),
    ]
    return [table for table in tables if not table.frame.empty], {"scheme": scheme, "groups": kept.used}


def _counted(rows: QuerySet[SnapshotMandate], *fields: str) -> pd.DataFrame:
    """One line per combination of the fields, with its count `n`."""
    counted = rows.order_by(*fields).values(*fields).annotate(n=Count("pk"))
    return pd.DataFrame(list(counted), columns=[*fields, "n"])


def _row(part: pd.DataFrame, scheme: dict[str, tuple[str, ...]] | None = None) -> dict[str, int]:
    """The counts of one group, by column key."""
    by_grade = part.groupby("grade")["n"].sum().to_dict()

    def count(*names: str) -> int:
        return int(sum(by_grade.get(name, 0) for name in names))

    due, known = int(part["n"].sum()), count(*GRADES)
    row = {"due": due, "known": known, "unknown": due - known, "below": count("starting"), "reached": count(*REACHED)}
    return row | {name: count(*parts) for name, parts in (scheme or {}).items()}


def _by_level(facts: pd.DataFrame, coarsest: int) -> tuple[pd.DataFrame, int]:
    """All four grades where each of their cells can be shown, fewer classes otherwise, the same for every row; and the
    place of the classes among the schemes, which is `coarsest` or a coarser one."""
    parts = {ALL: facts} | {words: facts[facts["level"] == level] for level, words in LEVELS.items()}
    for scheme in SCHEMES[coarsest:]:
        rows = {name: _row(part, scheme) for name, part in parts.items()}
        if all(row[name] == 0 or row[name] >= LEAST for row in rows.values() for name in scheme):
            break
    return pd.DataFrame.from_dict(rows, orient="index"), SCHEMES.index(scheme)


def _grouped(parts: list[tuple[str, pd.DataFrame]], table: str, kept: Grouping) -> pd.DataFrame:
    """A row for each part; those that are too small together with a neighbour."""
    sizes, names = [int(part["n"].sum()) for _, part in parts], [name for name, _ in parts]
    rows = {
        joined_label([names[place] for place in group]): _row(pd.concat([parts[place][1] for place in group]))
        for group in kept.of(table, names, sizes, SMALL_GROUP)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _by_unit(facts: pd.DataFrame, table: str, kept: Grouping) -> pd.DataFrame:
    """In the order of the administrative division."""
    order = facts.sort_values(["unit_position", "unit"])["unit"].drop_duplicates()
    return _grouped([(str(name), facts[facts["unit"] == name]) for name in order], table, kept)


def _by(facts: pd.DataFrame, field: str, words: dict[str, str], table: str, kept: Grouping) -> pd.DataFrame:
    return _grouped([(label, facts[facts[field] == value]) for value, label in words.items()], table, kept)


def _ages() -> dict[str, str]:
    return {band: band for band in AGES} | {"": UNKNOWN_AGE}


def _by_help(rows: QuerySet[SnapshotMandate], kept: Grouping) -> pd.DataFrame:
    facts = _counted(rows.filter(grade__in=GRADES), "assisted", "grade")
    parts = [
        (HELP["alone"], facts[~facts["assisted"].astype(bool)]),
        (HELP["helped"], facts[facts["assisted"].astype(bool)]),
    ]
    return _without_due(_grouped(parts, "help", kept))


def _by_mode(rows: QuerySet[SnapshotMandate], kept: Grouping) -> pd.DataFrame:
    return _without_due(_by(_counted(rows.filter(grade__in=GRADES), "mode", "grade"), "mode", MODES, "modes", kept))


def _without_due(frame: pd.DataFrame) -> pd.DataFrame:
    """How a result was made is known only where there is one; a single row would repeat the total."""
    return frame.drop(columns=["due", "unknown"]) if len(frame) > 1 else frame.iloc[:0]


def _participation(snapshot: Snapshot, rows: QuerySet[SnapshotMandate]) -> pd.DataFrame:
    wanted = snapshot.scope.get("hours_min", 0)
    done = Q(enrolled=True, completed=True)
    counted = (
        rows.order_by("level")
        .values("level")
        .annotate(
            n_due=Count("pk"),
            n_enrolled=Count("pk", filter=Q(enrolled=True)),
            n_completed=Count("pk", filter=done),
            n_certified=Count("pk", filter=done & Q(certified=True)),
            n_hours_met=Count("pk", filter=Q(hours__gte=wanted)),
        )
    )
    by_level: dict[str, dict[str, Any]] = {row["level"]: dict(row) for row in counted}
    names = ("due", "enrolled", "completed", "certified", "hours_met")
    parts = {
        words: {name: int(by_level[level][f"n_{name}"]) if level in by_level else 0 for name in names}
        for level, words in LEVELS.items()
    }
    whole = {ALL: {name: sum(part[name] for part in parts.values()) for name in names}}
    frame = pd.DataFrame.from_dict(whole | parts, orient="index")
    frame["going_on"] = frame["enrolled"] - frame["completed"]
    frame["outside"] = frame["due"] - frame["enrolled"]
    frame["uncertified"] = frame["completed"] - frame["certified"]
    frame["hours_short"] = frame["due"] - frame["hours_met"]
    return frame[
        ["due", "enrolled", "completed", "going_on", "certified", "hours_met", "outside", "uncertified", "hours_short"]
    ]


def _town_participation(snapshot: Snapshot, rows: QuerySet[SnapshotMandate], kept: Grouping) -> pd.DataFrame:
    """Towns joined as in the table of their grades."""
    done = Q(enrolled=True, completed=True)
    counted = (
        rows.filter(level="township")
        .order_by("unit_position", "unit")
        .values("unit_position", "unit")
        .annotate(
            n_due=Count("pk"),
            n_completed=Count("pk", filter=done),
            n_certified=Count("pk", filter=done & Q(certified=True)),
            n_hours_met=Count("pk", filter=Q(hours__gte=snapshot.scope.get("hours_min", 0))),
        )
    )
    names = ["due", "completed", "certified", "hours_met"]
    facts = pd.DataFrame(list(counted), columns=["unit", *(f"n_{name}" for name in names)])
    facts = facts.set_axis(["unit", *names], axis=1).groupby("unit", sort=False)[names].sum()
    towns, sizes = [str(town) for town in facts.index], [int(due) for due in facts["due"]]
    rows_found = {
        joined_label([towns[place] for place in group]): {name: int(facts[name].iloc[group].sum()) for name in names}
        for group in kept.of("towns", towns, sizes, SMALL_GROUP)
    }
    frame = pd.DataFrame.from_dict(rows_found, orient="index", columns=names)
    frame["uncompleted"] = frame["due"] - frame["completed"]
    frame["uncertified"] = frame["completed"] - frame["certified"]
    frame["hours_short"] = frame["due"] - frame["hours_met"]
    return frame


def _effect(rows: QuerySet[SnapshotMandate]) -> pd.DataFrame:
    """Those who had a result before the first module they finished, and have one now: how many reached it then, now."""
    counted = rows.filter(before__in=GRADES, grade__in=GRADES).aggregate(
        n=Count("pk"),
        n_before=Count("pk", filter=Q(before__in=REACHED)),
        n_after=Count("pk", filter=Q(grade__in=REACHED)),
    )
    paired, before, after = counted["n"], counted["n_before"], counted["n_after"]
    row = {
        "paired": paired, "before": before, "after": after,
        "before_below": paired - before, "after_below": paired - after,
    }  # fmt: skip
    return pd.DataFrame.from_dict({ALL: row} if paired else {}, orient="index")


def competence_row(name: str, level: str) -> str:
    return f"{name}／{LEVELS[level]}"


def _competences(snapshot: Snapshot, due: dict[str, int]) -> pd.DataFrame:
    """A row per competence and level of congress for which it is core: how many are to be assessed, how many were, and
    how many mastered it. `due` is the mandates by level."""
    counted = {
        (row["competence"], row["row__level"]): row
        for row in SnapshotLevel.objects.filter(row__snapshot=snapshot)
        .order_by("competence", "row__level")
        .values("competence", "row__level")
        .annotate(
            assessed=Count("pk", filter=Q(level__isnull=False)), mastered=Count("pk", filter=Q(level__gte=MASTERED))
        )
    }
    rows = {}
    for code, name in names_of(snapshot).items():
        for level in LEVELS:
            if code in snapshot.scope["core"][level]:
                found = counted.get((code, level), {"assessed": 0, "mastered": 0})
                all_due, assessed, mastered = int(due.get(level, 0)), found["assessed"], found["mastered"]
                rows[competence_row(name, level)] = {
                    "due": all_due, "assessed": assessed, "unassessed": all_due - assessed,
                    "learning": assessed - mastered, "mastered": mastered,
                }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def names_of(snapshot: Snapshot) -> dict[str, str]:
    """Code -> name of the covered competences, as the snapshot froze them."""
    names: dict[str, str] = snapshot.scope.get("names") or dict(
        Competence.objects.filter(code__in=snapshot.scope["covered"]).values_list("code", "name")
    )
    return {code: names.get(code, code) for code in snapshot.scope["covered"]}
