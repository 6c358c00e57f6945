"""Freezing a programme as of a day. Everything that is published later is computed from these rows alone."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet, Sum
from django.utils import timezone

from certificates.models import Certificate, Kind
from courses.models import Enrolment, HourEntry, ModuleCompletion, Programme
from courses.selectors.completion import plain
from courses.selectors.load import loads
from courses.selectors.programmes import scope_of
from lms.people.models import Mandate, Person
from lms.records.services.seals import seal_file
from quizzes.models import Attempt, Competence, Framework, LevelDecision, ReadinessGrade
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import grades, levels
from quizzes.readiness.services import rules
from reports.models import Snapshot, SnapshotLevel, SnapshotMandate

CHUNK = 1000
"""Mandates read and written at a time: memory does not grow with the district."""
AGE_BANDS = ((35, "35岁以下"), (50, "35～49岁"), (60, "50～59岁"), (200, "60岁及以上"))
"""Age below which a band ends, in full years on the day."""


@dataclass(frozen=True)
class Moment:
    """What a freeze looks at: the programme, its scope, the day, and the last instant of that day."""

    programme: Programme
    scope: Scope
    day: date
    instant: datetime
    salt: str


@dataclass(frozen=True)
class Progress:
    """How far a freeze is: the last person's primary key, rows and people written, and the hash over the rows."""

    after: int = 0
    mandates: int = 0
    persons: int = 0
    digest: str = ""
    done: bool = False


@transaction.atomic
def freeze(*, programme: Programme, as_of: date, by: Person | None, now: datetime) -> Snapshot:
    """A snapshot of the mandates serving on `as_of`, with grades and levels as they stood at the end of that day (now,
    where the day is not over). Taking it again with the same result gives the one that is there."""
    snapshot, progress = begin(programme=programme, as_of=as_of, by=by, now=now), Progress()
    while not progress.done:
        progress = go_on(snapshot, progress)
    return finish(snapshot, progress)


def begin(*, programme: Programme, as_of: date, by: Person | None, now: datetime) -> Snapshot:
    """A snapshot without rows and without `source_hash`: nobody sees it until it is finished. What was begun a day ago
    and never finished goes."""
    for left in Snapshot.objects.filter(programme=programme, source_hash="", made_at__lt=now - timedelta(days=1)):
        _drop(left)
    return Snapshot.objects.create(
        programme=programme,
        as_of=as_of,
        rules=_rules(programme, as_of),
        scope=_scope(programme, scope_of(programme)),
        mandates=0,
        persons=0,
        source_hash="",
        seal=_last_seal(),
        made_at=now,
        by=by,
    )


@transaction.atomic
def go_on(snapshot: Snapshot, progress: Progress) -> Progress:
    """Write the rows of the next `CHUNK` mandates, in the order of what they say, so that a row's number does not lead
    back to a mandate. Both mandates of one person are in one chunk, whose salt is thrown away."""
    view = _view(snapshot)
    chunk = list(
        mandates_of(snapshot.programme, snapshot.as_of)
        .filter(person_id__gt=progress.after)
        .order_by("person_id", "pk")[:CHUNK]
    )
    full = len(chunk) == CHUNK
    if full:
        chunk = [one for one in chunk if one.person_id != chunk[-1].person_id]
    rows, level_rows = _frozen(snapshot, view, chunk)
    order = sorted(range(len(chunk)), key=lambda one: (_content(rows[one], level_rows[one]), one))
    rows, level_rows = [rows[one] for one in order], [level_rows[one] for one in order]
    for number, row in enumerate(rows, progress.mandates + 1):
        row.number = number
    people: dict[str, int] = {}
    digest = bytes.fromhex(progress.digest)
    for row, own in zip(SnapshotMandate.objects.bulk_create(rows, batch_size=500), level_rows, strict=True):
        place = progress.persons + people.setdefault(row.person_key, len(people))
        digest = chained(digest, row, own, place)
        for level in own:
            level.row = row
    SnapshotLevel.objects.bulk_create([level for own in level_rows for level in own], batch_size=1000)
    return Progress(
        after=chunk[-1].person_id if chunk else progress.after,
        mandates=progress.mandates + len(rows),
        persons=progress.persons + len(people),
        digest=digest.hex(),
        done=not full,
    )


