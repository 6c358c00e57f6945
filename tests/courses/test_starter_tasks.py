"""The simulated tasks of the starter programme, played as people play them: at random, in haste, and half-way right."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from courses.content.material import Entry, read
from quizzes.types.simulation import machine
from quizzes.types.simulation.judging import Verdict, judge
from quizzes.types.simulation.state import State

STARTER = Path(__file__).parents[2] / "courses" / "starter"
WALKS, PASS, BY_CHANCE = 150, 0.6, 0.1
Choice = Callable[[Sequence[Any]], Any]
UNITS = read(STARTER).units
TASKS = {str(entry.row["id"]): entry for unit in UNITS for entry in unit.entries if entry.row["kind"] == "simulation"}
playing = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())


def filled(one: dict[str, Any], known: list[Any], dice: random.Random) -> Any:
    """A value for a field: any of its options, or one of the texts that the author's way writes there."""
    options = [str(option["id"]) for option in machine.choices_of(one)]
    if one.get("input") in machine.LISTS:
        return [option for option in options if dice.random() < 0.5]
    return dice.choice(options) if options else dice.choice([*known, "", "试一试"])


def walk(task: Entry, dice: random.Random, states: list[State]) -> list[State]:
    """On from these states, by whatever act comes."""
    body, way = task.row, task.row["key"]["way"]
    while len(states) <= machine.limit_of(body) and (offered := machine.offered(body, states[-1])):
        act: dict[str, Any] = {"do": dice.choice(offered)}
        if act["do"] in (machine.UNDO, machine.RESTART):
            act["do"] = dice.choice(offered)
        if act["do"] not in (machine.UNDO, machine.RESTART):
            there = machine.fields_of(machine.screen_of(body, states[-1]))
            known = {name: [one["with"][name] for one in way if name in one.get("with", {})] for name in there}
            act["with"] = {name: filled(dict(one), known[name], dice) for name, one in there.items()}
        states.append(machine.apply(body, states[-1], act))
        if machine.screen_of(body, states[-1]).get("end"):
            break
    return states


def walks(task: Entry) -> Iterator[list[State]]:
    """Begun like the author's way for a while, then left to chance."""
    dice, way = random.Random(7), task.row["key"]["way"]
    for at in range(WALKS):
        yield walk(task, dice, machine.replay(task.row, way[: at % (len(way) + 1)]))


def verdict(task: Entry, states: list[State]) -> Verdict:
    return judge(states, task.row["key"])


@playing
def test_every_screen_is_seen_and_every_forbidden_act_done_by_somebody_and_caps_what_is_earned(task: Entry) -> None:
    seen, broken = set[str](), set[str]()
    for states in walks(task):
        seen |= {state.screen for state in states}
        outcome = verdict(task, states)
        broken |= set(outcome.broken)
        assert not outcome.broken or outcome.share < PASS
    assert seen == {str(screen["id"]) for screen in task.row["screens"]}
    assert broken == {act["text"] for act in task.row["key"].get("forbidden", ())}
    assert broken, "nothing can go wrong"


@playing
def test_every_step_can_be_missed_by_somebody_who_comes_to_the_end(task: Entry) -> None:
    missed = {
        step.id
        for states in walks(task)
        for step in verdict(task, states).steps
        if not step.met and len(states) > len(task.row["key"]["way"]) / 2
    }
    assert missed == {step["id"] for step in task.row["key"]["steps"]}


@playing
def test_pressing_whatever_comes_does_not_pass(task: Entry) -> None:
    dice = random.Random(11)
    played = [verdict(task, walk(task, dice, [machine.start(task.row)])) for _walk in range(WALKS)]
    assert sum(outcome.share >= PASS for outcome in played) <= BY_CHANCE * WALKS


def replaced(task: Entry, place: Choice) -> list[State]:
    """The author's way, with the option of one place or length wherever one is chosen."""
    fields = {name: one for screen in task.row["screens"] for name, one in machine.fields_of(screen).items()}
    states = [machine.start(task.row)]
    for act in task.row["key"]["way"]:
        there = machine.fields_of(machine.screen_of(task.row, states[-1]))
        given = {
            name: str(place(machine.choices_of(fields[name]))["id"]) if fields[name].get("input") == "choice" else value
            for name, value in act.get("with", {}).items()
            if name in there
        }
        if act["do"] in machine.offered(task.row, states[-1]):
            states.append(machine.apply(task.row, states[-1], {"do": act["do"], "with": given}))
    return states


@pytest.mark.parametrize(
    "place",
    [
        lambda options: options[0],
        lambda options: options[-1],
        lambda options: max(options, key=lambda one: len(one["text"])),
    ],
    ids=["first", "last", "longest"],
)
@playing
def test_no_place_and_no_length_of_options_earns_everything(task: Entry, place: Choice) -> None:
    chosen = [name for act in task.row["key"]["way"] for name in act.get("with", {})]
    inputs = [
        one.get("input")
        for screen in task.row["screens"]
        for name, one in machine.fields_of(screen).items()
        if name in chosen
    ]
    assert "choice" not in inputs or verdict(task, replaced(task, place)).share < 1.0
