"""True or false: one option is right, and the two keep their places."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.types.single.scoring import answer_of, score, validate, wrong_of

__all__ = ["answer_of", "arrange", "score", "validate", "wrong_of"]


def arrange(body: Mapping[str, Any], rng: random.Random, shuffle: bool) -> list[str]:
    return [str(option["id"]) for option in body["options"]]
