"""Points for one answer.

| kind | points |
|---|---|
| single, boolean | 1 for the right option, else 0 |
| multiple | (right ones chosen - wrong ones chosen) / right ones, not below 0; 1 only for exactly the right set |
| ordering | pairs of neighbours that follow each other in the answer as in the key / all such pairs |
| any, skipped | 0 |

Why not all or nothing: an answer that misses one of three right options shows most of what was asked, and with short
sittings every bit of information counts. Why subtract: else ticking every box would earn everything; as it is, a wrong
box costs as much as a right one earns. Why neighbours: a sequence is learned as "what comes next"; a whole block that
is moved breaks one or two links only, while the opposite order and most guesses earn little (1/n of the points is
expected from a random order of n). The same rule is called "relative to the next item" in Moodle's ordering question
type.

A change of these rules is a new VERSION, which stands on every score.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from quizzes.scoring.payloads import is_skipped

VERSION = 1

Payload = Mapping[str, Any]


def score(kind: str, payload: Payload, key: Payload) -> float:
    """Points from 0 to 1. ValueError when answer or key do not fit the kind."""
    scorer = SCORERS.get(kind)
    if scorer is None:
        raise ValueError(f"Unknown kind of item: {kind}")
    if is_skipped(payload):
        return 0.0
    try:
        return scorer(payload, key)
    except (KeyError, TypeError) as error:
        raise ValueError(f"Answer or key do not fit an item of kind {kind}") from error


def _one(payload: Payload, key: Payload) -> float:
    choice, correct = payload["choice"], key["correct"]
    if not isinstance(choice, str) or not isinstance(correct, str):
        raise TypeError("one option")
    return float(choice == correct)


def _several(payload: Payload, key: Payload) -> float:
    chosen, right = set(_ids(payload["choices"])), set(_ids(key["correct"]))
    if not right:
        raise TypeError("a key names at least one option")
    return max(0, len(chosen & right) - len(chosen - right)) / len(right)


def _order(payload: Payload, key: Payload) -> float:
    given, right = _ids(payload["order"]), _ids(key["order"])
    if sorted(given) != sorted(right) or len(set(right)) != len(right) or len(right) < 2:
        raise TypeError("an order of the same two or more options")
    links = set(pairwise(right))
    return len(links & set(pairwise(given))) / len(links)


def _ids(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of options")
    return [str(one) for one in value]


SCORERS: dict[str, Callable[[Payload, Payload], float]] = {
    "single": _one,
    "boolean": _one,
    "multiple": _several,
    "ordering": _order,
}
