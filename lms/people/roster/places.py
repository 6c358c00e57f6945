"""Electoral districts, delegations and stations: found by name, made where a roster names new ones."""

from __future__ import annotations

from lms.people.models import Delegation, ElectoralDistrict, Station
from lms.people.roster import values
from lms.people.roster.judging import Entry, Organs

AT_A_TIME = 500


class Places:
    """Electoral districts, delegations and stations by name: those that exist, and those that the entries need."""

    def __init__(self, organs: Organs, entries: list[Entry]) -> None:
        self.organs = organs
        self.committee = next(
            (congress.unit_id for congress in organs.congresses.values() if congress.level == "district"), 0
        )
        self.districts = self._all_districts(entries)
        self.delegations = self._all_delegations(entries)
        self.stations = self._all_stations(entries)

    def unit_of(self, entry: Entry) -> int:
        """A township deputy's own town; else the place that the delegation is named after; else the committee."""
        if entry.congress.level == "township":
            return entry.congress.unit_id
        return self.organs.place_of(entry.delegation) or self.committee

    def district_of(self, entry: Entry) -> int:
        return self.districts[entry.term.pk, entry.district]

    def delegation_of(self, entry: Entry) -> int | None:
        return self.delegations[entry.term.pk, entry.delegation] if entry.delegation else None

    def stations_of(self, entry: Entry) -> list[int]:
        return [self.stations[self._station_unit(entry, name), name] for name in entry.stations]

    def _station_unit(self, entry: Entry, name: str) -> int:
        return self.organs.place_of(name) or self.unit_of(entry)

    def _all_districts(self, entries: list[Entry]) -> dict[tuple[int, str], int]:
        there = {(row.term_id, row.name): row.pk for row in ElectoralDistrict.objects.all()}
        wanted = dict.fromkeys((entry.term.pk, entry.district) for entry in entries)
        made = [ElectoralDistrict(term_id=term, name=name) for term, name in wanted if (term, name) not in there]
        ElectoralDistrict.objects.bulk_create(made, batch_size=AT_A_TIME)
        return there | {(row.term_id, row.name): row.pk for row in made}

    def _all_delegations(self, entries: list[Entry]) -> dict[tuple[int, str], int]:
        there = {(row.term_id, row.name): row.pk for row in Delegation.objects.all()}
        wanted = {(entry.term.pk, entry.delegation): entry for entry in reversed(entries) if entry.delegation}
        made = [
            Delegation(term_id=term, name=name, kind=values.delegation_kind(name), unit_id=self.unit_of(entry))
            for (term, name), entry in reversed(wanted.items())
            if (term, name) not in there
        ]
        Delegation.objects.bulk_create(made, batch_size=AT_A_TIME)
        return there | {(row.term_id, row.name): row.pk for row in made}

    def _all_stations(self, entries: list[Entry]) -> dict[tuple[int, str], int]:
        there = {(row.unit_id, row.name): row.pk for row in Station.objects.all()}
        wanted = dict.fromkeys((self._station_unit(entry, name), name) for entry in entries for name in entry.stations)
        made = [
            Station(unit_id=unit, name=name, kind=values.station_kind(name))
            for unit, name in wanted
            if (unit, name) not in there
        ]
        Station.objects.bulk_create(made, batch_size=AT_A_TIME)
        return there | {(row.unit_id, row.name): row.pk for row in made}
