"""The paragraphs of a report: sentences from `data/wording.yaml`, filled in from published figures and nothing else.

A paragraph is its head and its text; a sentence whose figure is withheld is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from reports.models import Snapshot
from reports.services import comparing
from reports.services.publishing import Counts, PublishedTable
from reports.services.remarks import UNJUDGED, remarks_of
from reports.words import ALL, COLUMNS, LEVELS

WORDING = Path(__file__).resolve().parents[1] / "data" / "wording.yaml"
MANY_TOWNS = 30
"""With more towns than this the text counts them, and the annex speaks of each."""
Tables = Mapping[str, PublishedTable]
Paragraphs = list[tuple[str, str]]


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(WORDING.read_text(encoding="utf-8"))
    return loaded


def work(snapshot: Snapshot, tables: Tables) -> Paragraphs:
    """一、工作情况"""
    say, scope, grades = wording()["work"], snapshot.scope, tables["grades"]
    due = {level: grades.row(words).get("due") for level, words in LEVELS.items()}
    covered = "、".join(scope["names"].values())
    found = [
        (say["modules"], say["modules_text"].format(**scope | {"covered": covered, "load": _load(say, scope["load"])})),
    ]
    if None not in due.values():
        persons = {"mandates": snapshot.mandates, "persons": snapshot.persons, "day": chinese_day(snapshot.as_of)}
        found.append((say["people"], say["people_text"].format(**persons, **due)))
    everybody = dict(tables["participation"].row(ALL)) | {"hours_min": scope.get("hours_min", 0)}
    for name in ("participation", "hours"):
        parts = [text for part in say[f"{name}_parts"] if (text := filled(part, everybody))]
        found = _with(found, say[name], "，".join(parts) + "。" if parts else "")
    return found


def _load(say: dict[str, str], load: dict[str, dict[str, Any]]) -> str:
    """How much the programme asks, of each level where they differ."""
    kinds = list(load.values())
    if len(load) == 2 and kinds[0] != kinds[1]:
        return say["load_by_level"].format(**load)
    return say["load_same"].format(**kinds[0])


def results(snapshot: Snapshot, tables: Tables, *, national: bool = False) -> Paragraphs:
    """二、测评结果. `national` adds the figure of the national survey, never without its caveat."""
    say, grades = wording()["results"], tables["grades"]
    everybody = dict(grades.row(ALL)) | {"persons": snapshot.persons}
    classes = [column.key for column in grades.columns if column.key not in {"due", "known", "unknown", "reached"}]
    spoken = _spoken_counts(everybody, classes)
    overall = [
        filled(say["known_text"], everybody),
        say["grades_text"].format(grades=spoken) if spoken and len(classes) > 1 else "",
        filled(say["reached_text"], everybody),
        filled(say["bounds_text"], everybody),
    ]
    found = _with([], say["known"], "".join(overall))
    found = _with(found, say["levels"], _levels(grades))
    found = _with(found, say["towns"], _towns(tables))
    found = _with(found, say["competences"], "".join(_competences(tables, who) for who in LEVELS.values()))
    found = _with(found, say["groups"], _groups(tables))
    found = _with(found, say["change"], _change(snapshot, tables))
    found = _with(found, say["effect"], effect(tables))
    return _with(found, say["national"], say["national_text"] if national else "")


def chinese_day(day: date) -> str:
    """2026年11月24日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def _levels(grades: PublishedTable) -> str:
    say = wording()["results"]
    rows = [grades.row(who) for who in LEVELS.values()]
    texts = [filled(say["level_text"], {**cells, "who": who}) for who, cells in zip(LEVELS.values(), rows, strict=True)]
    if not all(texts):
        return "".join(texts)
    return "".join([*texts, levels_differ(grades)])


def levels_differ(grades: PublishedTable) -> str:
    """Whether the intervals of the two levels of congress lie apart; "" where one is not told."""
    rows = [grades.row(who) for who in LEVELS.values()]
    if any(cells.get("low") is None for cells in rows):
        return ""
    return str(wording()["results"]["levels_same" if _overlap(rows[0], rows[1]) else "levels_differ"])


def _towns(tables: Tables) -> str:
    """A sentence for each town; with many of them how many differ, and the annex for each."""
    say, order = wording()["results"], list(tables)
    parts = []
    if "towns" in tables:
        table, place = tables["towns"], order.index("towns") + 1
        remarks = remarks_of(table, tables)
        if len(table.rows) <= MANY_TOWNS:
            lines = "；".join(
                filled(say["town_line"], {**cells, "name": label, "remark": remarks[label]})
                or say["town_few"].format(name=label, remark=remarks[label])
                for label, cells in table.rows
            )
            parts.append(say["towns_text"].format(towns=place, lines=lines))
        else:
            few = sum(said.endswith(UNJUDGED) for said in remarks.values())
            same = sum(said.startswith("与") for said in remarks.values())
            parts.append(say["towns_many"].format(towns=place, same=same, few=few, apart=len(remarks) - few - same))
    if "district_units" in tables:
        parts.append(say["units_text"].format(units=order.index("district_units") + 1))
    return "".join(parts)


