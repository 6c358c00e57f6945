"""Results by the way in which people sat: device or paper, elder mode, help."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef

from quizzes.bank.models import ItemBank
from quizzes.delivery.models import Attempt, Outcome, PresentedItem
from quizzes.quality.cells import Cell, withheld

MODE, ELDER, HELP = "mode", "elder", "help"
GROUPS: dict[str, tuple[str, ...]] = {
    MODE: (Attempt.Mode.PHONE.value, Attempt.Mode.DESKTOP.value, Attempt.Mode.PAPER.value),
    ELDER: ("elder", "standard"),
    HELP: ("assisted", "alone"),
}


@dataclass(frozen=True)
class Division:
    """One way of dividing the same people. A cell that is not shown has 0 for its figures."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class _Sitting:
    share: float
    mode: str
    elder: str
    help: str


def of_bank(bank: ItemBank) -> list[Division]:
    """The first finished sitting of each person with an item of the bank. Elder mode is the person's setting today: the
    sitting does not keep it. One query."""
    sittings = list(_first(bank))
    ways: dict[str, Callable[[_Sitting], str]] = {
        MODE: lambda one: one.mode,
        ELDER: lambda one: one.elder,
        HELP: lambda one: one.help,
    }
    return [_division(name, sittings, way) for name, way in ways.items()]


def _first(bank: ItemBank) -> Iterable[_Sitting]:
    shown = PresentedItem.objects.filter(attempt=OuterRef("attempt"), version__item__bank=bank)
    rows = Outcome.objects.filter(Exists(shown), superseded_by=None, pending=0, max_points__gt=0)
    rows = rows.exclude(attempt__state=Attempt.State.OPEN).order_by("attempt__started_at", "attempt")
    found: dict[int, _Sitting] = {}
    for person, points, most, mode, helper, elder in rows.values_list(
        "attempt__person",
        "points",
        "max_points",
        "attempt__mode",
        "attempt__assisted_by",
        "attempt__person__elder_mode",
    ):
        one = _Sitting(points / most, mode, "elder" if elder else "standard", "assisted" if helper else "alone")
        found.setdefault(person, one)
    return found.values()


def _division(name: str, sittings: list[_Sitting], way: Callable[[_Sitting], str]) -> Division:
    groups = [[one.share for one in sittings if way(one) == group] for group in GROUPS[name]]
    hidden = withheld([len(shares) for shares in groups])
    return Division(
        name,
        [
            Cell(group, 0, 0.0, None, shown=False) if kept_back else _cell(group, shares)
            for group, shares, kept_back in zip(GROUPS[name], groups, hidden, strict=True)
        ],
    )


def _cell(name: str, shares: list[float]) -> Cell:
    if not shares:
        return Cell(name, 0, 0.0, None)
    values = np.array(shares)
    return Cell(
        name, len(shares), round(float(values.mean()), 4), round(float(values.std(ddof=1) / len(values) ** 0.5), 4)
    )
