"""Neighbouring groups are joined until each is large enough to say something of. Pure."""

from collections.abc import Mapping, Sequence

LEAST = 5
"""A group that was shown before stays as it is down to this size."""


def joined(counts: Sequence[int], least: int) -> list[range]:
    """Runs of neighbouring places whose counts sum to `least` or more, the smallest first joined to its smaller
    neighbour; one run of all when even that is too small."""
    runs = [range(place, place + 1) for place in range(len(counts))]

    def size(index: int) -> int:
        return sum(counts[place] for place in runs[index])

    while len(runs) > 1:
        smallest = min(range(len(runs)), key=lambda index: (size(index), index))
        if size(smallest) >= least:
            break
        beside = [index for index in (smallest - 1, smallest + 1) if 0 <= index < len(runs)]
        first, last = sorted((smallest, min(beside, key=lambda index: (size(index), index))))
        runs[first : last + 1] = [range(runs[first].start, runs[last].stop)]
    return runs


class Grouping:
    """Which neighbours of a table stand together. `kept` is what an earlier snapshot showed: it is shown again, since
    another division of the same people would give away by difference what either withholds. `used` fills up with what
    was taken."""

    def __init__(self, kept: Mapping[str, list[list[str]]]) -> None:
        self.kept = kept
        self.used: dict[str, list[list[str]]] = {}

    def of(self, table: str, names: Sequence[str], counts: Sequence[int], least: int) -> list[list[int]]:
        """Places of the names that make up each row, in order; names that count nobody are in none."""
        there = {name: place for place, name in enumerate(names) if counts[place]}
        old = [[there[name] for name in group if name in there] for group in self.kept.get(table, [])]
        same = {name for group in self.kept.get(table, []) for name in group} == set(there)
        if not (same and all(sum(counts[place] for place in group) >= LEAST for group in old)):
            old = [[place for place in run if counts[place]] for run in joined(counts, least)]
        groups = [group for group in old if group]
        self.used[table] = [[names[place] for place in group] for group in groups]
        return groups