@transaction.atomic
def finish(snapshot: Snapshot, progress: Progress) -> Snapshot:
    """Close it; where the same was frozen before, that one is given and this one goes."""
    digest = progress.digest or hashlib.sha256().hexdigest()
    twin = Snapshot.objects.filter(
        programme=snapshot.programme, as_of=snapshot.as_of, source_hash=digest, rules=snapshot.rules
    ).first()
    if twin is not None:
        _drop(snapshot)
        return twin
    Snapshot.objects.filter(pk=snapshot.pk).update(
        mandates=progress.mandates, persons=progress.persons, source_hash=digest
    )
    snapshot.refresh_from_db()
    return snapshot


def chained(digest: bytes, row: SnapshotMandate, own: list[SnapshotLevel], place: int) -> bytes:
    """The hash over all rows up to this one. `digest` is that up to the one before, empty at first."""
    return hashlib.sha256(digest + canonical(row, own, place)).digest()


def _drop(snapshot: Snapshot) -> None:
    """An unfinished snapshot with its rows."""
    SnapshotLevel.objects.filter(row__snapshot=snapshot).delete()
    SnapshotMandate.objects.filter(snapshot=snapshot).delete()
    snapshot.delete()


def _view(snapshot: Snapshot) -> Moment:
    programme, day = snapshot.programme, snapshot.as_of
    return Moment(programme, scope_of(programme), day, moment_of(snapshot), secrets.token_hex(16))


def mandates_of(programme: Programme, day: date) -> QuerySet[Mandate]:
    """Those in office on that day that the programme is for."""
    serving = Mandate.objects.serving_on(day)
    if levels_wanted := programme.audience.get("levels"):
        serving = serving.filter(term__congress__level__in=levels_wanted)
    if origins_wanted := programme.audience.get("origins"):
        serving = serving.filter(origin__in=origins_wanted)
    return serving.select_related("person", "term__congress", "unit", "delegation").order_by(
        "unit__position", "unit_id", "term_id", "pk"
    )


def moment_of(snapshot: Snapshot) -> datetime:
    """The last instant that a snapshot looked at: the end of its day, or when it was made."""
    return min(_end_of(snapshot.as_of), snapshot.made_at)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _frozen(
    snapshot: Snapshot, view: Moment, chunk: list[Mandate]
) -> tuple[list[SnapshotMandate], list[list[SnapshotLevel]]]:
    people = [mandate.person_id for mandate in chunk]
    graded = grades.as_of(chunk, view.scope.key, view.instant)
    decided = levels.as_of(people, view.instant)
    before = _before(view, chunk)
    facts = _facts(view, people)
    rows, level_rows = [], []
    for mandate in chunk:
        grade = graded.get(mandate.pk)
        rows.append(
            SnapshotMandate(
                snapshot=snapshot,
                number=0,
                person_key=_pseudonym(view, mandate.person_id),
                level=mandate.level,
                origin=mandate.origin,
                unit=mandate.unit.short_name,
                unit_position=mandate.unit.position,
                delegation=mandate.delegation.name if mandate.delegation else "",
                age_band=_age_band(mandate.person.birth_month, view.day),
                grade=grade.grade if grade else ReadinessGrade.Grade.UNASSESSED,
                before=before.get(mandate.pk, ""),
                enrolled=mandate.person_id in facts.enrolled,
                completed=mandate.person_id in facts.completed,
                certified=mandate.person_id in facts.certified,
                hours=facts.hours.get(mandate.person_id, Decimal(0)),
                mode=facts.modes.get(mandate.person_id, ""),
                assisted=mandate.person_id in facts.assisted,
            )
        )
        level_rows.append(_frozen_levels(view, decided.get(mandate.person_id, {})))
    return rows, level_rows


def _before(view: Moment, chunk: list[Mandate]) -> dict[int, str]:
    """Mandate's primary key -> the grade in force when its person finished the first module of the programme."""
    first = dict(
        ModuleCompletion.objects.filter(
            module__programmes=view.programme, person__in=[one.person_id for one in chunk], at__lte=view.instant
        )
        .values_list("person_id")
        .annotate(first=Min("at"))
        .order_by()
    )
    given = ReadinessGrade.objects.filter(mandate__in=[one.pk for one in chunk], scope_key=view.scope.key).order_by(
        "pk"
    )
    return {
        mandate: grade
        for mandate, person, grade, at in given.values_list("mandate_id", "mandate__person_id", "grade", "at")
        if person in first and at < first[person]
    }


