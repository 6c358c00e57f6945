"""A corrected key reaches past sittings only by this explicit, recorded act."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.records.models import Verb
from lms.web.errors import BadInput
from quizzes.bank.models import ItemVersion
from quizzes.delivery.models import Attempt, Outcome, Response, Score
from quizzes.delivery.services import results


@dataclass(frozen=True)
class Regrade:
    """What scoring one version anew does, or would do: answers whose points change, and whose result turns."""

    attempts: int
    changed: int
    raised: int
    lowered: int
    now_passed: int
    no_longer_passed: int
    dry_run: bool


def regrade(
    *, version: ItemVersion, reason: str, by: Person, now: datetime | None = None, dry_run: bool = True
) -> Regrade:
    """Score every finished sitting that showed `version` anew with the key in force; with `dry_run` only tell what
    would change. Old scores and results stay, superseded. Each person whose points change gets a notice and a
    statement; one entry in the audit. NotAllowed but for the committee; BadInput without a reason."""
    require(by, Role.COMMITTEE)
    if not reason.strip():
        raise BadInput(_("A new scoring needs a reason."))
    now = now or timezone.now()
    with transaction.atomic():
        told = _regrade(version, reason.strip()[:200], by, now, dry_run)
        if not dry_run:
            _audit(version, reason, by, told, now)
    return told


def _regrade(version: ItemVersion, reason: str, by: Person, now: datetime, dry_run: bool) -> Regrade:
    key = results.keys_in_force([version.pk])[version.pk]
    finished = Attempt.objects.filter(presented__version=version).exclude(state=Attempt.State.OPEN)
    moved: list[tuple[float, Outcome, bool]] = []
    attempts = list(finished.select_related("quiz", "person").order_by("pk"))
    answers = _answers_that_count(version, attempts)
    outcomes = {row.attempt_id: row for row in Outcome.objects.filter(attempt__in=attempts, superseded_by=None)}
    for attempt in attempts:
        answer = answers.get(attempt.pk)
        if answer is None or (old := _score_in_force(answer)) is None or old.key_id == key.pk:
            continue
        new = results.scored(answer, key, now)
        if new.points == old.points and dry_run:
            continue
        before = outcomes[attempt.pk]
        after = _apply(attempt, before, old, new, reason, by, now, dry_run)
        if new.points != old.points:
            moved.append((new.points - old.points, after, before.passed))
    return Regrade(
        attempts=len(attempts),
        changed=len(moved),
        raised=sum(change > 0 for change, _after, _before in moved),
        lowered=sum(change < 0 for change, _after, _before in moved),
        now_passed=sum(after.passed and not before for _change, after, before in moved),
        no_longer_passed=sum(before and not after.passed for _change, after, before in moved),
        dry_run=dry_run,
    )


def _answers_that_count(version: ItemVersion, attempts: list[Attempt]) -> dict[int, Response]:
    rows = Response.objects.filter(presented__version=version, attempt__in=attempts, late=False)
    rows = rows.select_related("presented__version__item").prefetch_related("scores").order_by("seq")
    return {row.attempt_id: row for row in rows}


def _score_in_force(answer: Response) -> Score | None:
    return next((score for score in answer.scores.all() if score.superseded_by_id is None), None)


def _apply(
    attempt: Attempt, before: Outcome, old: Score, new: Score, reason: str, by: Person, now: datetime, dry_run: bool
) -> Outcome:
    if dry_run:
        points = before.points - old.points + new.points
        passed = points >= attempt.rules["pass_share"] * before.max_points - results.SLACK
        return Outcome(attempt=attempt, points=points, max_points=before.max_points, passed=passed)
    new.save(force_insert=True)
    Score.objects.filter(pk=old.pk).update(superseded_by=new)
    in_force = Score.objects.filter(response__attempt=attempt, superseded_by=None)
    after = results.tally(attempt, in_force, at=now, reason=reason, by=by)
    _replace(before, after)
    if new.points != old.points:
        results.note(attempt, Verb.SCORED, {"points": round(after.points, 4), "max": after.max_points}, now)
        notices.tell(
            to_uuid=attempt.person.uuid,
            kind="regrade",
            key=f"regrade:{attempt.uuid}:{after.pk}",
            text=_("A question of “%(quiz)s” was corrected and your answers were scored anew. Reason: %(reason)s")
            % {"quiz": attempt.quiz.title, "reason": reason},
            url=f"/attempts/{attempt.uuid}/review/",
            now=now,
        )
        results.tell(attempt, after, now)
    return after


def _replace(before: Outcome, after: Outcome) -> None:
    """Only one outcome may be in force at any moment, so the new one waits behind the old one first."""
    after.superseded_by = before
    after.save(force_insert=True)
    Outcome.objects.filter(pk=before.pk).update(superseded_by=after)
    after.superseded_by = None
    after.save(update_fields=["superseded_by"])


def _audit(version: ItemVersion, reason: str, by: Person, told: Regrade, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb="attempts.regraded",
        object_type="item_version",
        object_id=str(version.pk),
        purpose=f"{reason.strip()[:150]} ({told.changed}/{told.attempts})",
        now=now,
    )
