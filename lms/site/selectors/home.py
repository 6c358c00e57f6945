"""What the deputy's home and the page 我的 show: composed from the selectors of the rooms below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from certificates.models import Certificate
from certificates.selectors import held_by
from courses.models import Programme, TrainingSession
from courses.selectors.completion import Completion, passed
from courses.selectors.hours import total_hours
from courses.selectors.programmes import scope_of, programmes_of
from courses.selectors.progress import NextStep, next_step
from courses.selectors.sessions import upcoming
from lms.notify.models import Notice
from lms.notify.selectors.notices import unread
from lms.people.models import Mandate, Person
from lms.points.selectors import balance
from quizzes.models import ReadinessGrade
from quizzes.readiness.selectors import grades, levels

LADDER = ("starting", "basic", "full", "exemplary")


@dataclass(frozen=True)
class Rung:
    """One step of the readiness ladder."""

    grade: str
    label: str
    state: str
    """past, here or ahead."""


@dataclass(frozen=True)
class Missing:
    """A core competence that still keeps the person from the next grade."""

    name: str
    url_code: str
    label: str


@dataclass(frozen=True)
class Standing:
    """A mandate with its readiness."""

    mandate: Mandate
    grade: ReadinessGrade | None
    rungs: Sequence[Rung]
    missing: Sequence[Missing]


@dataclass(frozen=True)
class Home:
    """All that `/learn/` shows."""

    person: Person
    standings: Sequence[Standing]
    step: NextStep | None
    programme: Programme | None
    completion: Completion | None
    hours: Decimal
    points: int
    sessions: Sequence[TrainingSession]
    certificates: Sequence[Certificate]
    notices: Sequence[Notice]


@dataclass(frozen=True)
class Me:
    """All that `/me/` shows."""

    person: Person
    mandates: Sequence[Mandate]
    points: int
    certificates: Sequence[Certificate]
    notices: Sequence[Notice]
