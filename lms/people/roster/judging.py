"""Every row by itself, then the rows against each other. A row becomes an entry or has faults, never half of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from lms.people.models import Congress, Term
from lms.people.roster import values
from lms.people.roster.columns import Line, Table, label
from lms.people.roster.faults import Code, Fault
from lms.people.roster.sheet import Cell, folded, text_of
from lms.people.roster.values import Wrong

T = TypeVar("T")
COMING_OF_AGE = 18
NAMESAKES = 5
"""More people of one name than this, and more than a fiftieth of the rows: no column of names looks like that."""


@dataclass(frozen=True)
class Entry:
    """One row of the roster, read and found good. `delegation` and `phone` are "" and `stations` () where the file says
    nothing; that never takes away what is known."""

    row: int
    name: str
    sex: str
    ethnicity: str
    born: date
    phone: str
    term: Term
    district: str
    delegation: str
    stations: tuple[str, ...]
    origin: str
    state: str
    note: str

    @property
    def congress(self) -> Congress:
        return self.term.congress


@dataclass
class Judgement:
    """`rows` counts the rows that claim to be mandates; either `faults` is empty or nothing may be written."""

    rows: int
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Organs:
    """The congresses and terms that exist, and the places whose names delegations begin with."""

    congresses: Mapping[str, Congress]
    terms: Mapping[tuple[int, int], Term]
    places: Mapping[str, int]
    """Short name of a town or street -> pk of its unit."""

    def congress(self, cell: Cell) -> Congress | None:
        """示例区人民代表大会, 示例区人大 or 示例区第十九届人民代表大会"""
        text = folded(cell)
        for place in (text, text.replace("人大", "人民代表大会"), _without_term(text)):
            if place in self.congresses:
                return self.congresses[place]
        return None

    def place_of(self, name: str) -> int | None:
        """The unit of the town or street with which the name of a delegation or station begins; the longest counts."""
        fitting = [place for place in self.places if name.startswith(place)]
        return self.places[max(fitting, key=len)] if fitting else None

    def known_terms(self, congress: Congress) -> str:
        """第六届、第七届"""
        return "、".join(term.ordinal for (pk, _number), term in sorted(self.terms.items()) if pk == congress.pk)


def _without_term(text: str) -> str:
    head, found, rest = text.partition("第")
    return head + rest.partition("届")[2] if found else text


def judge(table: Table, organs: Organs, *, today: date) -> Judgement:
    """All faults sorted by row, then by column; entries only for rows without any."""
    result = Judgement(rows=len(table.lines))
    readings = [_Reading(line, table, organs, today) for line in table.lines]
    for reading in readings:
        entry = reading.entry()
        result.faults += reading.faults
        if entry:
            result.entries.append(entry)
    result.faults += _namesakes(readings, table)
    result.faults += _against_each_other(result.entries, readings, table)
    order = table.columns
    result.faults.sort(key=lambda fault: (fault.row, order.get(fault.field, 0)))
    spoiled = {fault.row for fault in result.faults}
    result.entries = [entry for entry in result.entries if entry.row not in spoiled]
    return result


class _Reading:
    """One line being read; it gathers its faults and what could be read all the same."""

    def __init__(self, line: Line, table: Table, organs: Organs, today: date) -> None:
        self.line, self.table, self.organs, self.today = line, table, organs, today
        self.faults: list[Fault] = []
        self.name: str | None = None
        self.born: date | None = None
        self.phone: str | None = None

    def fault(self, name: str, code: Code, **params: object) -> Fault:
        value = text_of(self.line.cells.get(name))
        return Fault(self.line.number, name, self.table.titles.get(name, label(name)), value, code, params)

    def read(self, name: str, parse: Callable[[Cell], T]) -> T | None:
        try:
            return parse(self.line.cells.get(name))
        except Wrong as wrong:
            self.faults.append(self.fault(name, wrong.code, **wrong.params))
            return None

    def entry(self) -> Entry | None:
        """The entry, or None after noting what is wrong."""
        formula = "name" in self.line.formulas
        self.name = self.read("name", lambda cell: values.name(cell, formula=formula))
        self.born = self.read("born", lambda cell: values.born(cell, today=self.today))
        self.phone = self.read("phone", values.phone)
        sex = self.read("sex", values.sex)
        ethnicity = self.read("ethnicity", values.ethnicity)
        district = self.read("district", values.district)
        delegation = self.read("delegation", values.delegation)
        stations = self.read("station", values.stations)
        origin = self.read("origin", values.origin)
        state = self.read("state", values.state)
        term = self._term(delegation or "")
        if (
            self.faults
            or self.name is None
            or self.born is None
            or self.phone is None
            or sex is None
            or ethnicity is None
            or district is None
            or delegation is None
            or stations is None
            or origin is None
            or state is None
            or term is None
        ):
            return None
        note = text_of(self.line.cells.get("note"))[:200]
        return Entry(
            self.line.number, self.name, sex, ethnicity, self.born, self.phone, term, district, delegation, stations,
            origin, state, note,
        )  # fmt: skip

    def _term(self, delegation: str) -> Term | None:
        """The term that the level, the congress and its number name together."""
        level = self.read("level", values.level)
        example = "第十九届"
        number = self.read("term", lambda cell: values.term_number(cell, example=example))
        congress = self._congress()
        if congress is None:
            return None
        if level is not None and level != congress.level:
            self.faults.append(self.fault("level", Code.LEVEL_OF_OTHER_CONGRESS, congress=congress.name))
        self._check_place(congress, delegation)
        if number is None:
            return None
        term = self.organs.terms.get((congress.pk, number))
        if term is None:
            known = self.organs.known_terms(congress)
            self.faults.append(self.fault("term", Code.TERM_UNKNOWN, congress=congress.name, known=known))
        else:
            self._check_age(term)
        return term

    def _congress(self) -> Congress | None:
        cell = self.line.cells.get("congress")
        names = [congress.name for congress in self.organs.congresses.values()]
        found = self.organs.congress(cell)
        if not text_of(cell):
            self.faults.append(self.fault("congress", Code.CONGRESS_MISSING, example=names[0] if names else ""))
        elif found is None:
            known = "、".join(names[:12]) or _("none yet")
            self.faults.append(self.fault("congress", Code.CONGRESS_UNKNOWN, known=known))
        return found

    def _check_place(self, congress: Congress, delegation: str) -> None:
        place = self.organs.place_of(delegation)
        if congress.level == Congress.Level.TOWNSHIP and place not in (None, congress.unit_id):
            name = next(name for name, pk in self.organs.places.items() if pk == place)
            fault = self.fault("delegation", Code.DELEGATION_ELSEWHERE, place=name, congress=congress.name)
            self.faults.append(fault)

    def _check_age(self, term: Term) -> None:
        if self.born and (self.born.year + COMING_OF_AGE, self.born.month) > (term.start.year, term.start.month):
            self.faults.append(self.fault("born", Code.BORN_TOO_YOUNG, start=term.start.isoformat()))


def _namesakes(readings: list[_Reading], table: Table) -> list[Fault]:
    """Rows whose "name" stands in the file far too often: another column was taken for it."""
    people: dict[str, set[tuple[date | None, str | None]]] = {}
    for reading in readings:
        if reading.name:
            people.setdefault(reading.name, set()).add((reading.born, reading.phone))
    limit = max(NAMESAKES, len(readings) // 50)
    return [
        reading.fault("name", Code.NAME_NO_NAME)
        for reading in readings
        if reading.name and len(people[reading.name]) > limit
    ]


def _against_each_other(entries: list[Entry], readings: list[_Reading], table: Table) -> list[Fault]:
    """A number that two people claim, a person told twice; the later row is the one at fault."""
    faults: list[Fault] = []
    by_phone: dict[str, _Reading] = {}
    for reading in readings:
        if not reading.phone or not reading.name or not reading.born:
            continue
        first = by_phone.setdefault(reading.phone, reading)
        if first is not reading and (fault := _rival(first, reading)):
            faults.append(fault)
    spoiled = {fault.row for fault in faults}
    holders: dict[tuple[object, ...], Entry] = {}
    by_line = {reading.line.number: reading for reading in readings}
    for entry in entries:
        if entry.row in spoiled:
            continue
        key = (entry.term.pk, entry.name, entry.born)
        first_entry = holders.get((*key, entry.phone)) or (holders.get((*key, "any")) if not entry.phone else None)
        if first_entry:
            faults.append(by_line[entry.row].fault("name", Code.MANDATE_TWICE, row=first_entry.row))
            continue
        holders[(*key, entry.phone)] = entry
        holders.setdefault((*key, "any"), entry)
    return faults


def _rival(first: _Reading, later: _Reading) -> Fault | None:
    same_name, same_month = first.name == later.name, first.born == later.born
    if same_name and same_month:
        return None
    row = first.line.number
    if same_name:
        return later.fault("born", Code.PERSON_CONTRADICTS, row=row, what=_("month of birth"))
    if same_month:
        return later.fault("name", Code.PERSON_CONTRADICTS, row=row, what=_("name"))
    return later.fault("phone", Code.PHONE_OF_ANOTHER, where=_("row %(row)d") % {"row": row})
