"""What the objects of statements are called. A room above registers how its own kinds are named."""

from collections.abc import Callable, Collection

Namer = Callable[[Collection[str]], dict[str, str]]
_namers: dict[str, Namer] = {}


def register(object_type: str, namer: Namer) -> None:
    """`namer(ids)` gives id -> title for the statements' object ids of that type; unknown ids may be left out."""
    _namers[object_type] = namer


def object_words(object_type: str, ids: Collection[str]) -> dict[str, str]:
    """id -> title; an empty dict where nobody named this type."""
    namer = _namers.get(object_type)
    return namer(ids) if namer else {}
