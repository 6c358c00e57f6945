"""What the pages of the survey show to the person in front of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from courses.models import NeedsRound, NeedsSheet
from courses.needs.selectors import people
from lms.people.models import Mandate, Person


@dataclass(frozen=True)
class PartState:
    """One part for the overview; `number` from 1."""

    number: int
    title: str
    answered: int
    total: int


@dataclass(frozen=True)
class Own:
    """The open round as one person sees it. `asked` is False for somebody it is not for."""

    round: NeedsRound
    asked: bool
    sheet: NeedsSheet | None
    parts: list[PartState]
    today: date

    @property
    def answering(self) -> bool:
        """Whether this person can answer today."""
        return self.asked and self.round.starts_on <= self.today <= self.round.ends_on

    @property
    def handed_in(self) -> bool:
        return self.sheet is not None and self.sheet.handed_in_at is not None

    @property
    def waits(self) -> bool:
        """Whether the survey still waits for this person."""
        return self.answering and not self.handed_in

    @property
    def next_part(self) -> PartState | None:
        """The first part with nothing in it; None where each has something."""
        return next((part for part in self.parts if not part.answered), None)

    @property
    def unanswered(self) -> int:
        return sum(part.total - part.answered for part in self.parts)


def own(person: Person, *, now: datetime, serving: Iterable[Mandate] | None = None) -> Own | None:
    """None while no round is open. `serving` are the person's mandates in office, where they were read before."""
    mine = FilteredRelation("sheets", condition=Q(sheets__person=person))
    rounds = NeedsRound.objects.filter(state=NeedsRound.State.OPEN).annotate(mine=mine)
    rounds = rounds.defer("programme__training_plan", "programme__needs_survey")
    found = rounds.select_related("programme", "mine").first()  # type: ignore[misc]
    if found is None:
        return None
    today = timezone.localdate(now)
    sheet: NeedsSheet | None = getattr(found, "mine", None)
    answers = sheet.answers if sheet else {}
    parts = [
        PartState(
            number,
            part["title"],
            sum(question["id"] in answers for question in part["questions"]),
            len(part["questions"]),
        )
        for number, part in enumerate(found.survey["parts"], start=1)
    ]
    return Own(found, people.is_asked(person, found.programme, today, serving), sheet, parts, today)


def waiting(person: Person, *, now: datetime, serving: Iterable[Mandate] | None = None) -> Own | None:
    """The same while it waits for the person; else None."""
    shown = own(person, now=now, serving=serving)
    return shown if shown is not None and shown.waits else None
