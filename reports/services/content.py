"""What a report says and shows, whatever the format of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from reports import charts
from reports.models import Snapshot
from reports.services import wording
from reports.services.publishing import PublishedTable, publish
from reports.words import COLUMNS

NUMBERS = "一二三四五六七八九十"
TITLE_LINE = 19
"""Characters of the title that fit one line at 22 pt."""
BREAKS = ("人大代表", "数字履职", "培训", "能力测评", "情况", "的报告")
"""A title may break in front of one of these words, and nowhere inside them."""


@dataclass(frozen=True)
class Paragraph:
    """`head` is a head of the second order, such as （一）总体情况, or ""."""

    head: str
    text: str


@dataclass(frozen=True)
class Section:
    """A head of the first order with its paragraphs."""

    head: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Annex:
    """A table of the annex with the pictures that belong to its rows, by row label."""

    number: int
    table: PublishedTable
    pictures: Mapping[str, SafeString]

    @property
    def lines(self) -> list[tuple[str, list[str], SafeString | str]]:
        return [(label, cells, self.pictures.get(label, "")) for label, cells in self.table.lines]

    @property
    def legend(self) -> list[tuple[str, SafeString]]:
        """What the colours of the stacked bars mean; empty for other pictures."""
        return legend_of(self.table) if self.table.key == "grades" else []


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
    attached: tuple[str, ...]
    annexes: tuple[Annex, ...]
    notes: tuple[Paragraph, ...]
    snapshot: Snapshot

    @property
    def title_lines(self) -> list[str]:
        return broken(self.title)


def content_of(snapshot: Snapshot, *, title: str = "", texts: Mapping[str, str] | None = None) -> Content:
    """The report of a snapshot. `texts` may hold "addressee", and "problems" and "plans", a paragraph a line, as staff
    wrote them."""
    words, written = wording.wording(), texts or {}
    tables = {table.key: table for table in publish(snapshot)}
    heads = words["heads"]
    basis = f"《{snapshot.scope['basis']}》" if snapshot.scope.get("basis") else "年度代表工作计划"
    sections = (
        Section(heads["work"], _headed(wording.work(snapshot, tables))),
        Section(heads["results"], _headed(wording.results(snapshot, tables))),
        Section(heads["problems"], _numbered(_lines(written.get("problems")) or wording.problems(tables))),
        Section(heads["plans"], _numbered(_lines(written.get("plans")) or wording.plans())),
    )
    return Content(
        title=title or words["title"],
        mark=words["draft_mark"],
        addressee=written.get("addressee") or words["addressee"],
        opening=words["opening"].format(basis=basis, day=chinese_day(snapshot.as_of)),
        sections=sections,
        closing=words["closing"],
        signature=words["signature"],
        day=snapshot.as_of,
        attached=tuple(words["attached"]),
        notes=_numbered(wording.notes(snapshot)),
        annexes=tuple(Annex(number, table, pictures_of(table)) for number, table in enumerate(tables.values(), 1)),
        snapshot=snapshot,
    )


def default_title() -> str:
    return str(wording.wording()["title"])


def default_addressee() -> str:
    return str(wording.wording()["addressee"])


def default_lines(name: str, snapshot: Snapshot) -> str:
    """The proposed paragraphs "problems" or "plans", one a line, drawn up from the published figures."""
    if name == "plans":
        return "\n".join(wording.plans())
    return "\n".join(wording.problems({table.key: table for table in publish(snapshot)}))


def chinese_day(day: date) -> str:
    """2026年11月24日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def broken(title: str) -> list[str]:
    """A long title on several lines of about the same length, as GB/T 9704 wants it, never inside a word."""
    lines = -(-len(title) // TITLE_LINE)
    found = []
    while lines > 1:
        aim = -(-len(title) // lines)
        places = [title.find(word, 1) for word in BREAKS if 1 <= title.find(word, 1) <= TITLE_LINE]
        place = min(places, key=lambda one: (abs(one - aim), -one)) if places else aim
        found.append(title[:place])
        title, lines = title[place:], lines - 1
    return [*found, title]


def pictures_of(table: PublishedTable) -> dict[str, SafeString]:
    """Row label -> picture, from published figures alone: where a class is withheld there is no bar, and where only an
    interval is told there is no dot."""
    found = {}
    for label, cells in table.rows:
        if table.key == "grades":
            parts = [(COLUMNS[key], cells.get(key)) for key in _classes(table)]
            if all(count is not None for _, count in parts) and cells["known"]:
                found[label] = charts.stacked(label, [(name, count or 0) for name, count in parts])
        elif (low := cells.get("low")) is not None and (high := cells.get("high")) is not None:
            found[label] = charts.dot(label, cells.get("share"), low, high)
    return found


def legend_of(table: PublishedTable) -> list[tuple[str, SafeString]]:
    classes = _classes(table)
    return [
        (COLUMNS[key], charts.swatch(colour))
        for key, colour in zip(classes, charts.colours_of(len(classes)), strict=True)
    ]


def _classes(table: PublishedTable) -> list[str]:
    """The classes of the stacked bar, the lowest first."""
    above = [column.key for column in table.columns if column.key in {"basic", "full", "exemplary", "full_up"}]
    return ["below", *(above or ["reached"])]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _headed(paragraphs: wording.Paragraphs) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"（{NUMBERS[place]}）{head}", text) for place, (head, text) in enumerate(paragraphs))


def _numbered(lines: list[str]) -> tuple[Paragraph, ...]:
    """1. … in front of each, where there is more than one."""
    if len(lines) == 1:
        return (Paragraph("", lines[0]),)
    return tuple(Paragraph("", f"{number}.{line}") for number, line in enumerate(lines, 1))
