"""Neighbouring classes are joined until each is large enough to be shown."""

from collections.abc import Sequence


def joined(counts: Sequence[int], least: int) -> list[range]:
    """Runs of neighbouring places whose counts sum to `least` or more, from the smallest class on; one run of all when
    even that is too small. Empty places join a neighbour."""
    runs = [range(place, place + 1) for place in range(len(counts))]

    def size(run: range) -> int:
        return sum(counts[place] for place in run)

    while len(runs) > 1:
        smallest = min(range(len(runs)), key=lambda index: (size(runs[index]), index))
        if size(runs[smallest]) >= least:
            break
        beside = [index for index in (smallest - 1, smallest + 1) if 0 <= index < len(runs)]
        other = min(beside, key=lambda index: (size(runs[index]), index))
        first, last = sorted((smallest, other))
        runs[first : last + 1] = [range(runs[first].start, runs[last].stop)]
    return runs
