"""Answers that wait for a teacher, and what teachers gave. No name is in any of it: an answer is marked for what it
says, whoever wrote it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from lms.people.models import Person
from quizzes.bank.models import ItemBank, ItemKey
from quizzes.delivery.models import Attempt, Marking, Response
from quizzes.scoring import by_hand_kinds


def to_be_marked(marker: Person) -> QuerySet[Response]:
    """Answers of finished sittings that count and need a person, those that wait longest first, each with `marked`.
    Not the marker's own, and none whose rubric the marker may not read."""
    later = Response.objects.filter(presented=OuterRef("presented"), late=False, seq__gt=OuterRef("seq"))
    return (
        Response.objects.filter(late=False, presented__version__item__kind__in=by_hand_kinds())
        .filter(presented__version__item__bank__in=ItemBank.objects.open_to(marker))
        .exclude(attempt__state=Attempt.State.OPEN)
        .exclude(attempt__person=marker)
        .exclude(payload__has_key="skipped")
        .filter(~Exists(later))
        .annotate(marked=Exists(Marking.objects.filter(response=OuterRef("pk"))))
        .select_related("attempt__quiz", "presented__version__item__competence")
        .order_by("marked", F("attempt__submitted_at").asc(), "pk")
    )


def marking_in_force(response: Response) -> Marking | None:
    """The marking that counts; None for an answer that still waits."""
    return response.markings.filter(replaced_by=None).select_related("key", "by").first()


def markings_in_force(attempt: Attempt) -> dict[int, Marking]:
    """By the answer's primary key, in one query."""
    rows = Marking.objects.filter(response__attempt=attempt, replaced_by=None).select_related("key")
    return {row.response_id: row for row in rows}


@dataclass(frozen=True)
class Given:
    """One criterion of a rubric with what was given for it; None while nothing was."""

    id: str
    text: str
    most: float
    points: float | None


def given(key: ItemKey, marking: Marking | None) -> list[Given]:
    """The rubric, filled in by a marking."""
    rubric: list[dict[str, Any]] = (marking.key if marking else key).key["rubric"]
    points = marking.points if marking else {}
    return [Given(row["id"], row["text"], float(row["points"]), points.get(row["id"])) for row in rubric]
