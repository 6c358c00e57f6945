"""Whether a key gives the points that the file's rules give."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.question import Unfaithful
from quizzes.scoring import score

Table = list[tuple[dict[str, Any], Fraction]]
"""Answers in our form, each with the file's points."""
CLOSE = 1e-6
MOST = 10_000
"""So many answers are tried at most; a question with more is understood by its template or not at all."""


def top_of(points: Iterable[Fraction], empty: Fraction = Fraction(0)) -> Fraction:
    """The points of the best answer. Unfaithful when none earns any, or giving no answer does."""
    best = max(points, default=Fraction(0))
    if best <= 0:
        raise Unfaithful(_("By its rules no answer earns points."))
    if empty > 0:
        raise Unfaithful(_("By its rules an empty answer earns points."))
    return best


def proven(kind: str, table: Table, best: Fraction, keys: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The first key that scores every answer of the table as the file does. Unfaithful when none does."""
    for key in keys:
        if all(
            abs(_ours(kind, answer, key) - float(max(points, Fraction(0)) / best)) < CLOSE for answer, points in table
        ):
            return dict(key)
    raise Unfaithful(_("Its rules of scoring have no like here."))


def _ours(kind: str, answer: Mapping[str, Any], key: Mapping[str, Any]) -> float:
    try:
        return score(kind, answer, key)
    except ValueError:
        return -1.0


def refuse_many(count: int) -> None:
    if count > MOST:
        raise Unfaithful(_("Its rules of scoring cannot be tried out on every possible answer: there are too many."))


def share(points: Fraction, best: Fraction) -> float:
    return float(points / best)
