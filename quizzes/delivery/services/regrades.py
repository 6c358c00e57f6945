"""A corrected key reaches past sittings only by this act: foretold, confirmed with a reason, carried out by the queue.

Why lines: the preview is written down in the moment of its confirmation, one row a sitting, and the queue works through
the rows. So it can be killed at any point and goes on where it was, no sitting is scored twice, and afterwards anybody
can compare what was foretold with what came.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs, notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.records.models import Verb
from lms.web.errors import BadInput, Refusal
from quizzes import scoring
from quizzes.bank.models import ItemKey, ItemVersion
from quizzes.delivery import consequences
from quizzes.delivery.consequences import Consequence
from quizzes.delivery.models import Attempt, Outcome, Regrade, RegradeLine, Score
from quizzes.delivery.selectors import regrades as selectors
from quizzes.delivery.selectors.regrades import Preview
from quizzes.delivery.services import results

CHUNK = 40
SECONDS = 15
"""A chunk ends after so many sittings or so long, whichever comes first."""
FUNC = "quizzes.delivery.services.regrades.run"


@transaction.atomic
def confirm(*, version: ItemVersion, fingerprint: str, reason: str, by: Person, now: datetime) -> Regrade:
    """Let the queue score anew what the preview of this `fingerprint` showed. Refusal when anything has changed since
    the preview, when nothing rests on an older key, or while another act runs. NotAllowed but for the committee;
    BadInput without a reason. One entry in the audit."""
    require(by, Role.COMMITTEE)
    reason = reason.strip()[:200]
    if not reason:
        raise BadInput(_("A new scoring needs a reason."))
    if selectors.running() is not None:
        raise Refusal(_("Another scoring is under way. Please wait until it is finished."))
    foretold = selectors.preview(version)
    if foretold.fingerprint != fingerprint:
        raise Refusal(_("Something has changed since this preview. Please look at the new one below and confirm it."))
    if not foretold.lines:
        raise Refusal(_("Every sitting counts under the key in force already."))
    regrade = _write(foretold, reason, by, now)
    enqueue(regrade=regrade, by=by, now=now)
    _audit(regrade, foretold, now)
    return regrade


def _write(foretold: Preview, reason: str, by: Person, now: datetime) -> Regrade:
    follows = consequences.of(foretold.changes)
    try:
        with transaction.atomic():
            regrade = Regrade.objects.create(
                version=foretold.version,
                key=foretold.key,
                fingerprint=foretold.fingerprint,
                follows=[_plain(one) for one in follows],
                reason=reason,
                by=by,
                at=now,
            )
    except IntegrityError:
        raise Refusal(_("Another scoring is under way. Please wait until it is finished.")) from None
    for line in foretold.lines:
        line.regrade = regrade
    RegradeLine.objects.bulk_create(foretold.lines, batch_size=500)
    return regrade


def _plain(one: Consequence) -> dict[str, Any]:
    return {"title": str(one.title), "text": str(one.text), "count": one.count, "kept": one.kept}


@transaction.atomic
def enqueue(*, regrade: Regrade, by: Person, now: datetime) -> Job:
    """The job that carries the act out; a new one where the last was given up, so that it goes on."""
    prefix = f"regrade:{regrade.uuid}:"
    earlier = Job.objects.filter(key__startswith=prefix)
    open_job = earlier.exclude(state__in=Job.FINAL).first()
    if open_job is not None:
        return open_job
    job = jobs.enqueue(
        func=FUNC,
        key=f"{prefix}{earlier.count() + 1}",
        kwargs={"regrade_id": regrade.pk, "next": f"/cms/regrades/{regrade.pk}/"},
        by_uuid=by.uuid,
        now=now,
    )
    total, left = regrade.lines.count(), regrade.lines.filter(done_at=None).count()
    jobs.beat(job, done=total - left, total=total, now=now)
    return job


def carry_on(*, regrade: Regrade, by: Person, now: datetime) -> Job:
    """The same for somebody who finds the act standing still. Committee only."""
    require(by, Role.COMMITTEE)
    return enqueue(regrade=regrade, by=by, now=now)


def run(job: Job, regrade_id: int, now: datetime | None = None) -> None:
    """One chunk; the job asks for the next one as long as sittings are left."""
    began = timezone.now()
    regrade = Regrade.objects.select_related("key__version__item", "by").get(pk=regrade_id)
    ids = list(regrade.lines.filter(done_at=None).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    for line_id in ids:
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
        apply(line_id=line_id, regrade=regrade, now=now or timezone.now())
    left = regrade.lines.filter(done_at=None).count()
    total = regrade.lines.count()
    jobs.beat(job, done=total - left, total=total)
    if left:
        jobs.again(job)
    else:
        finish(regrade=regrade, now=now or timezone.now())


@transaction.atomic
def apply(*, line_id: int, regrade: Regrade, now: datetime) -> bool:
    """Score one sitting anew; False when that was done before. The sitting's row is locked meanwhile."""
    line = RegradeLine.objects.select_for_update(of=("self",)).select_related("score__response").get(pk=line_id)
    if line.done_at is not None:
        return False
    attempt = Attempt.objects.held_with_person().get(pk=line.attempt_id)
    new = _rescore(line, regrade.key, now)
    if new is not None and new.points != line.item_before:
        line.outcome = _decide_anew(attempt, line, regrade, now)
    line.done_at = now
    line.save(update_fields=["outcome", "done_at"])
    return True


