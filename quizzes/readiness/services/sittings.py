"""From a scored sitting to evidence."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from quizzes.delivery.models import Attempt, Outcome, Quiz
from quizzes.delivery.services.markings import MARKED
from quizzes.readiness.measuring import measure
from quizzes.readiness.models import Evidence, Standard
from quizzes.readiness.rule import Rule, parse
from quizzes.readiness.selectors.cuts import cuts_of
from quizzes.readiness.selectors.sittings import Answers, answers_of
from quizzes.readiness.services import keeping, levels, rules
from quizzes.readiness.words import MARKED_ANEW

SHOWING = (Quiz.Purpose.MODULE, Quiz.Purpose.TASK)
"""The sittings that leave evidence of a competence: module assessments and simulated tasks. The readiness test asks too
little of each and makes another claim."""


@transaction.atomic
def derive_from_attempt(*, attempt: Attempt, now: datetime) -> list[Evidence]:
    """What the sitting's outcome in force says, one row per competence and level: P(ability >= threshold) for levels 1
    to 3; of a sitting with help only whether it was passed, at level 1. A simulated task is done or not, as an observed
    one is. What an earlier scoring said is withdrawn. An empty list when it was derived before, while an answer waits
    to be marked, and for practice, a survey, or a sitting under way."""
    outcome = Outcome.objects.filter(attempt=attempt, superseded_by=None).first()
    if outcome is None or outcome.pending or attempt.quiz.purpose not in SHOWING:
        return []
    outcome.attempt = attempt  # with its quiz, and not asked for again
    person = keeping.locked(attempt.person_id)
    if Evidence.objects.filter(source_type="outcome", source_id=str(outcome.pk)).exists():
        return []
    changed = _withdraw_earlier(attempt, outcome, now)
    standard = rules.standard_on(timezone.localdate(now))
    basis = standard.basis
    found = answers_of(attempt, basis.calibrations)
    cuts = cuts_of(found, basis.cut_version)
    if found.keys() - cuts.keys():
        rules.load()  # competences that came after the thresholds
        cuts = cuts_of(found, basis.cut_version)
    rows = rows_for(outcome, found, rule=parse(basis.rule.data), cuts=cuts, now=now)
    _name(rows, standard)
    Evidence.objects.bulk_create(rows)
    levels.refresh_locked(person=person, competence_ids=changed | found.keys(), standard=standard, now=now)
    return rows


def _name(rows: list[Evidence], standard: Standard) -> None:
    """What was measured names the standard; whether a task was done hangs on none."""
    for row in rows:
        if row.theta is not None:
            row.standard = standard


def rows_for(
    outcome: Outcome,
    found: Mapping[int, Answers],
    *,
    rule: Rule,
    cuts: Mapping[int, Mapping[int, float]],
    now: datetime,
) -> list[Evidence]:
    """The rows that an outcome gives rise to, not yet saved; `found` are its answers by competence. No query."""
    if outcome.attempt.quiz.purpose == Quiz.Purpose.TASK:
        return [_task_row(outcome, key, answers, rule, now) for key, answers in found.items()]
    if outcome.attempt.assisted_by:
        return [_assisted_row(outcome, key, answers, rule, now) for key, answers in found.items()]
    return _test_rows(outcome, found, rule, cuts, now)


def _withdraw_earlier(attempt: Attempt, outcome: Outcome, now: datetime) -> set[int]:
    """Of which competences something was withdrawn."""
    earlier = Outcome.objects.filter(attempt=attempt, superseded_by__isnull=False).values_list("pk", flat=True)
    rows = Evidence.objects.standing().filter(source_type="outcome", source_id__in=[str(pk) for pk in earlier])
    reason = MARKED_ANEW if outcome.reason == MARKED else "scored anew"
    withdrawn = keeping.set_aside(evidence=rows, reason=reason, by=None, now=now)
    return {row.competence_id for row in withdrawn}


def _test_rows(
    outcome: Outcome,
    found: Mapping[int, Answers],
    rule: Rule,
    cuts: Mapping[int, Mapping[int, float]],
    now: datetime,
) -> list[Evidence]:
    rows = []
    for competence_id, answers in found.items():
        measured = measure(
            answers.scores, answers.difficulties, answers.errors, cuts=cuts[competence_id], test=rule.test
        )
        for level, probability in measured.probabilities.items():
            row = _row(outcome, competence_id, level, rule, now)
            row.probability, row.items = probability, measured.items
            row.theta, row.se = measured.theta, measured.se
            row.supports = measured.items >= rule.test.min_items and probability >= rule.test.posterior
            rows.append(row)
    return rows


def _assisted_row(outcome: Outcome, competence_id: int, answers: Answers, rule: Rule, now: datetime) -> Evidence:
    row = _row(outcome, competence_id, 1, rule, now)
    row.items, row.assisted, row.supports = len(answers.scores), True, outcome.passed
    return row


def _task_row(outcome: Outcome, competence_id: int, answers: Answers, rule: Rule, now: datetime) -> Evidence:
    """A simulated task at the level of its item, the lowest of several; done with help it supports level 1 at most."""
    assisted = bool(outcome.attempt.assisted_by)
    row = _row(outcome, competence_id, 1 if assisted else min(answers.levels), rule, now)
    row.kind = Evidence.Kind.TASK
    row.items, row.assisted, row.supports = len(answers.scores), assisted, outcome.passed
    return row


def _row(outcome: Outcome, competence_id: int, level: int, rule: Rule, now: datetime) -> Evidence:
    attempt = outcome.attempt
    at = attempt.submitted_at or now
    return Evidence(
        person_id=attempt.person_id,
        competence_id=competence_id,
        level=level,
        kind=Evidence.Kind.TEST,
        source_type="outcome",
        source_id=str(outcome.pk),
        text=attempt.quiz.title,
        valid_until=keeping.valid_until(at, rule),
        at=at,
        recorded_at=now,
    )
