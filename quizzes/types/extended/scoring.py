"""A written answer, marked by a person against a rubric. Pure."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import only

Plain = Mapping[str, Any]
LONGEST, HIGHEST = 2000, 5000
BY_HAND = True
"""No machine scores this kind: its points come from a marking."""


def longest_of(body: Plain) -> int:
    return int(body.get("longest") or LONGEST)


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    """Line ends and the blanks around the text are made alike; the text itself stays as it was written."""
    only(payload, "text")
    text = payload.get("text")
    if not isinstance(text, str):
        raise ValueError("The answer is a text")
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > longest_of(body) or any(unicodedata.category(one) == "Cs" for one in text):
        raise ValueError("The text is empty or too long")
    if "\x00" in text:
        raise ValueError("The text holds something that is no character")
    return {"text": text}


def score(payload: Plain, key: Plain) -> float:
    """Nothing, until somebody has marked it."""
    return 0.0


def arrange(body: Plain, rng: Any, shuffle: bool) -> dict[str, Any]:
    return {}


def answer_of(key: Plain) -> dict[str, Any]:
    """The author's sample."""
    return {"text": key.get("sample", "")}


def wrong_of(body: Plain, key: Plain, rng: Any) -> dict[str, Any]:
    return {"text": "不会写。"}
