"""Points for one answer.

| kind | points |
|---|---|
| single, boolean | 1 for the right option, else 0; with `weights` the weight of the chosen one, not below 0 |
| multiple | (right ones chosen - wrong ones chosen) / right ones, not below 0; 1 only for exactly the right set |
| multiple, rule "all" | 1 for exactly the right set, else 0 |
| multiple, `weights` | the sum of what was chosen, not below 0, not above 1 |
| ordering, rule "next" | pairs of neighbours that follow each other in the answer as in the key / all such pairs |
| ordering, rule "position" | lines that stand in their right place / all lines |
| ordering, rule "all" | 1 for exactly the right order, else 0 |
| matching | right pairs / all lines; by rule "all" 1 for all of them, else 0; by `weights` their sum, within 0 and 1 |
| cloze | the gaps' points by their weights; by rule "all" 1 for all right, else 0; by "net" wrong choices cost |
| any, skipped | 0 |

Why not all or nothing: an answer that misses one of three right options shows most of what was asked, and with short
sittings every bit of information counts. Why subtract: else ticking every box would earn everything; as it is, a wrong
box costs as much as a right one earns. Why neighbours: a sequence is learned as "what comes next"; a whole block that
is moved breaks one or two links only, while the opposite order and most guesses earn little (1/n of the points is
expected from a random order of n). The same rule is called "relative to the next item" in Moodle's ordering question
type.

Why there are other rules beside: questions that come from other systems were written for them (Moodle's fractions,
"all or nothing", "absolute position"), and a question must earn here what it earned there. An item without a rule has
the first of its kind.

A change of these rules is a new VERSION, which stands on every score. 1: the first row of each kind. 2: the other rules
as well; what version 1 scored keeps its points.
"""

import math
import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from quizzes.scoring.kinds import names, part_of
from quizzes.scoring.payloads import SKIPPED, UNFIT, is_skipped

VERSION = 2

Payload = Mapping[str, Any]


def score(kind: str, payload: Payload, key: Payload) -> float:
    """Points from 0 to 1. ValueError when answer or key do not fit the kind."""
    part = part_of(kind)
    try:
        points = 0.0 if is_skipped(payload) else float(part.score(payload, key))
    except UNFIT as error:
        raise ValueError(f"Answer or key do not fit an item of kind {kind}") from error
    if not math.isfinite(points):
        raise ValueError(f"The key of an item of kind {kind} holds something that is no number")
    return min(max(points, 0.0), 1.0)


def arrange(kind: str, body: Payload, rng: random.Random, *, shuffle: bool) -> Any:
    """What one sitting shows in which order, as it is kept with the sitting."""
    return part_of(kind).arrange(body, rng, shuffle)


def answer_of(kind: str, key: Payload) -> dict[str, Any]:
    """The key in the form of an answer."""
    answer: dict[str, Any] = part_of(kind).answer_of(key)
    return answer


def wrong_of(kind: str, body: Payload, key: Payload, rng: random.Random) -> dict[str, Any]:
    """An answer that does not earn everything; a skipped item where the kind has nothing better."""
    wrong = getattr(part_of(kind), "wrong_of", None)
    answer: dict[str, Any] = wrong(body, key, rng) if wrong else dict(SKIPPED)
    return answer


def follows(kind: str, before: Payload, after: Payload) -> bool:
    """Whether the later of two answers to an item may take the place of the earlier. Nearly always; a simulation's acts
    are never cut off."""
    judged = getattr(part_of(kind), "follows", None)
    return True if judged is None else bool(judged(before, after))


@cache
def by_hand_kinds() -> frozenset[str]:
    """The kinds that no machine scores."""
    return frozenset(kind for kind in names() if getattr(part_of(kind), "BY_HAND", False))


def remarks(kind: str, payload: Payload, key: Payload) -> list[str]:
    """What the key itself says to one answer, for kinds whose right answers carry explanations."""
    told = getattr(part_of(kind), "remarks", None)
    return [] if told is None or not payload or is_skipped(payload) else list(told(payload, key))
