"""The section 学习培训 of duty files 履职档案, and a deputy's statement of class hours: what somebody took part in, by
mandate. No result and no grade is in it: a duty file tells what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from certificates.models import Certificate
from courses.models import HourEntry, Programme
from lms.people.models import Mandate, Person

CHUNK = 500
KINDS = {
    "online": "线上自学",
    "classroom": "集中授课",
    "live": "网络直播",
    "field": "现场教学",
    "recognised": "外部培训认定",
    "certificate": "结业证书",
}


@dataclass(frozen=True)
class Entry:
    """One thing that was learnt or awarded; `kind` is a key of `KINDS`."""

    kind: str
    day: date
    programme: str
    what: str
    hours: Decimal | None
    document: str

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Section:
    """What stands in the duty file of one mandate, the earliest first."""

    name: str
    unit: str
    congress: str
    term: str
    entries: tuple[Entry, ...]

    @property
    def hours(self) -> Decimal:
        return sum((entry.hours or Decimal(0) for entry in self.entries), Decimal(0))


def sections(mandates: QuerySet[Mandate]) -> Iterator[Section]:
    """A section for each mandate, in its order. Two queries for each five hundred mandates."""
    ordered = mandates.select_related("person", "unit", "term__congress").order_by(
        "unit__position", "unit_id", "person__name_sort", "pk"
    )
    for chunk in _chunks(ordered.iterator(CHUNK)):
        found = _entries({mandate.person_id for mandate in chunk})
        for mandate in chunk:
            yield Section(
                name=mandate.person.name,
                unit=mandate.unit.short_name,
                congress=mandate.term.congress.name,
                term=mandate.term.written,
                entries=tuple(found.get(mandate.person_id, ())),
            )


def as_json(found: Iterable[Section], day: date) -> dict[str, Any]:
    """The sections as `data/duty_file.schema.json` describes them."""
    return {
        "format": "daibiao-xuetang/duty-file",
        "version": 1,
        "made_on": day.isoformat(),
        "mandates": [
            {
                "name": one.name,
                "unit": one.unit,
                "congress": one.congress,
                "term": one.term,
                "hours": float(one.hours),
                "learning": [
                    {
                        "kind": entry.kind,
                        "date": entry.day.isoformat(),
                        "programme": entry.programme,
                        "title": entry.what,
                        "hours": None if entry.hours is None else float(entry.hours),
                        "document": entry.document,
                    }
                    for entry in one.entries
                ],
            }
            for one in found
        ],
    }


@dataclass(frozen=True)
class Statement:
    """A deputy's class hours in one programme: what stands in the ledger, and what it comes from."""

    person: Person
    programme: Programme
    entries: tuple[Entry, ...]
    by_kind: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((hours for _, hours in self.by_kind), Decimal(0))


def statement(person: Person, programme: Programme) -> Statement:
    """Reversed entries are left out, as if they had never been."""
    entries = tuple(entry for entry in _entries({person.pk}, programme).get(person.pk, []) if entry.hours is not None)
    sums: dict[str, Decimal] = {}
    for entry in entries:
        sums[entry.kind] = sums.get(entry.kind, Decimal(0)) + (entry.hours or Decimal(0))
    return Statement(person, programme, entries, tuple((KINDS[kind], sums[kind]) for kind in KINDS if kind in sums))


def _entries(people: set[int], programme: Programme | None = None) -> dict[int, list[Entry]]:
    """Person's primary key -> entries: class hours that stand, and certificates in force."""
    hours = HourEntry.objects.filter(person__in=people, reverses=None, reversal=None).select_related("programme")
    held = Certificate.objects.filter(person__in=people).in_force(timezone.localdate())
    if programme is not None:
        hours, held = hours.filter(programme=programme), held.filter(programme=programme)
    found: dict[int, list[Entry]] = {}
    for row in hours:
        entry = Entry(
            row.mode, timezone.localdate(row.at), row.programme.title, row.source or KINDS[row.mode], row.hours,
            row.document,
        )  # fmt: skip
        found.setdefault(row.person_id, []).append(entry)
    for one in held:
        entry = Entry("certificate", one.issued_on, one.programme_title, "结业证书", None, one.written_serial)
        found.setdefault(one.person_id, []).append(entry)
    return {person: sorted(entries, key=lambda one: (one.day, one.what)) for person, entries in found.items()}


def _chunks(mandates: Iterable[Mandate]) -> Iterator[tuple[Mandate, ...]]:
    source = iter(mandates)
    while chunk := tuple(islice(source, CHUNK)):
        yield chunk
