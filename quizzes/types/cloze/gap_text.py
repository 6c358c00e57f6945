"""A gap as an author types it: 五 | 5, or 一次✓ | 两次 | 三次, or 3.14±0.01."""

import re
from string import ascii_lowercase
from typing import Any

from quizzes.types.numeric.numbers import read

TICK = re.compile(r"[✓√✔]")
Data = dict[str, Any]


def told(gap: Data, key: Data) -> str:
    """What the author sees of a gap; what cannot be said so (explanations, weights of choices) is left out."""
    if gap.get("kind") in {"choice", "multiple"}:
        right = key.get("correct") or []
        right = right if isinstance(right, list) else [right]
        options = gap.get("options", [])
        return " | ".join(str(one.get("text", "")) + ("✓" if one.get("id") in right else "") for one in options)
    answers = key.get("answers") or []
    return " | ".join(_number(each) if gap.get("kind") == "numeric" else str(each.get("text", "")) for each in answers)


def _number(answer: Data) -> str:
    if "value" in answer:
        return answer["value"] + (f"±{answer['tolerance']}" if answer.get("tolerance") else "")
    return f"{answer.get('low', '')}~{answer.get('high', '')}"


def read_gap(id: str, kind: str, text: str) -> tuple[Data, Data]:
    """The gap as it is shown, and its key. What is incomplete stays for `problems` to name."""
    parts = [part.strip() for part in re.split(r"[|｜]", text) if part.strip()]
    if kind in {"choice", "multiple"}:
        options = [
            {"id": letter, "text": TICK.sub("", part).strip()}
            for letter, part in zip(ascii_lowercase, parts, strict=False)
        ]
        right = [letter for letter, part in zip(ascii_lowercase, parts, strict=False) if TICK.search(part)]
        one = right[0] if kind == "choice" and len(right) == 1 else None
        correct = {"correct": right} if kind == "multiple" else {"correct": one} if one else {}
        return {"id": id, "kind": kind, "options": options}, correct
    if kind == "numeric":
        return {"id": id, "kind": kind}, {"answers": [_range(part) for part in parts]}
    return {"id": id, "kind": "short"}, {"answers": [{"text": part} for part in parts]}


def _range(part: str) -> Data:
    value, sign, tolerance = part.partition("±")
    if sign:
        return {"value": _plain(value), "tolerance": _plain(tolerance)}
    low, sign, high = part.replace("～", "~").partition("~")
    return {"low": _plain(low), "high": _plain(high)} if sign else {"value": _plain(part)}


def _plain(text: str) -> str:
    try:
        return read(text, ())[0]
    except ValueError:
        return text.strip()
