"""What a report says: sentences from `data/wording.yaml`, filled in from the published figures and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.safestring import SafeString

from reports import charts
from reports.intervals import Share, wilson
from reports.models import Snapshot
from reports.selectors.tables import ALL, COLUMNS, GRADES, LEVELS, REACHED
from reports.services.publishing import PublishedTable, publish

WORDING = Path(__file__).resolve().parents[1] / "data" / "wording.yaml"


@dataclass(frozen=True)
class Section:
    """A head of the first order with its paragraphs."""

    head: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """A table of the annex with the pictures that belong to its rows, by row label."""

    number: int
    table: PublishedTable
    pictures: Mapping[str, SafeString]

    @property
    def lines(self) -> list[tuple[str, list[str], SafeString | str]]:
        return [(label, cells, self.pictures.get(label, "")) for label, cells in self.table.lines]


@dataclass(frozen=True)
class Content:
    """Everything that a document needs, whatever its format."""

    title: str
    mark: str
    addressee: str
    opening: str
    sections: tuple[Section, ...]
    closing: str
    signature: str
    day: date
    annexes: tuple[Annex, ...]
    snapshot: Snapshot


def content_of(snapshot: Snapshot, *, title: str = "", texts: Mapping[str, str] | None = None) -> Content:
    """The report of a snapshot. `texts` may hold "problems" and "plans", a paragraph a line, as staff wrote them."""
    wording, written = _wording(), texts or {}
    tables = {table.key: table for table in publish(snapshot)}
    heads = wording["heads"]
    sections = (
        Section(heads["work"], _numbered(_work(snapshot, tables, wording["work"]))),
        Section(heads["results"], _numbered(_results(tables, wording["results"]))),
        Section(heads["problems"], _numbered(_lines(written.get("problems")) or wording["problems_default"])),
        Section(heads["plans"], _numbered(_lines(written.get("plans")) or wording["plans_default"])),
        Section(heads["notes"], _numbered(_notes(snapshot, wording))),
    )
    return Content(
        title=title or wording["title"],
        mark=wording["draft_mark"],
        addressee=wording["addressee"],
        opening=wording["opening"].format(basis=_basis(snapshot), day=chinese_day(snapshot.as_of)),
        sections=sections,
        closing=wording["closing"],
        signature=wording["signature"],
        day=snapshot.as_of,
        annexes=tuple(Annex(number, table, pictures_of(table)) for number, table in enumerate(tables.values(), 1)),
        snapshot=snapshot,
    )


def default_title() -> str:
    return str(_wording()["title"])


def default_lines(name: str) -> str:
    """The proposed paragraphs "problems" or "plans", one a line."""
    return "\n".join(_wording()[f"{name}_default"])


def chinese_day(day: date) -> str:
    """2026年11月24日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def share_of(cells: Mapping[str, int | None], part: str, whole: str) -> Share | None:
    """The share of published counts; None where either is withheld, since a share beside its n gives the count away."""
    reached, known = cells.get(part), cells.get(whole)
    return wilson(reached, known) if reached is not None and known else None


def pictures_of(table: PublishedTable) -> dict[str, SafeString]:
    """Row label -> picture, for the rows whose counts are all published."""
    found = {}
    for label, cells in table.rows:
        if table.key == "grades":
            parts = [
                (GRADES["starting"], cells["below"]),
                *((GRADES[name], cells[name]) for name in REACHED),
            ]
            if any(count is None for _, count in parts):
                parts = [(GRADES["starting"], cells["below"]), (COLUMNS["reached"], cells["reached"])]
            if all(count is not None for _, count in parts) and cells["known"]:
                found[label] = charts.stacked(label, [(name, count or 0) for name, count in parts])
            continue
        pair = {"competences": ("mastered", "assessed"), "participation": ("completed", "enrolled")}.get(
            table.key, ("reached", "known")
        )
        if (share := share_of(cells, *pair)) is not None:
            found[label] = charts.dot(label, share)
    return found


def _work(snapshot: Snapshot, tables: Mapping[str, PublishedTable], wording: Mapping[str, str]) -> list[str]:
    programme, grades = snapshot.programme, tables["grades"]
    taking_part = tables["participation"].row(ALL)
    lines = [
        wording["modules"].format(
            programme=programme.title,
            modules=programme.module_count,
            hours=format(programme.total_hours.normalize(), "f"),
        ),
        wording["people"].format(
            mandates=snapshot.mandates,
            persons=snapshot.persons,
            district=grades.row(LEVELS["district"])["due"],
            township=grades.row(LEVELS["township"])["due"],
        ),
    ]
    if taking_part["enrolled"] is not None and taking_part["completed"] is not None:
        lines.append(wording["participation"].format(**taking_part))
    return lines


def _results(tables: Mapping[str, PublishedTable], wording: Mapping[str, str]) -> list[str]:
    grades, everybody = tables["grades"], tables["grades"].row(ALL)
    lines = []
    if everybody["known"] is not None and everybody["unknown"] is not None:
        lines.append(wording["known"].format(**everybody))
    lines += _shares(everybody, wording["reached"])
    for who in LEVELS.values():
        lines += _shares(grades.row(who), wording["level"], who=who)
    lines.append(wording["towns"])
    lines += _competence_lines(tables["competences"], wording)
    if any(table.has_withheld for table in tables.values()):
        lines.append(wording["few"])
    return lines


def _shares(cells: Mapping[str, int | None], sentence: str, **words: str) -> list[str]:
    share = share_of(cells, "reached", "known")
    if share is None:
        return []
    value, low, high = share.percents
    return [sentence.format(known=cells["known"], reached=cells["reached"], share=value, low=low, high=high, **words)]


def _competence_lines(table: PublishedTable, wording: Mapping[str, str]) -> list[str]:
    shares = {label: share_of(cells, "mastered", "assessed") for label, cells in table.rows}
    known = {label: share.value for label, share in shares.items() if share is not None}
    if len(known) < 2 or max(known.values()) - min(known.values()) < 0.05:
        return []
    best, least = max(known, key=lambda label: known[label]), min(known, key=lambda label: known[label])
    return [wording["competences"].format(best=_spoken(best), least=_spoken(least))]


def _spoken(label: str) -> str:
    """账号与设备安全／镇人大代表 -> 镇人大代表的“账号与设备安全”"""
    name, _, who = label.partition("／")
    return f"{who}的“{name}”"


def _notes(snapshot: Snapshot, wording: Mapping[str, Any]) -> list[str]:
    filled = {
        "readiness": snapshot.rules["readiness"],
        "rule": snapshot.rules["pass"],
        "covered": len(snapshot.scope["covered"]),
        "snapshot": str(snapshot.uuid),
        "source_hash": snapshot.source_hash,
        "seal": snapshot.seal.rsplit(" ", 1)[-1] or wording["no_seal"],
    }
    return [line.format(**filled) for line in wording["notes"]]


def _basis(snapshot: Snapshot) -> str:
    title = str(snapshot.programme.basis.get("title") or "").strip("《》")
    return f"《{title}》" if title else "年度代表工作计划"


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _numbered(lines: list[str]) -> tuple[str, ...]:
    """（一）… in front of each, where there is more than one."""
    numbers = "一二三四五六七八九十"
    if len(lines) == 1:
        return tuple(lines)
    return tuple(f"（{numbers[place]}）{line}" if place < len(numbers) else line for place, line in enumerate(lines))


@lru_cache(maxsize=1)
def _wording() -> dict[str, Any]:
    wording: dict[str, Any] = yaml.safe_load(WORDING.read_text(encoding="utf-8"))
    return wording
