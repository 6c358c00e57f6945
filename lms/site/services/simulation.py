"""A seeded cohort goes through a programme by the services that real deputies use; no row is written by hand.

Abilities follow the Rasch model: a person of ability θ gets an item of difficulty b right with probability
1 / (1 + exp(b − θ)), both in logits.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from courses.models import Attendance, LessonProgress, Module, Programme, TrainingSession
from courses.selectors.completion import is_wanted
from courses.selectors.programmes import scope_of
from courses.selectors.sessions import expected
from courses.services import attendance, completions, enrolments, progress, sessions
from lms.people.models import Mandate, Person, Role, Term
from lms.people.services import accounts, mandates, roles
from lms.site.services import fates
from lms.site.services.fates import Fate
from quizzes import scoring
from quizzes.appraisal.selectors.standing import standing_of
from quizzes.appraisal.services import designs
from quizzes.delivery.services import attempts, observations
from quizzes.models import Attempt, Booklet, ItemKey, LevelDecision, PresentedItem, Quiz, Task
from quizzes.readiness.services import evidence, grades

LOOKS_BACK = timedelta(days=20)
"""The cohort began so long ago, or when the youngest term did."""
SPREAD, AGAIN, TASK, ATTESTED = 0.6, 0.01, 0.03, 0.08
"""From a person's first module to the last, to a further sitting, the observed task, the attestation: as shares of the
time since the beginning."""
LONG_AGO = timedelta(days=800)
"""So long before the others whoever lapsed was assessed in the first module."""
COMES = 0.95
TAKES_TEST = 0.05
"""Whoever takes the readiness test before the first lesson: enough for figures on its pages, few enough to be quick."""
LEAVES_OFFICE = 3
"""Mandates that end during the programme."""


@dataclass(frozen=True)
class Span:
    """A person's own beginning, and how long the whole cohort has been under way."""

    begin: datetime
    whole: timedelta

    def at(self, share: float) -> datetime:
        return self.begin + self.whole * share


@dataclass
class Told:
    """What the simulation did, for its summary line."""

    counts: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    """By grade, how many mandates."""
    levels: Counter[str] = field(default_factory=Counter)
    """By level (L0–L4) or state, how many levels are in force."""

    def line(self) -> str:
        wanted = ("people", "lessons", "attempts", "passed", "tasks", "sessions", "ended")
        parts = [", ".join(f"{name} {self.counts[name]}" for name in wanted)]
        for name, found in (("grades", self.grades), ("levels", self.levels)):
            parts.append(f"{name}: " + ", ".join(f"{label} {found[label]}" for label in sorted(found)))
        return "; ".join(parts)


def simulate(
    *,
    programme: Programme,
    seed: int,
    now: datetime,
    watch: Callable[[list[Person]], Iterable[Person]] = iter,
) -> Told:
    """Drive every serving mandate through `programme`, as if it had begun some weeks before `now`. Whoever has begun
    already is left alone, so that a run that was broken off can be taken up again."""
    told = Told()
    start = _beginning(now)
    enrolments.enrol_due(programme=programme, now=start)
    people = list(
        Person.objects.filter(enrolments__programme=programme, enrolments__ended_at__isnull=True)
        .order_by("phone_index", "username")
        .distinct()
    )
    uses = list(programme.programme_modules.select_related("module").order_by("order"))
    mine = _mandates_by_person(people)
    observer = _observer(start)
    begun = _begun(people)
    ways = fates.deal(len(people), seed=seed)
    for place, person in enumerate(watch(people)):
        if person.pk in begun:
            continue
        rng = random.Random(f"{seed}:{place}")
        levels = {mandate.level for mandate in mine[person.pk]}
        wanted = [use.module for use in uses if is_wanted(use, levels)]
        level = "district" if "district" in levels else "township"
        fate = fates.fate_of(ways[place], rng=rng, level=level, modules=len(wanted))
        others = [use.module for use in uses if use.module not in wanted]
        course = [*wanted[: fate.modules], *rng.sample(others, min(fate.electives, len(others)))]
        begin = start + 0.3 * rng.random() * (now - start)
        if random.Random(f"{seed}:{place}:test").random() < TAKES_TEST:
            take_test(person, programme, fate.ability, random.Random(f"{seed}:{place}:answers"), begin, told)
        _live(person, course, fate, rng, Span(begin, now - start), observer, told)
        told.counts["people"] += 1
    _attend(programme, people, Span(start, now - start), by=observer, seed=seed, told=told)
    completions.sweep_completions(now)
    _end_some(people, mine, by=observer, seed=seed, now=now, told=told)
    evidence.derive_due(now)
    _grade_all(programme, told, now=now)
    return told


