"""More time, further attempts or a wider window for one person: granted for a reason, by somebody, until a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed
from quizzes.delivery.models import Attempt, Extension, Prolongation, Quiz
from quizzes.delivery.selectors.extensions import extra_of, people_in_hand
from quizzes.delivery.windows import deadline_of, window_of

MOST_MINUTES, MOST_ATTEMPTS = 600, 5
GRANTORS = (Role.COMMITTEE, Role.ORGANISER)


@dataclass(frozen=True)
class Grant:
    """What is granted: at least one of the four."""

    minutes: int = 0
    attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def grant(
    *, person: Person, quiz: Quiz, given: Grant, reason: str, until: date, by: Person, now: datetime | None = None
) -> Extension:
    """The extension; a sitting under way gets the time as well; the person is told, the grant is audited.

    NotAllowed for somebody whom `by` does not look after, or oneself; BadInput without a reason, for nothing, for too
    much, or for a day that is over.
    """
    now = now or timezone.now()
    require(by, *GRANTORS)
    if by.pk == person.pk or not people_in_hand(by).filter(pk=person.pk).exists():
        raise NotAllowed(_("This person is not among the deputies whom you look after."))
    _check(quiz, given, reason, until, now)
    Person.objects.select_for_update().get(pk=person.pk)  # nobody begins a sitting meanwhile
    made = write(person=person, quiz=quiz, given=given, reason=reason, until=until, by=by, now=now)
    notices.tell(
        to_uuid=person.uuid,
        kind="extension",
        key=f"extension:{made.pk}",
        text=_("For “%(quiz)s” you were granted: %(what)s.") % {"quiz": quiz.title, "what": in_words(made)},
        url=reverse("quizzes:start", args=[quiz.slug]),
        now=now,
    )
    log.record(
        actor_uuid=by.uuid,
        verb="extension.granted",
        object_type="person",
        object_id=str(person.uuid),
        purpose=f"{quiz.slug}: {reason.strip()}",
        now=now,
    )
    return made


def write(
    *, person: Person, quiz: Quiz, given: Grant, reason: str, until: date, by: Person, now: datetime
) -> Extension:
    """The row and what it does to a sitting under way, in the caller's transaction; the caller has asked whether it
    may be, and holds the person's row."""
    made = Extension(
        quiz=quiz,
        person=person,
        extra_minutes=given.minutes,
        extra_attempts=given.attempts,
        opens_at=given.opens_at,
        closes_at=given.closes_at,
        reason=reason.strip()[:200],
        by=by,
        until=until,
        at=now,
    )
    made.save(force_insert=True)
    _prolong(made, now)
    return made


def _check(quiz: Quiz, given: Grant, reason: str, until: date, now: datetime) -> None:
    if not reason.strip():
        raise BadInput(_("Give the reason, for example “eyesight, needs more time”."))
    if until < timezone.localdate(now):
        raise BadInput(_("Choose a day that is still to come."))
    if given == Grant():
        raise BadInput(_("Grant at least one thing: minutes, attempts, or another window."))
    if not 0 <= given.minutes <= MOST_MINUTES or not 0 <= given.attempts <= MOST_ATTEMPTS:
        raise BadInput(
            _("At most %(minutes)d minutes and %(attempts)d attempts can be granted at a time.")
            % {"minutes": MOST_MINUTES, "attempts": MOST_ATTEMPTS}
        )
    if given.minutes and not quiz.policy.get("minutes"):
        raise BadInput(_("This quiz has no time limit; more minutes would change nothing."))
    if given.attempts and quiz.policy.get("attempts") is None:
        raise BadInput(_("This quiz has no limit of attempts; more attempts would change nothing."))
    for value, name in ((given.opens_at, "opens_at"), (given.closes_at, "closes_at")):
        if value is not None and not quiz.policy.get(name):
            raise BadInput(_("This quiz has no such limit in time; another day would change nothing."))
    if given.opens_at and given.closes_at and given.opens_at >= given.closes_at:
        raise BadInput(_("The quiz must open before it closes."))
    if given.closes_at and given.closes_at <= now:
        raise BadInput(_("Choose a day that is still to come."))


def _prolong(extension: Extension, now: datetime) -> None:
    """Move the deadline of the sitting under way back, as the rules frozen on it and all that holds now say; never
    forward, and not once its time is over."""
    open_ones = Attempt.objects.select_for_update().filter(
        person=extension.person, quiz=extension.quiz, state=Attempt.State.OPEN
    )
    for attempt in open_ones:
        if attempt.deadline is None or attempt.is_overdue(now):
            continue
        extra = extra_of(extension.person, extension.quiz, now)
        minutes = attempt.rules.get("minutes")
        if minutes:
            minutes += max(extra.minutes - attempt.rules.get("extra_minutes", 0), 0)
        later = deadline_of(begun=attempt.started_at, minutes=minutes, window=window_of(attempt.rules, extra))
        if later is None or later <= attempt.deadline:
            continue
        Prolongation(attempt=attempt, extension=extension, before=attempt.deadline, after=later, at=now).save(
            force_insert=True
        )
        attempt.deadline = later
        attempt.save(update_fields=["deadline"])


def in_words(extension: Extension) -> str:
    """What it gives, for the person and for the list."""
    parts = []
    if extension.extra_minutes:
        parts.append(
            ngettext("one more minute", "%(n)d more minutes", extension.extra_minutes) % {"n": extension.extra_minutes}
        )
    if extension.extra_attempts:
        parts.append(
            ngettext("one more attempt", "%(n)d more attempts", extension.extra_attempts)
            % {"n": extension.extra_attempts}
        )
    for value, text in (
        (extension.opens_at, _("opens already at %(at)s")),
        (extension.closes_at, _("closes only at %(at)s")),
    ):
        if value:
            parts.append(text % {"at": f"{timezone.localtime(value):%Y-%m-%d %H:%M}"})
    return "、".join(parts)
