"""The figures of a bank's quality page, reckoned by the queue and kept until there is something new."""

import logging
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from quizzes.bank.models import ItemBank
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.calibration.selectors.responses import material_of
from quizzes.delivery.models import ItemStatistic
from quizzes.psychometrics.calibration import CannotCalibrate
from quizzes.quality import drift, measured
from quizzes.quality.cells import joined
from quizzes.quality.limits import limits
from quizzes.quality.models import QualityReport
from quizzes.quality.selectors import exposure, modes

EDGES = np.arange(-4.0, 4.01, 0.5)
"""Classes of ability in logits; what lies beyond is counted in the outermost."""
SECONDS = 20
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Figures:
    """What is kept in `QualityReport.data`. `people` is 0 for fewer than five. Where nothing could be estimated,
    `reliability`, `mean` and `sd` are None, `persons` and `items` empty. `persons` are [low, high, count] in logits;
    `items` as `measured.ItemRow`; `exposure` [item, share] of `sat` people; `drift` as `drift.Drift`; `modes` as
    `modes.Division`."""

    people: int
    answers: int
    reliability: float | None = None
    mean: float | None = None
    sd: float | None = None
    persons: list[tuple[float, float, int]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    sat: int = 0
    exposure: list[tuple[int, float]] = field(default_factory=list)
    drift: dict[str, Any] | None = None
    modes: list[dict[str, Any]] = field(default_factory=list)


def sweep_due(now: datetime | None = None) -> int:
    """Reckon anew the banks whose items have new figures, or that have a new calibration; how many. Four queries, then
    one bank after the other, each by itself."""
    began = timezone.now()
    now = now or began
    done = 0
    for bank in _due():
        if (timezone.now() - began).total_seconds() > SECONDS:
            break
        try:
            reckon(bank=bank, now=now)
            done += 1
        except Exception:
            logger.exception("the quality of bank %s could not be reckoned", bank)
    return done


def _due() -> list[ItemBank]:
    figures = ItemStatistic.objects.order_by().values_list("version__item__bank").annotate(last=Max("as_of"))
    parameters = ItemParameter.objects.exclude(item_version=None).order_by().values_list("item_version__item__bank")
    calibrated = parameters.annotate(last=Max("calibration__at"))
    latest: dict[int, datetime] = {}
    for bank, moment in [*figures, *calibrated]:
        latest[bank] = max(moment, latest.get(bank, moment))
    kept = dict(QualityReport.objects.values_list("bank", "as_of"))
    due = [bank for bank, moment in latest.items() if bank not in kept or kept[bank] < moment]
    return list(ItemBank.objects.filter(pk__in=due))


def _calibrations(bank: ItemBank) -> list[Calibration]:
    """The latest that knows items of the bank, alone or with the pool of the readiness test, and the one of the same
    source before it. Two queries."""
    known = Calibration.objects.filter(Exists(_of(bank)))
    latest = known.order_by("-at", "-pk").first()
    return list(known.filter(source=latest.source).order_by("-version")[:2]) if latest else []


def _of(bank: ItemBank) -> QuerySet[ItemParameter]:
    return ItemParameter.objects.filter(calibration=OuterRef("pk"), item_version__item__bank=bank)


def reckon(*, bank: ItemBank, now: datetime) -> QualityReport:
    """All figures of one bank, kept in its row. A fixed number of queries, whatever the number of items and people."""
    calibrations = _calibrations(bank)
    frozen = calibrations[0] if calibrations else None
    figures = _figures(bank, calibrations)
    report, _made = QualityReport.objects.update_or_create(
        bank=bank,
        defaults={"calibration": frozen, "limits": limits().version, "data": asdict(figures), "as_of": now},
    )
    return report


def _figures(bank: ItemBank, calibrations: list[Calibration]) -> Figures:
    material = material_of(bank)
    seen = exposure.of_bank(bank)
    moved = drift.between(calibrations, bank)
    figures = Figures(
        people=material.answers.people if material.answers.people >= limits().min_cell else 0,
        answers=len(material.answers.scores),
        sat=seen.people,
        exposure=seen.shares,
        drift=asdict(moved) if moved else None,
        modes=[asdict(division) for division in modes.of_bank(bank)],
    )
    try:
        found = measured.frozen(material, calibrations[0]) if calibrations else measured.provisional(material)
    except CannotCalibrate:
        return figures
    counts = np.histogram(np.clip(found.theta, EDGES[0], EDGES[-1] - 1e-9), EDGES)[0]
    return replace(
        figures,
        reliability=found.reliability,
        mean=found.mean,
        sd=found.sd,
        persons=[(float(EDGES[low]), float(EDGES[high]), n) for low, high, n in joined(counts.tolist())],
        items=[asdict(row) for row in found.items],
    )
