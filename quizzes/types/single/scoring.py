"""One option is right."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import known, only
from quizzes.scoring.weights import weighed

Plain = Mapping[str, Any]


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "choice")
    return {"choice": known(payload.get("choice"), shown)}


def score(payload: Plain, key: Plain) -> float:
    choice, correct = payload["choice"], key["correct"]
    if not isinstance(choice, str) or not isinstance(correct, str):
        raise TypeError("one option")
    if key.get("weights") is not None and choice != correct:
        return weighed([choice], key["weights"])
    return float(choice == correct)


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> list[str]:
    options = [str(option["id"]) for option in body["options"]]
    if shuffle:
        rng.shuffle(options)
    return options


def answer_of(key: Plain) -> dict[str, Any]:
    return {"choice": key["correct"]}


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    return {"choice": rng.choice([str(one["id"]) for one in body["options"] if one["id"] != key["correct"]])}
