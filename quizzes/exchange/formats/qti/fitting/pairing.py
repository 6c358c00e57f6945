"""Prompts and what belongs to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from quizzes.exchange.formats.qti.fitting.proving import proven, refuse_many, share, top_of

Pairs = Mapping[str, str]
Mark = Callable[[Pairs], Fraction]


def pairs(prompts: Sequence[str], choices: Sequence[str], mark: Mark, *, once: bool, adds_up: bool) -> dict[str, Any]:
    """The key of a matching item. `once` says that a choice may be given to one prompt only, `adds_up` that the rules
    are known to be a sum over the pairs, so that each pair can be tried alone."""
    points = _alone(prompts, choices, mark) if adds_up else _all(prompts, choices, mark, once)
    best = _best_sum(prompts, choices, points) if adds_up else top_of(points.values())
    top_of([best], mark({}))
    table = [({"pairs": dict(given)}, value) for given, value in points.items() if given]
    return proven("matching", table, best, _keys(prompts, choices, points, best))


def mapped(
    prompts: Sequence[str], choices: Sequence[str], worth: Mark, *, once: bool, most: Fraction | None
) -> dict[str, Any]:
    """The key where the points are the sum of what each pair is worth, below nothing and above `most` cut off: the same
    is done here, so that only single pairs have to be compared."""
    points = {prompt: {choice: worth({prompt: choice}) for choice in choices} for prompt in prompts}
    best = best_of(points, once)
    top_of([best], Fraction(0))
    best = best if most is None else min(best, most)
    right = {
        prompt: max(row, key=lambda choice: row[choice]) for prompt, row in points.items() if max(row.values()) > 0
    }
    weights = {
        prompt: {choice: share(max(value, -best), best) for choice, value in row.items() if value}
        for prompt, row in points.items()
    }
    table = [
        ({"pairs": {prompt: choice}}, min(value, best))
        for prompt, row in points.items()
        for choice, value in row.items()
    ]
    plain = [{"pairs": right}] if all(value >= 0 for row in points.values() for value in row.values()) else []
    return proven(
        "matching", table, best, [*plain, {"pairs": right, "weights": {id: row for id, row in weights.items() if row}}]
    )


def best_of(points: Mapping[str, Mapping[str, Fraction]], once: bool) -> Fraction:
    """What the best answer is worth; where each choice is given once, by trying every way to give them."""
    tops = [max(row.values()) for row in points.values()]
    most = sum((max(top, Fraction(0)) for top in tops), Fraction(0))
    if not once:
        return most
    refuse_many(2 ** len({choice for row in points.values() for choice in row}))
    reached = {frozenset[str](): Fraction(0)}
    for row in points.values():
        following = dict(reached)
        for taken, total in reached.items():
            for choice, value in row.items():
                if choice not in taken and value > 0:
                    wider = taken | {choice}
                    following[wider] = max(following.get(wider, Fraction(0)), total + value)
        reached = following
    return max(reached.values())


def _alone(prompts: Sequence[str], choices: Sequence[str], mark: Mark) -> dict[tuple[tuple[str, str], ...], Fraction]:
    return {((prompt, choice),): mark({prompt: choice}) for prompt in prompts for choice in choices}


def _all(
    prompts: Sequence[str], choices: Sequence[str], mark: Mark, once: bool
) -> dict[tuple[tuple[str, str], ...], Fraction]:
    refuse_many((len(choices) + 1) ** len(prompts))
    found = {}
    for given in product(["", *choices], repeat=len(prompts)):
        taken = [choice for choice in given if choice]
        if once and len(set(taken)) < len(taken):
            continue
        answer = tuple((prompt, choice) for prompt, choice in zip(prompts, given, strict=True) if choice)
        found[answer] = mark(dict(answer))
    return found


def _best_sum(prompts: Sequence[str], choices: Sequence[str], points: Mapping[Any, Fraction]) -> Fraction:
    best = (max((points[((prompt, choice),)] for choice in choices), default=Fraction(0)) for prompt in prompts)
    return sum((max(each, Fraction(0)) for each in best), Fraction(0))


def _keys(
    prompts: Sequence[str], choices: Sequence[str], points: Mapping[Any, Fraction], best: Fraction
) -> Iterator[dict[str, Any]]:
    alone = {prompt: {choice: points.get(((prompt, choice),), Fraction(0)) for choice in choices} for prompt in prompts}
    full = max(points, key=lambda given: (points[given], -len(given)))
    yield {"pairs": dict(full), "rule": "all"}
    right = {prompt: max(row, key=lambda choice: row[choice]) for prompt, row in alone.items() if max(row.values()) > 0}
    yield {"pairs": right}
    weights = {
        prompt: {choice: share(value, best) for choice, value in row.items() if value} for prompt, row in alone.items()
    }
    yield {"pairs": right, "weights": {prompt: row for prompt, row in weights.items() if row}}
