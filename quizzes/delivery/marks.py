"""An answer of any kind as marks that can be counted: the option, the pair, the order, the word. Pure, and by the form
of the answer, so that a new kind needs nothing here."""

import unicodedata
from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]
ARROW = " → "


def marks(payload: Data) -> list[str]:
    """The marks of one answer; none for a skipped one, and for answers that a person marks or a simulation runs."""
    if "choice" in payload:
        return [str(payload["choice"])]
    if "choices" in payload:
        return [str(one) for one in payload["choices"]]
    if "order" in payload:
        return [ARROW.join(str(one) for one in payload["order"])]
    if "pairs" in payload:
        return [f"{prompt}={choice}" for prompt, choice in sorted(payload["pairs"].items())]
    if "gaps" in payload:
        return [f"{gap}={_plain(text)}" for gap, text in sorted(payload["gaps"].items())]
    if "value" in payload:
        return [f"{payload['value']} {payload.get('unit', '')}".strip()]
    if isinstance(payload.get("text"), str) and len(payload["text"]) <= 60:
        return [_plain(payload["text"])]
    return []


def right(key: Data) -> frozenset[str]:
    """The marks that the key holds to be right."""
    if "correct" in key:
        correct = key["correct"]
        return frozenset([correct] if isinstance(correct, str) else map(str, correct))
    if "order" in key:
        return frozenset(marks({"order": key["order"]}))
    if "pairs" in key:
        return frozenset(marks({"pairs": key["pairs"]}))
    full = [answer for answer in key.get("answers", []) if float(answer.get("points", 1)) >= 1]
    return frozenset(_plain(str(answer.get("text", answer.get("value", "")))) for answer in full) - {""}


def listed(body: Data, key: Data) -> list[str]:
    """The marks that everybody could choose from, in the order of the body; empty where answers are free."""
    if "correct" not in key:
        return []
    return [str(one["id"]) for one in [*body.get("options", []), *body.get("areas", [])]]


def is_free(key: Data) -> bool:
    """Whether people write the answer themselves, so that rare ones may tell who wrote them."""
    return not {"correct", "order", "pairs"} & set(key)


def words(mark: str, body: Data) -> str:
    """The mark in the words of the item."""
    texts = {
        str(one["id"]): str(one.get("text", one["id"]))
        for part in ("options", "areas", "prompts", "choices")
        for one in body.get(part, [])
        if isinstance(one, Mapping) and "id" in one
    }
    if mark in texts:
        return texts[mark]
    if ARROW in mark:
        return ARROW.join(texts.get(one, one) for one in mark.split(ARROW))
    if "=" in mark:
        left, _sign, value = mark.partition("=")
        return f"{texts.get(left, left)} – {texts.get(value, value)}"
    return mark


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())[:60]
