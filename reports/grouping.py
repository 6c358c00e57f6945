"""Neighbouring groups are joined until each is large enough to say something of. Pure."""

from collections.abc import Sequence


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
