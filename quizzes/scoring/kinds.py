"""The pure part of each kind, found by its folder in `quizzes/types`."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

HOME = "quizzes.types"


@cache
def names() -> frozenset[str]:
    """Every kind there is."""
    return frozenset(module.name for module in pkgutil.iter_modules(import_module(HOME).__path__) if module.ispkg)


@cache
def _load(kind: str) -> ModuleType:
    return import_module(f"{HOME}.{kind}.scoring")


def part_of(kind: object) -> ModuleType:
    """The `scoring` module of a kind. ValueError for a kind there is not."""
    if not isinstance(kind, str) or kind not in names():
        raise ValueError(f"Unknown kind of item: {kind}")
    return _load(kind)
