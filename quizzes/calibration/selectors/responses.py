"""The answers in the bank, in the shape that the calibration takes."""

from collections.abc import Collection
from typing import Any

import numpy as np
from django.db.models import F, Max

from quizzes.bank.models import ItemBank, ItemVersion
from quizzes.calibration.material import BAND_SD, Material
from quizzes.delivery.models import Attempt, PresentedItem, Response, Score
from quizzes.psychometrics.answers import Answers
from quizzes.scoring import by_hand_kinds


def material_of(bank: ItemBank) -> Material:
    """The same of one bank, kept under its name."""
    return material_of_banks([bank], f"bank:{bank.slug}", bank.pk)


def material_of_banks(banks: Collection[ItemBank], source: str, bank_id: int | None = None) -> Material:
    """Every version of the banks' items that was ever shown, and what each person reached on it in their first
    finished, unassisted sitting with it, to be kept under `source`. Four queries.

    Passed over or left empty counts 0; what lies behind the last answer when the server closed a sitting was not
    reached and does not count, nor do sittings without any answer, nor answers that wait to be marked.
    """
    shown = _shown(banks)
    points = _points(banks)
    reached = _reached(banks)
    by_hand = by_hand_kinds()
    first: dict[tuple[int, int], float] = {}
    for row in shown:
        last, key = reached.get(row["attempt"]), (row["attempt__person"], row["version"])
        scored = points.get(row["pk"])
        not_reached = row["attempt__state"] == Attempt.State.CLOSED and row["position"] > (last or 0)
        waits = scored is None and row["version__item__kind"] in by_hand
        if last is None or key in first or waits or (scored is None and not_reached):
            continue
        first[key] = scored or 0.0
    return _material(first, source, bank_id)


def _material(first: dict[tuple[int, int], float], source: str, bank_id: int | None) -> Material:
    pks = sorted({version for _person, version in first})
    versions = ItemVersion.objects.select_related("item").in_bulk(pks)
    column = {pk: index for index, pk in enumerate(pks)}
    row: dict[int, int] = {}
    for person, _version in first:
        row.setdefault(person, len(row))
    answers = Answers.of(
        [row[person] for person, _version in first],
        [column[version] for _person, version in first],
        list(first.values()),
        people=len(row),
        items=len(pks),
    )
    return Material(
        source=source,
        answers=answers,
        names=[f"{versions[pk].item.slug} v{versions[pk].number}" for pk in pks],
        bands=np.array([versions[pk].item.band for pk in pks], dtype=float),
        band_sd=np.full(len(pks), BAND_SD),
        bank_id=bank_id,
        versions=pks,
    )


def _shown(banks: Collection[ItemBank]) -> list[dict[str, Any]]:
    """In the order of the sittings, so that the first one of a person comes first."""
    rows = PresentedItem.objects.filter(version__item__bank__in=banks, attempt__assisted_by="")
    rows = rows.exclude(attempt__state=Attempt.State.OPEN).order_by("attempt__started_at", "attempt", "position")
    names = ("pk", "attempt", "attempt__person", "attempt__state", "position", "version", "version__item__kind")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]


def _points(banks: Collection[ItemBank]) -> dict[int, float]:
    """presented item -> share of its points, by the last answer in time and its score in force."""
    scores = Score.objects.filter(
        response__presented__version__item__bank__in=banks, response__late=False, superseded_by=None
    )
    rows = scores.order_by("response__seq", "pk").values_list(F("response__presented"), "points", "max_points")
    return {presented: points / most if most else 0.0 for presented, points, most in rows}


def _reached(banks: Collection[ItemBank]) -> dict[int, int]:
    """attempt -> the position of the last item with an answer in time."""
    rows = Response.objects.filter(attempt__presented__version__item__bank__in=banks, late=False)
    return dict(rows.order_by().values_list("attempt").annotate(last=Max("presented__position")))
