"""Writing a piece of evidence once, and withdrawing it; the level is decided anew each time."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.people.models import Person
from quizzes.framework.models import Competence
from quizzes.readiness.models import Evidence, EvidenceWithdrawal
from quizzes.readiness.rule import Rule, months_after, parse
from quizzes.readiness.services import levels, rules

Source = tuple[str, str]
"""Type and id of what the evidence rests on."""


def locked(person_id: int) -> Person:
    """The person's row, locked: two deliveries of the same result at once must not both write it."""
    return Person.objects.select_for_update().get(pk=person_id)


def locked_many(person_ids: Collection[int]) -> list[Person]:
    """The same of many, in the order of their keys, so that two who lock many do not wait for each other."""
    return list(Person.objects.select_for_update().filter(pk__in=person_ids).order_by("pk"))


def rule_on(now: datetime) -> Rule:
    return parse(rules.in_force(timezone.localdate(now)).data)


def valid_until(at: datetime, rule: Rule) -> date:
    return months_after(timezone.localdate(at), rule.validity_months)


@transaction.atomic
def add(
    *,
    person: Person,
    competence: Competence,
    kind: Evidence.Kind,
    level: int,
    source: Source,
    at: datetime,
    now: datetime,
    supports: bool = True,
    assisted: bool = False,
    text: str = "",
    by: Person | None = None,
) -> Evidence | None:
    """The new row, after the level was decided anew; None when this source said it before."""
    locked(person.pk)
    row = Evidence(
        person=person,
        competence=competence,
        level=level,
        kind=kind,
        source_type=source[0],
        source_id=source[1],
        supports=supports,
        assisted=assisted,
        text=text[:500],
        valid_until=valid_until(at, rule_on(now)),
        at=at,
        recorded_at=now,
        by=by,
    )
    if same(row) is not None:
        return None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if same(row) is None:
            raise
        return None
    if kind != Evidence.Kind.SELF:
        levels.refresh(person=person, competence=competence, now=now)
    return row


def same(row: Evidence) -> Evidence | None:
    """The row that said this already, withdrawn or not."""
    return Evidence.objects.filter(
        person_id=row.person_id,
        competence_id=row.competence_id,
        level=row.level,
        kind=row.kind,
        source_type=row.source_type,
        source_id=row.source_id,
    ).first()


@transaction.atomic
def withdraw(*, evidence: Iterable[Evidence], reason: str, by: Person | None, now: datetime) -> int:
    """Let these rows no longer count, and decide the levels anew; how many did count until now."""
    withdrawn = set_aside(evidence=evidence, reason=reason, by=by, now=now)
    for person, competence in {(row.person, row.competence): None for row in withdrawn}:
        levels.refresh(person=person, competence=competence, now=now)
    return len(withdrawn)


def set_aside(*, evidence: Iterable[Evidence], reason: str, by: Person | None, now: datetime) -> list[Evidence]:
    """Which of these rows counted until now. The rows stay, each with who withdrew it and why; deciding anew is left to
    the caller."""
    rows = Evidence.objects.standing().filter(pk__in=[row.pk for row in evidence])
    standing = list(rows.select_related("person", "competence").order_by("pk"))
    EvidenceWithdrawal.objects.bulk_create(
        EvidenceWithdrawal(evidence=row, reason=reason[:300], by=by, at=now) for row in standing
    )
    return standing
