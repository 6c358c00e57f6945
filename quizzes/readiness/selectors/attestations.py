"""Who may attest for whom, and what was attested."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from lms.people.models import Mandate, Person, Role, RoleGrant
from lms.people.permissions import has_role, units_of
from quizzes.readiness.models import Evidence


def attestable_people(by: Person, *, now: datetime) -> QuerySet[Person]:
    """Deputies in office whom this person may attest for: all for the committee, those of the own units for an
    organiser, never oneself."""
    serving = Mandate.objects.serving_on(timezone.localdate(now))
    if has_role(by, Role.COMMITTEE):
        reach = serving
    elif has_role(by, Role.ORGANISER):
        reach = serving.filter(unit__in=units_of(by, Role.ORGANISER))
    else:
        reach = serving.none()
    return Person.objects.filter(pk__in=reach.values("person_id"), anonymised_at=None).exclude(pk=by.pk)


def find_people(by: Person, *, name: str, now: datetime) -> QuerySet[Person]:
    """Those of them whose name contains these characters, in the order of names, each with `serving`, the mandates in
    office (with unit and congress)."""
    serving = Mandate.objects.serving_on(timezone.localdate(now)).select_related("unit", "term__congress")
    people = attestable_people(by, now=now)
    if name.strip():
        people = people.filter(name__icontains=name.strip())
    return people.prefetch_related(Prefetch("mandates", serving, to_attr="serving")).order_by("name_sort", "name", "pk")


def attesters_of(person: Person, *, now: datetime) -> tuple[str, ...]:
    """Names of the organisers of the units that look after the person's mandates in office: whom to ask for an
    attestation. Empty where nobody was named yet."""
    day = timezone.localdate(now)
    units = Mandate.objects.serving_on(day).filter(person=person).values("unit_id")
    grants = RoleGrant.objects.in_force(day).filter(role=Role.ORGANISER, unit__in=units)
    named = Person.objects.filter(pk__in=grants.values("person_id"), anonymised_at=None).exclude(pk=person.pk)
    return tuple(named.order_by("name_sort", "name", "pk").values_list("name", flat=True))


def given_by(person: Person) -> QuerySet[Evidence]:
    """The attestations that this person gave, latest first; rulings on objections are none."""
    return (
        Evidence.objects.filter(kind=Evidence.Kind.ATTESTATION, by=person, source_type="attestation")
        .select_related("person", "competence", "withdrawal")
        .order_by("-recorded_at", "-pk")
    )
