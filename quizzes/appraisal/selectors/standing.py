"""How far a person is with a test."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from quizzes.appraisal.models import Booklet, BookletItem, BookletSitting
from quizzes.delivery.models import Attempt


@dataclass(frozen=True)
class Part:
    """One sitting of a test; `attempt` None before it was begun."""

    number: int
    items: int
    attempt: Attempt | None

    @property
    def done(self) -> bool:
        return self.attempt is not None and self.attempt.state != Attempt.State.OPEN

    @property
    def under_way(self) -> bool:
        return self.attempt is not None and self.attempt.state == Attempt.State.OPEN


@dataclass(frozen=True)
class Standing:
    booklet: Booklet
    parts: tuple[Part, ...]

    @property
    def finished(self) -> bool:
        return all(part.done for part in self.parts)

    @property
    def total(self) -> int:
        """How many parts there are, or are expected of a test that adapts itself."""
        return max(len(self.parts), self.booklet.expected)

    @property
    def upcoming(self) -> range:
        """The numbers of the parts that are expected and not laid out yet."""
        return range(len(self.parts) + 1, self.total + 1)

    @property
    def begun(self) -> bool:
        return any(part.attempt for part in self.parts)

    @property
    def done(self) -> int:
        return sum(part.done for part in self.parts)

    @property
    def items(self) -> int:
        return sum(part.items for part in self.parts)

    @property
    def open(self) -> int | None:
        """The number of the sitting under way."""
        return next((part.number for part in self.parts if part.under_way), None)

    @property
    def next_sitting(self) -> int | None:
        """The first that nobody began yet."""
        return next((part.number for part in self.parts if part.attempt is None), None)


def standing_of(booklet: Booklet) -> Standing:
    """Two queries."""
    sizes = Counter(BookletItem.objects.filter(booklet=booklet).values_list("sitting", flat=True))
    rows = BookletSitting.objects.filter(booklet=booklet).select_related("attempt")
    taken = {row.number: row.attempt for row in rows}
    return Standing(booklet, tuple(Part(number, sizes[number], taken.get(number)) for number in sorted(sizes)))


def with_counts(booklets: QuerySet[Booklet]) -> QuerySet[Any]:
    """Each with what `standing_of` says in numbers: its `parts`, how many are `begun` and how many of those `done`."""
    handed_in = Q(sittings__isnull=False) & ~Q(sittings__attempt__state=Attempt.State.OPEN)
    return booklets.annotate(
        parts=Count("items__sitting", distinct=True),
        begun=Count("sittings", distinct=True),
        done=Count("sittings", filter=handed_in, distinct=True),
    )


def open_sitting(booklet: Booklet, *, first: bool) -> Attempt | None:
    """The attempt of the booklet's first or last sitting that was begun."""
    rows = BookletSitting.objects.filter(booklet=booklet).select_related("attempt").order_by("number")
    row = rows.first() if first else rows.last()
    return row.attempt if row else None
