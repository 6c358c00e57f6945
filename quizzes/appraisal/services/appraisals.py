"""From the last sitting of a test to its result."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notify.services import notices
from lms.people.models import Person
from quizzes.appraisal.models import Appraisal, Booklet, BookletItem, BookletSitting
from quizzes.appraisal.rule import Rule, parse
from quizzes.appraisal.scoring import Result, result_of
from quizzes.appraisal.selectors.answers import Gathered, gather
from quizzes.appraisal.selectors.rounds import Basis, basis_of
from quizzes.appraisal.selectors.standing import standing_of
from quizzes.appraisal.services import cases, parts
from quizzes.appraisal.services.booklets import counts_along
from quizzes.delivery.models import Attempt, Outcome

SWEEP = 100
logger = logging.getLogger(__name__)


def score_attempt(*, attempt: Attempt, now: datetime) -> Appraisal | None:
    """The result of the test that this sitting belongs to, once its last one is handed in; None for other sittings,
    and while one is missing or waits to be marked."""
    sitting = BookletSitting.objects.filter(attempt=attempt).select_related("booklet").first()
    return score(booklet=sitting.booklet, now=now) if sitting else None


@transaction.atomic
def score(*, booklet: Booklet, now: datetime) -> Appraisal | None:
    """The result in force. A new version only where the outcomes behind it changed, as by a corrected key, or the round
    is scored by another calibration; the versions before stay. The person is told of each that says something else.
    None until every sitting is finished; a test that adapts itself gets its next part instead, where it needs one."""
    person = Person.objects.select_for_update().get(pk=booklet.person_id)
    if not standing_of(booklet).finished:
        return None
    design, before = booklet.design, counts_along(booklet)
    if parts.goes_on(booklet=booklet, before=before, now=now):
        return None
    basis = basis_of(design)
    rule, found = parse(design.rule), answers_of(booklet, basis)
    if found.pending or not found.answers:
        return None
    last = Appraisal.objects.filter(booklet=booklet).order_by("-version").first()
    if last is not None and last.outcomes == found.outcomes and last.rescoring == basis.rescoring:
        return last
    result = by_basis(found, rule, basis)
    appraisal = Appraisal(
        booklet=booklet,
        version=last.version + 1 if last else 1,
        theta=result.theta,
        se=result.se,
        score=rule.scale.points(result.theta),
        margin=round(rule.scale.margin * rule.scale.logit * result.se),
        items=result.items,
        calibrated=found.calibrated,
        areas=[asdict(area) for area in result.areas],
        assisted=found.assisted,
        rescoring=basis.rescoring,
        outcomes=found.outcomes,
        together=[before.pk] if before else [],
        fit=result.fit,
        rapid=result.rapid,
        at=now,
    )
    appraisal.save(force_insert=True)
    _tell(appraisal, last, person, now)
    if result.signs and last is None:
        cases.open_case(appraisal=appraisal, signs=result.signs, now=now)
    return appraisal


def answers_of(booklet: Booklet, basis: Basis) -> Gathered:
    """What counts for the result of a test, with what counts along."""
    before = counts_along(booklet)
    return gather([*([before] if before else []), booklet], basis, parse(booklet.design.rule).scoring)


def by_basis(found: Gathered, rule: Rule, basis: Basis) -> Result:
    """What these answers say."""
    return result_of(found.answers, rule, prior_mean=basis.prior_mean, prior_sd=basis.prior_sd, assisted=found.assisted)


def _tell(appraisal: Appraisal, last: Appraisal | None, person: Person, now: datetime) -> None:
    text = _("The result of your readiness test is here.")
    if last is not None:
        text = _(
            "The result of your readiness test was reckoned anew because an answer was scored anew; both are kept."
        )
    if last is not None and appraisal.rescoring is not None and appraisal.rescoring != last.rescoring:
        if not differs(last, appraisal):
            return
        text = _(
            "The result of your readiness test was estimated anew: %(before)d points before, %(after)d now. You did "
            "nothing wrong and need do nothing; both results are kept. Reason: %(reason)s"
        ) % {"before": last.score, "after": appraisal.score, "reason": appraisal.rescoring.reason}
    notices.tell(
        to_uuid=person.uuid,
        kind="appraisal",
        key=f"appraisal:{appraisal.uuid}",
        text=text,
        url=f"/readiness/test/results/{appraisal.booklet.uuid}/",
        now=now,
    )


def differs(before: Appraisal, after: Appraisal) -> bool:
    """Whether a person would read something else: points, margin or the band of an area."""
    return (before.score, before.margin) != (after.score, after.margin) or bool(moved(before.areas, after.areas))


def moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> int:
    """How many areas changed their band."""
    old = {area["area"]: area["band"] for area in before}
    return sum(old.get(area["area"]) != area["band"] for area in after)


def score_due(now: datetime | None = None) -> int:
    """Score what is finished and has no result, or was scored anew since; how many. A sweep: each in its own
    transaction."""
    now = now or timezone.now()
    mine = {"booklet": OuterRef("pk")}
    laid_out = BookletItem.objects.filter(**mine).order_by().values("booklet").annotate(n=Max("sitting"))
    done = BookletSitting.objects.filter(**mine).exclude(attempt__state=Attempt.State.OPEN).order_by()
    results = Appraisal.objects.filter(**mine).order_by().values("booklet").annotate(last=Max("at"))
    changed = Outcome.objects.filter(attempt__booklet_sitting__booklet=OuterRef("pk"), at__gt=OuterRef("scored_at"))
    due = Booklet.objects.annotate(
        parts=Subquery(laid_out.values("n")),
        done=Subquery(done.values("booklet").annotate(n=Count("pk")).values("n")),
        scored_at=Subquery(results.values("last")),
    ).filter(done=F("parts"))
    due = due.filter(Q(scored_at=None) | Exists(changed)).order_by("pk")
    scored = 0
    for booklet in due[:SWEEP]:
        try:
            scored += score(booklet=booklet, now=now) is not None
        except Exception:
            logger.exception("test %s could not be scored", booklet.uuid)
    return scored
