"""The paragraphs of a report: sentences from `data/wording.yaml`, filled in from published figures and nothing else.

A paragraph is its head and its text; a sentence whose figure is withheld is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from reports.models import Snapshot
from reports.services.publishing import Counts, PublishedTable
from reports.words import ALL, COLUMNS, LEVELS

WORDING = Path(__file__).resolve().parents[1] / "data" / "wording.yaml"
WEAK = 80
"""A competence that fewer per cent have mastered is named among the problems."""
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
    found = [
        (say["modules"], say["modules_text"].format(**scope | {"covered": "、".join(scope["names"].values())})),
    ]
    if None not in due.values():
        persons = {"mandates": snapshot.mandates, "persons": snapshot.persons}
        found.append((say["people"], say["people_text"].format(**persons, **due)))
    everybody = tables["participation"].row(ALL)
    parts = [text for part in say["participation_parts"] if (text := _filled(part, everybody))]
    return _with(found, say["participation"], "，".join(parts) + "。" if parts else "")


def results(snapshot: Snapshot, tables: Tables) -> Paragraphs:
    """二、测评结果"""
    say, grades = wording()["results"], tables["grades"]
    everybody = dict(grades.row(ALL)) | {"persons": snapshot.persons}
    classes = [column.key for column in grades.columns if column.key not in {"due", "known", "unknown", "reached"}]
    spoken = _spoken_counts(everybody, classes)
    overall = [
        _filled(say["known_text"], everybody),
        say["grades_text"].format(grades=spoken) if spoken and len(classes) > 1 else "",
        _filled(say["reached_text"], everybody),
    ]
    found = _with([], say["known"], "".join(overall))
    found = _with(found, say["levels"], _levels(grades))
    found = _with(found, say["towns"], _towns(tables))
    found = _with(found, say["competences"], "".join(_competences(tables, who) for who in LEVELS.values()))
    return _with(found, say["groups"], _groups(tables))


def problems(tables: Tables) -> list[str]:
    """The proposal for 三、存在问题, which staff then rewrite."""
    say, everybody = wording()["problems"], tables["grades"].row(ALL)
    due, unknown = everybody.get("due"), everybody.get("unknown")
    lines = []
    if due and unknown:
        lines.append(say["unknown"].format(unknown=unknown, share=round(100 * unknown / due)))
    elif unknown is None:
        lines.append(say["unknown_none"])
    shares = {label: cells.get("share") for label, cells in _rows(tables, "competences")}
    told = {label: share for label, share in shares.items() if share is not None}
    weakest = min(told, key=lambda label: told[label], default="")
    if weakest and told[weakest] < WEAK:
        name, _slash, who = weakest.partition("／")
        lines.append(say["weakest"].format(who=who, name=name, share=told[weakest]))
    else:
        lines.append(say["weakest_none"])
    return [*lines, say["habit"]]


def plans() -> list[str]:
    """The proposal for 四、下步打算."""
    return list(wording()["plans"])


def notes(snapshot: Snapshot) -> list[str]:
    filled = {
        "readiness": snapshot.rules["readiness"],
        "rule": snapshot.rules["pass"],
        "covered": len(snapshot.scope["covered"]),
        "snapshot": str(snapshot.uuid),
        "source_hash": snapshot.source_hash,
        "seal": snapshot.seal.rsplit(" ", 1)[-1] or wording()["no_seal"],
    }
    return [line.format(**filled) for line in wording()["notes"]]


def _levels(grades: PublishedTable) -> str:
    say = wording()["results"]
    rows = [grades.row(who) for who in LEVELS.values()]
    texts = [
        _filled(say["level_text"], {**cells, "who": who}) for who, cells in zip(LEVELS.values(), rows, strict=True)
    ]
    if not all(texts):
        return "".join(texts)
    return "".join([*texts, say["levels_same" if _overlap(rows[0], rows[1]) else "levels_differ"]])


def _towns(tables: Tables) -> str:
    say, whole = wording()["results"], tables["grades"].row(LEVELS["township"])
    if "towns" not in tables:
        return ""
    order = list(tables)
    places = "、".join(str(order.index(key) + 1) for key in ("towns", "district_units") if key in tables)
    text: str = say["towns_text"].format(towns=places)
    rows = [(label, cells) for label, cells in tables["towns"].rows if cells.get("share") is not None]
    if whole.get("share") is None or len(rows) < len(tables["towns"].rows):
        return text
    apart = [label for label, cells in rows if not _overlap(cells, whole)]
    if apart:
        return text + say["towns_differ"].format(names="、".join(apart))
    return text + say["towns_same"].format(count=len(rows))


def _competences(tables: Tables, who: str) -> str:
    shares = [
        f"{label.partition('／')[0]}{cells['share']}%"
        for label, cells in _rows(tables, "competences")
        if label.endswith(f"／{who}") and cells.get("share") is not None
    ]
    text: str = wording()["results"]["competences_text"]
    return text.format(who=who, shares="、".join(shares)) if shares else ""


def _groups(tables: Tables) -> str:
    """Shares by kind of mandate and by age, with the intervals that forbid to rank them."""
    parts = [
        "、".join(
            f"{label}{cells['share']}%（{cells['low']}%～{cells['high']}%）"
            for label, cells in _rows(tables, key)
            if cells.get("share") is not None
        )
        for key in ("origins", "ages")
    ]
    spoken = [part for part in parts if part]
    if not spoken:
        return ""
    told = "；".join(spoken)
    return "达到“基本胜任”及以上的比例，" + wording()["results"]["groups_text"].format(groups=told)


def _rows(tables: Tables, key: str) -> tuple[tuple[str, Counts], ...]:
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


def _filled(sentence: str, cells: Mapping[str, Any]) -> str:
    """The sentence with its figures; "" where one of them is withheld or not there."""
    try:
        text = sentence.format(**{key: value for key, value in cells.items() if value is not None})
    except KeyError:
        return ""
    return text


def _with(found: Paragraphs, head: str, text: str) -> Paragraphs:
    return [*found, (head, text)] if text else found
