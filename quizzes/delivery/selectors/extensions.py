"""What somebody was granted beyond the rules of a quiz, and the list of what was granted."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from lms.people.models import Mandate, Person, Role
from lms.people.permissions import has_role, units_of
from quizzes.delivery.models import Extension, Quiz
from quizzes.delivery.windows import Extra


def extras_of(person: Person, quizzes: Collection[Quiz], now: datetime) -> dict[int, Extra]:
    """By quiz, over the extensions that still hold; a quiz without any is left out."""
    rows = (
        Extension.objects.filter(person=person, quiz__in=quizzes, until__gte=timezone.localdate(now))
        .values("quiz_id")
        .annotate(
            minutes=Sum("extra_minutes"), attempts=Sum("extra_attempts"), opens=Min("opens_at"), closes=Max("closes_at")
        )
        .order_by("quiz_id")
    )
    return {row["quiz_id"]: Extra(row["minutes"], row["attempts"], row["opens"], row["closes"]) for row in rows}


def extra_of(person: Person, quiz: Quiz, now: datetime) -> Extra:
    return extras_of(person, [quiz], now).get(quiz.pk, Extra())


def people_in_hand(by: Person) -> QuerySet[Person]:
    """The deputies whose sittings this person looks after: all for the committee, those of the own units for an
    organiser, nobody for anybody else."""
    mandates = Mandate.objects.all()
    if not has_role(by, Role.COMMITTEE):
        mandates = mandates.filter(unit__in=units_of(by, Role.ORGANISER))
    return Person.objects.filter(pk__in=mandates.values("person_id"), anonymised_at=None)


def find_extensions(by: Person, *, text: str = "", holding: bool = False, now: datetime) -> QuerySet[Extension]:
    """What was granted to people in this person's hands, latest first; by a part of the name, of the quiz's title or
    of the reason; with `holding` only what holds today."""
    found = Extension.objects.filter(person__in=people_in_hand(by)).select_related("person", "quiz", "by")
    if text:
        found = found.filter(Q(person__name__contains=text) | Q(quiz__title__contains=text) | Q(reason__contains=text))
    if holding:
        found = found.filter(until__gte=timezone.localdate(now))
    return found.order_by("-at", "-pk")
