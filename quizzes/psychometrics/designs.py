"""Which items stand together in which form."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quizzes.psychometrics.answers import Ints


@cache
def cyclic_forms(blocks: int, per_form: int) -> Ints:
    """(blocks, per_form) the blocks of each form of a cyclic design: every block stands in `per_form` forms, and any
    two meet about equally often, `per_form` (`per_form` - 1) / (`blocks` - 1) times (Cochran & Cox 1957, Experimental
    Designs, ch. 11). Not to be written to. ValueError where a form would hold a block twice."""
    if not 1 <= per_form <= blocks:
        raise ValueError("A form holds each block once at most")
    offsets, met = [0], np.zeros(blocks, dtype=np.int64)
    while len(offsets) < per_form:
        free = [offset for offset in range(1, blocks) if offset not in offsets]
        best = min(free, key=lambda offset: (_meetings(met, offsets, offset).max(), _crowding(met, offsets, offset)))
        met = _meetings(met, offsets, best)
        offsets.append(best)
    return (np.arange(blocks)[:, None] + np.array(offsets)) % blocks


def _meetings(met: Ints, offsets: list[int], new: int) -> Ints:
    """How often each difference occurs once `new` is taken in."""
    after = met.copy()
    for offset in offsets:
        after[(new - offset) % len(met)] += 1
        after[(offset - new) % len(met)] += 1
    return after


def _crowding(met: Ints, offsets: list[int], new: int) -> int:
    return int((_meetings(met, offsets, new) ** 2).sum())


def balanced_forms(
    stratum: ArrayLike,
    level: ArrayLike,
    take: Sequence[int],
    forms: int,
    rng: np.random.Generator,
    avoid: NDArray[np.bool_] | None = None,
) -> Ints:
    """(forms, Σ take) the items of each form: `take[s]` of stratum s, item k lying in stratum `stratum[k]`.

    Incomplete blocks, balanced step by step: within a stratum the item that was used least comes next; among equals the
    one whose level the form has least of, then the one that met the form's other items least often, then by chance.
    So after any number of forms the items of a stratum were used equally often, give or take one, the levels of a form
    are mixed as those of the pool, and meetings are more even than by chance. `avoid` (forms, items) marks what a form
    must not hold, as a second form the items of the first; the balance is then looser. ValueError where a stratum has
    too few items.
    """
    strata, levels = np.asarray(stratum, dtype=np.int64), np.asarray(level, dtype=np.int64)
    items = len(strata)
    barred = np.zeros((forms, items), dtype=bool) if avoid is None else avoid
    members = [np.flatnonzero(strata == one) for one in range(len(take))]
    used, met = np.zeros(items, dtype=np.int64), np.zeros((items, items), dtype=np.int64)
    found = np.zeros((forms, sum(take)), dtype=np.int64)
    for form in range(forms):
        chosen: list[int] = []
        free, with_chosen = ~barred[form], np.zeros(items, dtype=np.int64)
        of_level = np.zeros(levels.max(initial=0) + 1, dtype=np.int64)
        places = [one for one, count in enumerate(take) for _ in range(count)]
        for place in rng.permutation(places):
            left = members[place][free[members[place]]]
            if not len(left):
                raise ValueError("A stratum has too few items")
            order = np.lexsort((rng.random(len(left)), with_chosen[left], of_level[levels[left]], used[left]))
            item = int(left[order[0]])
            free[item] = False
            with_chosen += met[item]  # of what is free; what is chosen together is counted below
            used[item] += 1
            of_level[levels[item]] += 1
            chosen.append(item)
        met[np.ix_(chosen, chosen)] += 1
        found[form] = chosen
    return found
