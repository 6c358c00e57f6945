"""A plan into the database, in bulk: no query per row, everything or nothing (the caller's transaction)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from lms.people.models import (
    ImportBatch,
    Mandate,
    MandateChange,
    Person,
    PersonNameHistory,
)
from lms.people.names import sort_key
from lms.people.roster.differences import Difference, Kind
from lms.people.roster.judging import Entry, Organs
from lms.people.roster.matching import Group
from lms.people.roster.places import AT_A_TIME, Places
from lms.people.services import phones, usernames

OF_PEOPLE = (Kind.RENAMED, Kind.PHONE, Kind.PERSON)
OF_STATES = (Kind.SUSPENDED, Kind.RESUMED, Kind.ENDED)


@dataclass(frozen=True)
class Writer:
    """What every row written by one import has in common."""

    organs: Organs
    effective_on: date
    by: Person | None
    now: datetime
    batch: ImportBatch

    def write(self, groups: list[Group], differences: list[Difference]) -> None:
        """Carry out the differences; `groups` are all rows by person, of which the new ones are made first."""
        made = self._new_people([group for group in groups if group.known is None])
        new = [each for each in differences if each.kind in (Kind.NEW, Kind.BY_ELECTED)]
        changed = [each for each in differences if each.kind == Kind.MANDATE]
        places = Places(self.organs, [each.entry for each in (*new, *changed) if each.entry])
        self._new_mandates(new, made, places)
        self._change_people([each for each in differences if each.kind in OF_PEOPLE])
        self._change_mandates(changed, places)
        self._change_states([each for each in differences if each.kind in OF_STATES])

    def _new_people(self, groups: list[Group]) -> dict[int, int]:
        """Accounts without a password, for an account slip to open; the pk of each by the row of its first entry."""
        names = usernames.for_names([group.entries[0].name for group in groups]) if groups else []
        people = [
            Person(
                username=username,
                name=entry.name,
                name_sort=sort_key(entry.name),
                sex=entry.sex,
                ethnicity=next((each.ethnicity for each in group.entries if each.ethnicity), ""),
                birth_month=entry.born,
                phone_index=phones.index_of(group.phone) if group.phone else None,
                phone_cipher=phones.encrypt(group.phone) if group.phone else "",
                password=make_password(None),
                must_set_password=True,
                created_at=self.now,
            )
            for group, username in zip(groups, names, strict=True)
            for entry in group.entries[:1]
        ]
        Person.objects.bulk_create(people, batch_size=AT_A_TIME)
        return {group.entries[0].row: person.pk for group, person in zip(groups, people, strict=True)}

    def _new_mandates(self, new: list[Difference], made: dict[int, int], places: Places) -> None:
        mandates = []
        for each in new:
            assert each.entry is not None
            assert each.group is not None
            person_id = each.group.known.pk if each.group.known else made[each.group.entries[0].row]
            mandates.append(self._mandate(each.entry, person_id, places))
        Mandate.objects.bulk_create(mandates, batch_size=AT_A_TIME)
        changes, links = [], []
        for mandate, each in zip(mandates, new, strict=True):
            assert each.entry is not None
            changes += self._beginnings(mandate.pk, each.entry)
            links += [(mandate.pk, station) for station in places.stations_of(each.entry)]
        MandateChange.objects.bulk_create(changes, batch_size=AT_A_TIME)
        _link(links)

    def _mandate(self, entry: Entry, person_id: int, places: Places) -> Mandate:
        return Mandate(
            person_id=person_id,
            term=entry.term,
            electoral_district_id=places.district_of(entry),
            delegation_id=places.delegation_of(entry),
            unit_id=places.unit_of(entry),
            origin=entry.origin,
            created_at=self.now,
        )

    def _beginnings(self, mandate: int, entry: Entry) -> list[MandateChange]:
        """A mandate from the general election begins with the term, a by-elected one with the roster that brings it;
        one that is suspended or over already had begun before."""
        begins = self.effective_on
        if entry.origin != Mandate.Origin.BY_ELECTION:
            begins = min(entry.term.start, self.effective_on)
        if entry.state == Mandate.State.SERVING:
            return [self._change(mandate, entry.state, begins, "")]
        later = [self._change(mandate, entry.state, self.effective_on, entry.note)]
        if begins < self.effective_on:
            return [self._change(mandate, Mandate.State.SERVING, begins, ""), *later]
        return later

    def _change(self, mandate: int, state: str, on: date, reason: str) -> MandateChange:
        return MandateChange(
            mandate_id=mandate,
            state=state,
            effective_on=on,
            recorded_at=self.now,
            by=self.by,
            import_batch=self.batch,
            reason=reason[:200],
        )

    def _change_people(self, changes: list[Difference]) -> None:
        known = [(each.kind, each.group.known.pk, each.group) for each in changes if each.group and each.group.known]
        entries = {pk: group for _kind, pk, group in known}
        numbers = {pk for kind, pk, _group in known if kind == Kind.PHONE}
        people = list(Person.objects.select_for_update().filter(pk__in=entries).order_by("pk"))
        former = []
        for person in people:
            entry = entries[person.pk].entries[0]
            if person.name != entry.name:
                former.append(
                    PersonNameHistory(
                        person=person, name=person.name, until=self.effective_on, recorded_at=self.now, by=self.by
                    )
                )
            person.name, person.name_sort = entry.name, sort_key(entry.name)
            person.sex, person.birth_month = entry.sex, entry.born
            person.ethnicity = entry.ethnicity or person.ethnicity
            if person.pk in numbers:
                number = entries[person.pk].phone
                person.phone_index, person.phone_cipher = phones.index_of(number), phones.encrypt(number)
        PersonNameHistory.objects.bulk_create(former, batch_size=AT_A_TIME)
        fields = ["name", "name_sort", "sex", "ethnicity", "birth_month", "phone_index", "phone_cipher"]
        Person.objects.bulk_update(people, fields, batch_size=AT_A_TIME)

    def _change_mandates(self, changes: list[Difference], places: Places) -> None:
        entries = {each.mandate.pk: each.entry for each in changes if each.mandate and each.entry}
        mandates = list(Mandate.objects.select_for_update().filter(pk__in=entries).order_by("pk"))
        for mandate in mandates:
            entry = entries[mandate.pk]
            mandate.electoral_district_id = places.district_of(entry)
            mandate.origin = entry.origin
            if entry.delegation:
                mandate.delegation_id, mandate.unit_id = places.delegation_of(entry), places.unit_of(entry)
        fields = ["electoral_district", "origin", "delegation", "unit"]
        Mandate.objects.bulk_update(mandates, fields, batch_size=AT_A_TIME)
        stations = [each for each in changes if each.field == "station"]
        moved = {each.mandate.pk: each.entry for each in stations if each.mandate and each.entry}
        Mandate.stations.through.objects.filter(mandate_id__in=list(moved)).delete()
        _link([(pk, station) for pk, entry in moved.items() for station in places.stations_of(entry)])

    def _change_states(self, changes: list[Difference]) -> None:
        MandateChange.objects.bulk_create(
            [
                self._change(each.mandate.pk, each.entry.state, each.mandate.counts_from, each.entry.note)
                for each in changes
                if each.mandate and each.entry
            ],
            batch_size=AT_A_TIME,
        )


def _link(links: Iterable[tuple[int, int]]) -> None:
    through = Mandate.stations.through
    rows = [through(mandate_id=mandate, station_id=station) for mandate, station in links]
    through.objects.bulk_create(rows, batch_size=AT_A_TIME)
