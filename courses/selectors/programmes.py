"""Programmes: which are offered, which are a person's own, what they cover."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, HourEntry, Programme
from courses.selectors.uses import modules_of_programmes
from lms.people.models import Mandate, Person
from lms.web.errors import Refusal
from quizzes.models import Competence
from quizzes.readiness.scope import Scope


def find_programme(slug: str) -> Programme:
    """Refusal when there is none of that short name."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        raise Refusal(_("There is no programme “%(slug)s”.") % {"slug": slug})
    return programme


def chosen(programmes: Sequence[Programme], slug: str) -> Programme | None:
    """The one of that short name, else the first; None where there is none."""
    return next((one for one in programmes if one.slug == slug), programmes[0] if programmes else None)


def live_programmes() -> list[Programme]:
    """Those that are offered, the latest first; `url` and the words of what it asks (`load`) cost no further query."""
    return list(
        Programme.objects.filter(live=True)
        .select_related("page")
        .prefetch_related("programme_modules")
        .order_by("-starts", "slug")
    )


def programmes_of(person: Person, *, now: datetime) -> list[Programme]:
    """The offered programmes in which the person is enrolled, the latest first, each with `earned`, the person's class
    hours on record there; their `programme_modules` come as `uses_with_modules` gives them. Two queries."""
    running = Enrolment.objects.running().filter(person=person, programme__live=True, at__lte=now)
    ledger = HourEntry.objects.filter(person=person, programme=OuterRef("pk")).order_by()
    earned = Subquery(ledger.values("programme").annotate(sum=Sum("hours")).values("sum"))
    programmes = Programme.objects.filter(pk__in=running.values("programme_id")).select_related("page")
    programmes = programmes.annotate(earned=Coalesce(earned, Decimal(0))).defer("training_plan", "needs_survey")
    return list(programmes.prefetch_related(modules_of_programmes()).order_by("-starts", "slug"))


def scope_over(programme: Programme) -> Scope:
    """`scope_of` a programme that `programmes_of` gave, without another query."""
    uses = sorted(
        programme.programme_modules.all(), key=lambda use: (use.module.competence.order, use.module.competence.code)
    )
    covered: dict[str, set[str]] = {}
    for use in uses:
        covered.setdefault(use.module.competence.code, set()).update(use.core_for)
    return _scope(programme.slug, covered)


def scope_of(programme: Programme) -> Scope:
    """The competences that the programme's modules cover, in the framework's order, and which are core for whom."""
    return scopes_by_programme([programme.pk])[programme.pk]


def scopes_by_programme(programme_ids: list[int]) -> dict[int, Scope]:
    """The scope of each programme, in one query."""
    rows = (
        Competence.objects.filter(modules__programme_modules__programme__in=programme_ids)
        .order_by("order", "code")
        .values_list(
            "code",
            "modules__programme_modules__core_for",
            "modules__programme_modules__programme_id",
            "modules__programme_modules__programme__slug",
        )
    )
    covered: dict[int, dict[str, set[str]]] = {pk: {} for pk in programme_ids}
    slugs: dict[int, str] = {}
    for code, core_for, pk, slug in rows:
        if pk in covered:
            covered[pk].setdefault(code, set()).update(core_for or [])
            slugs[pk] = slug
    return {pk: _scope(slugs.get(pk, str(pk)), levels) for pk, levels in covered.items()}


def _scope(slug: str, levels: dict[str, set[str]]) -> Scope:
    core = {
        level: frozenset(code for code, core_for in levels.items() if level in core_for)
        for level in ("district", "township")
    }
    return Scope(key=f"programme:{slug}", covered=tuple(levels), core=core)


def scopes_of(person: Person) -> list[tuple[Mandate, Scope]]:
    """Each serving mandate of the person with the scope of each offered programme that is for its level."""
    return scopes_of_many([person]).get(person.pk, [])


def scopes_of_many(people: Collection[Person]) -> dict[int, list[tuple[Mandate, Scope]]]:
    """The same of many, by the person's primary key; whoever has no mandate is left out. Three queries."""
    enrolments = Enrolment.objects.filter(person__in=people, programme__live=True, ended_at__isnull=True)
    own: dict[int, list[Programme]] = {}
    enrolments = enrolments.select_related("programme").defer("programme__training_plan", "programme__needs_survey")
    for row in enrolments.order_by("-programme__starts", "programme__slug"):
        if row.programme not in own.setdefault(row.person_id, []):
            own[row.person_id].append(row.programme)
    scopes = scopes_by_programme(sorted({programme.pk for programmes in own.values() for programme in programmes}))
    mandates = Mandate.objects.serving_on(timezone.localdate()).filter(person__in=people)
    found: dict[int, list[tuple[Mandate, Scope]]] = {}
    for mandate in mandates.select_related("term__congress", "unit", "person").order_by("pk"):
        found.setdefault(mandate.person_id, []).extend(
            (mandate, scopes[programme.pk])
            for programme in own.get(mandate.person_id, ())
            if mandate.level in programme.levels
        )
    return found
