"""Every line has its place."""

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from quizzes.scoring.payloads import each_known, only
from quizzes.scoring.weights import ids

Plain = Mapping[str, Any]
RULES = ("next", "all", "position")


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "order")
    order = each_known(payload.get("order"), shown)
    if len(order) != len(shown):
        raise ValueError("An order names every option")
    return {"order": order}


def score(payload: Plain, key: Plain) -> float:
    given, right = ids(payload["order"]), ids(key["order"])
    if sorted(given) != sorted(right) or len(set(right)) != len(right) or len(right) < 2:
        raise TypeError("an order of the same two or more options")
    rule = key.get("rule", "next")
    if rule == "all":
        return float(given == right)
    if rule == "position":
        return sum(one == other for one, other in zip(given, right, strict=True)) / len(right)
    links = set(pairwise(right))
    return len(links & set(pairwise(given))) / len(links)


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> list[str]:
    """Shuffled whatever the rules of the quiz say; the right order comes up as often as any other."""
    options = [str(option["id"]) for option in body["options"]]
    rng.shuffle(options)
    return options


def answer_of(key: Plain) -> dict[str, Any]:
    return {"order": list(key["order"])}


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    order = list(key["order"])
    return {"order": [*order[1:], order[0]]}
