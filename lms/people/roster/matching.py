"""Who is who, and what would change.

The identity rule: a person is found by the telephone number; else by name, month of birth and mandate together; else
whether the row tells of somebody known or somebody new is a conflict, which a person decides, never the computer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from lms.people.models import Mandate
from lms.people.names import masked as masked_name
from lms.people.roster.faults import Code, Fault
from lms.people.roster.judging import Entry
from lms.people.roster.known import Known, KnownMandate, KnownPerson

NEW = "new"
"""The decision that a row tells of somebody who is not known yet."""
FaultAt = Callable[[Entry, str, Code, dict[str, object]], Fault]


class Doubt(StrEnum):
    """Why a person has to decide."""

    NAMESAKE = "namesake"
    NAME_AND_PHONE = "name_and_phone"


@dataclass(frozen=True)
class Candidate:
    """Somebody the row may tell of: `choice` is the decision that says so ("<uuid>" or "row:<number>")."""

    choice: str
    name: str
    born: str


@dataclass(frozen=True)
class Conflict:
    entry: Entry
    doubt: Doubt
    candidates: tuple[Candidate, ...]

    @property
    def row(self) -> int:
        return self.entry.row

    @property
    def reason(self) -> str:
        if self.doubt == Doubt.NAME_AND_PHONE:
            return _("name and mobile number changed together: somebody new, or %(people)s under another name?") % {
                "people": self._people()
            }
        return _("same name and month of birth as %(people)s: the same person, or a namesake?") % {
            "people": self._people()
        }

    def _people(self) -> str:
        return "、".join(
            _("row %(row)s") % {"row": each.choice.removeprefix("row:")}
            if each.choice.startswith("row:")
            else masked_name(each.name)
            for each in self.candidates
        )


@dataclass
class Group:
    """All rows of one person. `known` is None for somebody new."""

    entries: list[Entry]
    known: KnownPerson | None = None

    @property
    def phone(self) -> str:
        return next((entry.phone for entry in self.entries if entry.phone), "")


@dataclass
class Match:
    """`absent` are mandates in office that the roster does not name although it names others of the same term."""

    groups: list[Group] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    absent: list[KnownMandate] = field(default_factory=list)


def match(
    entries: list[Entry],
    known: Known,
    *,
    index_of: Callable[[str], str],
    decisions: Mapping[int, str],
    fault_at: FaultAt,
) -> Match:
    """Give every entry to a person, known or new. `decisions` maps a row to NEW, a person's uuid or "row:<number>"."""
    return _Matching(entries, known, index_of, decisions, fault_at).run()


