"""A text with gaps: every gap earns its part of the points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from math import gcd, lcm, prod
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.qti.fitting import choosing, writing_in
from quizzes.exchange.formats.qti.fitting.pairing import best_of
from quizzes.exchange.formats.qti.fitting.proving import proven, refuse_many, share, top_of
from quizzes.exchange.question import Unfaithful

Mark = Callable[[Mapping[str, str]], Fraction]


@dataclass(frozen=True)
class Gap:
    """`options` are ids and texts of a choice; `names` lead from those ids to the file's; `samples` are the texts and
    `bounds` the numbers that the file's rules name."""

    id: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    patterns: tuple[tuple[str, bool], ...] = ()
    bounds: frozenset[Fraction] = frozenset()

    def sent(self, answer: str) -> str:
        return self.names.get(answer, answer)

    def shown(self) -> dict[str, Any]:
        options = [{"id": id, "text": text} for id, text in self.options]
        return {"id": self.id, "kind": self.kind} | ({"options": options} if options else {})

    def tried(self) -> list[str]:
        """One answer of each sort."""
        if self.kind == "choice":
            return [id for id, _text in self.options]
        if self.kind == "short":
            return [*self.samples, *writing_in.examples(self.patterns), writing_in.OTHER]
        places = sorted(self.bounds)
        between = [(one + other) / 2 for one, other in pairwise(places)]
        ends = [places[0] - 1, places[-1] + 1] if places else []
        return [writing_in.decimal(value) for value in [*places, *between, *ends]]

    def key(self, mark: Callable[[str], Fraction]) -> dict[str, Any]:
        if self.kind == "choice":
            return choosing.one([id for id, _text in self.options], lambda chosen: mark(chosen[0] if chosen else ""))
        if self.kind == "short":
            return writing_in.text(self.samples, mark, self.patterns)
        return writing_in.numbers(self.bounds, lambda value: mark(writing_in.decimal(value)), mark(""))


def fill(gaps: Sequence[Gap], mark: Mark, *, adds_up: bool, once: bool = False) -> dict[str, Any]:
    """The key of a cloze item. Unless the rules are known to add up gap by gap, every combination is tried: the gaps
    count one by one, or the same words once, or only all together."""
    rule: dict[str, Any] = {}
    table: dict[tuple[str, ...], Fraction] = {}
    if not gaps:
        raise Unfaithful(_("Its text has no gap."))
    if len(gaps) > 1 and not adds_up:
        table = _every(gaps, mark, once)
        alone = [{answer: mark({gap.id: answer}) for answer in [*gap.tried(), ""]} for gap in gaps]
        if all(total == _sum(alone, _once(given)) for given, total in table.items()):
            rule = {} if all(total == _sum(alone, given) for given, total in table.items()) else {"rule": "distinct"}
        elif all(total == _sum(alone, given) for given, total in table.items()):
            rule = {}
        else:
            return _all_together(gaps, table)
    solo = {gap.id: partial(_alone, mark, gap.id) for gap in gaps}
    best = {gap.id: max((solo[gap.id](answer) for answer in gap.tried()), default=Fraction(0)) for gap in gaps}
    if min(best.values()) <= 0:
        raise Unfaithful(_("A gap of it earns no points."))
    if any(solo[gap.id](answer) < 0 for gap in gaps for answer in gap.tried()):
        raise Unfaithful(_("A wrong answer in a gap costs points."))
    weights = _whole(best)
    keys = {gap.id: gap.key(solo[gap.id]) for gap in gaps}
    found = {"gaps": {id: key | ({"weight": weights[id]} if weights[id] != 1 else {}) for id, key in keys.items()}}
    whole = sum(best.values(), Fraction(0))
    if rule:
        best_once = max(table.values())
        return proven("cloze", _answers(gaps, table), whole if whole == best_once else best_once, [found | rule])
    single = [({"gaps": {gap.id: answer}}, solo[gap.id](answer)) for gap in gaps for answer in gap.tried() if answer]
    return proven("cloze", single, whole, [found])


def _once(given: Sequence[str]) -> list[str]:
    """Words that stand there already are left out."""
    seen: set[str] = set()
    kept = []
    for word in given:
        kept.append("" if word.casefold() in seen else word)
        seen.add(word.casefold())
    return kept


def _answers(gaps: Sequence[Gap], table: Mapping[tuple[str, ...], Fraction]) -> list[tuple[dict[str, Any], Fraction]]:
    """The combinations in our form."""
    return [
        ({"gaps": {gap.id: word for gap, word in zip(gaps, given, strict=True) if word}}, total)
        for given, total in table.items()
        if any(given)
    ]


