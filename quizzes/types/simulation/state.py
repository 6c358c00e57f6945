"""Where somebody stands in a simulation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | list[str]


@dataclass(frozen=True)
class Done:
    """One act that stands: on which screen what was done."""

    on: str
    do: str


@dataclass(frozen=True)
class State:
    """`done` and `seen` tell of the present run only: what was undone, or lies before a restart, is not in them.
    `fields` holds what the forms of the present run were sent with. `said` is what the device answered to the last act.
    `before` is the state that `undo` leads to."""

    screen: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    done: tuple[Done, ...] = ()
    seen: tuple[str, ...] = ()
    said: str = ""
    before: "State | None" = field(default=None, repr=False, compare=False)
