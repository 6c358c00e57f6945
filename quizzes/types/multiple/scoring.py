"""Several options are right."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import each_known, only
from quizzes.scoring.weights import ids, weighed
from quizzes.types.single.scoring import arrange

__all__ = ["RULES", "answer_of", "arrange", "score", "validate", "wrong_of"]

Plain = Mapping[str, Any]
RULES = ("each", "all")


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "choices")
    return {"choices": sorted(each_known(payload.get("choices"), shown))}


def score(payload: Plain, key: Plain) -> float:
    chosen, right = set(ids(payload["choices"])), set(ids(key["correct"]))
    if not right:
        raise TypeError("a key names at least one option")
    if key.get("weights") is not None:
        return weighed(sorted(chosen), key["weights"])
    if key.get("rule", "each") == "all":
        return float(chosen == right)
    return max(0, len(chosen & right) - len(chosen - right)) / len(right)


def answer_of(key: Plain) -> dict[str, Any]:
    return {"choices": sorted(key["correct"])}


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    """One right option is missed and a wrong one taken for it."""
    correct = sorted(map(str, key["correct"]))
    others = [str(option["id"]) for option in body["options"] if option["id"] not in correct]
    return {"choices": sorted([*correct[1:], *others[:1]])}
