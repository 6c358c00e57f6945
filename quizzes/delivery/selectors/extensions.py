from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.models import Extension, Quiz


@dataclass(frozen=True)
class Extra:
    """What a person was granted beyond the rules of a quiz."""

    minutes: int = 0
    attempts: int = 0


def extras_of(person: Person, quizzes: Collection[Quiz], now: datetime) -> dict[int, Extra]:
    """By quiz, summed over the extensions that still hold; a quiz without any is left out."""
    rows = (
        Extension.objects.filter(person=person, quiz__in=quizzes, until__gte=timezone.localdate(now))
        .values("quiz_id")
        .annotate(minutes=Sum("extra_minutes"), attempts=Sum("extra_attempts"))
        .order_by("quiz_id")
    )
    return {row["quiz_id"]: Extra(row["minutes"], row["attempts"]) for row in rows}


def extra_of(person: Person, quiz: Quiz, now: datetime) -> Extra:
    return extras_of(person, [quiz], now).get(quiz.pk, Extra())
