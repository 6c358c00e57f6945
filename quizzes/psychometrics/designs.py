"""Which items stand together in which form."""

from functools import cache

import numpy as np

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
