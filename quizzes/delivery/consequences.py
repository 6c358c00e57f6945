"""What would follow from scoring sittings anew: each room above says it for itself, before anything changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Change:
    """One sitting whose points change. `presented` is the item as it was shown, `item_after` its new points."""

    attempt: int
    person: int
    quiz: int
    purpose: str
    outcome: int
    presented: int
    item_after: float
    points_before: float
    points_after: float
    passed_before: bool
    passed_after: bool

    @property
    def newly_passed(self) -> bool:
        return self.passed_after and not self.passed_before

    @property
    def no_longer_passed(self) -> bool:
        return self.passed_before and not self.passed_after


@dataclass(frozen=True)
class Consequence:
    """One line of what follows. `links` are (words, address) of rows that a person must look at by hand, for whoever
    may open them; `kept` says that nothing is done by itself."""

    title: str | Promise
    text: str | Promise
    count: int
    kept: bool = False
    links: tuple[tuple[str, str], ...] = ()


Finder = Callable[[Sequence[Change]], Iterable[Consequence]]

_finders: dict[str, Finder] = {}


def register(room: str, finder: Finder) -> None:
    """`finder(changes)` says what the room would do about these changes; it reads only, in a bounded number of queries.
    Registering again replaces."""
    _finders[room] = finder


def of(changes: Sequence[Change]) -> list[Consequence]:
    """Every room's word, in the order in which they registered: from the levels up to the certificates."""
    if not changes:
        return []
    return [one for finder in _finders.values() for one in finder(changes)]
