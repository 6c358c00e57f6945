"""What is wrong with a simulation, found without playing it and by playing the author's own way. Pure: a fault is a
code, a place and what stands there; `content` says it in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.types.simulation import judging, machine
from quizzes.types.simulation.checking_blocks import block_faults, fields_in
from quizzes.types.simulation.checking_conditions import Names, conditions
from quizzes.types.simulation.fault import Fault, maps, twice, unknown

LOOKS = ("platform", "phone", "mail", "table")
SCREEN = {"id", "look", "title", "blocks", "acts", "end"}
ACT = {"id", "text", "main", "ways"}
WAY = {"to", "when", "set", "clear", "say"}
STEP = {"id", "text", "points", "must", "when"}
FORBIDDEN = {"id", "text", "when", "cap"}
MOST_SCREENS, MOST_ACTS = 60, 12


def faults(body: Mapping[str, Any], key: Mapping[str, Any]) -> list[Fault]:
    """Everything that keeps the simulation from being published; what can only be seen by playing it is looked for once
    the rest is in order."""
    found = [*_body(body), *_key(key, Names(body))]
    return found or [*_paths(body), *_way(body, key)]


def _body(body: Mapping[str, Any]) -> Iterator[Fault]:
    screens = body.get("screens")
    if not isinstance(screens, list) or not screens or len(maps(screens)) != len(screens):
        yield Fault("no_screens", "screens")
        return
    if len(screens) > MOST_SCREENS:
        yield Fault("too_many", "screens", str(MOST_SCREENS))
    names = Names(body)
    if str(body.get("start")) not in names.known["screen"]:
        yield Fault("no_start", "start", str(body.get("start") or ""))
    limit = body.get("limit", machine.LIMIT)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= machine.HIGHEST_LIMIT:
        yield Fault("limit", "limit", str(machine.HIGHEST_LIMIT))
    yield from twice("screens", [screen.get("id") for screen in screens])
    for screen in screens:
        yield from _screen(screen, names)


def _screen(screen: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    where = f"screens.{screen.get('id')}"
    yield from unknown(where, screen, SCREEN)
    if not str(screen.get("title") or ""):
        yield Fault("missing", f"{where}.title")
    if screen.get("look", LOOKS[0]) not in LOOKS:
        yield Fault("look", f"{where}.look", str(screen.get("look")))
    acts, blocks = maps(screen.get("acts")), maps(screen.get("blocks"))
    if len(acts) != len(screen.get("acts") or ()) or len(blocks) != len(screen.get("blocks") or ()):
        yield Fault("not_mappings", where)
    if not acts and screen.get("end") is not True:
        yield Fault("no_way_out", where)
    if len(acts) > MOST_ACTS:
        yield Fault("too_many", f"{where}.acts", str(MOST_ACTS))
    yield from twice(f"{where}.acts", [act.get("id") for act in acts])
    for act in acts:
        yield from _act(f"{where}.acts.{act.get('id')}", act, names)
    yield from twice(f"{where}.fields", [one.get("id") for one in fields_in(blocks)])
    for number, block in enumerate(blocks, start=1):
        yield from block_faults(f"{where}.blocks.{number}", block, {str(act.get("id")) for act in acts})


def _act(where: str, act: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    yield from unknown(where, act, ACT)
    if act.get("id") in (machine.UNDO, machine.RESTART):
        yield Fault("reserved", where, str(act["id"]))
    if not str(act.get("text") or ""):
        yield Fault("missing", f"{where}.text")
    ways = maps(act.get("ways"))
    if not ways or len(ways) != len(act["ways"]):
        yield Fault("no_ways", where)
        return
    for number, way in enumerate(ways, start=1):
        here = f"{where}.ways.{number}"
        yield from unknown(here, way, WAY)
        if way.get("to") is not None and str(way["to"]) not in names.known["screen"]:
            yield Fault("dangling", here, str(way["to"]))
        if way.get("to") is None and not way.get("say"):
            yield Fault("does_nothing", here)
        for name in ("set", "clear"):
            if not isinstance(way.get(name, []), list):
                yield Fault("list", f"{here}.{name}", name)
        yield from conditions(f"{here}.when", way.get("when", []), names)
    if ways[-1].get("when"):
        yield Fault("no_last_way", where)
    for number, way in enumerate(ways[:-1], start=1):
        if not way.get("when"):
            yield Fault("never_reached", f"{where}.ways.{number + 1}")


def _key(key: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    if not key.get("goal"):
        yield Fault("no_goal", "key.goal")
    yield from conditions("key.goal", key.get("goal", []), names)
    steps = maps(key.get("steps"))
    if not steps:
        yield Fault("no_steps", "key.steps")
    yield from twice("key.steps", [step.get("id") for step in steps])
    for step in steps:
        where = f"key.steps.{step.get('id')}"
        yield from unknown(where, step, STEP)
        if not step.get("text"):
            yield Fault("missing", f"{where}.text")
        if not _number(step.get("points")) or step["points"] <= 0:
            yield Fault("points", where)
        if not step.get("when"):
            yield Fault("missing", f"{where}.when")
        yield from conditions(f"{where}.when", step.get("when", []), names)
    yield from twice("key.forbidden", [act.get("id") for act in maps(key.get("forbidden"))])
    for act in maps(key.get("forbidden")):
        where = f"key.forbidden.{act.get('id')}"
        yield from unknown(where, act, FORBIDDEN)
        if not act.get("text") or not act.get("when"):
            yield Fault("forbidden", where)
        if not _number(act.get("cap", judging.CAP)) or not 0 <= act.get("cap", judging.CAP) < 1:
            yield Fault("cap", where)
        yield from conditions(f"{where}.when", act.get("when", []), names)
    if not maps(key.get("way")):
        yield Fault("no_own_way", "key.way")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _paths(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Screens that nobody can come to; and a device on which there is nothing to decide."""
    screens = machine.screens_of(body)
    reached, todo = set[str](), [str(body["start"])]
    while todo:
        here = todo.pop()
        if here not in reached:
            reached.add(here)
            todo += [str(way["to"]) for act in screens[here].get("acts", ()) for way in act["ways"] if way.get("to")]
    for id in screens.keys() - reached:
        yield Fault("unreachable", f"screens.{id}")
    if all(len(screens[id].get("acts", ())) < 2 and not machine.fields_of(screens[id]) for id in reached):
        yield Fault("one_way_only", "screens")


def _way(body: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Fault]:
    """The author's own way must be possible, reach the goal, and earn everything."""
    way = key["way"]
    if len(way) > machine.limit_of(body):
        yield Fault("way_too_long", "key.way", str(machine.limit_of(body)))
        return
    state = machine.start(body)
    states = [state]
    for number, act in enumerate(way, start=1):
        try:
            states.append(state := machine.apply(body, state, act))
        except (ValueError, TypeError):
            yield Fault("way_stops", f"key.way.{number}", f"{act.get('do')} @ {state.screen}")
            return
    verdict = judging.judge(states, key)
    if not verdict.finished:
        yield Fault("goal_not_reached", "key.way", state.screen)
    for step in verdict.steps:
        if not step.met:
            yield Fault("step_not_met", f"key.steps.{step.id}", step.text)
    for text in verdict.broken:
        yield Fault("way_forbidden", "key.way", text)
