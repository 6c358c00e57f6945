"""What will stand on a certificate, gathered from the rooms below on the day of issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import Programme
from courses.selectors.hours import totals
from courses.selectors.programmes import scope_of
from lms.people.models import Mandate, OrganisingUnit, Person, Term
from quizzes.models import ReadinessGrade
from quizzes.readiness.selectors import grades

LADDER = ("starting", "basic", "full", "exemplary")


@dataclass(frozen=True)
class Facts:
    """The content of one certificate besides name and number."""

    programme_title: str
    term: Term | None
    term_written: str
    issuer: str
    level: str
    level_as_of: date | None
    hours: Decimal
    rule_version: str
    expires_on: date | None


@dataclass(frozen=True)
class Shared:
    """What is the same for everybody in a programme: read once for many certificates."""

    issuer: str
    scope_key: str


def shared_by(programme: Programme) -> Shared:
    """Who awards, and over which scope a grade counts. Two queries."""
    return Shared(issuer_of(programme), scope_of(programme).key)


def facts_of(people: Sequence[Person], programme: Programme, *, day: date, shared: Shared) -> dict[int, Facts]:
    """Person's primary key -> title, term, issuer, grade, hours and last day as they are on `day`. Three queries,
    however many they are."""
    mandates = list(Mandate.objects.filter(person__in=people).select_related("term", "term__congress"))
    graded, hours = grades.current(mandates, shared.scope_key), totals(programme, people)

    def facts(person: Person) -> Facts:
        own = [mandate for mandate in mandates if mandate.person_id == person.pk]
        term = programme.term or _term_of(own, day)
        grade = _best([graded[mandate.pk] for mandate in own if mandate.pk in graded])
        return Facts(
            programme_title=programme.title,
            term=term,
            term_written=term.written if term else "",
            issuer=shared.issuer,
            level=str(grade.get_grade_display()) if grade else "",
            level_as_of=grade.as_of if grade else None,
            hours=hours.get(person.pk, Decimal(0)),
            rule_version=str(programme.pass_rule_version),
            expires_on=term.end if term and term.end and term.end >= day else None,
        )

    return {person.pk: facts(person) for person in people}


def issuer_of(programme: Programme) -> str:
    """Who awards: CERTIFICATE_ISSUER, else the organ of the basis document, else the committee's own name."""
    named = getattr(settings, "CERTIFICATE_ISSUER", "") or str((programme.basis or {}).get("organ") or "")
    if named:
        return named
    unit = OrganisingUnit.objects.filter(kind="committee").order_by("pk").first()
    return unit.name if unit else str(_("Digital School for Deputies"))


def _term_of(mandates: list[Mandate], day: date) -> Term | None:
    """The term that lasts longest of those the person sits in; nothing for somebody without a mandate."""
    terms = [mandate.term for mandate in mandates if not mandate.term.end or mandate.term.end >= day]
    return max(terms, key=lambda term: (term.end or date.max, term.pk), default=None)


def _best(found: list[ReadinessGrade]) -> ReadinessGrade | None:
    """The best grade over the programme's scope; None without a result, which is no low grade."""
    rated = [grade for grade in found if grade.grade in LADDER]
    return max(rated, key=lambda grade: LADDER.index(grade.grade), default=None)
