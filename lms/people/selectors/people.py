"""Deputies for the staff's list and for one deputy's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.people.models import Congress, Mandate, MandateChange, OrganisingUnit, Person, Role, Station
from lms.people.permissions import has_role, units_of

PAST = "past"
STATES = [*Mandate.State.choices, (PAST, _("Term over"))]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; "" is everything. Unknown values narrow to nothing that the page could offer, so
    they are dropped."""

    unit: str = ""
    level: str = ""
    origin: str = ""
    state: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        def known(name: str, values: list[str]) -> str:
            return query.get(name, "") if query.get(name, "") in values else ""

        return cls(
            unit=query.get("unit", "")[:60],
            level=known("level", Congress.Level.values),
            origin=known("origin", Mandate.Origin.values),
            state=known("state", [str(value) for value, _label in STATES]),
            text=query.get("q", "").strip()[:64],
        )


def units_for(viewer: Person) -> QuerySet[OrganisingUnit]:
    """The units whose deputies this person may list: all for the committee."""
    if has_role(viewer, Role.COMMITTEE):
        return OrganisingUnit.objects.order_by("position", "pk")
    return units_of(viewer, Role.ORGANISER, Role.CHAIR).order_by("position", "pk")


def mandates(viewer: Person, filters: Filters, *, day: date) -> QuerySet[Mandate]:
    """The mandates that this person may list, each with `state_on_day`, by unit and then by name; those of terms that
    are over only where they are asked for."""
    found = (
        Mandate.objects.with_state_on(day)
        .filter(unit__in=units_for(viewer).values("pk"), person__anonymised_at=None)
        .select_related("person", "term__congress", "unit", "delegation")
        .prefetch_related(Prefetch("stations", Station.objects.order_by("pk")))
        .order_by("unit__position", "unit_id", "person__name_sort", "pk")
    )
    over = Q(term__end__lt=day)
    found = found.filter(over) if filters.state == PAST else found.exclude(over)
    if filters.state and filters.state != PAST:
        found = found.filter(Q(state_on_day=filters.state))
    if filters.unit:
        found = found.filter(unit__slug=filters.unit)
    if filters.level:
        found = found.filter(term__congress__level=filters.level)
    if filters.origin:
        found = found.filter(origin=filters.origin)
    return found.filter(_named(filters.text)) if filters.text else found


def _named(text: str) -> Q:
    """A part of the name as it is written, or of its reading in Latin letters (wangxiulan, wang xiu, wxl)."""
    letters = re.sub(r"[\s']", "", text.lower())
    named = Q(person__name__contains=text)
    if re.fullmatch(r"[a-z]{1,30}", letters):
        named |= Q(person__name_sort__regex="^" + "[1-5]? ?".join(letters))
        named |= Q(person__name_sort__regex="^" + " ".join(f"{letter}[a-z]*[1-5]?" for letter in letters))
    return named


def person_for(viewer: Person, uuid: object) -> Person | None:
    """The deputy of that pseudonym, if this person may list one of the deputy's mandates; else None."""
    mine = Mandate.objects.filter(unit__in=units_for(viewer).values("pk"))
    return Person.objects.filter(uuid=uuid, anonymised_at=None, pk__in=mine.values("person_id")).first()


def mandates_of(person: Person, viewer: Person, *, day: date) -> QuerySet[Mandate]:
    """The deputy's mandates that the viewer may see, with their history, latest first."""
    history = MandateChange.objects.select_related("by", "import_batch").order_by("-effective_on", "-pk")
    return (
        Mandate.objects.with_state_on(day)
        .filter(person=person, unit__in=units_for(viewer).values("pk"))
        .select_related("term__congress", "electoral_district", "unit", "delegation")
        .prefetch_related(Prefetch("changes", history), Prefetch("stations", Station.objects.order_by("pk")))
        .order_by("-term__start", "pk")
    )
