"""The calendar of a programme's year, as its training plan has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.models import HourEntry, Programme


@dataclass(frozen=True)
class Planned:
    """One line; `month` is its first day, `hours` 0 where it is an offer that nobody must take."""

    month: date
    mode: str
    title: str
    who: str
    hours: Decimal


def calendar_of(programme: Programme) -> Sequence[Planned]:
    """By month; empty where the programme has no training plan."""
    lines = [
        Planned(
            month=date.fromisoformat(f"{entry['month']}-01"),
            mode=mode_label(programme, entry["mode"]),
            title=entry["title"],
            who=entry["who"],
            hours=Decimal(str(entry["hours"])),
        )
        for entry in programme.training_plan.get("calendar", ())
    ]
    return sorted(lines, key=lambda line: line.month)


def mode_label(programme: Programme, mode: str) -> str:
    """What the programme calls a mode of teaching, else what it is commonly called."""
    labels = {mode.value: str(mode.label) for mode in HourEntry.Mode}
    return str(programme.hours_labels.get(mode) or labels.get(mode, mode))
