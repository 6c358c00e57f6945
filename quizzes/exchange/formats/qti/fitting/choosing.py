"""One option, several options, an order."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.qti.fitting.proving import proven, refuse_many, share, top_of
from quizzes.exchange.question import Unfaithful

Mark = Callable[[tuple[str, ...]], Fraction]


def one(ids: Sequence[str], mark: Mark) -> dict[str, Any]:
    """The key of a single-choice item."""
    points = {id: mark((id,)) for id in ids}
    best = top_of(points.values(), mark(()))
    right = max(ids, key=lambda id: points[id])
    weights = {id: share(max(points[id], -best), best) for id in ids if points[id]}
    plain = {"correct": right}
    table = [({"choice": id}, points[id]) for id in ids]
    if any(value < 0 for value in points.values()):
        return proven("single", table, best, [plain | {"weights": weights}])
    return proven("single", table, best, [plain, plain | {"weights": weights}])


def several(ids: Sequence[str], mark: Mark, most: int = 0, hints: Sequence[dict[str, Fraction]] = ()) -> dict[str, Any]:
    """The key of a multiple-choice item. `most` is how many may be chosen there (0: any number); `hints` are points of
    each option that the file names. Here any number may be chosen, so more than that must not earn more."""
    limit = min(most or len(ids), len(ids))
    refuse_many(sum(comb(len(ids), size) for size in range(limit + 1)))
    points = {chosen: mark(chosen) for chosen in _subsets(ids, limit)}
    best = top_of(points.values(), points[()])
    table = [({"choices": sorted(chosen)}, value) for chosen, value in points.items() if chosen]
    key = proven("multiple", table, best, _several_keys(ids, points, best, hints))
    if limit < len(ids) and "weights" in key and all(value >= 0 for value in key["weights"].values()):
        raise Unfaithful(
            _("At most %(count)d options may be chosen, and a wrong one costs nothing.") % {"count": limit}
        )
    return key


def _subsets(ids: Sequence[str], limit: int) -> Iterator[tuple[str, ...]]:
    for size in range(limit + 1):
        yield from combinations(ids, size)


def _several_keys(
    ids: Sequence[str], points: dict[tuple[str, ...], Fraction], best: Fraction, hints: Sequence[dict[str, Fraction]]
) -> Iterator[dict[str, Any]]:
    full = min((chosen for chosen in points if points[chosen] == best), key=len)
    yield {"correct": list(full), "rule": "all"}
    yield {"correct": list(full)}
    helping = tuple(id for id in ids if points.get((id,), Fraction(0)) > 0)
    if helping in points:
        yield {"correct": list(helping)}
    for hint in [*hints, _weights(ids, points, full)]:
        right = [id for id in ids if hint.get(id, 0) > 0]
        top = sum((hint[id] for id in right), Fraction(0))
        if top <= 0:
            continue
        scale = best if abs(top - best) < Fraction(1, 1000) else top
        weights = {id: share(max(hint[id], -scale), scale) for id in ids if hint.get(id)}
        yield {"correct": right, "weights": weights}


def _weights(ids: Sequence[str], points: dict[tuple[str, ...], Fraction], full: tuple[str, ...]) -> dict[str, Fraction]:
    """What each option adds to, or takes from, the best answer."""
    found = {}
    for id in ids:
        changed = tuple(each for each in ids if (each in full) != (each == id))
        if changed in points:
            step = points[full] - points[changed]
            found[id] = step if id in full else -step
    return found


def order(ids: Sequence[str], mark: Mark, hint: Sequence[str] = ()) -> dict[str, Any]:
    """The key of an ordering item."""
    refuse_many(factorial(len(ids)))
    points = {given: mark(given) for given in permutations(ids)}
    best = top_of(points.values(), mark(()))
    table = [({"order": list(given)}, value) for given, value in points.items()]
    full = tuple(hint) if points.get(tuple(hint)) == best else max(points, key=lambda given: points[given])
    line = {"order": list(full)}
    keys: list[dict[str, Any]] = [line | {"rule": "all"}, line, line | {"rule": "position"}]
    return proven("ordering", table, best, keys)
