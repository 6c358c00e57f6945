"""What the database knows already, loaded once and looked up in memory: seven queries, however long the roster is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lms.people.models import Congress, Mandate, MandateChange, OrganisingUnit, Person, Term
from lms.people.roster.judging import Organs


@dataclass(frozen=True)
class KnownPerson:
    pk: int
    uuid: UUID
    name: str
    sex: str
    ethnicity: str
    born: date | None
    phone_index: str | None


@dataclass(frozen=True)
class KnownMandate:
    """`state` is the one of the day from which the roster counts, or of the mandate's first day where that is later:
    `counts_from` says which day that is."""

    pk: int
    person: KnownPerson
    term: int
    district: str
    delegation: str
    unit: int
    origin: str
    state: str
    counts_from: date
    stations: frozenset[str]


@dataclass
class Known:
    by_phone: dict[str, KnownPerson] = field(default_factory=dict)
    by_uuid: dict[str, KnownPerson] = field(default_factory=dict)
    namesakes: dict[tuple[str, date | None], list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))
    mandates: dict[tuple[int, int], KnownMandate] = field(default_factory=dict)
    """(pk of the person, pk of the term) -> the mandate."""


def organs() -> Organs:
    """The congresses with their terms, and the towns and streets."""
    terms = list(Term.objects.select_related("congress__unit").order_by("congress__unit__position", "pk"))
    congresses = Congress.objects.select_related("unit").order_by("unit__position", "pk")
    units = OrganisingUnit.objects.exclude(kind=OrganisingUnit.Kind.COMMITTEE)
    return Organs(
        congresses={congress.name: congress for congress in congresses},
        terms={(term.congress_id, term.number): term for term in terms},
        places={unit.short_name: unit.pk for unit in units},
    )


def known(*, effective_on: date) -> Known:
    """Everybody who is not anonymised, and every mandate of theirs."""
    found = Known()
    people: dict[int, KnownPerson] = {}
    persons = Person.objects.filter(anonymised_at=None).order_by("pk")
    for row in persons.values_list("pk", "uuid", "name", "sex", "ethnicity", "birth_month", "phone_index").iterator():
        person = people[row[0]] = KnownPerson(*row)
        found.by_uuid[str(person.uuid)] = person
        found.namesakes[person.name, person.born].append(person)
        if person.phone_index:
            found.by_phone[person.phone_index] = person
    stations, beginnings = _stations(), _beginnings(effective_on)
    mandates = Mandate.objects.with_state_on(effective_on).filter(person__anonymised_at=None).order_by("pk")
    columns = (
        "pk", "person_id", "term_id", "electoral_district__name", "delegation__name", "unit_id", "origin",
        "state_on_day",
    )  # fmt: skip
    rows = mandates.values_list(*columns).iterator()
    for pk, person_id, term, district, delegation, unit, origin, state in rows:
        day, first = beginnings.get(pk, (effective_on, ""))
        place = (district, delegation or "", unit)
        found.mandates[person_id, term] = KnownMandate(
            pk, people[person_id], term, *place, origin, state or first, day, frozenset(stations[pk])
        )
    return found


def _beginnings(effective_on: date) -> dict[int, tuple[date, str]]:
    """Of mandates that begin after that day: their first day and the state on it, by pk."""
    found: dict[int, tuple[date, str]] = {}
    begun = MandateChange.objects.filter(effective_on__lte=effective_on).values("mandate_id")
    later = MandateChange.objects.exclude(mandate_id__in=begun).order_by("mandate_id", "effective_on", "pk")
    for mandate, day, state in later.values_list("mandate_id", "effective_on", "state").iterator():
        if mandate not in found or found[mandate][0] == day:
            found[mandate] = (day, state)
    return found


def _stations() -> dict[int, set[str]]:
    """The names of the stations of each mandate, by its pk."""
    names: dict[int, set[str]] = defaultdict(set)
    links = Mandate.stations.through.objects.values_list("mandate_id", "station__name")
    for mandate, name in links.iterator():
        names[mandate].add(name)
    return names
