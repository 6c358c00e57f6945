"""What may be shown of counts of people: nothing from 1 to 4, nor what gives such a count away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.quality.limits import limits


@dataclass(frozen=True)
class Cell:
    """One group of people: its name, how many, the mean share of the points with its standard error. `shown` is False
    where the count is small, or would give a small one away; then nothing else may leave."""

    name: str
    n: int
    mean: float
    se: float | None
    shown: bool = True


def withheld(counts: Sequence[int]) -> list[bool]:
    """Which counts of one division of the same people are kept back: those from 1 to 4, and with a single such one the
    smallest of the others, since the sum of all is known."""
    least = limits().min_cell
    hidden = [0 < count < least for count in counts]
    others = [place for place, count in enumerate(counts) if count >= least]
    if sum(hidden) == 1 and others:
        hidden[min(others, key=lambda place: counts[place])] = True
    return hidden


def joined(counts: Sequence[int]) -> list[tuple[int, int, int]]:
    """Neighbouring classes joined until none holds 1 to 4 people: (first, one past the last, count). Empty for fewer
    than five people in all; classes without anybody at the ends are left out."""
    least = limits().min_cell
    if sum(counts) < least:
        return []
    found: list[tuple[int, int, int]] = []
    first, held = next(place for place, count in enumerate(counts) if count), 0
    last = max(place for place, count in enumerate(counts) if count)
    for place in range(first, last + 1):
        held += counts[place]
        if held == 0 or held >= least:
            found.append((first, place + 1, held))
            first, held = place + 1, 0
    if held:
        start, _end, before = found.pop()
        while before == 0:
            start, _end, before = found.pop()
        found.append((start, last + 1, before + held))
    return found
