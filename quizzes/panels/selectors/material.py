"""Whom and what a panel may be made of."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from lms.people.models import Mandate, Person, RoleGrant
from lms.people.models.role import ADMINISTRATORS
from quizzes import scoring
from quizzes.bank.models import Item, ItemBank
from quizzes.framework.models import Competence

LEAST_ITEMS, MOST_ITEMS = 6, 20
TASKS = "simulation"
"""A task of many steps is no item that a share of people gets right."""


def candidates(day: date) -> QuerySet[Person]:
    """Staff who are no deputies: whoever is assessed with these items must not see them. Administrators of the system
    have no business here."""
    grants = RoleGrant.objects.in_force(day).filter(person=OuterRef("pk")).exclude(role__in=ADMINISTRATORS)
    serving = Mandate.objects.serving_on(day).filter(person=OuterRef("pk"))
    people = Person.objects.filter(Exists(grants), ~Exists(serving), is_active=True, anonymised_at=None)
    return people.order_by("name_sort", "name", "pk")


def items_of(competence: Competence, *, purpose: str, most: int, by: Person) -> list[Item]:
    """Published items of one competence from the banks of that purpose which the person may know of, spread over their
    bands, at most so many; none that a person marks."""
    items = Item.objects.deliverable().listed_to(by).filter(competence=competence, bank__purpose=purpose)
    items = items.exclude(kind__in=[*scoring.by_hand_kinds(), TASKS]).select_related("live_version")
    found = list(items.order_by("band", "pk"))
    if len(found) <= most:
        return found
    return [found[round(place * (len(found) - 1) / (most - 1))] for place in range(most)]


PURPOSES = [
    (value, label)
    for value, label in ItemBank.Purpose.choices
    if value in (ItemBank.Purpose.MODULE, ItemBank.Purpose.READINESS)
]
