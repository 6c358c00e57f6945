"""Areas of a picture are right: one, or several. Pure."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import each_known, only
from quizzes.types.multiple.scoring import RULES, answer_of, score

__all__ = ["RULES", "answer_of", "arrange", "score", "validate", "wrong_of"]

Plain = Mapping[str, Any]


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "choices")
    choices = sorted(each_known(payload.get("choices"), shown))
    if len(choices) > body.get("most", len(choices)):
        raise ValueError("More areas than may be marked")
    return {"choices": choices}


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> list[str]:
    """From the top to the bottom of the picture, where the numbers stand."""
    return [str(area["id"]) for area in body["areas"]]


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    """One right area is missed and a wrong one taken for it."""
    correct = sorted(map(str, key["correct"]))
    others = [str(area["id"]) for area in body["areas"] if area["id"] not in correct]
    return {"choices": sorted([*correct[1:], *others[:1]])}
