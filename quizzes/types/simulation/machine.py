"""The fake device of a simulation: which screen follows which act. Pure; the body is data, nothing here is random.

A body is {"start": screen, "limit": int, "screens": [screen, …]} (docs/reference/simulation-format.md). A screen offers
acts; an act leads on by its `ways`, the first of them whose conditions hold. Two acts are offered everywhere: `undo`
goes one step back, `restart` begins anew. Both are acts of their own, so that a sitting's history is never cut: what is
replayed is always the whole list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quizzes.types.simulation.conditions import all_hold
from quizzes.types.simulation.state import Done, State, Value

Body = Mapping[str, Any]

UNDO, RESTART = "undo", "restart"
LIMIT, HIGHEST_LIMIT = 60, 120
LISTS = ("checks", "mask")
"""The inputs whose value is a list of options."""


def start(body: Body) -> State:
    """The state in which everybody begins."""
    first = str(body["start"])
    return State(screen=first, seen=(first,))


def screen_of(body: Body, state: State) -> Mapping[str, Any]:
    """The screen on which one stands."""
    return screens_of(body)[state.screen]


def screens_of(body: Body) -> dict[str, Mapping[str, Any]]:
    return {str(screen["id"]): screen for screen in body["screens"]}


def fields_of(screen: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields of a screen, by their ids."""
    return {str(block["field"]["id"]): block["field"] for block in screen.get("blocks", ()) if "field" in block}


def limit_of(body: Body) -> int:
    """How many acts a sitting may hold, undoing and beginning anew among them."""
    return int(body.get("limit", LIMIT))


def value_of(state: State, one: Mapping[str, Any]) -> Value:
    """What a field holds: what was given, else what the author filled in, else nothing."""
    given = state.fields.get(str(one["id"]))
    if given is not None:
        return given
    first = one.get("value")
    if one.get("input") in LISTS:
        return sorted(map(str, first or []))
    return str(first or "")


def offered(body: Body, state: State) -> list[str]:
    """The acts that are possible now."""
    acts = [str(act["id"]) for act in screen_of(body, state).get("acts", ())]
    return [*acts, *([UNDO, RESTART] if state.before else [])]


def apply(body: Body, state: State, act: Mapping[str, Any]) -> State:
    """The state after one act {"do": id, "with"?: {field: value}}. ValueError for an act that is not offered on this
    screen, a field it does not have, or a value that does not fit the field."""
    do, given = act.get("do"), act.get("with") or {}
    if not isinstance(do, str) or not isinstance(given, Mapping):
        raise ValueError("An act names what is done")
    if do in (UNDO, RESTART):
        if state.before is None:
            raise ValueError("Nothing was done yet")
        if do == UNDO:
            return replace(state.before, said="")
        return replace(start(body), before=state)
    screen = screen_of(body, state)
    chosen = next((one for one in screen.get("acts", ()) if str(one["id"]) == do), None)
    if chosen is None:
        raise ValueError("This screen does not offer the act")
    filled = replace(state, fields={**state.fields, **_changed(screen, state, given)})
    way = next((way for way in chosen.get("ways", ()) if all_hold(way.get("when", ()), filled)), None)
    to = str(way["to"]) if way and way.get("to") else state.screen
    return State(
        screen=to,
        fields=filled.fields,
        flags=(state.flags | set(way.get("set", ()))) - set(way.get("clear", ())) if way else state.flags,
        done=(*state.done, Done(state.screen, do)),
        seen=(*state.seen, to),
        said=str(way.get("say", "")) if way else "",
        before=state,
    )


def _changed(screen: Mapping[str, Any], state: State, given: Mapping[str, Any]) -> dict[str, Value]:
    """What the screen's form is sent with and was not known before, the author's own values included."""
    fields = fields_of(screen)
    if unknown := given.keys() - fields.keys():
        raise ValueError(f"This screen has no field {sorted(map(str, unknown))[0]}")
    sent = {name: fit(one, given[name]) if name in given else value_of(state, one) for name, one in fields.items()}
    return {name: value for name, value in sent.items() if _is_news(fields[name], value, state.fields.get(name))}


def _is_news(one: Mapping[str, Any], value: Value, known: Value | None) -> bool:
    if known is None:
        return bool(value) or bool(one.get("value"))  # an author's value that was wiped out is news too
    return value != known


def fit(one: Mapping[str, Any], value: object) -> Value:
    """The value in its one written form; ValueError when it does not fit the field."""
    options = [str(option["id"]) for option in choices_of(one)]
    if one.get("input") in LISTS:
        if not isinstance(value, list) or not all(isinstance(each, str) and each in options for each in value):
            raise ValueError("This field takes a list of its options")
        return sorted(set(value))
    if not isinstance(value, str):
        raise ValueError("This field takes a text")
    if one.get("input") == "choice":
        if value and value not in options:
            raise ValueError("This field has no such option")
        return value
    if "\x00" in value or len(value) > longest_of(one):
        raise ValueError("This text is too long for its field")
    return value.replace("\r\n", "\n").strip()


def choices_of(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a field offers: its options, or the parts of the photo that can be covered."""
    if one.get("input") == "mask":
        return [part for part in one["photo"]["parts"] if part.get("id")]
    return one.get("options", ())


LONGEST = {"long": 300}


def longest_of(one: Mapping[str, Any]) -> int:
    return int(one.get("longest") or LONGEST.get(str(one.get("input")), 60))


def replay(body: Body, acts: Iterable[Mapping[str, Any]]) -> list[State]:
    """Every state from the first on, one more than there are acts. ValueError as for `apply`."""
    states = [start(body)]
    for act in acts:
        states.append(apply(body, states[-1], act))
    return states


def written(body: Body, acts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The acts as they are stored: each with the screen it was done on, the one it led to, the flags that stood
    afterwards and only those fields that changed. With that the machine is not needed to judge them."""
    states = replay(body, acts)
    rows = []
    for act, before, after in zip(acts, states, states[1:], strict=False):
        row: dict[str, Any] = {"do": act["do"], "on": before.screen, "to": after.screen}
        changed = {name: value for name, value in after.fields.items() if before.fields.get(name) != value}
        if changed and act["do"] not in (UNDO, RESTART):
            row["with"] = dict(sorted(changed.items()))
        if after.flags:
            row["flags"] = sorted(after.flags)
        rows.append(row)
    return rows


def retrace(acts: Iterable[Mapping[str, Any]]) -> list[State]:
    """The states of acts as `written`, without the body. ValueError or KeyError for acts that were not written so."""
    states: list[State] = []
    for act in acts:
        if not states:
            states.append(State(screen=act["on"], seen=(act["on"],)))
        states.append(_retraced(states[0], states[-1], act))
    return states


def _retraced(first: State, last: State, act: Mapping[str, Any]) -> State:
    do, to = act["do"], act["to"]
    if do == UNDO:
        if last.before is None:
            raise ValueError("Nothing was done yet")
        return last.before
    if do == RESTART:
        return replace(first, before=last)
    return State(
        screen=to,
        fields={**last.fields, **act.get("with", {})},
        flags=frozenset(act.get("flags", ())),
        done=(*last.done, Done(act["on"], do)),
        seen=(*last.seen, to),
        before=last,
    )
