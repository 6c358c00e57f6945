"""What a person writes: a text or a number. There are endlessly many answers, but the rules tell them apart only by the
texts and numbers that they name; one answer of each sort is tried."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from quizzes.exchange.formats.qti.fitting.proving import proven, share, top_of
from quizzes.exchange.question import Unfaithful

Mark = Callable[[str], Fraction]
FEW = 4
OTHER = "∎ something else ∎"
FAR = Fraction(10**12)
"""Where every number beyond a bound is right, the range ends here."""
STEP = Fraction(1, 10**9)
"""A bound that is itself excluded is moved by so much: no answer has more decimals."""


def text(named: Collection[str], mark: Mark, patterns: Sequence[tuple[str, bool]] = ()) -> dict[str, Any]:
    """The key of a short-text item; `named` are all texts that the rules name, `patterns` all wildcards and whether
    the case counts in them."""
    if patterns:
        return _wild(named, mark, patterns)
    if mark(OTHER) > 0:
        raise Unfaithful(_("Any answer at all earns points."))
    points = {each: mark(each) for each in named if each.strip()}
    best = top_of(points.values(), mark(""))
    right = sorted((each for each in points if points[each] > 0), key=lambda each: -points[each])
    forms = {each: {form: mark(form) for form in _forms(each)} for each in points}
    table = [({"text": OTHER}, Fraction(0)), *(({"text": each}, value) for each, value in points.items())]
    table += [({"text": form}, value) for row in forms.values() for form, value in row.items()]
    return proven("short", table, best, [*_text_keys(right, points, forms, best)])


def _forms(text: str) -> list[str]:
    """The text in capitals, in small letters and so on; of a short one every form there is."""
    cased = [place for place, sign in enumerate(text) if sign.lower() != sign.upper()]
    if len(cased) > FEW:
        return [text.lower(), text.upper(), text.swapcase(), text.capitalize()]
    signs = [{sign.lower(), sign.upper()} if place in cased else {sign} for place, sign in enumerate(text)]
    return ["".join(form) for form in product(*map(sorted, signs))]


def _text_keys(
    right: Sequence[str], points: dict[str, Fraction], forms: dict[str, dict[str, Fraction]], best: Fraction
) -> Iterator[dict[str, Any]]:
    """Case ignored; case kept; and kept, with those texts in every form in which case is ignored."""
    folded: dict[tuple[str, Fraction], str] = {}
    for each in right:
        folded.setdefault((each.lower(), points[each]), each)
    yield {"answers": [_entry(text, share(earned, best)) for (_low, earned), text in folded.items()]}
    yield {"answers": [_entry(each, share(points[each], best)) for each in right], "case": True}
    all_forms = {form: value for each in right for form, value in forms[each].items() if value > 0}
    whole = all(len(forms[each]) != 4 or set(forms[each].values()) != {points[each]} for each in right)
    if whole:
        yield {"answers": [_entry(form, share(value, best)) for form, value in all_forms.items()], "case": True}


def _entry(text: str, earned: float) -> dict[str, Any]:
    return {"text": text} | ({} if earned == 1 else {"points": earned})


def _wild(named: Collection[str], mark: Mark, patterns: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    """Each pattern is tried with nothing, something and other things for its stars."""
    filled = [_filled(pattern, filling) for pattern, _case in patterns for filling in ("", "q", " z z ", OTHER)]
    tried = dict.fromkeys([*filled, *(each.swapcase() for each in filled), *named, OTHER])
    points = {each: mark(each) for each in tried if each.strip()}
    best = top_of(points.values(), mark(""))
    answers = [
        _entry(pattern, share(earned, best))
        for pattern, _case in patterns
        if (earned := mark(_filled(pattern, "q"))) > 0
    ]
    key: dict[str, Any] = {"answers": answers, "wildcards": True}
    return proven(
        "short", [({"text": each}, value) for each, value in points.items()], best, [key, key | {"case": True}]
    )


def examples(patterns: Sequence[tuple[str, bool]]) -> list[str]:
    """A text for each pattern that fits it."""
    return [_filled(pattern, "q") for pattern, _case in patterns]


def _filled(pattern: str, filling: str) -> str:
    return re.sub(r"\\(.)|\*", lambda found: found[1] or filling, pattern)


def numbers(bounds: Collection[Fraction], mark: Callable[[Fraction], Fraction], empty: Fraction) -> dict[str, Any]:
    """The key of a numeric item; `bounds` are all numbers at which the points can change."""
    places = sorted(bounds)
    if not places:
        raise Unfaithful(_("By its rules no answer earns points."))
    samples = [places[0] - 1]
    for place, following in zip(places, [*places[1:], places[-1] + 2], strict=True):
        samples += [place, (place + following) / 2]
    points = [mark(value) for value in samples]
    best = top_of(points, empty)
    if points[0] > 0 or points[-1] > 0:
        places = [-FAR, *places, FAR]
        samples = [-FAR - 1, -FAR, *samples, FAR, FAR + 1]
        points = [Fraction(0), points[0], *points, points[-1], Fraction(0)]
    table = [({"value": decimal(value)}, earned) for value, earned in zip(samples, points, strict=True)]
    return proven("numeric", table, best, [{"answers": _ranges(places, points, best)}])


def _ranges(places: Sequence[Fraction], points: Sequence[Fraction], best: Fraction) -> list[dict[str, Any]]:
    """Neighbouring samples with the same points are one range. Samples stand so: before, place, between, place, …"""
    found: list[dict[str, Any]] = []
    at = 1
    while at < len(points):
        end = at
        while end + 1 < len(points) and points[end + 1] == points[at]:
            end += 1
        if points[at] > 0:
            low = places[(at - 1) // 2] + (0 if at % 2 else STEP)
            high = places[end // 2] - (0 if end % 2 else STEP)
            points_too = {} if points[at] == best else {"points": share(points[at], best)}
            found.append(_range(low, high) | points_too)
        at = end + 1
    return found


def _range(low: Fraction, high: Fraction) -> dict[str, Any]:
    if low == high:
        return {"value": decimal(low), "tolerance": "0"}
    middle, half = (low + high) / 2, (high - low) / 2
    if _is_short(middle) and _is_short(half):
        return {"value": decimal(middle), "tolerance": decimal(half)}
    return {"low": decimal(low), "high": decimal(high)}


def _is_short(value: Fraction) -> bool:
    """Whether it is a decimal of at most nine places."""
    return (value * 10**9).denominator == 1


def decimal(value: Fraction) -> str:
    """To twelve places, without zeros at the end."""
    shown = f"{Decimal(value.numerator) / Decimal(value.denominator):.12f}"
    return shown.rstrip("0").rstrip(".")
