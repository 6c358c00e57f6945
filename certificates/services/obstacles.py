"""Certificates that cannot be made for want of a character: tell staff once, try again when they say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Obstacle
from courses.models import Programme
from lms.notify.services import notices
from lms.people.models import Person, Role, RoleGrant


@transaction.atomic
def report(
    *, person: Person, programme: Programme, name: str, characters: Sequence[str], now: datetime | None = None
) -> Obstacle:
    """Note which characters no font has, and tell the committee and the system administrators. The same name twice
    is one row; the same characters in many names are one notice a day."""
    now = now or timezone.now()
    obstacle, made = Obstacle.objects.get_or_create(
        person=person,
        programme=programme,
        name=name,
        cleared_at=None,
        defaults={"characters": "".join(characters)[:60], "at": now},
    )
    if made:
        tell_staff(
            key=f"certificate:obstacle:{programme.pk}:{obstacle.codes}:{timezone.localdate(now)}",
            text=_("A certificate could not be made: no font has %(codes)s. The others were issued.")
            % {"codes": obstacle.codes},
            url=reverse("certificates:obstacles"),
            now=now,
        )
    return obstacle


def tell_staff(*, key: str, text: str, url: str, now: datetime) -> None:
    """One notice to each of the committee and the system administrators, once for a key."""
    for uuid in _who_can_help(now):
        notices.tell(to_uuid=uuid, kind="certificate", key=f"{key}:{uuid}", text=text, url=url, now=now)


@transaction.atomic
def clear(*, obstacle: Obstacle, now: datetime | None = None) -> None:
    """Let the next run try this name again, after a font was installed."""
    Obstacle.objects.filter(pk=obstacle.pk, cleared_at__isnull=True).update(cleared_at=now or timezone.now())


def _who_can_help(now: datetime) -> list[UUID]:
    day = timezone.localdate(now)
    grants = RoleGrant.objects.filter(role__in=[Role.COMMITTEE, Role.SYSTEM_ADMIN], starts_on__lte=day)
    live = grants.exclude(ends_on__lte=day).filter(person__is_active=True)
    return list(live.order_by("person__uuid").values_list("person__uuid", flat=True).distinct())