def _rescore(line: RegradeLine, key: ItemKey, now: datetime) -> Score | None:
    """The new score, in the place of the old one; None when something newer stands there."""
    old = line.score
    if old.superseded_by_id is not None:
        return None
    points = scoring.score(key.version.item.kind, old.response.payload, key.key)
    new, _made = Score.objects.get_or_create(
        response=old.response,
        key=key,
        scorer_version=scoring.VERSION,
        defaults={"points": points, "max_points": old.max_points, "at": now},
    )
    Score.objects.filter(pk=old.pk).update(superseded_by=new)
    return new


def _decide_anew(attempt: Attempt, line: RegradeLine, regrade: Regrade, now: datetime) -> Outcome:
    """The sitting's new result, and all that follows from it. Points of the ledger that were given are never taken
    back, a finished module stays finished and a certificate stays in force: the fault was not the learner's."""
    before = attempt.outcomes.get(superseded_by=None)
    in_force = Score.objects.filter(response__attempt=attempt, superseded_by=None)
    after = results.tally(attempt, in_force, pending=before.pending, at=now, reason=regrade.reason, by=regrade.by)
    results.replace(before, after)
    results.note(attempt, Verb.SCORED, {"points": round(after.points, 4), "max": after.max_points}, now)
    if after.passed and not before.passed:
        results.note(attempt, Verb.PASSED, {"share": round(after.share, 4)}, now)
    results.award(attempt, after, now)
    _tell(attempt, before, after, regrade.reason, now)
    results.tell(attempt, after, now)
    return after


def _tell(attempt: Attempt, before: Outcome, after: Outcome, reason: str, now: datetime) -> None:
    if after.passed and not before.passed:
        text = _(
            "The answer of a question of “%(quiz)s” was corrected: %(after)s points instead of %(before)s, "
            "which now reaches what is asked for. Reason: %(reason)s"
        )
    elif before.passed and not after.passed:
        text = _(
            "The answer of a question of “%(quiz)s” was corrected: %(after)s points instead of %(before)s, which no "
            "longer reaches what is asked for. What you finished and were awarded so far stays. Reason: %(reason)s"
        )
    else:
        text = _(
            "The answer of a question of “%(quiz)s” was corrected: %(after)s points instead of %(before)s. "
            "Reason: %(reason)s"
        )
    notices.tell(
        to_uuid=attempt.person.uuid,
        kind="regrade",
        key=f"regrade:{attempt.uuid}:{after.pk}",
        text=text
        % {
            "quiz": attempt.quiz.title,
            "before": f"{before.points:.4g}",
            "after": f"{after.points:.4g}",
            "reason": reason,
        },
        url=f"/attempts/{attempt.uuid}/review/",
        now=now,
    )


@transaction.atomic
def finish(*, regrade: Regrade, now: datetime) -> None:
    """All sittings are done: the act is over, and who confirmed it is told."""
    if not Regrade.objects.filter(pk=regrade.pk, running=True).update(running=False, finished_at=now):
        return
    notices.tell(
        to_uuid=regrade.by.uuid,
        kind="job",
        key=f"regrade:{regrade.uuid}",
        text=_("The sittings with “%(item)s” are scored anew.") % {"item": regrade.version.item.stem[:60]},
        url=f"/cms/regrades/{regrade.pk}/",
        now=now,
    )


@transaction.atomic
def open_names(*, lines: Sequence[RegradeLine], version: ItemVersion, purpose: str, by: Person, now: datetime) -> None:
    """The committee looks at who stands behind the lines; the look and its purpose are kept in the audit. BadInput
    without a purpose."""
    require(by, Role.COMMITTEE)
    if not purpose.strip():
        raise BadInput(_("A purpose is needed; it is kept in the audit log."))
    log.record(
        actor_uuid=by.uuid,
        verb="regrade.names_opened",
        object_type="item_version",
        object_id=str(version.pk),
        purpose=f"{purpose.strip()[:400]} ({len(lines)})",
        now=now,
    )


def _audit(regrade: Regrade, foretold: Preview, now: datetime) -> None:
    counts = foretold.counts
    log.record(
        actor_uuid=regrade.by.uuid,
        verb="attempts.regraded",
        object_type="item_version",
        object_id=str(regrade.version_id),
        purpose=f"{regrade.reason} ({counts.changed}/{counts.sittings}, {foretold.fingerprint[:12]})",
        now=now,
    )
