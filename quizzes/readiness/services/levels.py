"""The life of a level: derived from the standing evidence, written only when it says something new."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notify.services import notices
from lms.people.models import Person
from lms.records.services import statements
from lms.records.services.statements import Said
from quizzes.framework.models import Competence
from quizzes.readiness import deciding
from quizzes.readiness.models import LevelDecision, Standard
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors import facts as fact_selectors
from quizzes.readiness.services import grades, remeasuring, rules
from quizzes.readiness.signals import level_decided
from quizzes.readiness.words import level_word

SWEEP_SIZE = 200
Held = dict[int, LevelDecision]
"""A person's decisions by the competence's primary key."""
Draft = tuple[LevelDecision, frozenset[int]]
"""A row to be written, and the evidence that it rests on by primary key."""


@transaction.atomic
def refresh(*, person: Person, competence: Competence, now: datetime) -> LevelDecision | None:
    """The decision in force after this moment; None as long as nothing was ever shown."""
    return _refresh(person, [competence.pk], now).get(competence.pk)


def refresh_locked(
    *, person: Person, competence_ids: Collection[int] | None, standard: Standard, now: datetime
) -> dict[int, LevelDecision]:
    """The same for these competences, or for all, by the competence's primary key: `refresh_many_locked` of one."""
    found = refresh_many_locked(people=[person], competence_ids=competence_ids, standard=standard, now=now)
    return found[person.pk]


def refresh_many_locked(
    *,
    people: Sequence[Person],
    competence_ids: Collection[int] | None,
    standard: Standard,
    now: datetime,
    quietly: bool = False,
) -> dict[int, Held]:
    """The decisions in force for these competences, or for all, by the primary keys of person and competence;
    `standard` is that of the day, and what was measured under an earlier one is measured anew first. `quietly` leaves
    the notice of a risen level to the caller. The number of queries does not depend on how many people there are, but
    for such notices and for a person's first statement. In the caller's transaction, which has locked the people's
    rows: two results at once must not both write the next generation."""
    touched = remeasuring.bring_up(people=people, standard=standard, now=now)
    if competence_ids is not None:
        competence_ids = {*competence_ids, *touched}
    rule, day = parse(standard.rule.data), timezone.localdate(now)
    facts = fact_selectors.standing_of_many(people, competence_ids)
    held = _in_force(people, competence_ids)
    new: dict[int, dict[int, deciding.Decided]] = {}
    for person in people:
        own, last = facts.get(person.pk, {}), held[person.pk]
        for competence_id in sorted(own.keys() | last.keys()):
            found = deciding.decide(own.get(competence_id, ()), rule, day)
            before = last.get(competence_id)
            if (before is None and found != deciding.NOTHING) or (before and _says_else(before, found, standard)):
                new.setdefault(person.pk, {})[competence_id] = found
    changed = [person for person in people if person.pk in new]
    if changed:
        _write(changed, _drafts(changed, new, standard, held, now), held, now, quietly)
        grades.refresh_many_locked(changed, row=standard.rule, now=now)
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


def _in_force(people: Sequence[Person], competence_ids: Collection[int] | None) -> dict[int, Held]:
    rows = LevelDecision.objects.in_force().filter(person__in=people).select_related("competence", "rule")
    if competence_ids is not None:
        rows = rows.filter(competence__in=competence_ids)
    found: dict[int, Held] = {person.pk: {} for person in people}
    for decision in rows.prefetch_related("evidence").order_by("pk"):
        found[decision.person_id][decision.competence_id] = decision
    return found


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
    people: Sequence[Person],
    new: Mapping[int, Mapping[int, deciding.Decided]],
    standard: Standard,
    held: Mapping[int, Held],
    now: datetime,
) -> list[Draft]:
    """The rows to be written, each with the evidence that it rests on."""
    competences = {pk: row.competence for own in held.values() for pk, row in own.items()}
    if unheld := {pk for found in new.values() for pk in found} - competences.keys():
        competences |= Competence.objects.in_bulk(unheld)
    drafts = []
    for person in people:
        for competence_id, found in new[person.pk].items():
            last = held[person.pk].get(competence_id)
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
    people: Sequence[Person], drafts: Sequence[Draft], held: Mapping[int, Held], now: datetime, quietly: bool
) -> None:
    """Insert the new generations, set the old ones in `held` aside, and tell whoever must know."""
    LevelDecision.objects.bulk_create([decision for decision, _evidence in drafts])
    through = LevelDecision.evidence.through
    through.objects.bulk_create(
        through(leveldecision_id=decision.pk, evidence_id=pk) for decision, ids in drafts for pk in sorted(ids)
    )
    pairs = [(decision, held[decision.person_id].get(decision.competence_id)) for decision, _evidence in drafts]
    replaced = []
    for decision, last in pairs:
        held[decision.person_id][decision.competence_id] = decision
        if last is not None:
            last.superseded_by = decision
            replaced.append(last)
    LevelDecision.objects.bulk_update(replaced, ["superseded_by"])
    said: dict[Person, list[Said]] = {person: [] for person in people}
    for decision, last in pairs:
        if last is None or (last.level, last.state) != (decision.level, decision.state):
            said[decision.person].append(_said(decision))
    statements.record_of_many(said=said, now=now)
    for decision, last in pairs:
        if not quietly and decision.state == deciding.DECIDED and decision.level > (last.level if last else 0):
            _tell(decision, now)
        level_decided.send(sender=LevelDecision, decision=decision, now=now)


def _said(decision: LevelDecision) -> Said:
    return Said(
        verb="levelled",
        object_type="competence",
        object_id=decision.competence.code,
        result={"level": decision.level, "state": decision.state, "measured": decision.measured},
        context={"rule": decision.rule.version, "generation": decision.generation, "items": decision.items},
    )


def _tell(decision: LevelDecision, now: datetime) -> None:
    notices.tell(
        to_uuid=decision.person.uuid,
        kind="level",
        key=f"level:{decision.pk}",
        text=_("%(competence)s: you have reached the level “%(level)s”.")
        % {"competence": decision.competence.name, "level": level_word(decision.level, decision.state)},
        url=f"/readiness/{decision.competence.code}/",
        now=now,
    )
