"""The life of an attempt, told in order: started, perhaps helped with, answered, handed in or closed, scored, perhaps
scored anew. Answering, scoring and scoring anew are told in `responses`, `results` and `regrades`."""

import logging
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Mandate, Person
from lms.records.models import Verb
from lms.records.services import statements
from lms.web.errors import BadInput, Refusal
from quizzes.delivery import hooks
from quizzes.delivery.admission import admit
from quizzes.delivery.models import Attempt, Outcome, Quiz
from quizzes.delivery.selectors.extensions import extra_of
from quizzes.delivery.services import drawing, results
from quizzes.delivery.services.responses import (
    Conflict,
    Outrun,
    Saved,
    Sent,
    record_own_response,
    record_response,
    record_responses,
)
from quizzes.delivery.windows import deadline_of

__all__ = [
    "Conflict",
    "Outrun",
    "Saved",
    "Sent",
    "close_if_overdue",
    "close_overdue",
    "mark_assisted",
    "note_start",
    "only_mandate",
    "record_own_response",
    "record_response",
    "record_responses",
    "start",
    "submit",
]

SWEEP = 200
logger = logging.getLogger(__name__)


def start(*, person: Person, quiz: Quiz, mode: str, seed: int | None = None, now: datetime | None = None) -> Attempt:
    """The person's open attempt, or a new one with its items drawn and its rules frozen. One statement for a new one.

    An open attempt whose time is over is closed and scored first. Refusal when the quiz is closed or outside its
    window, the attempts are used up, the wait is not over, or the bank holds too few items. Two calls at once get the
    same attempt.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)  # an extension comes before the sitting, or after it
            return _open_attempt(person, quiz, now) or _begin(person, quiz, mode, seed, now)
    except IntegrityError:
        with transaction.atomic():
            found = _open_attempt(person, quiz, now)
            if found is None:
                raise
            return found


def _open_attempt(person: Person, quiz: Quiz, now: datetime) -> Attempt | None:
    found = Attempt.objects.select_related("quiz").filter(person=person, quiz=quiz, state=Attempt.State.OPEN).first()
    return None if found is None or close_if_overdue(attempt=found, now=now) else found


def _begin(person: Person, quiz: Quiz, mode: str, seed: int | None, now: datetime) -> Attempt:
    extra = extra_of(person, quiz, now)
    previous = Attempt.objects.filter(person=person, quiz=quiz).order_by("-number").first()
    rules, window = admit(quiz=quiz, extra=extra, previous=previous, now=now)
    attempt = Attempt(
        person=person,
        mandate=only_mandate(person, now),
        quiz=quiz,
        number=previous.number + 1 if previous else 1,
        rules=rules,
        seed=secrets.randbits(63) if seed is None else seed,
        mode=Attempt.Mode(mode).value,
        started_at=now,
        deadline=deadline_of(begun=now, minutes=rules["minutes"], window=window),
    )
    instrument = hooks.instrument_of(quiz)
    drawn = drawing.draw(
        quiz=quiz,
        seed=attempt.seed,
        shuffle_options=rules["shuffle_options"],
        shuffle_items=rules["shuffle_items"],
        previous=previous,
        laid_out=instrument.items(person, quiz, now) if instrument else None,
    )
    attempt.save(force_insert=True)
    drawing.write(attempt, drawn)
    if instrument:
        instrument.began(attempt, now)
    note_start(attempt, now)
    return attempt


def note_start(attempt: Attempt, now: datetime) -> None:
    """The statement that a sitting began."""
    statements.record(
        person=attempt.person,
        verb=Verb.STARTED,
        object_type="attempt",
        object_id=str(attempt.uuid),
        context={
            "quiz": attempt.quiz.slug,
            "purpose": attempt.quiz.purpose,
            "number": attempt.number,
            "mode": attempt.mode,
        },
        now=now,
    )


def only_mandate(person: Person, now: datetime) -> Mandate | None:
    """The mandate that the sitting belongs to; None for somebody with several, or none."""
    serving = list(Mandate.objects.serving_on(timezone.localdate(now)).filter(person=person)[:2])
    return serving[0] if len(serving) == 1 else None


@transaction.atomic
def mark_assisted(*, attempt: Attempt, helper: str, now: datetime | None = None) -> Attempt:
    """Note that somebody helps: `helper` says who (family, staff …), never a name. It stays for the whole sitting; the
    first word counts. Refusal when the sitting is over."""
    helper = helper.strip()
    if not helper or len(helper) > 40:
        raise BadInput(_("Please say who helps you."))
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if not locked.takes_answers(now or timezone.now()):
        raise Refusal(_("This sitting is over; nothing can be changed any more."))
    if not locked.assisted_by:
        locked.assisted_by = helper
        locked.save(update_fields=["assisted_by"])
    attempt.assisted_by = locked.assisted_by
    return locked


@transaction.atomic
def submit(*, attempt: Attempt, now: datetime | None = None) -> Outcome:
    """Hand in: the last answer in time of each item is scored. A second call gives the outcome in force; an attempt
    whose time is over is closed instead, with the answers that came in time."""
    now = now or timezone.now()
    locked = Attempt.objects.held_with_person().get(pk=attempt.pk)
    if locked.state == Attempt.State.OPEN:
        state = Attempt.State.CLOSED if locked.is_overdue(now) else Attempt.State.SUBMITTED
        outcome = results.finish(attempt=locked, state=state, now=now)
    else:
        outcome = locked.outcomes.get(superseded_by=None)
    attempt.state, attempt.submitted_at = locked.state, locked.submitted_at
    return outcome


def close_if_overdue(*, attempt: Attempt, now: datetime | None = None) -> bool:
    """Close and score an open attempt whose time is over; whether it was one. Called by whoever looks at it next."""
    now = now or timezone.now()
    if attempt.state != Attempt.State.OPEN or not attempt.is_overdue(now):
        return False
    submit(attempt=attempt, now=now)
    return True


def close_overdue(now: datetime | None = None) -> int:
    """Close and score what ran out of time and was not looked at since; how many. A sweep: each in its own
    transaction, so that one that fails does not hold up the others."""
    now = now or timezone.now()
    overdue = Attempt.objects.filter(state=Attempt.State.OPEN, deadline__lt=now).order_by("deadline")
    closed = 0
    for attempt in overdue[:SWEEP]:
        try:
            closed += close_if_overdue(attempt=attempt, now=now)
        except Exception:
            logger.exception("attempt %s could not be closed", attempt.uuid)
    return closed
