"""A result that looks odd: somebody is asked to look, and decides once. Nothing is scored anew by itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.appraisal.models import Appraisal, AppraisalCase, Booklet
from quizzes.appraisal.services import booklets
from quizzes.bank.models import BankOwner, ItemBank

LEAST_REASON, MOST_REASON = 10, 500


def open_case(*, appraisal: Appraisal, signs: Sequence[str], now: datetime) -> AppraisalCase:
    """In the caller's transaction. The member of the committee with the fewest open cases is asked to look."""
    day = timezone.localdate(now)
    grants = RoleGrant.objects.in_force(day).filter(role=Role.COMMITTEE).exclude(person=appraisal.booklet.person_id)
    busy = dict(
        AppraisalCase.objects.filter(state=AppraisalCase.State.OPEN)
        .values_list("reviewer")
        .annotate(n=Count("pk"))
        .order_by()
    )
    people = Person.objects.filter(pk__in=grants.values("person"), is_active=True).order_by("pk")
    reviewer = min(people, key=lambda person: (busy.get(person.pk, 0), person.pk), default=None)
    case = AppraisalCase.objects.create(appraisal=appraisal, signs=list(signs), reviewer=reviewer, at=now)
    if reviewer is not None:
        notices.tell(
            to_uuid=reviewer.uuid,
            kind="appraisal_case",
            key=f"case:{case.uuid}:opened",
            text=_("A result of the readiness test looks unusual; please look at it and decide whether it counts."),
            url=address(case),
            now=now,
        )
    return case


def may_review(person: Person) -> bool:
    """The committee, and whoever owns a bank of the readiness test."""
    if has_role(person, Role.COMMITTEE):
        return True
    owned = BankOwner.objects.filter(person=person, ended_at=None, bank__purpose=ItemBank.Purpose.READINESS)
    return has_role(person, Role.TRAINER) and owned.exists()


@transaction.atomic
def look(*, case: AppraisalCase, by: Person, now: datetime) -> None:
    """Note that somebody looks at whose result it is."""
    _allow(case, by)
    log.record(
        actor_uuid=by.uuid,
        verb="appraisal.case_viewed",
        object_type="appraisal_case",
        object_id=str(case.uuid),
        now=now,
    )


@transaction.atomic
def decide(*, case: AppraisalCase, counts: bool, reason: str, by: Person, now: datetime) -> AppraisalCase:
    """Once, with a reason that the person reads: the result counts, or a new test is offered and this result is set
    aside. Both the person and whoever was asked to look are told. NotAllowed for the person concerned."""
    _allow(case, by)
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise BadInput(
            _("Please give the reason in %(least)d to %(most)d characters; the person reads it.")
            % {"least": LEAST_REASON, "most": MOST_REASON}
        )
    held = AppraisalCase.objects.select_for_update(of=("self",)).select_related("appraisal__booklet").get(pk=case.pk)
    if held.state != AppraisalCase.State.OPEN:
        raise Refusal(_("This was decided before."))
    held.state = AppraisalCase.State.COUNTS if counts else AppraisalCase.State.ANEW
    held.reason, held.decided_by, held.decided_at = reason.strip(), by, now
    held.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if not counts:
        booklets.give_anew(
            appraisal=held.appraisal, occasion=Booklet.Occasion.REVIEWED, by=by, reason=held.reason, now=now
        )
    _tell(held, now)
    log.record(
        actor_uuid=by.uuid,
        verb="appraisal.case_decided",
        object_type="appraisal_case",
        object_id=str(held.uuid),
        purpose=f"{held.state} {held.reason}",
        now=now,
    )
    return held


def address(case: AppraisalCase) -> str:
    return f"/readiness/test/cases/{case.uuid}/"


def _allow(case: AppraisalCase, by: Person) -> None:
    if not may_review(by):
        raise NotAllowed(_("Another role is needed for this."))
    if case.appraisal.booklet.person_id == by.pk:
        raise NotAllowed(_("Nobody decides on the own result."))


def _tell(case: AppraisalCase, now: datetime) -> None:
    words = {"reason": case.reason[:300]}
    counts = _("Somebody looked at your readiness test: the result counts. Reason: %(reason)s")
    anew = _("Somebody looked at your readiness test: please take it once more. Reason: %(reason)s")
    notices.tell(
        to_uuid=case.appraisal.booklet.person.uuid,
        kind="appraisal_case",
        key=f"case:{case.uuid}:person",
        text=(counts if case.state == AppraisalCase.State.COUNTS else anew) % words,
        url=f"/readiness/test/results/{case.appraisal.booklet.uuid}/",
        now=now,
    )
    if case.reviewer is not None:
        notices.tell(
            to_uuid=case.reviewer.uuid,
            kind="appraisal_case",
            key=f"case:{case.uuid}:reviewer",
            text=_("The unusual result of a readiness test is decided: %(state)s. Reason: %(reason)s")
            % {"state": case.get_state_display(), **words},
            url=address(case),
            now=now,
        )
