"""The life of a level: derived from the standing evidence, written only when it says something new."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notify.services import notices
from lms.people.models import Person
from lms.records.services import statements
from quizzes.framework.models import Competence
from quizzes.readiness import deciding
from quizzes.readiness.models import LevelDecision, Standard
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors import facts as fact_selectors
from quizzes.readiness.services import grades, remeasuring, rules
from quizzes.readiness.signals import level_decided
from quizzes.readiness.words import level_word

SWEEP_SIZE = 200


@transaction.atomic
def refresh(*, person: Person, competence: Competence, now: datetime) -> LevelDecision | None:
    """The decision in force after this moment; None as long as nothing was ever shown."""
    return _refresh(person, [competence.pk], now).get(competence.pk)


def refresh_locked(
    *,
    person: Person,
    competence_ids: Collection[int] | None,
    standard: Standard,
    now: datetime,
    quietly: bool = False,
) -> dict[int, LevelDecision]:
    """The decisions in force for these competences, or for all, by the competence's primary key; `standard` is that of
    the day, and what was measured under an earlier one is measured anew first. `quietly` leaves the notice of a risen
    level to the caller. In the caller's transaction, which has locked the person's row: two results at once must not
    both write the next generation."""
    touched = remeasuring.bring_up(person=person, standard=standard, now=now)
    if competence_ids is not None:
        competence_ids = {*competence_ids, *touched}
    rule, day = parse(standard.rule.data), timezone.localdate(now)
    facts = fact_selectors.standing(person, competence_ids)
    held = _in_force(person, competence_ids)
    new = {}
    for competence_id in sorted(facts.keys() | held.keys()):
        found = deciding.decide(facts.get(competence_id, ()), rule, day)
        last = held.get(competence_id)
        if (last is None and found != deciding.NOTHING) or (last is not None and _says_else(last, found, standard)):
            new[competence_id] = found
    if new:
        held |= _write(person, _drafts(person, new, standard, held, now), held, now, quietly)
        grades.refresh_locked(person, row=standard.rule, now=now)
    return held


@transaction.atomic
def refresh_all(person: Person, now: datetime) -> dict[int, LevelDecision]:
    """The same for every competence of the person, by the competence's primary key. The number of reading queries does
    not depend on how many there are."""
    return _refresh(person, None, now)


def refresh_expired(now: datetime | None = None) -> int:
    """How many people had levels past their validity; those levels are decided anew. For the sweep."""
    now = now or timezone.now()
    late = LevelDecision.objects.in_force().filter(valid_until__lt=timezone.localdate(now))
    people = Person.objects.filter(pk__in=late.values("person_id")).order_by("pk")[:SWEEP_SIZE]
    for person in people:
        refresh_all(person, now)
    return len(people)


def _refresh(person: Person, competence_ids: Collection[int] | None, now: datetime) -> dict[int, LevelDecision]:
    Person.objects.select_for_update().get(pk=person.pk)
    standard = rules.standard_on(timezone.localdate(now))
    return refresh_locked(person=person, competence_ids=competence_ids, standard=standard, now=now)


def _in_force(person: Person, competence_ids: Collection[int] | None) -> dict[int, LevelDecision]:
    found = LevelDecision.objects.in_force().filter(person=person).select_related("competence", "rule")
    if competence_ids is not None:
        found = found.filter(competence__in=competence_ids)
    return {decision.competence_id: decision for decision in found.prefetch_related("evidence").order_by("pk")}


def _says_else(last: LevelDecision, found: deciding.Decided, standard: Standard) -> bool:
    before = deciding.Decided(
        level=last.level,
        state=last.state,
        measured=last.measured,
        probability=last.probability,
        theta=last.theta,
        se=last.se,
        items=last.items,
        missing=tuple(last.missing),
        evidence=frozenset(evidence.pk for evidence in last.evidence.all()),
        valid_until=last.valid_until,
    )
    return before != found or not made_under(last, standard)


def made_under(decision: LevelDecision, standard: Standard) -> bool:
    """Whether a decision follows that standard; one from before there were standards follows the first."""
    return decision.standard_id == standard.pk or (decision.standard_id is None and standard.first)


def _drafts(
    person: Person,
    new: dict[int, deciding.Decided],
    standard: Standard,
    held: dict[int, LevelDecision],
    now: datetime,
) -> list[tuple[LevelDecision, frozenset[int]]]:
    """The rows to be written, each with the evidence that it rests on."""
    competences = {pk: held[pk].competence for pk in new if pk in held}
    if unheld := new.keys() - competences.keys():
        competences |= Competence.objects.in_bulk(unheld)
    drafts = []
    for competence_id, found in new.items():
        last = held.get(competence_id)
        decision = LevelDecision(
            person=person,
            competence=competences[competence_id],
            rule=standard.rule,
            standard=standard,
            generation=last.generation + 1 if last else 1,
            level=found.level,
            state=found.state,
            measured=found.measured,
            probability=found.probability,
            theta=found.theta,
            se=found.se,
            items=found.items,
            missing=list(found.missing),
            valid_until=found.valid_until,
            at=now,
        )
        drafts.append((decision, found.evidence))
    return drafts


def _write(
    person: Person,
    drafts: list[tuple[LevelDecision, frozenset[int]]],
    held: dict[int, LevelDecision],
    now: datetime,
    quietly: bool,
) -> dict[int, LevelDecision]:
    """Insert the new generations, set the old ones aside, and tell whoever must know."""
    LevelDecision.objects.bulk_create([decision for decision, _evidence in drafts])
    through = LevelDecision.evidence.through
    through.objects.bulk_create(
        through(leveldecision_id=decision.pk, evidence_id=pk) for decision, ids in drafts for pk in sorted(ids)
    )
    replaced = []
    for decision, _evidence in drafts:
        if (last := held.get(decision.competence_id)) is not None:
            last.superseded_by = decision
            replaced.append(last)
    LevelDecision.objects.bulk_update(replaced, ["superseded_by"])
    for decision, _evidence in drafts:
        _announce(person, decision, held.get(decision.competence_id), now, quietly)
    return {decision.competence_id: decision for decision, _evidence in drafts}


def _announce(
    person: Person, decision: LevelDecision, last: LevelDecision | None, now: datetime, quietly: bool
) -> None:
    """Statement when level or state changed, notice when the level rose, signal always."""
    if last is None or (last.level, last.state) != (decision.level, decision.state):
        statements.record(
            person=person,
            verb="levelled",
            object_type="competence",
            object_id=decision.competence.code,
            result={"level": decision.level, "state": decision.state, "measured": decision.measured},
            context={"rule": decision.rule.version, "generation": decision.generation, "items": decision.items},
            now=now,
        )
    if not quietly and decision.state == deciding.DECIDED and decision.level > (last.level if last else 0):
        notices.tell(
            to_uuid=person.uuid,
            kind="level",
            key=f"level:{decision.pk}",
            text=_("%(competence)s: you have reached the level “%(level)s”.")
            % {"competence": decision.competence.name, "level": level_word(decision.level, decision.state)},
            url=f"/readiness/{decision.competence.code}/",
            now=now,
        )
    level_decided.send(sender=LevelDecision, decision=decision, now=now)
