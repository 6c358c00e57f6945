"""Designs of certificates: the one in use, and a new version of one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Design, DesignVersion, Kind
from certificates.wording import Wording
from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Person
from lms.web.errors import Refusal


def in_use(kind: str, programme: Programme, *, now: datetime | None = None) -> DesignVersion:
    """The version that a certificate of that kind gets today: of the programme's own design, else of the one for all
    the others, which is made from what the software supplies when there is none yet."""
    own = Design.objects.filter(kind=kind, programme=programme).first()
    design = own or Design.objects.filter(kind=kind, programme=None).first() or _supplied(kind, now or timezone.now())
    return latest(design)


def latest(design: Design) -> DesignVersion:
    """The version in use of a design."""
    return design.versions.select_related("design").order_by("-number")[0]


@transaction.atomic
def save(
    *,
    title: str,
    wording: Wording,
    by: Person,
    design: Design | None = None,
    kind: str = "",
    programme: Programme | None = None,
    now: datetime | None = None,
) -> DesignVersion:
    """A new design of a kind, or the next version of an existing one; the same words again make none. Certificates
    that were issued keep theirs. BadInput for what no certificate may carry, Refusal for a second design of a place."""
    wording.check()
    now = now or timezone.now()
    if design is None:
        if Design.objects.filter(kind=kind, programme=programme).exists():
            raise Refusal(_("There is a design for this already. Please change that one."))
        design = Design.objects.create(title=title, kind=Kind(kind), programme=programme)
        return _next(design, wording, 1, by, now)
    design = Design.objects.select_for_update().get(pk=design.pk)
    if design.title != title:
        design.title = title
        design.save(update_fields=["title"])
    last = latest(design)
    if last.content == wording.content():
        return last
    return _next(design, wording, last.number + 1, by, now)


def _next(design: Design, wording: Wording, number: int, by: Person, now: datetime) -> DesignVersion:
    version = design.versions.create(number=number, content=wording.content(), by=by, at=now)
    audit(
        actor_uuid=by.uuid,
        verb="certificate.design",
        object_type="certificate_design",
        object_id=str(design.pk),
        purpose=f"{design.title} {number}",
        now=now,
    )
    return version


@transaction.atomic
def _supplied(kind: str, now: datetime) -> Design:
    label = str(Kind(kind).label)
    design, made = Design.objects.get_or_create(kind=kind, programme=None, defaults={"title": label})
    if made:
        design.versions.create(number=1, content=Wording.supplied(kind).content(), at=now)
    return design
