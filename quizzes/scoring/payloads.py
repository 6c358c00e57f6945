"""What an answer may look like."""

from collections.abc import Collection, Mapping
from typing import Any

SKIPPED: dict[str, Any] = {"skipped": True}


def is_skipped(payload: Mapping[str, Any]) -> bool:
    """Whether the person said "I cannot answer this one"."""
    return payload.get("skipped") is True


def validate(kind: str, payload: object, option_ids: Collection[str]) -> dict[str, Any]:
    """The answer in its one written form: `choices` sorted, nothing else changed.

    {"choice": id} for single and boolean, {"choices": [ids]} for multiple (at least one), {"order": [all ids]} for
    ordering, {"skipped": true} for every kind. ValueError for anything else, such as an option that was not shown.
    """
    if not isinstance(payload, Mapping) or len(payload) != 1:
        raise ValueError("An answer is an object with one entry")
    if "skipped" in payload:
        if payload["skipped"] is not True:
            raise ValueError("skipped is true or absent")
        return dict(SKIPPED)
    if kind in {"single", "boolean"}:
        return {"choice": _known(payload.get("choice"), option_ids)}
    if kind == "multiple":
        return {"choices": sorted(_each_known(payload.get("choices"), option_ids))}
    if kind == "ordering":
        order = _each_known(payload.get("order"), option_ids)
        if len(order) != len(option_ids):
            raise ValueError("An order names every option")
        return {"order": order}
    raise ValueError(f"Unknown kind of item: {kind}")


def _known(option: object, option_ids: Collection[str]) -> str:
    if not isinstance(option, str) or option not in option_ids:
        raise ValueError("This option was not shown")
    return option


def _each_known(options: object, option_ids: Collection[str]) -> list[str]:
    if not isinstance(options, list) or not options:
        raise ValueError("At least one option is needed")
    known = [_known(option, option_ids) for option in options]
    if len(set(known)) != len(known):
        raise ValueError("An option stands there twice")
    return known
