"""The counts behind all tables of a report as one system: cells, and how they add up.

A cell is a group of mandates ("all", "township", "township/东岭镇", "origin/new") and a measure ("due", "reached"). The
same cell may stand in several tables; it is one number, and what is decided about it holds everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    group: str
    measure: str


class Relation(NamedTuple):
    """`total` is the sum of `parts`."""

    total: Cell
    parts: tuple[Cell, ...]


class Bound(NamedTuple):
    """Whoever is counted in `smaller` is counted in `larger` too."""

    smaller: Cell
    larger: Cell


@dataclass(frozen=True)
class Split:
    """A measure divided into classes, such as valid = below + reached. Where `telling`, a class says something about
    ability, so that an empty class tells something about everybody in the other one."""

    total: str
    parts: tuple[str, ...]
    telling: bool = False


@dataclass(frozen=True)
class System:
    """All counts of one snapshot that any published table shows or implies."""

    counts: Mapping[Cell, int]
    relations: tuple[Relation, ...]
    bounds: tuple[Bound, ...] = ()
    telling: Mapping[Cell, Cell] = field(default_factory=dict)
    """Cells that must not be seen empty -> the total they are a class of."""

    def __post_init__(self) -> None:
        for total, parts in self.relations:
            if self.counts[total] != sum(self.counts[part] for part in parts):
                raise ValueError(f"{total} is not the sum of its parts")


def assemble(
    counts: Mapping[Cell, int],
    *,
    splits: Mapping[str, tuple[Split, ...]],
    partitions: Iterable[tuple[str, tuple[str, ...]]],
    bounds: Iterable[Bound] = (),
) -> System:
    """The system of these counts.

    `splits` gives for each group how its measures divide; `partitions` how a group divides into groups: every measure
    that the group and all its parts have adds up. A bound is left out where the counts do not keep it.
    """
    relations: list[Relation] = []
    telling: dict[Cell, Cell] = {}
    for group, divided in splits.items():
        for split in divided:
            total = Cell(group, split.total)
            parts = tuple(Cell(group, part) for part in split.parts)
            relations.append(Relation(total, parts))
            if split.telling:
                telling |= dict.fromkeys(parts, total)
    measures: dict[str, set[str]] = {}
    for cell in counts:
        measures.setdefault(cell.group, set()).add(cell.measure)
    for whole, groups in partitions:
        shared = set.intersection(measures[whole], *(measures[group] for group in groups)) if groups else set()
        relations += [
            Relation(Cell(whole, measure), tuple(Cell(group, measure) for group in groups))
            for measure in sorted(shared)
        ]
    kept = tuple(bound for bound in bounds if counts[bound.smaller] <= counts[bound.larger])
    return System(counts=dict(counts), relations=tuple(relations), bounds=kept, telling=telling)
