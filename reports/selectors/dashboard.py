"""What the committee's dashboard shows: what is waiting, and the newest snapshot's published tables as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext

from courses.models import Programme
from lms.people.models import Person
from reports import charts
from reports.models import Snapshot
from reports.selectors.excerpt import SHOWN as UNIT_TABLES
from reports.selectors.excerpt import unit_of_row
from reports.selectors.waiting import Waiting, waiting_for
from reports.services.captions import caption_of
from reports.services.content import legend_of, pictures_of
from reports.services.publishing import NOTHING, WITHHELD, Counts, PublishedTable, publish, share_words, words
from reports.services.remarks import remarks_of
from reports.words import ALL, COLUMNS, UNKNOWN, pair_of

WIDTH = 420
"""Of the bars, in pixels; the page draws all pictures in this width or less."""
SPOKEN = {WITHHELD: "不公布", NOTHING: "暂无结果"}


@dataclass(frozen=True)
class Row:
    """One group: `counts` says of how many its share is made, `text` the share with its interval and, for places, what
    may be said of a difference; no `picture` where it would show what is withheld. `unit` is the place that it can be
    followed to, "" for other groups."""

    label: str
    counts: str
    picture: SafeString | str
    text: str
    unit: str


@dataclass(frozen=True)
class Shown:
    """A table with a sentence that says what it shows, and a picture for each row; `withheld` are those whose share is
    not published, which are only named. `open` where the table has figures to read and no picture tells them."""

    table: PublishedTable
    caption: str
    legend: list[tuple[str, SafeString]]
    rows: list[Row]
    withheld: list[Row]
    open: bool


@dataclass(frozen=True)
class Dashboard:
    """`snapshot` is None before the first one; `everybody` is the row of all, with its share and interval."""

    programme: Programme | None
    programmes: list[Programme]
    snapshot: Snapshot | None
    shown: list[Shown]
    everybody: Counts
    waiting: list[Waiting]

    @property
    def reached(self) -> tuple[str, str]:
        """The share that is basically ready, and its interval where there is a share."""
        share, _bracket, interval = share_words(self.everybody).partition("（")
        return _spoken(share), interval.rstrip("）")


def dashboard(person: Person, programme: Programme | None, *, now: datetime) -> Dashboard:
    """The dashboard of one programme, the newest offered one unless another is named."""
    programmes = list(Programme.objects.filter(live=True).order_by("-starts", "slug"))
    programme = programme or (programmes[0] if programmes else None)
    found = Snapshot.objects.finished().filter(programme=programme)
    snapshot = found.order_by("-as_of", "-made_at", "-pk").first() if programme else None
    tables = {table.key: table for table in publish(snapshot)} if snapshot else {}
    units = unit_of_row(snapshot) if snapshot else {}
    everybody = tables["grades"].row(ALL) if tables else {}
    return Dashboard(
        programme=programme,
        programmes=programmes,
        snapshot=snapshot,
        shown=[_shown(table, tables, units) for table in tables.values()],
        everybody=everybody,
        waiting=[*waiting_for(person, now=now), *_without_result(everybody.get("unknown"))],
    )


def _without_result(unknown: int | None) -> list[Waiting]:
    if not unknown:
        return []
    text = ngettext("One mandate has no result yet", "%(n)d mandates have no result yet", unknown) % {"n": unknown}
    return [Waiting(text, pgettext("waiting", "List and reminder"), reverse("courses:stuck"))]


def _shown(table: PublishedTable, tables: Mapping[str, PublishedTable], units: Mapping[str, str]) -> Shown:
    pictures, remarks = pictures_of(table, bar=WIDTH), remarks_of(table, tables)
    followed = units if table.key in UNIT_TABLES else {}
    legend = legend_of(table) if table.key == "grades" else charts.dot_legend() if pictures else []
    rows = [
        Row(
            label=label,
            counts="　".join(f"{COLUMNS[key]}{words(cells, key)}" for key in _base(table) if key in cells),
            picture=pictures.get(label, ""),
            text="；".join(filter(None, [_spoken(share_words(cells)), remarks.get(label)])),
            unit=followed.get(label, ""),
        )
        for label, cells in table.rows
    ]
    withheld = {label for label, cells in table.rows if share_words(cells) == WITHHELD}
    return Shown(
        table,
        caption_of(table, tables),
        legend,
        rows=[row for row in rows if row.label not in withheld],
        withheld=[row for row in rows if row.label in withheld],
        open=not legend and len(withheld) < len(rows),
    )


def _base(table: PublishedTable) -> list[str]:
    """The counts that belong beside a share: how many there are, how many of them are known, how many are not."""
    return list(dict.fromkeys(("due", pair_of(table.key)[1], UNKNOWN.get(table.key, "unknown"))))


def _spoken(said: str) -> str:
    return SPOKEN.get(said, said)