class _Matching:
    def __init__(
        self,
        entries: list[Entry],
        known: Known,
        index_of: Callable[[str], str],
        decisions: Mapping[int, str],
        fault_at: FaultAt,
    ) -> None:
        self.entries, self.known, self.decisions, self.fault_at = entries, known, decisions, fault_at
        self.index = {entry.row: index_of(entry.phone) for entry in entries if entry.phone}
        self.result = Match()
        self.owner: dict[int, KnownPerson] = {}
        self.claimed: set[tuple[int, int]] = set()

    def run(self) -> Match:
        rest = self._by_mandate(self._by_phone(self.entries))
        groups = self._known_groups() + self._new_groups(self._vanished(rest))
        for group in groups:
            self._agree(group)
        self.result.groups = groups
        self.result.absent = self._absent()
        self.result.conflicts.sort(key=lambda conflict: conflict.row)
        return self.result

    def _give(self, entry: Entry, person: KnownPerson) -> None:
        self.owner[entry.row] = person
        self.claimed.add((person.pk, entry.term.pk))

    def _fault(self, entry: Entry, name: str, code: Code, **params: object) -> None:
        self.result.faults.append(self.fault_at(entry, name, code, params))

    def _by_phone(self, entries: list[Entry]) -> list[Entry]:
        """Those whose number is unknown. Of a known number either name or month of birth must agree."""
        rest = []
        for entry in entries:
            person = self.known.by_phone.get(self.index.get(entry.row, ""))
            if person is None:
                rest.append(entry)
            elif person.name == entry.name or person.born == entry.born:
                self._give(entry, person)
            else:
                self._fault(entry, "phone", Code.PHONE_OF_ANOTHER, where=masked_name(person.name))
        return rest

    def _by_mandate(self, entries: list[Entry]) -> list[Entry]:
        """Those of whom nobody has name, month of birth and mandate together; a mere namesake is a conflict."""
        rest = []
        for entry in entries:
            namesakes = self.known.namesakes.get((entry.name, entry.born), [])
            decided = self.decisions.get(entry.row, "")
            here = [
                person
                for person in namesakes
                if (person.pk, entry.term.pk) in self.known.mandates and (person.pk, entry.term.pk) not in self.claimed
            ]
            if decided in self.known.by_uuid:
                self._give(entry, self.known.by_uuid[decided])
            elif len(here) == 1 and decided != NEW:
                self._give(entry, here[0])
            elif namesakes and decided != NEW:
                self._doubt(entry, Doubt.NAMESAKE, here or namesakes)
            else:
                rest.append(entry)
        return rest

    def _doubt(self, entry: Entry, doubt: Doubt, people: list[KnownPerson]) -> None:
        candidates = tuple(
            Candidate(str(person.uuid), person.name, f"{person.born:%Y-%m}" if person.born else "") for person in people
        )
        self.result.conflicts.append(Conflict(entry, doubt, candidates))

    def _vanished(self, entries: list[Entry]) -> list[Entry]:
        """Those who took nobody's place: no mandate missing from the roster has the same month of birth, sex, and
        electoral district or delegation."""
        places: dict[tuple[object, ...], list[KnownMandate]] = defaultdict(list)
        for mandate in self._absent():
            person = mandate.person
            places[mandate.term, person.born, person.sex].append(mandate)
        rest = []
        for entry in entries:
            missing = [
                mandate.person
                for mandate in places.get((entry.term.pk, entry.born, entry.sex), [])
                if mandate.district == entry.district or (entry.delegation and mandate.delegation == entry.delegation)
            ]
            if missing and self.decisions.get(entry.row) != NEW:
                self._doubt(entry, Doubt.NAME_AND_PHONE, missing)
            else:
                rest.append(entry)
        return rest

    def _known_groups(self) -> list[Group]:
        groups: dict[int, Group] = {}
        for entry in self.entries:
            person = self.owner.get(entry.row)
            if person:
                groups.setdefault(person.pk, Group([], person)).entries.append(entry)
        return list(groups.values())

    def _new_groups(self, entries: list[Entry]) -> list[Group]:
        """New people: rows with one number are one person; a namesake with another number, or none, is a conflict."""
        groups: dict[str, Group] = {}
        of_row: dict[str, Group] = {}
        first: dict[tuple[str, object], Group] = {}
        for entry in entries:
            group = groups.get(entry.phone) if entry.phone else None
            decided = self.decisions.get(entry.row, "")
            namesake = first.get((entry.name, entry.born))
            if group is None and decided in of_row:
                group = of_row[decided]
            elif group is None and namesake and decided != NEW:
                choice = f"row:{namesake.entries[0].row}"
                candidate = Candidate(choice, entry.name, f"{entry.born:%Y-%m}")
                self.result.conflicts.append(Conflict(entry, Doubt.NAMESAKE, (candidate,)))
                continue
            if group is None:
                group = groups[entry.phone or f"row:{entry.row}"] = Group([])
            group.entries.append(entry)
            of_row[f"row:{entry.row}"] = group
            first.setdefault((entry.name, entry.born), group)
        return list(groups.values())

    def _agree(self, group: Group) -> None:
        """All rows of one person must say the same of the person, and name each term once."""
        rows = group.entries
        if len(rows) < 2:
            return
        if not self._same_number(group):
            return
        for name, word in (("name", _("name")), ("born", _("month of birth")), ("sex", _("sex"))):
            for entry in rows[1:]:
                if getattr(entry, name) != getattr(rows[0], name):
                    self._fault(entry, name, Code.PERSON_CONTRADICTS, row=rows[0].row, what=word)
        terms: dict[int, int] = {}
        for entry in rows:
            if terms.setdefault(entry.term.pk, entry.row) != entry.row:
                self._fault(entry, "name", Code.MANDATE_TWICE, row=terms[entry.term.pk])

    def _same_number(self, group: Group) -> bool:
        """Whether one number, at most, stands in the person's rows; else rows without the known one are at fault."""
        told = [entry for entry in group.entries if entry.phone]
        if len({entry.phone for entry in told}) < 2:
            return True
        index = group.known.phone_index if group.known else None
        kept = next((entry for entry in told if self.index[entry.row] == index), told[0])
        for entry in told:
            if entry.phone != kept.phone:
                where = _("row %(row)d") % {"row": kept.row}
                self._fault(entry, "phone", Code.PHONE_DIFFERS, where=where)
        return False

    def _absent(self) -> list[KnownMandate]:
        terms = {entry.term.pk for entry in self.entries}
        return [
            mandate
            for key, mandate in self.known.mandates.items()
            if mandate.term in terms and key not in self.claimed and mandate.state != Mandate.State.ENDED
        ]
