"""The small language in which a simulation says "when". Pure.

| condition | holds when |
|---|---|
| {at: screen} | one stands on that screen |
| {seen: screen} | one has been there in this run |
| {did: act, from?: screen, before?: act} | the act was done in this run, and the other one not before it |
| {flag: name, is?: false} | the flag is set; with `is: false`, is not |
| {field: id, is: value} | the field holds exactly this; with `among: [values]` one of these |
| {field: id, filled: true/false} | something stands in it, or nothing |
| {field: id, has: option}, {field: id, lacks: option} | a field with several boxes: this one is ticked, or is not |
| {field: id, contains: text} | the text stands in it, whatever the width, case and spaces |
| {any: [conditions]}, {not: [conditions]} | one of them holds; they do not all hold |
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from quizzes.types.simulation.state import Done, State, Value

Condition = Mapping[str, Any]


def all_hold(conditions: Iterable[Condition], state: State) -> bool:
    """Whether all of them hold; of none at all that is true."""
    return all(holds(one, state) for one in conditions)


def holds(condition: Condition, state: State) -> bool:
    """ValueError for a condition of no known kind."""
    for name, test in TESTS.items():
        if name in condition:
            return test(condition, state)
    raise ValueError(f"No known condition: {sorted(map(str, condition))}")


def plain(text: str) -> str:
    """A text for comparison: full-width forms narrowed, case and spaces dropped."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _field(condition: Condition, state: State) -> bool:
    value: Value = state.fields.get(str(condition["field"]), "")
    if "filled" in condition:
        return bool(value) == bool(condition["filled"])
    if "has" in condition:
        return condition["has"] in value
    if "lacks" in condition:
        return condition["lacks"] not in value
    if "contains" in condition:
        return isinstance(value, str) and plain(str(condition["contains"])) in plain(value)
    among = condition["among"] if "among" in condition else [condition["is"]]
    return any(_same(value, one) for one in among)


def _same(value: Value, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return sorted(map(str, wanted)) == (value if isinstance(value, list) else [value] * bool(value))
    return isinstance(value, str) and plain(value) == plain(str(wanted))


def _flag(condition: Condition, state: State) -> bool:
    return (condition["flag"] in state.flags) == (condition.get("is", True) is not False)


def _did(condition: Condition, state: State) -> bool:
    first = _first(state.done, condition["did"], condition.get("from"))
    if first is None or "before" not in condition:
        return first is not None
    other = _first(state.done, condition["before"], None)
    return other is None or first < other


def _first(done: tuple[Done, ...], do: str, on: str | None) -> int | None:
    return next((place for place, one in enumerate(done) if one.do == do and on in (None, one.on)), None)


TESTS: dict[str, Callable[[Condition, State], bool]] = {
    "at": lambda condition, state: state.screen == condition["at"],
    "seen": lambda condition, state: condition["seen"] in state.seen,
    "did": _did,
    "flag": _flag,
    "field": _field,
    "any": lambda condition, state: any(holds(one, state) for one in condition["any"]),
    "not": lambda condition, state: not all_hold(condition["not"], state),
}
PARTS = {
    "at": {"at"},
    "seen": {"seen"},
    "did": {"did", "from", "before"},
    "flag": {"flag", "is"},
    "field": {"field", "is", "among", "filled", "has", "lacks", "contains"},
    "any": {"any"},
    "not": {"not"},
}
"""What may stand in a condition of each kind."""
