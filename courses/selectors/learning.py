"""Where a person stands in the own programmes: what the first page says of it, each thing read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.models import Programme
from courses.selectors.completion import Completion, completions_of, electives_left, judged
from courses.selectors.programmes import programmes_of
from courses.selectors.progress import NextStep, next_among
from lms.people.models import Person


@dataclass(frozen=True)
class Learning:
    """The person's `programmes` and of several the first that is not finished yet, with how far it is, what comes next
    and how many electives are left; without any programme nothing of that."""

    programmes: Sequence[Programme]
    programme: Programme | None = None
    completion: Completion | None = None
    step: NextStep | None = None
    electives: int = 0


def learning_of(person: Person, levels: set[str], *, now: datetime) -> Learning:
    """Of somebody who serves at these levels. The number of queries does not depend on the number of programmes."""
    programmes = programmes_of(person, now=now)
    if not programmes:
        return Learning([])
    completions = completions_of(person)
    uses = {one.pk: list(one.programme_modules.all()) for one in programmes}
    done = {
        one.pk: judged(one, uses[one.pk], levels, completions, one.earned)  # type: ignore[attr-defined]
        for one in programmes
    }
    programme = next((one for one in programmes if not done[one.pk].passed), programmes[0])
    modules = uses[programme.pk]
    return Learning(
        programmes=programmes,
        programme=programme,
        completion=done[programme.pk],
        step=next_among(person, modules, levels, completions, now=now),
        electives=electives_left(modules, levels, completions),
    )
