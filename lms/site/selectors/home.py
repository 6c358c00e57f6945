"""What the deputy's home and the page 我的 show: composed from the selectors of the rooms below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from certificates.models import Certificate, Kind
from certificates.selectors import held_by
from courses.models import Programme, TrainingSession
from courses.needs.selectors import pages as needs
from courses.needs.selectors.pages import Own
from courses.selectors.completion import Completion
from courses.selectors.learning import learning_of
from courses.selectors.programmes import scope_over
from courses.selectors.progress import NextStep
from courses.selectors.sessions import upcoming
from lms.notify.models import Notice
from lms.notify.selectors.notices import unread
from lms.people.models import Mandate, Person
from lms.points.selectors import balance
from lms.site.guides import own
from quizzes.models import LevelDecision, ReadinessGrade
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import grades, levels
from reports.selectors.waiting import Waiting, waiting_for

NOTICES = 3
"""So many notices stand on the home page; the others are under 我的."""
LADDER = (
    ReadinessGrade.Grade.STARTING,
    ReadinessGrade.Grade.BASIC,
    ReadinessGrade.Grade.FULL,
    ReadinessGrade.Grade.EXEMPLARY,
)


@dataclass(frozen=True)
class Rung:
    """One step of the readiness ladder; `state` is past, here or ahead."""

    label: str
    state: str


@dataclass(frozen=True)
class Missing:
    """Something that still keeps the person from the next grade."""

    code: str
    name: str
    label: str


@dataclass(frozen=True)
class Standing:
    """A mandate with its readiness. `known` is False while there is no grade, `expired` when that is because results
    are past their validity. Of `core` competences, `measured` have a result."""

    mandate: Mandate
    title: str
    known: bool
    rungs: Sequence[Rung]
    next_label: str
    missing: Sequence[Missing]
    expired: bool = False
    measured: int = 0
    core: int = 0


@dataclass(frozen=True)
class Home:
    """All that `/learn/` shows."""

    person: Person
    standings: Sequence[Standing]
    step: NextStep | None
    programme: Programme | None
    completion: Completion | None
    electives: int
    """Modules of the programme that the person may choose and has not finished."""
    scope: Scope | None
    needs: Own | None
    """The needs survey while it waits for the person."""
    points: int
    sessions: Sequence[TrainingSession]
    certificates: Sequence[Certificate]
    """Of the programme; looked up once everything is done."""
    notices: Sequence[Notice]
    guides: Sequence[tuple[str, str]]
    """(name, title) of the guides for the person's roles."""
    staff: bool
    """Whether the person holds a role, so that things may wait for them."""
    waiting: Sequence[Waiting]

    @property
    def hours(self) -> Decimal:
        return self.completion.hours if self.completion else Decimal(0)

    @property
    def hours_wanted(self) -> Decimal:
        return self.completion.hours_wanted if self.completion else Decimal(0)


@dataclass(frozen=True)
class Me:
    """All that `/me/` shows."""

    person: Person
    titles: Sequence[str]
    needs: Own | None
    points: int
    certificates: Sequence[Certificate]
    notices: Sequence[Notice]


def home_of(person: Person, *, now: datetime) -> Home:
    """The home of one person: of several programmes the first that is not finished yet."""
    day = timezone.localdate(now)
    mandates = mandates_of(person, day)
    serving = [mandate for mandate in mandates if mandate.serves_on(day)]
    learning = learning_of(person, {mandate.level for mandate in serving}, now=now)
    programme, step = learning.programme, learning.step
    return Home(
        person=person,
        standings=_standings(person, mandates, programme) if programme else _without_programme(mandates),
        step=step,
        programme=programme,
        completion=learning.completion,
        electives=learning.electives,
        scope=_first_scope(serving, learning.programmes),
        needs=needs.waiting(person, now=now, serving=serving),
        points=balance(person),
        sessions=upcoming(person, now=now)[:3],
        certificates=list(held_by(person).filter(kind=Kind.COMPLETION)) if programme and step is None else [],
        notices=list(unread(person.uuid)[:NOTICES]),
        guides=own(person.role_names, deputy=bool(mandates)),
        staff=bool(person.role_names),
        waiting=waiting_for(person, now=now),
    )


def me_of(person: Person, *, now: datetime) -> Me:
    day = timezone.localdate(now)
    mandates = mandates_of(person, day)
    serving = [mandate for mandate in mandates if mandate.serves_on(day)]
    return Me(
        person=person,
        titles=[title_of(mandate) for mandate in mandates],
        needs=needs.waiting(person, now=now, serving=serving),
        points=balance(person),
        certificates=list(held_by(person)),
        notices=list(unread(person.uuid)),
    )


def mandates_of(person: Person, day: date) -> list[Mandate]:
    """The person's mandates, the district's first, each with its state on that day."""
    found = Mandate.objects.filter(person=person).with_state_on(day).select_related("term__congress", "delegation")
    return sorted(found, key=lambda mandate: (mandate.level != "district", mandate.pk))


def title_of(mandate: Mandate) -> str:
    """柳河镇第六届人民代表大会代表 · 柳河镇第1代表小组 · 新任"""
    parts = [f"{mandate.term.written}代表", mandate.delegation.name if mandate.delegation else ""]
    return " · ".join(part for part in [*parts, str(mandate.get_origin_display())] if part)


def _without_programme(mandates: list[Mandate]) -> list[Standing]:
    return [Standing(mandate, title_of(mandate), False, _rungs(None), "", []) for mandate in mandates]


def _first_scope(serving: list[Mandate], programmes: Sequence[Programme]) -> Scope | None:
    """Of the first mandate that one of the programmes is for."""
    for mandate in sorted(serving, key=lambda one: one.pk):
        for programme in programmes:
            if mandate.level in programme.levels:
                return scope_over(programme)
    return None


def _standings(person: Person, mandates: list[Mandate], programme: Programme) -> list[Standing]:
    if not mandates:
        return []
    scope = scope_over(programme)
    held = grades.current(mandates, scope.key)
    decisions = levels.current(person)
    covered = [use.module.competence for use in programme.programme_modules.all()]
    names = {competence.code: competence.name for competence in covered}
    return [_standing(mandate, held.get(mandate.pk), decisions, scope, names) for mandate in mandates]


def _standing(
    mandate: Mandate,
    grade: ReadinessGrade | None,
    decisions: dict[str, LevelDecision],
    scope: Scope,
    names: dict[str, str],
) -> Standing:
    here = LADDER.index(ReadinessGrade.Grade(grade.grade)) if grade and grade.grade in LADDER else None
    top = len(LADDER) - 1
    following = LADDER[min((here or 0) + 1, top)]
    expired = grade is not None and grade.grade == ReadinessGrade.Grade.EXPIRED
    asked = grades.missing_for_next(decisions, scope, mandate.level) if here not in (None, top) or expired else []
    return Standing(
        mandate=mandate,
        title=title_of(mandate),
        known=here is not None,
        rungs=_rungs(here),
        next_label=str(following.label),
        missing=[Missing(code, names.get(code, code), str(what)) for code, what in asked],
        expired=expired,
        measured=sum(code in decisions and decisions[code].measured for code in scope.core_for(mandate.level)),
        core=len(scope.core_for(mandate.level)),
    )


def _rungs(here: int | None) -> list[Rung]:
    return [
        Rung(str(grade.label), "" if here is None or place > here else "here" if place == here else "past")
        for place, grade in enumerate(LADDER)
    ]
