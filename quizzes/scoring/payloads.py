"""What an answer may look like, whatever the kind."""

from collections.abc import Collection, Mapping
from typing import Any

from quizzes.scoring.kinds import part_of

SKIPPED: dict[str, Any] = {"skipped": True}
UNFIT = (KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)
"""What plain data of a wrong shape raises on its way through a scorer; callers hear of it as ValueError."""


def is_skipped(payload: Mapping[str, Any]) -> bool:
    """Whether the person said "I cannot answer this one"."""
    return payload.get("skipped") is True


def validate(kind: str, payload: object, body: Mapping[str, Any], shown: Any) -> dict[str, Any]:
    """The answer in its one written form, as the kind's own `validate` gives it; {"skipped": true} for every kind.

    ValueError for anything else, such as an option that was not shown.
    """
    part = part_of(kind)
    if not isinstance(payload, Mapping) or not payload:
        raise ValueError("An answer is an object")
    if "skipped" in payload:
        if len(payload) != 1 or payload["skipped"] is not True:
            raise ValueError("skipped is true or absent, and alone")
        return dict(SKIPPED)
    try:
        checked: dict[str, Any] = part.validate(payload, body, shown)
    except UNFIT as error:
        raise ValueError(f"The answer does not fit an item of kind {kind}") from error
    return checked


def only(payload: Mapping[str, Any], *names: str) -> None:
    """ValueError for an answer that says anything beside these."""
    if set(payload) - set(names):
        raise ValueError("The answer says more than was asked")


def known(option: object, options: Collection[str]) -> str:
    """One of the options. ValueError for any other."""
    if not isinstance(option, str) or option not in options:
        raise ValueError("This option was not shown")
    return option


def each_known(chosen: object, options: Collection[str]) -> list[str]:
    """One or more of the options, none twice. ValueError else."""
    if not isinstance(chosen, list) or not chosen:
        raise ValueError("At least one option is needed")
    found = [known(option, options) for option in chosen]
    if len(set(found)) != len(found):
        raise ValueError("An option stands there twice")
    return found
