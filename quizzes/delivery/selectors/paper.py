"""Forms on paper: whose they are, how far they are, and where two entries differ."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.utils import timezone

from lms.people.models import Mandate, OrganisingUnit, Person, Role
from lms.people.permissions import has_role, units_of
from quizzes.delivery.models import PaperEntry, PaperForm, Quiz
from quizzes.delivery.selectors.contents import Content
from quizzes.delivery.selectors.sittings import Line

STATES = ("printed", "entered", "differs", "scored", "void")


def units_in_hand(by: Person) -> QuerySet[OrganisingUnit]:
    """All for the committee, the own for an organiser, none for anybody else."""
    if has_role(by, Role.COMMITTEE):
        return OrganisingUnit.objects.order_by("position", "pk")
    return units_of(by, Role.ORGANISER).order_by("position", "pk")


def forms_of(by: Person) -> QuerySet[PaperForm]:
    """The forms in this person's hands."""
    return PaperForm.objects.filter(unit__in=units_in_hand(by).values("pk"))


def find_forms(by: Person, *, text: str = "", state: str = "", batch: str = "") -> QuerySet[Any]:
    """Latest first, each with `state`, one of STATES, and who entered it; by a part of the name or of the number."""
    found: QuerySet[Any] = forms_of(by).annotate(
        times=Count("entries"),
        state=Case(
            When(result__isnull=False, then=Value("scored")),
            When(void__isnull=False, then=Value("void")),
            When(times=2, then=Value("differs")),
            When(times=1, then=Value("entered")),
            default=Value("printed"),
            output_field=CharField(),
        ),
    )
    if text:
        code = "".join(text.upper().split()).replace("-", "")
        found = found.filter(person__name__contains=text) | found.filter(code__startswith=code)
    if state in STATES:
        found = found.filter(state=state)
    if batch:
        found = found.filter(batch=batch)
    rows = found.select_related("person", "quiz", "unit", "result__attempt", "void").prefetch_related("entries__by")
    return rows.order_by("-printed_at", "person__name_sort", "pk")


def candidates(quiz: Quiz, unit: OrganisingUnit, now: datetime) -> QuerySet[Person]:
    """The deputies in office of a unit who have not reached the quiz's target, by name."""
    serving = Mandate.objects.serving_on(timezone.localdate(now)).filter(unit=unit)
    passed = quiz.attempts.filter(outcomes__superseded_by=None, outcomes__passed=True).values("person_id")
    people = Person.objects.filter(pk__in=serving.values("person_id"), anonymised_at=None)
    return people.exclude(pk__in=passed).order_by("name_sort", "name", "pk")


def lines_of(form: PaperForm) -> list[Line]:
    """The items as the form shows them, as browsers see them, nothing filled in. One query."""
    rows = form.items.select_related("version__item")
    return [Line(Content(row.position, row.pk, row.version, row.shown)) for row in rows]


@dataclass(frozen=True)
class Difference:
    """`name` is the item's position, "helper" or "sat_on"; None stands for nothing entered."""

    name: str
    first: Any
    second: Any


def differences(first: PaperEntry, second: PaperEntry) -> list[Difference]:
    """Where two people read the same paper differently."""
    positions = sorted({*first.answers, *second.answers}, key=int)
    found = [Difference(one, first.answers.get(one), second.answers.get(one)) for one in positions]
    found.append(Difference("helper", first.helper, second.helper))
    found.append(Difference("sat_on", first.sat_on.isoformat(), second.sat_on.isoformat()))
    return [one for one in found if one.first != one.second]
