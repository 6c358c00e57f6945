"""Which items go into which section, as a pure function: sections that overlap never make a draw fail that could
succeed."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Want:
    """One section: how many items, and which fit."""

    count: int
    fitting: Sequence[int]


def assemble(rng: random.Random, wants: Sequence[Want], seen: Collection[int]) -> list[list[int]]:
    """The items of each section in the order in which they are shown; none stands twice. A section that cannot be
    filled comes out short.

    Sections draw one after the other at random, items not in `seen` first. Where a section falls short because an
    earlier one took what it needs, the earlier one gives way for another item (augmenting paths), so that the result
    is short only where no choice at all could fill it. The same arguments give the same result.
    """
    chosen: list[list[int]] = []
    owner: dict[int, int] = {}
    for place, want in enumerate(wants):
        free = [item for item in want.fitting if item not in owner]
        fresh = [item for item in free if item not in seen]
        if len(fresh) >= want.count:
            mine = rng.sample(fresh, want.count)
        else:
            again = [item for item in free if item in seen]
            some = rng.sample(again, min(want.count - len(fresh), len(again)))
            mine = rng.sample([*fresh, *some], len(fresh) + len(some))
        chosen.append(mine)
        owner |= dict.fromkeys(mine, place)
        while len(mine) < want.count and _make_room(place, wants, chosen, owner, seen):
            pass
    return chosen


def shortages(wants: Sequence[Want]) -> dict[int, int]:
    """By place of the section, how many items it lacks whatever is drawn."""
    filled = assemble(random.Random(0), wants, ())
    return {
        place: want.count - len(got)
        for place, (want, got) in enumerate(zip(wants, filled, strict=True))
        if len(got) < want.count
    }


def _make_room(
    place: int, wants: Sequence[Want], chosen: list[list[int]], owner: dict[int, int], seen: Collection[int]
) -> bool:
    """Give the section one more item; whether that was possible. Breadth first over the items that could move on."""
    came: dict[int, int | None] = dict.fromkeys((item for item in wants[place].fitting if item in owner), None)
    came = {item: None for item in came if owner[item] != place}
    queue = list(came)
    for item in queue:
        holder = owner[item]
        spare = sorted((one for one in wants[holder].fitting if one not in owner), key=lambda one: one in seen)
        if spare:
            _shift(place, item, spare[0], came, chosen, owner)
            return True
        for other in wants[holder].fitting:
            if other not in came and owner[other] not in (holder, place):
                came[other] = item
                queue.append(other)
    return False


def _shift(
    place: int, item: int, spare: int, came: Mapping[int, int | None], chosen: list[list[int]], owner: dict[int, int]
) -> None:
    """`spare` replaces `item` where it stood, `item` what led to it, and so on; the first goes to the section."""
    step: int | None = item
    while step is not None:
        holder = owner[step]
        chosen[holder][chosen[holder].index(step)] = spare
        owner[spare] = holder
        spare, step = step, came[step]
    chosen[place].append(spare)
    owner[spare] = place