def take_test(
    person: Person,
    programme: Programme,
    ability: float,
    rng: random.Random,
    now: datetime,
    told: Told,
    sittings: int = 9,
) -> None:
    """The readiness test of the programme, or its first `sittings`; nothing where there is none."""
    design = designs.ensure(scope=scope_of(programme), now=now)
    if design is None:
        return
    fate = Fate(ability, modules=0, tries_first=True)
    for number in range(sittings):
        booklet = Booklet.objects.filter(design=design, person=person).first()
        if booklet is not None and standing_of(booklet).finished:
            break
        _sit(person, design.quiz, fate, rng, now + timedelta(hours=number), told)


def _live(
    person: Person,
    course: list[Module],
    fate: Fate,
    rng: random.Random,
    span: Span,
    observer: Person,
    told: Told,
) -> None:
    for place, module in enumerate(course):
        now = span.at(place * SPREAD / len(course))
        lapsed = fate.lapsed and not place
        if lapsed:
            now -= LONG_AGO
        if not fate.tries_first:
            for lesson in module.lessons.order_by("order"):
                progress.open_lesson(person=person, lesson=lesson, now=now)
                progress.complete_lesson(person=person, lesson=lesson, now=now)
                told.counts["lessons"] += 1
            if module.practice_quiz and rng.random() < 0.6:
                _sit(person, module.practice_quiz, fate, rng, now, told)
        if module.assessment_quiz:
            _assess(person, module.assessment_quiz, fate, rng, now, span, told)
        if lapsed:
            continue
        if module.task:
            _act(person, module.task, observer, fate, rng, now, span, told)
        _attest(person, module, observer, fate, rng, now, span)


def _assess(person: Person, quiz: Quiz, fate: Fate, rng: random.Random, now: datetime, span: Span, told: Told) -> None:
    for sitting in range(fate.sittings):
        if _sit(person, quiz, fate, rng, now + span.whole * AGAIN * sitting, told):
            return


def _sit(person: Person, quiz: Quiz, fate: Fate, rng: random.Random, now: datetime, told: Told) -> bool:
    attempt = attempts.start(person=person, quiz=quiz, mode="phone", seed=rng.getrandbits(31), now=now)
    if fate.helped:
        attempts.mark_assisted(attempt=attempt, helper="家人", now=now)
    presented = list(attempt.presented.select_related("version__item").order_by("position"))
    keys = _keys(presented)
    for shown in presented:
        item = shown.version.item
        chance = 1 / (1 + math.exp(item.band - fate.ability))
        payload = (
            {"skipped": True} if rng.random() < 0.02 else answer(item.kind, shown, keys, rng, rng.random() < chance)
        )
        attempts.record_response(
            attempt=attempt,
            position=shown.position,
            payload=payload,
            client_id=str(UUID(int=rng.getrandbits(128), version=4)),
            client="simulation",
            now=now + timedelta(seconds=20 * shown.position),
        )
    outcome = attempts.submit(attempt=attempt, now=now + timedelta(minutes=15))
    told.counts["attempts"] += 1
    told.counts["passed"] += int(outcome.passed)
    return outcome.passed


def _keys(presented: list[PresentedItem]) -> dict[int, dict[str, object]]:
    """The key in force of each version shown, by the version's primary key."""
    rows = ItemKey.objects.filter(version__in=[shown.version_id for shown in presented]).order_by("number")
    return {row.version_id: row.key for row in rows}


def answer(
    kind: str, shown: PresentedItem, keys: dict[int, dict[str, object]], rng: random.Random, right: bool
) -> dict[str, object]:
    """A payload for the item as shown, right or wrong as told."""
    key = keys[shown.version_id]
    return scoring.answer_of(kind, key) if right else scoring.wrong_of(kind, shown.version.body, key, rng)


def _act(
    person: Person,
    task: Task,
    observer: Person,
    fate: Fate,
    rng: random.Random,
    now: datetime,
    span: Span,
    told: Told,
) -> None:
    chance = 1 / (1 + math.exp(-1.2 - fate.ability))
    for often in range(fate.sittings):
        results = {str(criterion["id"]): rng.random() < max(chance, 0.15) ** 0.4 for criterion in task.criteria}
        seen = observations.observe(
            task=task,
            person=person,
            observer=observer,
            results=results,
            assisted=fate.helped,
            now=now + span.whole * (TASK + AGAIN * often),
        )
        told.counts["tasks"] += 1
        if seen.passed:
            return


