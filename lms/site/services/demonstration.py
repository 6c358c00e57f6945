"""The demonstration: its district, its accounts, and a visible notice while its cohort is being prepared."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Programme
from courses.services import enrolments
from lms.people.models import Mandate, OrganisingUnit, Person, Role
from lms.people.services import accounts, organs, roles, roster
from lms.site.demo import district, needs
from lms.site.services import simulation
from lms.web.errors import Refusal

SILENT_SECONDS = 60
"""A note that nobody renewed for so long was left by a run that was killed."""
PASSWORD = "xuetang-2026"  # noqa: S105 - the published password of invented people; production refuses them


@dataclass(frozen=True)
class DemoAccount:
    """A sign-in of the demonstration: whom it shows, and in which unit."""

    username: str
    name: str
    role: Role | None
    unit: str | None = None


STAFF = (
    DemoAccount("trainer", "林知远", Role.TRAINER),
    DemoAccount("trainer2", "苏明朗", Role.TRAINER),
    DemoAccount("organiser", "何映雪", Role.ORGANISER, "柳河镇"),
    DemoAccount("chair", "罗建平", Role.CHAIR, "柳河镇"),
    DemoAccount("committee", "周慧琴", Role.COMMITTEE),
    DemoAccount("committee2", "程致远", Role.COMMITTEE),
    DemoAccount("sysadmin", "唐立新", Role.SYSTEM_ADMIN),
    DemoAccount("secadmin", "沈静安", Role.SECURITY_ADMIN),
    DemoAccount("audadmin", "魏思齐", Role.AUDIT_ADMIN),
)
DEPUTY = "deputy"


def load(*, now: datetime) -> str:
    """Bring the invented district, its 490 mandates and one sign-in for every role; a second call changes nothing."""
    if not settings.DEMO:
        raise Refusal(_("The demonstration is not for production."))
    with transaction.atomic():
        organs.import_organs(content=district.organs_csv(), filename="organs.csv", by=None, now=now)
        if not Mandate.objects.exists():
            roster.import_roster(content=district.roster_csv(), filename="roster.csv", by=None, now=now)
        for account in STAFF:
            _staff(account, now=now)
        _deputy(now=now)
        for programme in Programme.objects.filter(live=True):
            needs.fill(programme=programme, seed=2026, now=now)
    return _("%(mandates)d mandates of %(people)d people") % {
        "mandates": Mandate.objects.count(),
        "people": Person.objects.filter(mandates__isnull=False).distinct().count(),
    }


def _staff(account: DemoAccount, *, now: datetime) -> None:
    if Person.objects.filter(username=account.username).exists():
        return
    person = accounts.create_person(
        name=account.name, username=account.username, password=PASSWORD, by=None, now=now, demo=True
    )
    unit = OrganisingUnit.objects.get(name__startswith=account.unit) if account.unit else None
    if account.role:
        roles.grant(person=person, role=account.role, unit=unit, by=None, now=now)


def _deputy(*, now: datetime) -> None:
    """One newly elected township deputy of 柳河镇 gets a name to sign in with, and the programmes meant for the post:
    the first lesson is there at once, whatever the queue has still to do, and the readiness test is one part under
    way."""
    if Person.objects.filter(username=DEPUTY).exists():
        return
    person = (
        Person.objects.filter(mandates__term__congress__name__startswith="柳河镇", mandates__origin="new")
        .order_by("phone_index")
        .first()
    )
    if person is None:
        raise Refusal(_("The demonstration roster has no newly elected deputy."))
    accounts.adopt_for_demo(person=person, username=DEPUTY, password=PASSWORD, now=now)
    for programme in Programme.objects.filter(live=True):
        if enrolments.audience(programme, now).filter(pk=person.pk).exists():
            enrolments.enrol(person=person, programme=programme, by=None, now=now)
            simulation.take_test(person, programme, 0.4, random.Random(DEPUTY), now, simulation.Told(), sittings=1)


def watched(people: Iterable[Person], *, total: int) -> Iterator[Person]:
    """Pass the people on, and keep the notice of how far the demonstration is for the pages to show."""
    note = _note()
    note.parent.mkdir(parents=True, exist_ok=True)
    for done, person in enumerate(people):
        if done % 5 == 0:
            note.write_text(json.dumps({"done": done, "total": total}), encoding="utf-8")
        yield person
    note.unlink(missing_ok=True)


def under_way(*, now: datetime) -> dict[str, int] | None:
    """How far the demonstration is ({"done", "total"} people), or None when none is being prepared."""
    try:
        if now.timestamp() - _note().stat().st_mtime > SILENT_SECONDS:
            return None
        told: dict[str, int] = json.loads(_note().read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return told


def _note() -> Path:
    """A file, since the pages are served by another process than the one that prepares the cohort."""
    return Path(settings.PRIVATE_ROOT) / "demonstration.json"