def _competences(tables: Tables, who: str) -> str:
    """Shares with their n: said once where all were assessed equally often."""
    say = wording()["results"]
    rows = {
        label.partition("／")[0]: cells
        for label, cells in rows_of(tables, "competences")
        if label.endswith(f"／{who}") and cells.get("share") is not None
    }
    if not rows:
        return ""
    counts = {tuple(cells.get(key) for key in ("due", "assessed", "unassessed")) for cells in rows.values()}
    once = len(counts) == 1 and None not in next(iter(counts))
    parts = [
        ("" if once else filled(say["competence_counts"], {**cells, "name": name}))
        or filled(say["competence"], {**cells, "name": name})
        for name, cells in rows.items()
    ]
    first = next(iter(rows.values()))
    return filled(
        say["competence_same" if once else "competences_text"], {**first, "who": who, "shares": "、".join(parts)}
    )


def _groups(tables: Tables) -> str:
    """Shares by kind of mandate and by age, with the intervals that forbid to rank them."""
    say = wording()["results"]
    parts = [
        "、".join(
            text for label, cells in rows_of(tables, key) if (text := filled(say["group"], {**cells, "label": label}))
        )
        for key in ("origins", "ages")
    ]
    spoken = "；".join(part for part in parts if part)
    return say["groups_text"].format(groups=spoken) if spoken else ""


def _change(snapshot: Snapshot, tables: Tables) -> str:
    """What changed since the last report, and whether it is beyond error."""
    say, base = wording()["results"], comparing.base_of(snapshot)
    if base is None:
        return str(say["change_first"])
    day, before = chinese_day(base.as_of), comparing.tables_of_base(base)
    found = comparing.changes(tables["grades"], before) if comparing.comparable(snapshot, base) else {}
    if not found:
        return str(say["change_not"].format(day=day))
    first = next(iter(found.values()))
    parts = [say["change_known"].format(day=day, known0=first.known[0], known1=first.known[1])] if ALL in found else []
    parts += [say["change_text"].format(who=_who(label), **_spoken_change(change)) for label, change in found.items()]
    names = [
        f"{label.replace('／', '（')}）{change.share[0]}%→{change.share[1]}%"
        for label, change in comparing.changes(tables["competences"], before).items()
        if change.beyond_error
    ]
    return "".join([*parts, say["change_competences"].format(names="、".join(names)) if names else ""])


def effect(tables: Tables) -> str:
    """Before and after, of those who had a result at both times."""
    say, change = wording()["results"], comparing.effect(tables)
    if change is None:
        return str(say["effect_none"])
    spoken = _spoken_change(change)
    return str(
        say["effect_text"].format(
            known=change.known[1],
            share0=spoken.pop("before"),
            share1=spoken.pop("after"),
            before=change.part[0],
            after=change.part[1],
            **spoken,
        )
    )


def _spoken_change(change: comparing.Change) -> dict[str, str]:
    say = wording()["results"]
    return {
        "before": str(change.share[0]),
        "after": str(change.share[1]),
        "step": f"提高{change.step}个百分点"
        if change.step > 0
        else f"下降{-change.step}个百分点"
        if change.step
        else "持平",
        "low": str(change.low).replace("-", "−"),
        "high": str(change.high).replace("-", "−"),
        "verdict": say["beyond" if change.beyond_error else "within"],
    }


def _who(label: str) -> str:
    return "全体代表" if label == ALL else label


def rows_of(tables: Tables, key: str) -> tuple[tuple[str, Counts], ...]:
    """The rows of a table that a snapshot may lack; () then."""
    return tables[key].rows if key in tables else ()


def _overlap(one: Counts, other: Counts) -> bool:
    """Whether two published intervals have a point in common."""
    ends = [one.get("low"), one.get("high"), other.get("low"), other.get("high")]
    low, high, other_low, other_high = (end if end is not None else 0 for end in ends)
    return low <= other_high and other_low <= high


def _spoken_counts(cells: Mapping[str, int | None], keys: list[str]) -> str:
    counts = [(COLUMNS[key], cells.get(key)) for key in keys]
    return (
        "" if any(count is None for _, count in counts) else "、".join(f"{name}{count}人次" for name, count in counts)
    )


def filled(sentence: str, cells: Mapping[str, Any]) -> str:
    """The sentence with its figures; "" where one of them is withheld or not there."""
    try:
        text = sentence.format(**{key: value for key, value in cells.items() if value is not None})
    except KeyError:
        return ""
    return text


def _with(found: Paragraphs, head: str, text: str) -> Paragraphs:
    return [*found, (head, text)] if text else found
