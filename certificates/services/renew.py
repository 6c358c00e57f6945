"""Renewing for a new term what ended, or will soon end, with the one before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, Kind
from certificates.selectors.renewals import EARLY, due_for_renewal
from certificates.serial import new_serial
from certificates.services.issue import award, draft_of
from courses.models import Programme
from courses.selectors import completion
from lms.people.models import Person
from lms.web.errors import Refusal


def renew(
    *, certificate: Certificate, by: Person, now: datetime | None = None, serial: Callable[[], str] = new_serial
) -> Certificate:
    """A new certificate with the facts of today for whoever was elected again; the old one then shows 已更换.

    Doing it twice gives the one made first. Refusal unless it ended or ends within EARLY, the holder sits in a term
    that ends later, and the requirements as they are today are met.
    """
    now = now or timezone.now()
    old = Certificate.objects.with_state().select_related("person", "programme").get(pk=certificate.pk)
    if old.state == Certificate.State.SUPERSEDED:
        return old.superseded_by
    if old.kind != Kind.COMPLETION or old.state != Certificate.State.ISSUED or not _ends_soon(old, now):
        raise Refusal(_("This certificate is not due to be renewed."))
    draft = draft_of(old.person, old.programme, serial=serial(), now=now, kind=old.kind)
    if not _lasts_longer(draft, old):
        raise Refusal(_("The holder sits in no term that ends later; there is nothing to renew for."))
    if not completion.passed(old.person, old.programme).passed:
        raise Refusal(_("The requirements as they are today are not met; the certificate was not renewed."))
    draft.generation, draft.supersedes = old.generation + 1, old
    return award(draft, by=by, now=now)


def renew_due(*, programme: Programme, by: Person, now: datetime | None = None, limit: int | None = None) -> int:
    """Renew what can be renewed in a programme; how many were. What is refused is left for the committee to look at."""
    now, renewed = now or timezone.now(), 0
    for certificate in due_for_renewal(programme, timezone.localdate(now))[:limit]:
        try:
            renew(certificate=certificate, by=by, now=now)
        except Refusal as refusal:
            if refusal.status >= 500:
                raise
            continue
        renewed += 1
    return renewed


def _ends_soon(certificate: Certificate, now: datetime) -> bool:
    day: date = timezone.localdate(now)
    return certificate.expires_on is not None and certificate.expires_on <= day + EARLY


def _lasts_longer(draft: Certificate, old: Certificate) -> bool:
    assert old.expires_on is not None
    if draft.expires_on is not None:
        return draft.expires_on > old.expires_on
    return draft.term is not None and draft.term.end is None
