"""A second look at attestations: a tenth drawn, looked at by somebody else, a doubt decided by a third person."""

import math
import random
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.quality.limits import limits
from quizzes.quality.models import AttestationDraw, SecondLook
from quizzes.readiness.models import Evidence
from quizzes.readiness.services import attestations

LEAST_REASON = 10
MOST_REASON = 300
State = SecondLook.State


@transaction.atomic
def draw(*, by: Person, seed: int, now: datetime) -> AttestationDraw:
    """A tenth, at least one, of the standing attestations that were never drawn. Committee only; Refusal where there is
    none. The same seed and pool give the same sample."""
    require(by, Role.COMMITTEE)
    Person.objects.select_for_update().get(pk=by.pk)
    given = Evidence.objects.standing().filter(kind=Evidence.Kind.ATTESTATION, source_type="attestation")
    pool = list(given.filter(second_look=None).order_by("pk").values_list("pk", flat=True))
    if not pool:
        raise Refusal(_("There is no attestation that was not drawn before."))
    share = limits().second_look_share
    made = AttestationDraw.objects.create(seed=seed, share=share, pool=pool, by=by, at=now)
    chosen = sample(pool, share, seed)
    SecondLook.objects.bulk_create(SecondLook(draw=made, evidence_id=pk) for pk in chosen)
    log.record(
        actor_uuid=by.uuid,
        verb="attestations.drawn",
        object_type="draw",
        object_id=str(made.pk),
        purpose=f"{len(chosen)}/{len(pool)} seed {seed}",
        now=now,
    )
    return made


def sample(pool: list[int], share: float, seed: int) -> list[int]:
    """The drawn ones in rising order: `share` of the pool, rounded up."""
    return sorted(random.Random(seed).sample(sorted(pool), math.ceil(len(pool) * share)))


@transaction.atomic
def name_deputy(*, look: SecondLook, by: Person, now: datetime) -> str:
    """The deputy's name, for somebody who asks whoever was there; the look is noted in the audit log."""
    require(by, Role.COMMITTEE)
    log.record(
        actor_uuid=by.uuid,
        verb="attestation.viewed",
        object_type="evidence",
        object_id=str(look.evidence_id),
        purpose=_("second look at an attestation"),
        now=now,
    )
    return look.evidence.person.name


@transaction.atomic
def examine(*, look: SecondLook, confirmed: bool, reason: str, by: Person, now: datetime) -> SecondLook:
    """Confirm, or doubt with a reason. A doubt changes no level: it opens a case, and the attester is told. NotAllowed
    for whoever gave the attestation, and for the deputy; Refusal when it was looked at before."""
    require(by, Role.COMMITTEE)
    held = _locked(look)
    if held.state != State.DRAWN:
        raise Refusal(_("Somebody looked at this attestation before."))
    _not_one_of(by, held.evidence.by_id, held.evidence.person_id)
    if not confirmed:
        _check(reason)
    held.state = State.CONFIRMED if confirmed else State.DOUBTED
    held.looked_by, held.looked_at, held.reason = by, now, reason.strip()
    held.save(update_fields=["state", "looked_by", "looked_at", "reason"])
    if not confirmed:
        _tell_attester(held, _("%(competence)s: an attestation of yours was doubted at a second look: %(reason)s"), now)
    _audit(held, "attestation.second_look", by, now)
    return held


@transaction.atomic
def decide(*, look: SecondLook, upheld: bool, reason: str, by: Person, now: datetime) -> SecondLook:
    """Decide the case that a doubt opened. Where it is not upheld the attestation is taken back in the name of `by`:
    the level is decided anew and the deputy told. NotAllowed for the attester, the doubter and the deputy."""
    require(by, Role.COMMITTEE)
    held = _locked(look)
    if held.state != State.DOUBTED:
        raise Refusal(_("There is no open case about this attestation."))
    _not_one_of(by, held.evidence.by_id, held.evidence.person_id, held.looked_by_id)
    _check(reason)
    held.state = State.UPHELD if upheld else State.WITHDRAWN
    held.decided_by, held.decided_at, held.decision = by, now, reason.strip()
    held.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if not upheld and not hasattr(held.evidence, "withdrawal"):
        attestations.withdraw_attestation(evidence=held.evidence, reason=reason, by=by, now=now)
    _tell_attester(held, _("%(competence)s: the case about an attestation of yours was decided: %(reason)s"), now)
    _audit(held, "attestation.case_decided", by, now)
    return held


def _locked(look: SecondLook) -> SecondLook:
    SecondLook.objects.select_for_update().get(pk=look.pk)
    rows = SecondLook.objects.select_related("evidence__person", "evidence__competence", "evidence__by")
    return rows.get(pk=look.pk)


def _not_one_of(by: Person, *others: int | None) -> None:
    if by.pk in others:
        raise NotAllowed(_("Somebody else has to look at this: not the deputy, nor whoever attested or doubted it."))


def _check(reason: str) -> None:
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise BadInput(
            _("Please give the reason in %(least)d to %(most)d characters.")
            % {"least": LEAST_REASON, "most": MOST_REASON}
        )


def _tell_attester(held: SecondLook, text: str, now: datetime) -> None:
    assert held.evidence.by is not None
    notices.tell(
        to_uuid=held.evidence.by.uuid,
        kind="attestation",
        key=f"second_look:{held.pk}:{held.state}",
        text=text % {"competence": held.evidence.competence.name, "reason": (held.decision or held.reason)[:200]},
        url="/attest/",
        now=now,
    )


def _audit(held: SecondLook, verb: str, by: Person, now: datetime) -> None:
    log.record(
        actor_uuid=by.uuid,
        verb=verb,
        object_type="evidence",
        object_id=str(held.evidence_id),
        purpose=f"{held.state} {held.decision or held.reason}".strip(),
        now=now,
    )
