"""Whether named rankings are shown: off, unless the client decided otherwise in a document, until a day."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.points.models import RankingDecision
from lms.web.errors import BadInput, Refusal


@transaction.atomic
def decide(
    *, document_no: str, decided_on: date, until: date, by: Person, now: datetime | None = None
) -> RankingDecision:
    """The decision on file, named and dated, and a line in the audit. Committee only. BadInput without a document
    number, for an end before the decision, or for more than one year; Refusal while another one is in force."""
    require(by, Role.COMMITTEE)
    now = now or timezone.now()
    if not document_no.strip():
        raise BadInput(_("Give the number of the document that decides on the ranking."))
    if until < decided_on or until < timezone.localdate(now):
        raise BadInput(_("The last day must not lie before the decision or in the past."))
    if (until - decided_on).days > 366:
        raise BadInput(_("A decision holds for one year at most; then it must be taken again."))
    if RankingDecision.objects.filter(ended_on=None, until__gte=timezone.localdate(now)).exists():
        raise Refusal(_("A decision is in force already; end it first."))
    decision = RankingDecision.objects.create(
        document_no=document_no.strip(), decided_on=decided_on, until=until, by=by, recorded_at=now
    )
    log.record(
        actor_uuid=by.uuid,
        verb="ranking.decided",
        object_type="ranking_decision",
        object_id=str(decision.pk),
        purpose=decision.document_no,
        now=now,
    )
    return decision


@transaction.atomic
def end(*, decision: RankingDecision, by: Person, now: datetime | None = None) -> RankingDecision:
    """The decision, out of force from now on. Idempotent. Committee only."""
    require(by, Role.COMMITTEE)
    now = now or timezone.now()
    ended = RankingDecision.objects.filter(pk=decision.pk, ended_on=None).update(
        ended_on=timezone.localdate(now), ended_by=by
    )
    if ended:
        log.record(
            actor_uuid=by.uuid,
            verb="ranking.ended",
            object_type="ranking_decision",
            object_id=str(decision.pk),
            purpose=decision.document_no,
            now=now,
        )
    decision.refresh_from_db()
    return decision
