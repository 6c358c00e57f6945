"""Which certificates a new term renews."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from certificates.models import Certificate, Kind
from certificates.models.certificate import CertificateQuerySet
from courses.models import Programme
from lms.people.models import Mandate

EARLY = timedelta(days=60)
"""So long before its last day a certificate may be renewed."""


def due_for_renewal(programme: Programme, day: date) -> CertificateQuerySet:
    """Certificates of completion that ended or soon will, whose holders sit in a term that ends later. A programme of
    one term renews none: its successor is another programme."""
    open_or_later = Q(term__end__isnull=True) | Q(term__end__gt=OuterRef("expires_on"))
    later = Mandate.objects.serving_on(day).filter(open_or_later, person=OuterRef("person"))
    held = Certificate.objects.filter(
        programme=programme, kind=Kind.COMPLETION, revocation__isnull=True, superseded_by__isnull=True
    )
    ended = held.filter(expires_on__lte=day + EARLY).annotate(sits_on=Exists(later))
    of_one_term = Q(programme__term__end__lte=F("expires_on"))
    return ended.filter(sits_on=True).exclude(of_one_term).order_by("expires_on", "pk")
