"""Each line is matched with a choice; a choice may serve several lines."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import known, only
from quizzes.scoring.weights import within

Plain = Mapping[str, Any]
RULES = ("each", "all")
FEW = 2
"""So many choices ("yes", "no") keep their order: it tells nothing."""


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "pairs")
    given = payload.get("pairs")
    if not isinstance(given, Mapping) or not given:
        raise ValueError("At least one line is matched")
    prompts = [str(prompt["id"]) for prompt in body["prompts"]]
    if set(given) - set(prompts):
        raise ValueError("This line was not shown")
    return {"pairs": {prompt: known(given[prompt], shown) for prompt in prompts if prompt in given}}


def score(payload: Plain, key: Plain) -> float:
    given, right = payload["pairs"], key["pairs"]
    if not right or not all(isinstance(choice, str) for choice in [*given.values(), *right.values()]):
        raise TypeError("pairs of ids")
    if key.get("weights") is not None:
        return within(sum(float(key["weights"].get(prompt, {}).get(choice, 0)) for prompt, choice in given.items()))
    hits = sum(given.get(prompt) == choice for prompt, choice in right.items())
    if key.get("rule", "each") == "all":
        return float(hits == len(right))
    return hits / len(right)


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> list[str]:
    """The choices, shuffled whatever the rules of the quiz say: written down they stand as their lines do."""
    choices = [str(choice["id"]) for choice in body["choices"]]
    if len(choices) > FEW or shuffle:
        rng.shuffle(choices)
    return choices


def answer_of(key: Plain) -> dict[str, Any]:
    return {"pairs": dict(key["pairs"])}


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    """One line is matched with another choice."""
    prompt = rng.choice(sorted(key["pairs"]))
    others = [str(choice["id"]) for choice in body["choices"] if choice["id"] != key["pairs"][prompt]]
    pairs = dict(key["pairs"])
    pairs.pop(prompt)
    return {"pairs": pairs | ({prompt: rng.choice(others)} if others else {})} if pairs or others else {"skipped": True}
