"""An answer that no machine can score, marked by a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.records.models import Verb
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes import scoring
from quizzes.bank.models import ItemBank, ItemKey
from quizzes.delivery.models import Attempt, Marking, Outcome, Response, Score
from quizzes.delivery.selectors.markings import marking_in_force
from quizzes.delivery.services import results

MARKED = "marked"
"""The reason of an outcome that a marking made."""


def mark(
    *,
    response: Response,
    points: Mapping[str, float],
    comment: str = "",
    reason: str = "",
    seen: Marking | None = None,
    by: Person,
    client_id: str = "",
    now: datetime,
) -> Marking:
    """The marking, with everything that follows from it: score, outcome, statement, notice, audit, and what a
    result that was reached brings. `seen` is the marking that the marker had before the eyes, None for an answer that
    nobody had marked; Refusal when somebody else was faster. The same `client_id` again returns the first row.
    NotAllowed but for trainers to whom the bank is open, and for one's own answer; BadInput for points outside the
    rubric, and without a reason for marking once more."""
    client_id = client_id or uuid4().hex
    try:
        with transaction.atomic():
            return _mark(response, points, comment.strip(), reason.strip(), seen, by, client_id, now)
    except IntegrityError:
        known = Marking.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        raise faster() from None


def faster() -> Refusal:
    """What the slower of two markers reads."""
    return Refusal(_("Somebody else has marked this answer meanwhile. Open it again to see what was given."))


def _mark(
    response: Response,
    points: Mapping[str, float],
    comment: str,
    reason: str,
    seen: Marking | None,
    by: Person,
    client_id: str,
    now: datetime,
) -> Marking:
    require(by, Role.TRAINER)
    attempt = Attempt.objects.held_with_person().get(pk=response.attempt_id)
    if (known := Marking.objects.filter(client_id=client_id).first()) is not None:
        return known
    bank = response.presented.version.item.bank_id
    if not ItemBank.objects.open_to(by).filter(pk=bank).exists():
        raise NotAllowed(_("Only the owners of this bank mark its answers: the rubric is its key."))
    if attempt.person_id == by.pk:
        raise NotAllowed(_("Nobody marks the own answer; ask a colleague."))
    answer = _answer(attempt, response)
    last = marking_in_force(answer)
    if (last.pk if last else None) != (seen.pk if seen else None):
        raise faster() from None
    if last is not None and not reason:
        raise BadInput(_("Please say why the answer is marked once more."))
    version = answer.presented.version_id
    marking = Marking(
        response=answer,
        key=results.keys_in_force([version])[version],
        comment=comment[:1000],
        reason=reason[:200],
        client_id=client_id,
        replaces=last,
        by=by,
        at=now,
    )
    marking.points = _checked(marking.key, points)
    marking.save(force_insert=True)
    _score(attempt, marking, by, now)
    return marking


def _answer(attempt: Attempt, response: Response) -> Response:
    """The answer, if it is one that counts and waits for a person."""
    if attempt.state == Attempt.State.OPEN:
        raise Refusal(_("This sitting is still under way; its answers are marked after handing in."))
    answer = next((one for one in results.last_answers(attempt) if one.pk == response.pk), None)
    if answer is None or not results.waits(answer):
        raise Refusal(_("This answer is not one to be marked."))
    return answer


def _checked(key: ItemKey, points: Mapping[str, float]) -> dict[str, float]:
    """Points for every criterion, none above its own."""
    rubric = {str(row["id"]): float(row["points"]) for row in key.key["rubric"]}
    if points.keys() - rubric.keys():
        raise BadInput(_("The rubric was changed meanwhile; open the answer again."))
    if missing := rubric.keys() - points.keys():
        raise BadInput(_("%(count)d criteria have no points yet.") % {"count": len(missing)})
    given = {name: float(points[name]) for name in rubric}
    if not all(0 <= given[name] <= most for name, most in rubric.items()):
        raise BadInput(_("Points lie between 0 and the criterion's own."))
    return given


def share(key: ItemKey, points: Mapping[str, float]) -> float:
    """What was given as a share of what the rubric offers."""
    return min(1.0, sum(points.values()) / sum(float(row["points"]) for row in key.key["rubric"]))


def _score(attempt: Attempt, marking: Marking, by: Person, now: datetime) -> None:
    score = Score.objects.create(
        response=marking.response,
        key=marking.key,
        marking=marking,
        scorer_version=scoring.VERSION,
        points=share(marking.key, marking.points),
        at=now,
    )
    earlier = Score.objects.filter(response=marking.response, superseded_by=None).exclude(pk=score.pk)
    first = not earlier.update(superseded_by=score)
    before = Outcome.objects.select_for_update().get(attempt=attempt, superseded_by=None)
    in_force = Score.objects.filter(response__attempt=attempt, superseded_by=None)
    after = results.tally(attempt, in_force, pending=before.pending - int(first), at=now, reason=MARKED, by=by)
    results.replace(before, after)
    _tell(attempt, marking, before, after, now)


def _tell(attempt: Attempt, marking: Marking, before: Outcome, after: Outcome, now: datetime) -> None:
    results.note(attempt, Verb.SCORED, {"points": round(after.points, 4), "max": after.max_points}, now)
    if after.passed and not before.passed:
        results.note(attempt, Verb.PASSED, {"share": round(after.share, 4)}, now)
    results.award(attempt, after, now)
    notices.tell(
        to_uuid=attempt.person.uuid,
        kind="marking",
        key=f"marking:{marking.pk}",
        text=_told(attempt, marking, after),
        url=f"/attempts/{attempt.uuid}/review/",
        now=now,
    )
    log.record(
        actor_uuid=marking.by.uuid,
        verb="answer.marked",
        object_type="response",
        object_id=str(marking.response_id),
        purpose=marking.reason or attempt.quiz.slug,
        now=now,
    )
    results.tell(attempt, after, now)


def _told(attempt: Attempt, marking: Marking, after: Outcome) -> Any:
    words = {"quiz": attempt.quiz.title, "reason": marking.reason}
    if marking.replaces_id:
        return _("A written answer of “%(quiz)s” was marked once more. Reason: %(reason)s") % words
    if after.pending:
        return _("A written answer of “%(quiz)s” was marked; others still wait.") % words
    return _("Your written answers of “%(quiz)s” are marked; the result is there.") % words
