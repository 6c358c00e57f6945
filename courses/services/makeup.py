"""补训: further attempts for somebody whose attempts at an assessment are used up."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.permissions import require_in_hand
from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person
from lms.web.errors import BadInput, Refusal
from quizzes.models import Attempt, Extension, Quiz


@transaction.atomic
def grant(
    *,
    person: Person,
    quiz: Quiz,
    reason: str,
    until: date,
    by: Person,
    attempts: int = 1,
    now: datetime | None = None,
) -> Extension:
    """The extension; the person is told. BadInput without a reason or for a day that is over; Refusal when the person
    has never tried, or has an extension that was not used yet."""
    now = now or timezone.now()
    require_in_hand(by, person)
    if not reason.strip():
        raise BadInput(_("Say what the further training was, for example its date and who taught."))
    if until < timezone.localdate(now):
        raise BadInput(_("Choose a day that is still to come."))
    if not 1 <= attempts <= 3:
        raise BadInput(_("One to three further attempts can be granted at a time."))
    Person.objects.select_for_update().filter(pk=person.pk).first()
    sittings = Attempt.objects.filter(person=person, quiz=quiz)
    if not sittings.exists():
        raise Refusal(_("This deputy has not tried the assessment yet, so nothing is used up."))
    last = Extension.objects.filter(person=person, quiz=quiz, extra_attempts__gt=0).order_by("-pk").first()
    if (
        last is not None
        and last.until >= timezone.localdate(now)
        and not sittings.filter(started_at__gt=last.at).exists()
    ):
        raise Refusal(_("A further attempt was granted already and has not been used yet."))
    made = Extension.objects.create(
        quiz=quiz, person=person, extra_attempts=attempts, reason=reason.strip()[:200], by=by, until=until, at=now
    )
    notices.tell(
        to_uuid=person.uuid,
        kind="extension",
        key=f"extension:{made.pk}",
        text=_("You can take “%(quiz)s” again until %(year)s-%(month)s-%(day)s.")
        % {"quiz": quiz.title, "year": until.year, "month": until.month, "day": until.day},
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
