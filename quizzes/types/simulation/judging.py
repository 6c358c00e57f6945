"""What somebody's acts are worth. Pure.

| | rule |
|---|---|
| share | points of the steps that were met at the end / points of all steps |
| goal not reached, or an indispensable step missing | the share is `UNFINISHED` at most |
| a forbidden act, at any moment | the share is the act's `cap` at most (`CAP` where it names none) |

A forbidden act stays forbidden when it is undone or when one begins anew: a code that was sent cannot be called back. A
simulation that wants to forgive a slip of the finger asks "really?" on a screen of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.types.simulation.conditions import all_hold
from quizzes.types.simulation.state import State

UNFINISHED, CAP = 0.5, 0.3


@dataclass(frozen=True)
class StepSeen:
    """One step of the key with what became of it."""

    id: str
    text: str
    points: float
    must: bool
    met: bool


@dataclass(frozen=True)
class Verdict:
    """`broken` are the texts of the forbidden acts that were done; `share` is 0 to 1."""

    steps: tuple[StepSeen, ...]
    finished: bool
    broken: tuple[str, ...]
    share: float


def judge(states: Sequence[State], key: Mapping[str, Any]) -> Verdict:
    """The verdict over all states of a sitting, the last of them being where it stands. Without any act nothing was
    shown, whatever the steps ask."""
    if len(states) < 2:
        return Verdict(tuple(_step(step, None) for step in key["steps"]), False, (), 0.0)
    last = states[-1]
    steps = tuple(_step(step, last) for step in key["steps"])
    finished = all_hold(key["goal"], last)
    broken = [act for act in key.get("forbidden", ()) if any(all_hold(act["when"], state) for state in states)]
    share = sum(step.points for step in steps if step.met) / sum(step.points for step in steps)
    if not finished or any(step.must and not step.met for step in steps):
        share = min(share, UNFINISHED)
    share = min([share, *_caps(broken)])
    return Verdict(steps, finished, tuple(str(act["text"]) for act in broken), max(0.0, min(share, 1.0)))


def _step(step: Mapping[str, Any], last: State | None) -> StepSeen:
    met = last is not None and all_hold(step["when"], last)
    return StepSeen(str(step["id"]), str(step["text"]), float(step["points"]), bool(step.get("must")), met)


def _caps(broken: Iterable[Mapping[str, Any]]) -> list[float]:
    return [float(act.get("cap", CAP)) for act in broken]
