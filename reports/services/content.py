"""What a report says and shows, whatever the format of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from reports import charts
from reports.models import Snapshot
from reports.services import comparing, proposals, wording
from reports.services.columns import fits, widths
from reports.services.points import points
from reports.services.publishing import PublishedTable, publish
from reports.services.remarks import remarks_of
from reports.services.shapes import DEFAULT, Shape, shape_of
from reports.services.wording import chinese_day
from reports.words import ALL, COLUMNS

NUMBERS = "一二三四五六七八九十"
TITLE_LINE = 19
"""Characters of the title that fit one line at 22 pt."""
TEXT_WIDTH = 156 / 25.4 * 72
"""Of a page, in points."""
GAP = 4.0
"""What a cell keeps free on both sides of its words, in points."""
MOST_ROWS = 16
"""Of a table that is not torn over two pages."""
BREAKS = ("人大代表", "数字履职", "培训", "能力测评", "情况", "的报告", "的汇报", "人民代表大会")
"""A title may break in front of one of these words, and nowhere inside them."""


@dataclass(frozen=True)
class Size:
    """Of the type of a table and the width of its pictures, in points."""

    type: float
    picture: float


PLAIN, SMALL = Size(9.5, 96), Size(8.5, 84)


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


class Printed(Protocol):
    """A table as it is printed: `lines` are row label and cells, under `heads`."""

    @property
    def title(self) -> str: ...
    @property
    def label_head(self) -> str:
        """Over the row labels."""

    @property
    def heads(self) -> list[str]: ...
    @property
    def lines(self) -> list[tuple[str, list[str]]]: ...
    @property
    def has_withheld(self) -> bool: ...


WHOLE = re.compile("“.+?”|(?<=／)[^／]+$")
"""What a narrow column does not tear: a word in quotation marks, and whose share it is, behind the name."""


def breakable(text: str) -> SafeString:
    """As HTML: a line ends beside what stays whole, if it can."""
    others, whole = WHOLE.split(text), WHOLE.findall(text)
    pieces = zip(others[:-1], whole, strict=True)
    return format_html_join("", '{}<wbr><span class="kept">{}</span><wbr>', pieces) + escape(others[-1])


@dataclass(frozen=True)
class Sheet:
    """A table of the annex with the pictures that belong to its rows, by row label."""

    number: int
    table: Printed
    pictures: Mapping[str, SafeString]

    @cached_property
    def lines(self) -> list[tuple[str, list[str], SafeString | str]]:
        return [(label, cells, self.pictures.get(label, "")) for label, cells in self.table.lines]

    @property
    def legend(self) -> list[tuple[str, SafeString]]:
        """What the colours of the stacked bars mean; empty for other pictures."""
        return []

    @property
    def note(self) -> str:
        """How to read the pictures, where a reader may not know."""
        return ""

    @cached_property
    def broad(self) -> bool:
        """Whether it is set in smaller type, since its words would break otherwise."""
        return not fits(self._head, self._words, self._room(PLAIN))

    @cached_property
    def widths(self) -> list[float]:
        """Of the columns, in points, that of the pictures last."""
        size = SMALL if self.broad else PLAIN
        found = widths(self._head, self._words, self._room(size))
        return [width * size.type + GAP for width in found] + ([size.picture] if self.pictures else [])

    @property
    def heads(self) -> list[SafeString]:
        """As HTML, with the places where a line may end."""
        return [breakable(head) for head in self.table.heads]

    @property
    def rows(self) -> list[tuple[SafeString, list[str], SafeString | str]]:
        """`lines` with their labels as HTML, as `heads`."""
        return [(breakable(label), cells, picture) for label, cells, picture in self.lines]

    @property
    def _head(self) -> list[str]:
        return [self.table.label_head, *self.table.heads]

    @property
    def _words(self) -> list[list[str]]:
        return [[label, *cells] for label, cells, _ in self.lines]

    def _room(self, size: Size) -> float:
        """In characters, for all columns but that of the pictures."""
        free = GAP * len(self._head) + (size.picture if self.pictures else 0)
        return (TEXT_WIDTH - free) / size.type

    @property
    def whole(self) -> bool:
        """Short enough to stand on one page."""
        return len(self.lines) <= MOST_ROWS


@dataclass(frozen=True)
class Annex(Sheet):
    """One of a snapshot's tables, with sentences too."""

    table: PublishedTable
    remarks: Mapping[str, str]

    @property
    def legend(self) -> list[tuple[str, SafeString]]:
        return legend_of(self.table) if self.table.key == "grades" else []

    @property
    def note(self) -> str:
        if not self.pictures or self.legend:
            return ""
        return "圆点为比例，横条为95%区间；虚线为只能列出的区间。区间重叠的，不宜比较名次。"

    @cached_property
    def broad(self) -> bool:
        return len(self.table.columns) > 6 or super().broad


