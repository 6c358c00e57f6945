"""The life of an objection: opened by the person, decided once by a named member of the committee."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.records.services import statements
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.readiness.models import Contest, Evidence, LevelDecision
from quizzes.readiness.services import keeping, levels
from quizzes.readiness.words import level_word

LEAST_TEXT = 5
LEAST_REASON = 10
MOST_TEXT = 1000


@transaction.atomic
def open_contest(*, person: Person, decision: LevelDecision, text: str, now: datetime) -> Contest:
    """The objection, with its statement. NotAllowed for somebody else's level; Refusal while an objection to the same
    competence is open, or when a newer decision was made meanwhile."""
    if decision.person_id != person.pk:
        raise NotAllowed(_("Only the person concerned may ask for a review."))
    if not LEAST_TEXT <= len(text.strip()) <= MOST_TEXT:
        raise BadInput(
            _("Please say in %(least)d to %(most)d characters what you think is not right.")
            % {"least": LEAST_TEXT, "most": MOST_TEXT}
        )
    keeping.locked(person.pk)
    if Contest.objects.filter(
        person=person, decision__competence=decision.competence_id, state=Contest.State.OPEN
    ).exists():
        raise Refusal(_("A review of this level is under way; you will be told of its outcome."))
    if LevelDecision.objects.filter(pk=decision.pk, superseded_by__isnull=False).exists():
        raise Refusal(_("This level was decided anew meanwhile. Please look at it again first."))
    contest = Contest.objects.create(decision=decision, person=person, text=text.strip(), at=now)
    statements.record(
        person=person,
        verb="contested",
        object_type="competence",
        object_id=decision.competence.code,
        context={"contest": str(contest.uuid), "level": decision.level, "generation": decision.generation},
        now=now,
    )
    return contest


@transaction.atomic
def look(*, contest: Contest, purpose: str, by: Person, now: datetime) -> None:
    """Note that a member of the committee looks at the person's level and evidence, and what for."""
    require(by, Role.COMMITTEE)
    if len(purpose.strip()) < LEAST_TEXT:
        raise BadInput(_("Please say what you look at this for."))
    log.record(
        actor_uuid=by.uuid,
        verb="level.viewed",
        object_type="contest",
        object_id=str(contest.uuid),
        purpose=purpose.strip(),
        now=now,
    )


@transaction.atomic
def decide(
    *, contest: Contest, upheld: bool, text: str, by: Person, now: datetime, level: int | None = None
) -> Contest:
    """Decide once, with a reason that the person reads. With `upheld` False, `level` (0 to 4) is the level from now on:
    what speaks for a higher one is withdrawn, and a ruling speaks for this one, so that the level stays derived from
    evidence. NotAllowed for the person concerned, and for whoever attested or observed what the level rests on."""
    require(by, Role.COMMITTEE)
    keeping.locked(contest.person_id)
    held = Contest.objects.select_related("decision__competence", "person").get(pk=contest.pk)
    if held.state != Contest.State.OPEN:
        raise Refusal(_("This review was decided before."))
    _allow(held, by)
    _check(held, upheld, level, text.strip())
    held.state = Contest.State.UPHELD if upheld else Contest.State.CHANGED
    held.decided_by, held.decided_at, held.decision_text = by, now, text.strip()
    held.save(update_fields=["state", "decided_by", "decided_at", "decision_text"])
    if not upheld and level is not None:
        _rule(held, level, by, now)
    _tell(held, now)
    log.record(
        actor_uuid=by.uuid,
        verb="contest.decided",
        object_type="contest",
        object_id=str(held.uuid),
        purpose=f"{held.state} {'' if level is None or upheld else f'L{level} '}{text.strip()}",
        now=now,
    )
    return held


def _allow(contest: Contest, by: Person) -> None:
    if contest.person_id == by.pk:
        raise NotAllowed(_("Nobody decides on the own level."))
    given = Evidence.objects.standing().filter(
        person=contest.person_id, competence=contest.decision.competence_id, by=by
    )
    if given.exclude(source_type="contest").exists():
        raise NotAllowed(_("You attested or observed part of this level; another member of the committee decides."))


def _check(contest: Contest, upheld: bool, level: int | None, text: str) -> None:
    if not LEAST_REASON <= len(text) <= MOST_TEXT:
        raise BadInput(
            _("Please give the reason in %(least)d to %(most)d characters; the person reads it.")
            % {"least": LEAST_REASON, "most": MOST_TEXT}
        )
    if upheld:
        return
    if level not in (0, 1, 2, 3, 4):
        raise BadInput(_("Please choose the level that holds from now on."))
    if level == _level_now(contest):
        raise BadInput(_("This is the level as it stands; then the level is upheld."))


def _level_now(contest: Contest) -> int:
    decision = (
        LevelDecision.objects.in_force()
        .filter(person=contest.person_id, competence=contest.decision.competence_id)
        .first()
    )
    return decision.level if decision else 0


def _rule(contest: Contest, level: int, by: Person, now: datetime) -> None:
    competence = contest.decision.competence
    above = Evidence.objects.standing().filter(person=contest.person_id, competence=competence, level__gt=level)
    keeping.set_aside(evidence=above.exclude(kind=Evidence.Kind.SELF), reason=contest.decision_text, by=by, now=now)
    if level:
        keeping.add(
            person=contest.person,
            competence=competence,
            kind=Evidence.Kind.ATTESTATION,
            level=level,
            source=("contest", str(contest.uuid)),
            text=contest.decision_text,
            at=now,
            now=now,
            by=by,
        )
    levels.refresh(person=contest.person, competence=competence, now=now)


def _tell(contest: Contest, now: datetime) -> None:
    decision = (
        LevelDecision.objects.in_force()
        .filter(person=contest.person_id, competence=contest.decision.competence_id)
        .first()
        or contest.decision
    )
    words = {
        "competence": contest.decision.competence.name,
        "level": level_word(decision.level, decision.state),
        "reason": contest.decision_text[:200],
    }
    upheld = _("%(competence)s: after the review the level stays as it was: “%(level)s”. Reason: %(reason)s")
    changed = _("%(competence)s: after the review the level is “%(level)s”. Reason: %(reason)s")
    notices.tell(
        to_uuid=contest.person.uuid,
        kind="contest",
        key=f"contest:{contest.uuid}",
        text=(upheld if contest.state == Contest.State.UPHELD else changed) % words,
        url=f"/readiness/{contest.decision.competence.code}/",
        now=now,
    )
