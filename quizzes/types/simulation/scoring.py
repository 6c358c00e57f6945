"""A simulation's answer: {"acts": [{"do": act, "with"?: {field: value}}, …]}, everything done from the first act on.

Written, each act also says on which screen it was done and where it led (`machine.written`), so that an answer can be
judged and told without the body. Pure.
"""

from collections.abc import Mapping
from typing import Any

from quizzes.types.simulation import judging, machine


def validate(payload: Mapping[str, Any], body: Mapping[str, Any], shown: Any) -> dict[str, Any]:
    """The answer as it is stored. ValueError for an act that the device did not offer at that moment."""
    acts = payload.get("acts")
    if payload.keys() != {"acts"} or not isinstance(acts, list) or not acts:
        raise ValueError("The acts are a list")
    if len(acts) > machine.limit_of(body) or not all(isinstance(act, Mapping) for act in acts):
        raise ValueError("More acts than the simulation allows")
    return {"acts": machine.written(body, acts)}


def score(payload: Mapping[str, Any], key: Mapping[str, Any]) -> float:
    """0 to 1 by the rule of `judging`."""
    return judging.judge(machine.retrace(payload["acts"]), key).share


def arrange(body: Mapping[str, Any], rng: Any, shuffle: bool) -> dict[str, Any]:
    """Nothing is shuffled: everybody gets the same device."""
    return {}


def answer_of(key: Mapping[str, Any]) -> dict[str, Any]:
    """The way that the author names, which earns everything."""
    return {"acts": list(key["way"])}


def follows(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the later answer goes on where the earlier one stood: what was done is never cut off, neither by a page
    that had been open for long nor by skipping."""
    done = before.get("acts", [])
    return after.get("acts", [])[: len(done)] == done


def wrong_of(body: Mapping[str, Any], key: Mapping[str, Any], rng: Any) -> dict[str, Any]:
    """The author's way, given up half-way."""
    way = list(key["way"])
    return {"acts": machine.written(body, way[: max(1, len(way) // 2)])}
