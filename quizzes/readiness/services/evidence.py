"""The life of a piece of evidence: derived from a sitting, a task, finished lessons; given by a person; withdrawn.

Every function leaves the level of the competence decided anew, and may be called again without harm. Deriving from a
sitting, attesting and keeping the rows are told in `sittings`, `attestations` and `keeping`.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.models import Attempt, Observation, Outcome, Response
from quizzes.framework.models import Competence
from quizzes.readiness.models import Evidence
from quizzes.readiness.services import keeping, levels
from quizzes.readiness.services.attestations import attest, withdraw_attestation
from quizzes.readiness.services.keeping import withdraw
from quizzes.readiness.services.sittings import SHOWING, derive_from_attempt

__all__ = [
    "attest",
    "derive_due",
    "derive_from_attempt",
    "derive_from_observation",
    "lessons_finished",
    "withdraw",
    "withdraw_attestation",
]

SWEEP_SIZE = 200
logger = logging.getLogger(__name__)


@transaction.atomic
def derive_from_observation(*, observation: Observation, now: datetime) -> Evidence | None:
    """What the observed task says, at the task's level; done with help it supports level 1 at most."""
    return keeping.add(
        person=observation.person,
        competence=observation.task.competence,
        kind=Evidence.Kind.TASK,
        level=1 if observation.assisted else observation.task.level,
        source=("observation", str(observation.pk)),
        supports=observation.passed,
        assisted=observation.assisted,
        text=observation.task.title,
        at=observation.observed_at,
        now=now,
        by=observation.observer,
    )


@transaction.atomic
def lessons_finished(*, person: Person, competence: Competence, source_id: str, now: datetime) -> Evidence | None:
    """Level 1 by having finished the lessons of a module; `source_id` names the module."""
    return keeping.add(
        person=person,
        competence=competence,
        kind=Evidence.Kind.LESSONS,
        level=1,
        source=("module", source_id),
        at=now,
        now=now,
    )


def derive_due(now: datetime | None = None) -> int:
    """What was scored or observed and left no evidence yet, and levels past their validity: how many were dealt with.
    Each in its own transaction, so that one that fails does not hold up the others."""
    now = now or timezone.now()
    done = 0
    for outcome in _outcomes_due()[:SWEEP_SIZE]:
        done += _derive(outcome.attempt, None, now)
    for observation in _observations_due()[:SWEEP_SIZE]:
        done += _derive(None, observation, now)
    return done + levels.refresh_expired(now)


def _derive(attempt: Attempt | None, observation: Observation | None, now: datetime) -> int:
    try:
        if attempt is not None:
            return int(bool(derive_from_attempt(attempt=attempt, now=now)))
        if observation is not None:
            return int(derive_from_observation(observation=observation, now=now) is not None)
    except Exception:
        logger.exception("no evidence could be derived from %s", attempt or observation)
    return 0


def _outcomes_due() -> QuerySet[Outcome]:
    """A closed sitting in which nothing was answered says nothing, and is not due; one with an answer that waits to be
    marked is not due yet."""
    key = Cast(OuterRef("pk"), CharField(max_length=100))
    answered = Response.objects.filter(attempt=OuterRef("attempt"), late=False)
    says_something = Q(attempt__state=Attempt.State.SUBMITTED) | Exists(answered)
    return (
        Outcome.objects.filter(
            says_something, superseded_by=None, pending=0, attempt__quiz__purpose__in=SHOWING, max_points__gt=0
        )
        .filter(~Exists(Evidence.objects.filter(source_type="outcome", source_id=key)))
        .select_related("attempt__quiz")
        .order_by("pk")
    )


def _observations_due() -> QuerySet[Observation]:
    key = Cast(OuterRef("pk"), CharField(max_length=100))
    return (
        Observation.objects.filter(~Exists(Evidence.objects.filter(source_type="observation", source_id=key)))
        .select_related("task__competence", "person", "observer")
        .order_by("pk")
    )
