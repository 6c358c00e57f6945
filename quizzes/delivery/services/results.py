"""From answers to a result, and what follows from it."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.points.services import ledger
from lms.records.models import Verb
from lms.records.services import statements
from lms.records.services.statements import Said
from quizzes import scoring
from quizzes.bank.models import ItemKey
from quizzes.delivery.models import Attempt, Outcome, Quiz, Response, Score
from quizzes.delivery.passing import reached
from quizzes.delivery.signals import attempt_scored

logger = logging.getLogger(__name__)


def finish(*, attempt: Attempt, state: str, now: datetime) -> Outcome:
    """Close an open attempt and score it, in the caller's transaction; the row must be locked. The number of queries
    does not depend on the number of items."""
    attempt.state = state
    attempt.submitted_at = min(now, attempt.closes_at) if attempt.closes_at else now
    attempt.save(update_fields=["state", "submitted_at"])
    answers = last_answers(attempt)
    waiting = [answer for answer in answers if waits(answer)]
    keys = keys_in_force(answer.presented.version_id for answer in answers)
    scores = Score.objects.bulk_create(
        scored(answer, keys[answer.presented.version_id], now) for answer in answers if answer not in waiting
    )
    outcome = tally(attempt, scores, pending=len(waiting), at=now)
    outcome.save(force_insert=True)
    _record(attempt, outcome, now)
    award(attempt, outcome, now)
    tell(attempt, outcome, now)
    return outcome


def last_answers(attempt: Attempt) -> list[Response]:
    """The answer that counts for each item that has one: the last that came in time."""
    rows = Response.objects.standing(attempt).select_related("presented__version__item")
    return list(rows.only("attempt", "payload", "presented__version__item__kind"))


def waits(answer: Response) -> bool:
    """Whether no machine can score it: it waits for a person."""
    return answer.presented.version.item.kind in scoring.by_hand_kinds() and not scoring.is_skipped(answer.payload)


def keys_in_force(version_ids: Iterable[int]) -> dict[int, ItemKey]:
    """The highest key of each version."""
    return {key.version_id: key for key in ItemKey.objects.filter(version__in=set(version_ids)).order_by("number")}


def scored(answer: Response, key: ItemKey, now: datetime) -> Score:
    """The score of one answer under one key, not yet saved."""
    points = scoring.score(answer.presented.version.item.kind, answer.payload, key.key)
    return Score(response=answer, key=key, scorer_version=scoring.VERSION, points=points, at=now)


def tally(attempt: Attempt, scores: Iterable[Score], **fields: Any) -> Outcome:
    """The result from the scores in force, not yet saved. An item without an answer in time counts as 0 of 1."""
    points = [score.points for score in scores]
    highest = attempt.presented.count()
    passed = passes(attempt, points, highest)
    return Outcome(attempt=attempt, points=min(sum(points), highest), max_points=highest, passed=passed, **fields)


def passes(attempt: Attempt, points: Sequence[float], highest: float) -> bool:
    """Whether these points of its items reach the threshold: together, and each for itself where the quiz holds tasks,
    since a code given to a stranger in one task is not made good by another."""
    share = attempt.rules["pass_share"]
    together = reached(sum(points), highest, share)
    if attempt.quiz.purpose == Quiz.Purpose.TASK:
        return together and len(points) >= highest and all(reached(one, 1, share) for one in points)
    return together


def replace(before: Outcome, after: Outcome) -> None:
    """Put a result in the place of the one in force, in the caller's transaction. Only one may be in force at any
    moment, and only one may stand behind another, so the new one is born behind a row that does not exist: foreign keys
    are looked at when the transaction commits."""
    after.superseded_by_id = -before.pk
    after.save(force_insert=True)
    Outcome.objects.filter(pk=before.pk).update(superseded_by=after)
    after.superseded_by_id = None
    after.save(update_fields=["superseded_by"])


def _record(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    how = {"state": attempt.state, "assisted": bool(attempt.assisted_by)}
    said = [
        _said(attempt, Verb.SUBMITTED, how, attempt.submitted_at),
        _said(attempt, Verb.SCORED, {"points": round(outcome.points, 4), "max": outcome.max_points}),
    ]
    if outcome.passed:
        said.append(_said(attempt, Verb.PASSED, {"share": round(outcome.share, 4)}))
    statements.record_all(person=attempt.person, said=said, now=now)


def note(attempt: Attempt, verb: str, result: dict[str, Any], now: datetime) -> None:
    """One statement about the attempt."""
    statements.record_all(person=attempt.person, said=[_said(attempt, verb, result)], now=now)


def _said(attempt: Attempt, verb: str, result: dict[str, Any], occurred_at: datetime | None = None) -> Said:
    context = {"quiz": attempt.quiz.slug, "purpose": attempt.quiz.purpose}
    return Said(verb, "attempt", str(attempt.uuid), result, context, occurred_at)


def award(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """Points for a practice in which something was right, and once for each assessment and each simulated task that was
    passed. Giving them again changes nothing."""
    if attempt.quiz.purpose == Quiz.Purpose.PRACTICE and outcome.points > 0:
        ledger.award(person=attempt.person, rule="practice_done", key=f"attempt:{attempt.uuid}", now=now)
    if attempt.quiz.purpose == Quiz.Purpose.MODULE and outcome.passed:
        ledger.award(person=attempt.person, rule="assessment_passed", key=f"quiz:{attempt.quiz.slug}", now=now)
    if attempt.quiz.purpose == Quiz.Purpose.TASK and outcome.passed:
        ledger.award(person=attempt.person, rule="task_passed", key=f"quiz:{attempt.quiz.slug}", now=now)


def tell(attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """Hurry the rooms above. What fails there is undone and left to their sweeps: a result is never lost over it."""
    try:
        with transaction.atomic():
            attempt_scored.send(sender=Attempt, attempt=attempt, outcome=outcome, now=now)
    except Exception:
        logger.exception("what follows from attempt %s is left to the sweeps", attempt.uuid)
