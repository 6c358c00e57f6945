"""What this room needs to know from above, handed in by courses in its `AppConfig.ready()`."""

from collections.abc import Callable, Collection

from lms.people.models import Mandate, Person
from quizzes.readiness.scope import Scope

Scopes = Callable[[Collection[Person]], dict[int, list[tuple[Mandate, Scope]]]]
NextSteps = Callable[[Person, Collection[str]], dict[str, tuple[str, str]]]


def _no_scopes(people: Collection[Person]) -> dict[int, list[tuple[Mandate, Scope]]]:
    return {}


def _no_steps(person: Person, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    return {}


_scopes: Scopes = _no_scopes
_steps: NextSteps = _no_steps


def use_scopes(function: Scopes) -> None:
    """`function(people)` gives by a person's primary key each mandate with the scope of each programme that the person
    is enrolled in; whoever has none may be left out."""
    global _scopes
    _scopes = function


def use_next_steps(function: NextSteps) -> None:
    """`function(person, codes)` gives for a competence the label and address of what to do next, if there is any."""
    global _steps
    _steps = function


def scopes_of(person: Person) -> list[tuple[Mandate, Scope]]:
    return _scopes([person]).get(person.pk, [])


def scopes_of_many(people: Collection[Person]) -> dict[int, list[tuple[Mandate, Scope]]]:
    """The same by the person's primary key, in as many queries."""
    return _scopes(people)


def next_steps(person: Person, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    return _steps(person, codes)