def _attest(
    person: Person, module: Module, observer: Person, fate: Fate, rng: random.Random, now: datetime, span: Span
) -> None:
    level = fate.attested
    if not level and fate.ability >= 1.0 and rng.random() < 0.3:
        level = 4 if fate.ability > 2.2 and rng.random() < 0.5 else 3
    text = "本人在家站接待中独立完成相关操作，情况属实。"
    for each in range(3, level + 1):
        evidence.attest(
            person=person,
            competence=module.competence,
            level=each,
            text=text,
            by=observer,
            now=now + span.whole * ATTESTED,
        )


def _attend(programme: Programme, people: list[Person], span: Span, *, by: Person, seed: int, told: Told) -> None:
    """The sessions that the programme's plan asks for, and who came; once, however often the simulation is run."""
    planned = [
        (TrainingSession.Kind.CLASSROOM, "家站线上平台与电子身份码操作辅导", 0.5, "区人大会议室"),
        (TrainingSession.Kind.FIELD, "代表联络站现场教学", 0.7, "柳河镇人大代表之家"),
    ]
    for kind, title, share, place in planned:
        wanted = Decimal(str(programme.hours.get(kind.value, 0)))
        if not wanted or programme.sessions.filter(title=title).exists():
            continue
        begins = span.at(share)
        plan = sessions.Plan(
            programme=programme,
            unit=None,
            cohort=None,
            kind=kind,
            title=title,
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            hours=wanted,
            place=place,
            teacher="林知远",
            entry_link="",
            replay_link="",
        )
        session = sessions.create(plan=plan, by=by, now=span.begin)
        rng = random.Random(f"{seed}:{kind}")
        ids = list(expected(session).order_by("pk").values_list("pk", flat=True))
        states = {pk: (Attendance.State.PRESENT if rng.random() < COMES else Attendance.State.ABSENT, "") for pk in ids}
        for first in range(0, len(ids), 50):
            chunk = {pk: states[pk] for pk in ids[first : first + 50]}
            attendance.enter(session=session, states=chunk, by=by, now=span.at(1))
        told.counts["sessions"] += 1


def _begun(people: list[Person]) -> set[int]:
    """Who has opened a lesson or sat a quiz."""
    opened = LessonProgress.objects.filter(person__in=people).values_list("person_id", flat=True)
    sat = Attempt.objects.filter(person__in=people).values_list("person_id", flat=True)
    return set(opened) | set(sat)


def _beginning(now: datetime) -> datetime:
    """When the cohort began: after every running term did, and not in the future."""
    youngest = Term.objects.running_on(timezone.localdate(now)).order_by("-start").first()
    if youngest is None:
        return now - LOOKS_BACK
    term_began = timezone.make_aware(datetime.combine(youngest.start, time(9)))
    return min(max(now - LOOKS_BACK, term_began), now)


def _mandates_by_person(people: list[Person]) -> dict[int, list[Mandate]]:
    held: dict[int, list[Mandate]] = {person.pk: [] for person in people}
    for mandate in Mandate.objects.filter(person__in=people).select_related("term__congress"):
        held[mandate.person_id].append(mandate)
    return held


def _observer(now: datetime) -> Person:
    """Whoever of the committee signs for tasks and attests; where nobody does yet, an invented observer."""
    found = Person.objects.filter(role_grants__role=Role.COMMITTEE).order_by("pk").first()
    if found:
        return found
    observer = accounts.create_person(name="模拟观察员", username="observer", by=None, now=now, demo=True)
    roles.grant(person=observer, role=Role.COMMITTEE, by=None, now=now)
    return observer


def _end_some(
    people: list[Person], mine: dict[int, list[Mandate]], *, by: Person, seed: int, now: datetime, told: Told
) -> None:
    rng = random.Random(f"{seed}:end")
    for person in rng.sample(people, min(LEAVES_OFFICE, len(people))):
        mandates.change_state(
            mandate=mine[person.pk][0],
            state="ended",
            effective_on=(now - timedelta(days=1)).date(),
            by=by,
            reason="调离本行政区域",
            now=now,
        )
        told.counts["ended"] += 1


def _grade_all(programme: Programme, told: Told, *, now: datetime) -> None:
    scope = scope_of(programme)
    for mandate in Mandate.objects.select_related("person", "term__congress").iterator():
        grade = grades.refresh(mandate=mandate, scope=scope, now=now)
        told.grades[str(grade.get_grade_display())] += 1
    for level in LevelDecision.objects.in_force().only("state", "level"):
        decided = level.state == LevelDecision.State.DECIDED
        told.levels[f"L{level.level}" if decided else str(level.get_state_display())] += 1