@dataclass(frozen=True)
class Facts:
    """What a chunk of people did in the programme by that moment, by primary key of the person: `modes` is how the last
    module assessment was sat, `assisted` whether somebody helped in it."""

    enrolled: set[int]
    completed: set[int]
    certified: set[int]
    hours: dict[int, Decimal]
    modes: dict[int, str]
    assisted: set[int]


def _facts(view: Moment, people: list[int]) -> Facts:
    enrolments = Enrolment.objects.filter(programme=view.programme, person__in=people, at__lte=view.instant)
    held = Certificate.objects.filter(
        programme=view.programme, kind=Kind.COMPLETION, person__in=people, created_at__lte=view.instant
    )
    sums = (
        HourEntry.objects.filter(programme=view.programme, person__in=people, at__lte=view.instant)
        .values_list("person_id")
        .annotate(sum=Sum("hours"))
        .order_by()
    )
    last = {
        person: (mode, bool(helper))
        for person, mode, helper in Attempt.objects.filter(
            quiz__assessed_module__programmes=view.programme, person__in=people, submitted_at__lte=view.instant
        )
        .order_by("submitted_at", "pk")
        .values_list("person_id", "mode", "assisted_by")
    }
    return Facts(
        enrolled=set(enrolments.values_list("person_id", flat=True)),
        completed=set(enrolments.filter(completed_at__lte=view.instant).values_list("person_id", flat=True)),
        certified=set(held.in_force(view.day).values_list("person_id", flat=True)),
        hours=dict(sums),
        modes={person: mode for person, (mode, _helped) in last.items()},
        assisted={person for person, (_mode, helped) in last.items() if helped},
    )


def _frozen_levels(view: Moment, decisions: dict[str, LevelDecision]) -> list[SnapshotLevel]:
    """One row for each competence of the scope. A level counts only when it was measured and has not expired."""
    rows = []
    for code in view.scope.covered:
        decision = decisions.get(code)
        valid = decision is not None and decision.state == LevelDecision.State.DECIDED and decision.measured
        rows.append(
            SnapshotLevel(
                competence=code,
                state=decision.state if decision else LevelDecision.State.UNASSESSED,
                level=decision.level if decision is not None and valid else None,
            )
        )
    return rows


def _content(row: SnapshotMandate, own: list[SnapshotLevel]) -> str:
    """What a row says, without its number and its pseudonym."""
    content = [
        row.unit_position, row.unit, row.level, row.origin, row.delegation, row.age_band, row.grade,
        row.enrolled, row.completed, row.certified, str(Decimal(row.hours).quantize(Decimal("0.1"))),
        row.mode, row.assisted,
        [[level.competence, level.state, level.level] for level in own],
        *([row.before] if row.before else []),
    ]  # fmt: skip
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def canonical(row: SnapshotMandate, own: list[SnapshotLevel], place: int) -> bytes:
    """A row as bytes. `place` numbers the people in the order in which they first appear, which says what the pseudonym
    says, but is the same every time."""
    return f"{row.number} {place} {_content(row, own)}\n".encode()


def _pseudonym(view: Moment, person_id: int) -> str:
    """Joins the two mandates of one person inside the snapshot; the salt is thrown away."""
    return hashlib.sha256(f"{view.salt}:{person_id}".encode()).hexdigest()[:32]


def _age_band(born: date | None, day: date) -> str:
    if born is None:
        return ""
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return next(name for limit, name in AGE_BANDS if age < limit)


def _rules(programme: Programme, day: date) -> dict[str, Any]:
    framework = Framework.objects.filter(in_force_from__lte=day).order_by("-version").first()
    return {
        "readiness": rules.in_force(day).version,
        "pass": programme.pass_rule_version,
        "framework": framework.version if framework else None,
    }


def _scope(programme: Programme, scope: Scope) -> dict[str, Any]:
    """What is covered and core, and what documents call it all: frozen, since titles and names change."""
    names = dict(Competence.objects.filter(code__in=scope.covered).values_list("code", "name"))
    return {
        "key": scope.key,
        "covered": list(scope.covered),
        "core": {level: sorted(scope.core_for(level)) for level in ("district", "township")},
        "names": names,
        "programme": programme.title,
        "basis": str(programme.basis.get("title") or "").strip("《》"),
        "basis_number": str(programme.basis.get("number") or ""),
        "load": {
            level: {"modules": load.modules, "hours": plain(load.total)} for level, load in loads(programme).items()
        },
        "hours_min": programme.pass_rule.get("hours_min", 0),
    }


def _last_seal() -> str:
    path = seal_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return lines[-1] if lines else ""