def mapped(worth: Mapping[str, Mapping[str, Fraction]], *, once: bool, most: Fraction | None) -> dict[str, Any]:
    """The key where each gap has a list of words, each worth something in each gap, and the sum counts, below nothing
    and above `most` cut off."""
    if not worth or not all(worth.values()):
        raise Unfaithful(_("A gap has no answer."))
    best = best_of(worth, once)
    top = best if most is None else min(best, most)
    if top <= 0:
        raise Unfaithful(_("By its rules no answer earns points."))
    tops = {id: max(row.values()) for id, row in worth.items()}
    reachable = sum((max(value, Fraction(0)) for value in tops.values()), Fraction(0))
    costs = any(value < 0 for row in worth.values() for value in row.values())
    if min(tops.values()) <= 0 or reachable != top:
        raise Unfaithful(_("Its rules of scoring have no like here."))
    weights = _whole(tops)
    keys: dict[str, dict[str, Any]] = {}
    for id, row in worth.items():
        right = max(row, key=lambda word: row[word])
        others = {
            word: share(max(value, -tops[id]), tops[id]) for word, value in row.items() if value and word != right
        }
        if any(value < -tops[id] for value in row.values()):
            raise Unfaithful(_("A wrong answer in a gap costs more than the right one brings."))
        keys[id] = {"correct": right} | ({"weights": {right: 1.0} | others} if others else {})
        keys[id] |= {"weight": weights[id]} if weights[id] != 1 else {}
    table = [({"gaps": {id: word}}, min(value, top)) for id, row in worth.items() for word, value in row.items()]
    table += [
        ({"gaps": {one: word, other: another}}, min(worth[one][word] + worth[other][another], top))
        for one, other in pairwise(worth)
        for word, another in product(worth[one], worth[other])
    ]
    return proven("cloze", table, top, [{"gaps": keys} | ({"rule": "net"} if costs else {})])


def _every(gaps: Sequence[Gap], mark: Mark, once: bool) -> dict[tuple[str, ...], Fraction]:
    """The points of every combination; with `once` of those alone in which no word stands twice."""
    tried = [[*gap.tried(), ""] for gap in gaps]
    refuse_many(prod(map(len, tried)))
    found = {}
    for given in product(*tried):
        answers = [answer for answer in given if answer]
        if not once or len(set(answers)) == len(answers):
            found[given] = mark({gap.id: answer for gap, answer in zip(gaps, given, strict=True)})
    return found


def _sum(alone: Sequence[Mapping[str, Fraction]], given: Sequence[str]) -> Fraction:
    return sum((row[answer] for row, answer in zip(alone, given, strict=True)), Fraction(0))


def _all_together(gaps: Sequence[Gap], table: Mapping[tuple[str, ...], Fraction]) -> dict[str, Any]:
    """Full points when every gap is right, else none."""
    best = top_of(table.values(), table[("",) * len(gaps)])
    full = next(given for given in table if table[given] == best)
    right = [
        {given[place] for given in table if table[given] == best and _differ(given, full) <= {place}}
        for place in range(len(gaps))
    ]
    for given, total in table.items():
        fits = all(answer in accepted for answer, accepted in zip(given, right, strict=True))
        if total != (best if fits else 0):
            raise Unfaithful(_("What one gap earns depends on another; here every gap counts by itself."))
    keys = {
        gap.id: gap.key(lambda answer, place=place: Fraction(answer in right[place]))  # type: ignore[misc]
        for place, gap in enumerate(gaps)
    }
    return proven("cloze", _answers(gaps, table), best, [{"gaps": keys, "rule": "all"}])


def _differ(one: Sequence[str], other: Sequence[str]) -> set[int]:
    return {place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right}


def _alone(mark: Mark, id: str, answer: str) -> Fraction:
    return mark({id: answer})


def _whole(best: Mapping[str, Fraction]) -> dict[str, int]:
    """The same proportions in the smallest whole numbers. Unfaithful when those are not small."""
    common = lcm(*(value.denominator for value in best.values()))
    whole = {id: int(value * common) for id, value in best.items()}
    divisor = gcd(*whole.values())
    found = {id: value // divisor for id, value in whole.items()}
    if max(found.values()) > 1000:
        raise Unfaithful(_("Its gaps count in proportions that cannot be kept."))
    return found
