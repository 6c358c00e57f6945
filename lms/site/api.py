"""The read API: what the person who is signed in may see anyway, as JSON, described by OpenAPI at `docs`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.security import django_auth

from certificates.selectors import held_by
from courses.selectors.hours import total_hours
from courses.selectors.programmes import live_programmes, programmes_of
from lms.people.sign_in import signed_in
from lms.points.selectors import balance
from quizzes.readiness.selectors import levels

api = NinjaAPI(title="代表数字学堂", version="1", urls_namespace="api", auth=django_auth, docs_url="/docs")


class ProgrammeOut(Schema):
    """A programme that is offered."""

    slug: str
    title: str


class LevelOut(Schema):
    """The level of one competence: 0 to 4, with the state that tells whether it was decided."""

    competence: str
    name: str
    level: int
    state: str
    decided_at: datetime


class CertificateOut(Schema):
    """A certificate that the person holds."""

    serial: str
    programme_title: str
    state: str


class MeOut(Schema):
    """The person's own standing."""

    name: str
    points: int
    hours: Decimal
    levels: list[LevelOut]
    certificates: list[CertificateOut]


@api.get("/programmes", response=list[ProgrammeOut], auth=None)
def programmes(request: HttpRequest) -> list[ProgrammeOut]:
    """The programmes that are offered; public."""
    return [ProgrammeOut(slug=one.slug, title=one.title) for one in live_programmes()]


@api.get("/me", response=MeOut)
def me(request: HttpRequest) -> MeOut:
    """Points, hours, levels and certificates of whoever is signed in."""
    person = signed_in(request)
    mine = programmes_of(person, now=timezone.now())
    return MeOut(
        name=person.name,
        points=balance(person),
        hours=total_hours(person, mine[0]) if mine else Decimal(0),
        levels=[
            LevelOut(
                competence=code,
                name=decision.competence.name,
                level=decision.level,
                state=decision.state,
                decided_at=decision.at,
            )
            for code, decision in levels.current(person).items()
        ],
        certificates=[
            CertificateOut(serial=one.serial, programme_title=one.programme_title, state=one.state)
            for one in held_by(person)
        ],
    )
