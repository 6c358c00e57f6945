"""What the pages show about certificates. Read-only."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from certificates.models import Certificate, Kind, Obstacle
from certificates.models.certificate import CertificateQuerySet
from certificates.serial import canonical
from courses.models import Enrolment, Programme
from courses.selectors import completion
from lms.people.models import Person


def held_by(person: Person) -> CertificateQuerySet:
    """A person's certificates, the newest first, those no longer in force too; their state is loaded with them."""
    return Certificate.objects.filter(person=person).with_state().order_by("-issued_on", "-pk")


def with_hours(person: Person) -> QuerySet[Programme]:
    """Programmes in which class hours of the person stand in the ledger, each with `earned`."""
    earned = Sum("hour_entries__hours", filter=Q(hour_entries__person=person))
    return Programme.objects.annotate(earned=earned).filter(earned__gt=0).order_by("-starts", "pk")


def latest(person: Person, programme: Programme, kind: str = Kind.COMPLETION) -> Certificate | None:
    """The one of the highest generation, whatever its state; None before the first."""
    found = Certificate.objects.filter(person=person, programme=programme, kind=kind)
    return found.with_state().order_by("-generation").first()


def by_serial(serial: str) -> Certificate | None:
    return Certificate.objects.with_state().select_related("programme").filter(serial=serial).first()


def by_sha256(digest: str) -> Certificate | None:
    """The certificate whose file, as it was issued, has that digest."""
    return Certificate.objects.with_state().select_related("programme").filter(sha256=digest).first()


def due(programme: Programme | None = None) -> QuerySet[Enrolment]:
    """Enrolments that met the pass rule and have no certificate yet, in one programme or in all; those whose name
    cannot be printed are left out until the name is another or staff try again."""
    same = {"person": OuterRef("person"), "programme": OuterRef("programme")}
    held = Certificate.objects.filter(**same, kind=Kind.COMPLETION)
    stopped = Obstacle.objects.filter(**same, name=OuterRef("person__name"), cleared_at__isnull=True)
    return completion.due(programme).exclude(Exists(held)).exclude(Exists(stopped)).order_by("pk")


def register(
    *, day: date, programme: Programme | None = None, state: str = "", text: str = "", renamed: bool = False
) -> CertificateQuerySet:
    """The committee's list, the newest first. `text` looks in names and numbers, `renamed` keeps those whose holder
    has another name by now."""
    found = Certificate.objects.all()
    if programme is not None:
        found = found.filter(programme=programme)
    if state:
        found = found.in_state(state, day)
    if text:
        number = canonical(text)
        found = found.filter(
            Q(subject_name__icontains=text) | Q(person__name__icontains=text) | Q(serial__startswith=number)
            if number
            else Q(subject_name__icontains=text) | Q(person__name__icontains=text)
        )
    if renamed:
        found = found.in_force(day).exclude(subject_name=F("person__name"))
    return found.with_state().select_related("person").order_by("-created_at", "-pk")


def open_obstacles() -> QuerySet[Obstacle]:
    return Obstacle.objects.filter(cleared_at__isnull=True).select_related("person", "programme").order_by("at", "pk")
