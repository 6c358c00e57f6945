"""What the committee's dashboard shows: the latest snapshot's published tables and what is waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.people.models import Person
from quizzes.models import Contest
from reports.models import Report, Snapshot
from reports.services.content import legend_of, pictures_of
from reports.services.publishing import Counts, PublishedTable, publish
from reports.words import ALL, LEVELS

WHOLE = {ALL: "全体代表"}
COMPARED = {"towns": LEVELS["township"], "district_units": LEVELS["district"], "origins": ALL, "ages": ALL}
"""Tables whose rows are compared, with which row of the first table."""


@dataclass(frozen=True)
class Shown:
    """A table with its pictures and, for towns, what may be said of a difference."""

    table: PublishedTable
    pictures: Mapping[str, SafeString]
    remarks: Mapping[str, str]
    legend: list[tuple[str, SafeString]]

    @property
    def lines(self) -> list[tuple[str, list[str], SafeString | str, str]]:
        return [
            (label, cells, self.pictures.get(label, ""), self.remarks.get(label, ""))
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
    snapshot = Snapshot.objects.filter(programme=programme).order_by("-made_at", "-pk").first() if programme else None
    tables = {table.key: table for table in publish(snapshot)} if snapshot else {}
    return Dashboard(
        programme=programme,
        programmes=programmes,
        snapshot=snapshot,
        tables=[_shown(table, tables) for table in tables.values()],
        everybody=tables["grades"].row(ALL) if tables else {},
        drafts=list(
            Report.objects.visible_to(person).filter(state=Report.State.DRAFT).select_related("snapshot", "drafted_by")
        ),
        contests=Contest.objects.visible_to(person).filter(state=Contest.State.OPEN).count(),
    )


def _shown(table: PublishedTable, tables: Mapping[str, PublishedTable]) -> Shown:
    remarks = {}
    if (who := COMPARED.get(table.key)) is not None:
        whole = tables["grades"].row(who)
        remarks = {label: _remark(cells, whole, WHOLE.get(who, who)) for label, cells in table.rows}
    legend = legend_of(table) if table.key == "grades" else []
    return Shown(table, pictures_of(table), remarks, legend)


def _remark(cells: Counts, whole: Counts, who: str) -> str:
    """What may be said of a difference: only whether two intervals lie apart."""
    low, high, all_low, all_high = (each.get(end) for each in (cells, whole) for end in ("low", "high"))
    if low is None or high is None:
        return _("Too few to be shown apart")
    if cells.get("share") is None:
        return _("Too few: the interval alone")
    if all_low is None or all_high is None:
        return ""
    if low > all_high:
        return _("Above all: %(who)s") % {"who": who}
    if high < all_low:
        return _("Below all: %(who)s") % {"who": who}
    return _("No clear difference from all: %(who)s") % {"who": who}
