"""Standards and their announced runs, as the screens show them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from quizzes.calibration.models import Calibration
from quizzes.readiness import changes, deciding
from quizzes.readiness.models import AnnouncedRun, Basis, CutScore, ReadinessGrade, RunLine
from quizzes.readiness.words import LEVELS, method_word

LOW = (deciding.UNASSESSED, deciding.EXPIRED, deciding.TOO_FEW)
ORDER = {value: place for place, value in enumerate([*LOW, "0", "1", "2", "3", "4"])}
GRADE_ORDER = {value: place for place, value in enumerate(ReadinessGrade.Grade.values)}


@dataclass(frozen=True)
class Flow:
    """How many go from one level, or grade, to another; `up` says whether that is higher."""

    before: str
    after: str
    count: int
    up: bool


@dataclass(frozen=True)
class Told:
    """What a run changes: `people` of all who were looked at, the flows of levels and of grades, and, once it was
    carried out, in how many lines something else came than was foretold."""

    people: int
    raised: int
    lowered: int
    levels: tuple[Flow, ...]
    grades: tuple[Flow, ...]
    strayed: int


@dataclass(frozen=True)
class CutChange:
    competence: str
    level: str
    before: float
    after: float
    se: float
    method: str


def told(run: AnnouncedRun) -> Told:
    """One query; the counts are of what came, where it has come."""
    lines = list(RunLine.objects.filter(run=run).only("competence_id", "mandate_id", "before", "foretold", "came"))
    changed = [line for line in lines if _after(line) != line.before]
    levels = Counter((line.before, _after(line)) for line in changed if line.mandate_id is None)
    grades = Counter((line.before, _after(line)) for line in changed if line.mandate_id is not None)
    level_flows = _flows(levels, RunLine(), ORDER)
    return Told(
        people=RunLine.objects.filter(run=run).order_by().values("person").distinct().count(),
        raised=sum(flow.count for flow in level_flows if flow.up),
        lowered=sum(flow.count for flow in level_flows if not flow.up),
        levels=level_flows,
        grades=_flows(grades, RunLine(mandate_id=0), GRADE_ORDER),
        strayed=sum(bool(line.came) and line.came != line.foretold for line in lines),
    )


def _after(line: RunLine) -> str:
    return line.came or line.foretold


def _flows(counts: Mapping[tuple[str, str], int], line: RunLine, order: Mapping[str, int]) -> tuple[Flow, ...]:
    rows = sorted(counts.items(), key=lambda row: (order[row[0][0]], order[row[0][1]]))
    return tuple(
        Flow(changes.word(line, before), changes.word(line, after), count, order[after] > order[before])
        for (before, after), count in rows
    )


def lines_of(run: AnnouncedRun) -> QuerySet[RunLine]:
    """In the order of people, so that the lines of one stand together."""
    return (
        RunLine.objects.filter(run=run)
        .select_related("person", "competence", "mandate__term__congress")
        .order_by("person", "pk")
    )


def cut_versions() -> list[tuple[int, str]]:
    """The versions of the thresholds there are, the newest first, each with its method and day."""
    rows = CutScore.objects.order_by("-version", "pk").values_list("version", "method", "decided_on").distinct()
    found: dict[int, tuple[str, date]] = {}
    for version, method, day in rows:
        found.setdefault(version, (method, day))
    return [
        (
            version,
            _("version %(version)d: %(method)s, %(day)s")
            % {"version": version, "method": method_word(method), "day": day},
        )
        for version, (method, day) in found.items()
    ]


def calibrations() -> QuerySet[Calibration]:
    """The latest Rasch calibration of each bank."""
    usable = Calibration.objects.exclude(bank=None).filter(settings__model="rasch")
    latest = set(usable.order_by().values_list("bank").annotate(last=Max("version")))
    pks = [pk for pk, bank, version in usable.values_list("pk", "bank", "version") if (bank, version) in latest]
    return usable.filter(pk__in=pks).select_related("bank").order_by("bank__title")


def measures(calibration: Calibration) -> bool:
    """Whether levels are measured by it, or would be by a change that is under way."""
    return calibration.standards.exists() or AnnouncedRun.objects.filter(open=True, calibrations=calibration).exists()


def cut_changes(before: Basis, after: Basis) -> list[CutChange]:
    """The thresholds that differ. Two queries."""
    old, new = _cuts(before.cut_version), _cuts(after.cut_version)
    return [
        CutChange(
            row.competence.name, str(LEVELS[row.level]), old[key].theta, row.theta, row.se, method_word(row.method)
        )
        for key, row in new.items()
        if key in old and (old[key].theta, old[key].se) != (row.theta, row.se)
    ]


def _cuts(version: int) -> dict[tuple[int, int], CutScore]:
    rows = CutScore.objects.filter(version__lte=version).select_related("competence").order_by("version")
    found = {(row.competence_id, row.level): row for row in rows}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].competence.order, pair[0][1])))


def announced() -> AnnouncedRun | None:
    """The change that is announced and has not begun, for everybody to read."""
    return (
        AnnouncedRun.objects.filter(state=AnnouncedRun.State.ANNOUNCED).select_related("rule", "confirmed_by").first()
    )