@dataclass(frozen=True)
class Paper:
    """What any document in this layout needs, whatever its format. `fields` are those of the shape, as staff filled
    them in; `day` is that of the figures, `dated` the one under the signature, `made_at` the moment of the figures.
    Tables count `counted` and say where their figures come from (`source`)."""

    title: str
    mark: str
    shape: Shape
    fields: Mapping[str, str]
    addressee: str
    opening: str
    sections: tuple[Section, ...]
    signature: str
    day: date
    dated: date
    attached: tuple[str, ...]
    annexes: tuple[Sheet, ...]
    notes: tuple[Paragraph, ...]
    points: tuple[str, ...]
    made_at: datetime
    counted: str
    source: str

    @property
    def title_lines(self) -> list[str]:
        return broken(self.title)

    @property
    def occasion_lines(self) -> list[str]:
        """At which meeting it is given and by whom, in the shapes that say so."""
        given = (self.fields.get("meeting", ""), self.fields.get("reporter", ""))
        return [line for text in given if text for line in broken(text, longest=27)]

    @property
    def ends(self) -> tuple[float, float]:
        """How many characters stay free to the right of the signature and of the date: four after the date, and the
        signature centred above it."""
        signature, dated = width_of(self.signature), width_of(chinese_day(self.dated))
        after = 4 + (dated - signature) / 2
        return max(after, 0), 4 + max(-after, 0)


@dataclass(frozen=True)
class Content(Paper):
    """The report of a snapshot."""

    annexes: tuple[Annex, ...]
    snapshot: Snapshot


def content_of(
    snapshot: Snapshot, *, shape: str = DEFAULT, title: str = "", texts: Mapping[str, str] | None = None
) -> Content:
    """The report of a snapshot in one of the shapes. `texts` may hold "addressee", the fields of the shape, and what
    staff wrote, a paragraph a line: "opening", "problems", "plans", "requests"; with "national" the figure of the
    national survey is told."""
    words, written, shaped = wording.wording(), texts or {}, shape_of(shape)
    dated = timezone.localdate(snapshot.made_at)
    tables = {table.key: table for table in publish(snapshot)}
    heads = words["heads"]
    said = {name: _lines(written.get(name)) or proposals.proposed(name, snapshot, tables) for name in proposals.EDITED}
    sections = (
        Section(heads["work"], _headed(wording.work(snapshot, tables))),
        Section(heads["results"], _headed(wording.results(snapshot, tables, national=bool(written.get("national"))))),
        Section(heads["problems"], _numbered(said["problems"])),
        Section(heads["plans"], _numbered(said["plans"])),
        Section(heads["requests"], _numbered(said["requests"])),
    )
    return Content(
        title=title or shaped.title,
        mark=words["draft_mark"],
        shape=shaped,
        fields={name: written.get(name, text) for name, text in shaped.proposed(dated.year).items()},
        addressee=written.get("addressee") or shaped.addressee,
        opening="".join([*said["opening"], words["as_of"].format(day=chinese_day(snapshot.as_of))]),
        sections=sections,
        signature=words["signature"],
        day=snapshot.as_of,
        dated=dated,
        attached=tuple(words["attached"]),
        notes=_numbered(proposals.notes(snapshot)),
        annexes=tuple(
            Annex(number, table, pictures_of(table), remarks=remarks_of(table, tables))
            for number, table in enumerate(tables.values(), 1)
        ),
        points=_points(snapshot, tables, said["requests"]),
        made_at=snapshot.made_at,
        counted="人次",
        source="代表数字学堂冻结快照",
        snapshot=snapshot,
    )


def default_lines(name: str, snapshot: Snapshot) -> str:
    """The proposed paragraphs of one of the edited texts, one a line, drawn up from the published figures."""
    return "\n".join(proposals.proposed(name, snapshot, {table.key: table for table in publish(snapshot)}))


def width_of(text: str) -> float:
    """In characters: a Latin letter or digit takes half of one."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def broken(title: str, longest: int = TITLE_LINE) -> list[str]:
    """A long title on several lines of about the same length, as GB/T 9704 wants it, never inside a word."""
    lines = -(-len(title) // longest)
    found = []
    while lines > 1:
        aim = -(-len(title) // lines)
        places = [title.find(word, 1) for word in BREAKS if 1 <= title.find(word, 1) <= longest]
        place = min(places, key=lambda one: (abs(one - aim), -one)) if places else aim
        found.append(title[:place])
        title, lines = title[place:], lines - 1
    return [*found, title]


def pictures_of(table: PublishedTable, *, bar: int = 220) -> dict[str, SafeString]:
    """Row label -> picture, from published figures alone: where a class is withheld there is no bar, and where only an
    interval is told there is no dot. `bar` is the width of a bar in pixels."""
    found = {}
    for label, cells in table.rows:
        if table.key == "grades":
            parts = [(COLUMNS[key], cells.get(key)) for key in _classes(table)]
            if all(count is not None for _, count in parts) and cells["known"]:
                found[label] = charts.stacked(label, [(name, count or 0) for name, count in parts], width=bar)
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


def _points(snapshot: Snapshot, tables: Mapping[str, PublishedTable], requests: list[str]) -> tuple[str, ...]:
    base, change = comparing.base_of(snapshot), None
    if base is not None and comparing.comparable(snapshot, base):
        change = comparing.changes(tables["grades"], comparing.tables_of_base(base)).get(ALL)
    day = chinese_day(base.as_of) if base else ""
    return points(wording.wording()["points"], tables, snapshot.persons, change, day, requests)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _headed(paragraphs: wording.Paragraphs) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"（{NUMBERS[place]}）{head}", text) for place, (head, text) in enumerate(paragraphs))


def _numbered(lines: list[str]) -> tuple[Paragraph, ...]:
    """1. … in front of each, where there is more than one."""
    if len(lines) == 1:
        return (Paragraph("", lines[0]),)
    return tuple(Paragraph("", f"{number}.{line}") for number, line in enumerate(lines, 1))
