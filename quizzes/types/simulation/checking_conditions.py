"""What is wrong with the conditions of a simulation. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.types.simulation.checking_blocks import fields_in
from quizzes.types.simulation.conditions import PARTS
from quizzes.types.simulation.fault import Fault, maps, unknown

DEEPEST = 3
SCREENS = dict.fromkeys(("at", "seen", "from"), "screen")
NAMED = SCREENS | {"did": "act", "before": "act", "flag": "flag", "field": "field"}


class Names:
    """What conditions may name."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        screens = [one for one in body.get("screens", ()) if isinstance(one, Mapping)]
        acts = [act for screen in screens for act in maps(screen.get("acts"))]
        ways = [way for act in acts for way in maps(act.get("ways"))]
        fields = [one for screen in screens for one in fields_in(maps(screen.get("blocks")))]
        self.known = {
            "screen": {str(screen.get("id")) for screen in screens},
            "act": {str(act.get("id")) for act in acts},
            "flag": {str(flag) for way in ways for flag in way.get("set") or ()},
            "field": {str(one.get("id")) for one in fields},
        }


def conditions(where: str, value: Any, names: Names, depth: int = 0) -> Iterator[Fault]:
    """What is wrong with a list of conditions."""
    if not isinstance(value, list) or len(maps(value)) != len(value) or depth > DEEPEST:
        yield Fault("conditions", where)
        return
    for one in value:
        kind = next((name for name in PARTS if name in one), None)
        if kind is None:
            yield Fault("condition", where, ", ".join(map(str, one)))
            continue
        yield from unknown(where, one, PARTS[kind])
        if kind in ("any", "not"):
            yield from conditions(f"{where}.{kind}", one[kind], names, depth + 1)
        else:
            yield from _named(where, one, names)
        if kind == "field" and len(one) != 2:
            yield Fault("field_condition", where, str(one["field"]))


def _named(where: str, one: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    on = {
        "at": "screen",
        "seen": "screen",
        "on": "screen",
        "did": "act",
        "before": "act",
        "flag": "flag",
        "field": "field",
    }
    for name, kind in on.items():
        if name in one and str(one[name]) not in names.known[kind]:
            yield Fault(f"no_{kind}", where, str(one[name]))
