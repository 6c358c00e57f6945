"""What the committee's dashboard shows: the latest snapshot's published tables and what is waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from courses.models import Programme
from lms.people.models import Person
from quizzes.models import Contest
from reports.models import Report, Snapshot
from reports.selectors.excerpt import SHOWN as UNIT_TABLES
from reports.selectors.excerpt import unit_of_row
from reports.services.content import legend_of, pictures_of
from reports.services.publishing import PublishedTable, publish
from reports.services.remarks import remarks_of
from reports.words import ALL


@dataclass(frozen=True)
class Shown:
    """A table with its pictures and, for towns, what may be said of a difference."""

    table: PublishedTable
    pictures: Mapping[str, SafeString]
    remarks: Mapping[str, str]
    legend: list[tuple[str, SafeString]]

    units: Mapping[str, str]
    """Row label -> the unit that it can be followed to; empty for other tables."""

    @property
    def lines(self) -> list[tuple[str, list[str], SafeString | str, str, str]]:
        return [
            (label, cells, self.pictures.get(label, ""), self.remarks.get(label, ""), self.units.get(label, ""))
            for label, cells in self.table.lines
        ]


@dataclass(frozen=True)
class Dashboard:
    """`snapshot` is None before the first one."""

    programme: Programme | None
    programmes: list[Programme]
    snapshot: Snapshot | None
    tables: list[Shown]
    everybody: Mapping[str, int | None]
    drafts: list[Report]
    contests: int


def dashboard(person: Person, programme: Programme | None) -> Dashboard:
    """The dashboard of one programme, the newest offered one unless another is named."""
    programmes = list(Programme.objects.filter(live=True).order_by("-starts", "slug"))
    programme = programme or (programmes[0] if programmes else None)
    snapshot = (
        Snapshot.objects.finished().filter(programme=programme).order_by("-made_at", "-pk").first()
        if programme
        else None
    )
    tables = {table.key: table for table in publish(snapshot)} if snapshot else {}
    units = unit_of_row(snapshot) if snapshot else {}
    return Dashboard(
        programme=programme,
        programmes=programmes,
        snapshot=snapshot,
        tables=[_shown(table, tables, units) for table in tables.values()],
        everybody=tables["grades"].row(ALL) if tables else {},
        drafts=list(
            Report.objects.visible_to(person).filter(state=Report.State.DRAFT).select_related("snapshot", "drafted_by")
        ),
        contests=Contest.objects.visible_to(person).filter(state=Contest.State.OPEN).count(),
    )


def _shown(table: PublishedTable, tables: Mapping[str, PublishedTable], units: Mapping[str, str]) -> Shown:
    legend = legend_of(table) if table.key == "grades" else []
    return Shown(
        table, pictures_of(table), remarks_of(table, tables), legend, units if table.key in UNIT_TABLES else {}
    )
