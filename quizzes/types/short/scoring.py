"""A few words."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import only
from quizzes.types.short.texts import fits, same

Plain = Mapping[str, Any]
LONGEST = 200


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    only(payload, "text")
    return {"text": written(payload.get("text"))}


def written(text: object) -> str:
    """One line without blanks around it, as it was typed else."""
    if not isinstance(text, str):
        raise ValueError("A text is needed")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not 1 <= len(line) <= LONGEST:
        raise ValueError("A text of some words is needed")
    return line


def score(payload: Plain, key: Plain) -> float:
    found = match(payload, key)
    return float(found.get("points", 1)) if found else 0.0


def match(payload: Plain, key: Plain) -> Plain | None:
    """Of the accepted texts that say the same the one that earns most."""
    text, case = payload["text"], key.get("case") is True
    if not isinstance(text, str) or not isinstance(key["answers"], list) or not key["answers"]:
        raise TypeError("a text, and at least one that is accepted")
    if key.get("wildcards") is True:
        fitting = [answer for answer in key["answers"] if fits(text, answer["text"], case=case)]
    else:
        said = same(text, case=case)
        fitting = [answer for answer in key["answers"] if same(answer["text"], case=case) == said]
    return max(fitting, key=lambda answer: float(answer.get("points", 1)), default=None)


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> dict[str, Any]:
    return {}


def answer_of(key: Plain) -> dict[str, Any]:
    best = max(key["answers"], key=lambda answer: float(answer.get("points", 1)))
    text = str(best["text"])
    return {"text": _shortest(text) if key.get("wildcards") is True else text}


def _shortest(pattern: str) -> str:
    r"""A text that fits: `*` stands for nothing, or for one sign where nothing else would be left."""
    return pattern.replace("\\*", "\0").replace("*", "").replace("\0", "*") or "…"


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    for text in ("不清楚", "说不准", "别的", "0"):
        if score({"text": text}, key) < 1:
            return {"text": text}
    return {"skipped": True}


def remarks(payload: Plain, key: Plain) -> list[str]:
    found = match(payload, key)
    return [str(found["feedback"])] if found and found.get("feedback") else []
