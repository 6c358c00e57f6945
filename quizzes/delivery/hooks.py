"""What a room above tells this one, which must not know it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.people.models import Person
from quizzes.bank.models import Item
from quizzes.delivery.models import Attempt, Quiz

After = Callable[[Person, Quiz], tuple[str, str] | None]

_after: After | None = None


def use_after(find: After | None) -> None:
    """`find(person, quiz)` gives (label, address) of where the person goes on after the quiz, or None."""
    global _after
    _after = find


def after(person: Person, quiz: Quiz) -> tuple[str, str] | None:
    """Where the person goes on; None where nobody knows."""
    return _after(person, quiz) if _after else None


@dataclass(frozen=True)
class Instrument:
    """A room above that lays out the sittings of some quizzes itself, instead of their sections.

    `items(person, quiz, now)` are the items of the person's next sitting in their order, or a Refusal; `began(attempt,
    now)` is told of the sitting in the transaction that begins it, and may refuse; `home(quiz)` is the page from which
    its sittings are begun and to which they lead back. `owns(quiz)` says whose a quiz is.
    """

    owns: Callable[[Quiz], bool]
    items: Callable[[Person, Quiz, datetime], Sequence[Item]]
    began: Callable[[Attempt, datetime], None]
    home: Callable[[Quiz], str]


_instrument: Instrument | None = None


def use_instrument(instrument: Instrument | None) -> None:
    global _instrument
    _instrument = instrument


def instrument_of(quiz: Quiz) -> Instrument | None:
    """Who lays out the sittings of this quiz; None where its sections do. No query but for a readiness test."""
    if _instrument is None or quiz.purpose != Quiz.Purpose.READINESS or not _instrument.owns(quiz):
        return None
    return _instrument
