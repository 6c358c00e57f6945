"""Hours from elsewhere, as the page of the organisers and the committee shows them."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from courses.models import Enrolment, HourEntry, HoursClaim, Programme
from courses.permissions import people_in_hand
from lms.people.models import Person

SHOWN = 20


def search(by: Person, text: str) -> list[Person]:
    """Deputies in hand with a running enrolment whose name contains the text, at most twenty."""
    enrolled = Enrolment.objects.running().values("person_id")
    people = people_in_hand(by).filter(name__icontains=text, pk__in=enrolled, anonymised_at__isnull=True)
    return list(people.order_by("name_sort", "name", "pk")[:SHOWN])


def deputy_or_404(by: Person, uuid: str) -> Person:
    """The deputy in hand with that uuid."""
    try:
        return people_in_hand(by).get(uuid=UUID(uuid))
    except (ValueError, Person.DoesNotExist) as error:
        raise Http404 from error


def waiting(by: Person) -> QuerySet[HoursClaim]:
    """What waits for the committee."""
    return _claims(by).filter(approved__isnull=True).order_by("at", "pk")


def declined(by: Person) -> QuerySet[HoursClaim]:
    return _claims(by).filter(approved=False).order_by("-decided_at", "-pk")


def _claims(by: Person) -> QuerySet[HoursClaim]:
    claims = HoursClaim.objects.filter(person__in=people_in_hand(by).values("pk"))
    return claims.select_related("person", "programme", "entered_by", "decided_by")


def entries(by: Person) -> QuerySet[HourEntry]:
    """The recognised hours of the deputies in hand, the latest first; those taken back too."""
    rows = HourEntry.objects.filter(mode=HourEntry.Mode.RECOGNISED, reverses__isnull=True)
    rows = rows.filter(person__in=people_in_hand(by).values("pk"))
    return rows.select_related("person", "programme", "by", "reversal").order_by("-at", "-pk")


def programmes_with_hours(person: Person) -> QuerySet[Programme]:
    """The programmes in which the person is enrolled or has hours."""
    enrolled = Enrolment.objects.filter(person=person).values("programme_id")
    earned = HourEntry.objects.filter(person=person).values("programme_id")
    found = Programme.objects.filter(pk__in=enrolled) | Programme.objects.filter(pk__in=earned)
    return found.order_by("-starts", "slug")
