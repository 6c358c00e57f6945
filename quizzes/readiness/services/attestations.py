"""What a named person vouches for: duty performance that shows level 3 or 4."""

from datetime import date, datetime, time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import has_role, require
from lms.records.services import statements
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.framework.models import Competence
from quizzes.readiness.models import Evidence
from quizzes.readiness.rule import months_after
from quizzes.readiness.selectors.attestations import attestable_people
from quizzes.readiness.services import keeping
from quizzes.readiness.words import LEVELS

LEAST_TEXT = 10
MOST_TEXT = 500
ATTESTED = (3, 4)


@transaction.atomic
def attest(
    *,
    person: Person,
    competence: Competence,
    level: int,
    text: str,
    by: Person,
    now: datetime,
    done_on: date | None = None,
    client_id: str | None = None,
) -> Evidence:
    """The evidence that `by` gives, with statement, notice and audit. `done_on` is the day of the performance, today
    where it is not said; the same `client_id` again returns the first row. NotAllowed for oneself and for people out of
    reach; BadInput for a level other than 3 or 4, a text too short to say what was done, or a day that cannot be."""
    require(by, Role.ORGANISER, Role.COMMITTEE)
    source = ("attestation", f"{by.pk}:{client_id or uuid4().hex}")
    known = Evidence.objects.filter(source_type=source[0], source_id=source[1], person=person).first()
    if known is not None:
        return known
    today = timezone.localdate(now)
    done_on = done_on or today
    _allow(person, by, now)
    _check(level, text.strip(), done_on, now)
    at = now if done_on == today else timezone.make_aware(datetime.combine(done_on, time(12)))
    row = keeping.add(
        person=person,
        competence=competence,
        kind=Evidence.Kind.ATTESTATION,
        level=level,
        source=source,
        text=text.strip(),
        at=at,
        now=now,
        by=by,
    )
    if row is None:
        return Evidence.objects.get(source_type=source[0], source_id=source[1], person=person)
    _follow_up(row, now)
    return row


@transaction.atomic
def withdraw_attestation(*, evidence: Evidence, reason: str, by: Person, now: datetime) -> int:
    """Take an attestation back: whoever gave it, or the committee. Refusal when it does not count any more."""
    if evidence.kind != Evidence.Kind.ATTESTATION or not (evidence.by_id == by.pk or has_role(by, Role.COMMITTEE)):
        raise NotAllowed(_("Only whoever gave an attestation, or the committee, takes it back."))
    if len(reason.strip()) < LEAST_TEXT:
        raise BadInput(_("Please say in at least %(count)d characters why.") % {"count": LEAST_TEXT})
    count = keeping.withdraw(evidence=[evidence], reason=reason.strip(), by=by, now=now)
    if not count:
        raise Refusal(_("This attestation was taken back before."))
    notices.tell(
        to_uuid=evidence.person.uuid,
        kind="attestation",
        key=f"withdrawn:{evidence.pk}",
        text=_("%(competence)s: an attestation was taken back. Reason: %(reason)s")
        % {"competence": evidence.competence.name, "reason": reason.strip()[:200]},
        url=f"/readiness/{evidence.competence.code}/",
        now=now,
    )
    log.record(
        actor_uuid=by.uuid,
        verb="attestation.withdrawn",
        object_type="evidence",
        object_id=str(evidence.pk),
        purpose=reason.strip(),
        now=now,
    )
    return count


def _allow(person: Person, by: Person, now: datetime) -> None:
    if person.pk == by.pk:
        raise NotAllowed(_("Nobody attests the own performance; ask a colleague."))
    if not attestable_people(by, now=now).filter(pk=person.pk).exists():
        raise NotAllowed(_("This person is not among the deputies whom you look after."))


def _check(level: int, text: str, done_on: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if level not in ATTESTED:
        raise BadInput(_("An attestation is for level 3 or 4."))
    if not LEAST_TEXT <= len(text) <= MOST_TEXT:
        raise BadInput(
            _("Please write in %(least)d to %(most)d characters what was done.")
            % {"least": LEAST_TEXT, "most": MOST_TEXT}
        )
    if done_on > today:
        raise BadInput(_("The day of the performance lies in the future."))
    if months_after(done_on, keeping.rule_on(now).validity_months) < today:
        raise BadInput(_("This was too long ago to count; attest something more recent."))


def _follow_up(row: Evidence, now: datetime) -> None:
    assert row.by is not None
    statements.record(
        person=row.person,
        verb="attested",
        object_type="competence",
        object_id=row.competence.code,
        result={"level": row.level},
        context={"evidence": row.pk, "by": str(row.by.uuid)},
        occurred_at=row.at,
        now=now,
    )
    notices.tell(
        to_uuid=row.person.uuid,
        kind="attestation",
        key=f"attestation:{row.pk}",
        text=_("%(competence)s: what you did was attested at level “%(level)s”.")
        % {"competence": row.competence.name, "level": LEVELS[row.level]},
        url=f"/readiness/{row.competence.code}/",
        now=now,
    )
    log.record(
        actor_uuid=row.by.uuid,
        verb="performance.attested",
        object_type="evidence",
        object_id=str(row.pk),
        purpose=f"{row.competence.code} L{row.level} {row.person.uuid}",
        now=now,
    )
