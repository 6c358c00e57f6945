"""What a matched roster would change: a dry run prints it, a preview shows it, `writing` carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.people.models import Mandate, Person
from lms.people.names import masked as masked_name
from lms.people.roster.columns import label
from lms.people.roster.judging import Entry
from lms.people.roster.known import Known, KnownMandate, KnownPerson
from lms.people.roster.masks import masked
from lms.people.roster.matching import Group, Match


class Kind(StrEnum):
    NEW = "new"
    BY_ELECTED = "by_elected"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"
    RENAMED = "renamed"
    PHONE = "phone"
    PERSON = "person"
    MANDATE = "mandate"
    ABSENT = "absent"


WORDS: dict[Kind, str | Promise] = {
    Kind.NEW: _("new mandate"),
    Kind.BY_ELECTED: _("by-elected"),
    Kind.SUSPENDED: _("suspended from duty"),
    Kind.RESUMED: _("in office again"),
    Kind.ENDED: _("mandate ended"),
    Kind.RENAMED: _("renamed"),
    Kind.PHONE: _("mobile number changed"),
    Kind.PERSON: _("personal entry changed"),
    Kind.MANDATE: _("entry of the mandate changed"),
    Kind.ABSENT: _("not in this file"),
}
_OF_STATE = {
    Mandate.State.SERVING: Kind.RESUMED,
    Mandate.State.SUSPENDED: Kind.SUSPENDED,
    Mandate.State.ENDED: Kind.ENDED,
}


@dataclass(frozen=True)
class Difference:
    """One change; `old` and `new` are clear, except that the old number is filled in by `services.roster`, which may
    decrypt it. `row` is 0 for a mandate that the roster does not name. `group` and `entry` are what it comes from."""

    kind: Kind
    row: int
    name: str
    field: str
    old: str
    new: str
    group: Group | None = None
    entry: Entry | None = None
    mandate: KnownMandate | None = None

    @property
    def kind_in_words(self) -> str:
        return str(WORDS[self.kind])

    @property
    def title(self) -> str:
        return label(self.field) if self.field else ""

    @property
    def masked_name(self) -> str:
        return masked_name(self.name)

    @property
    def shown_old(self) -> str:
        """For the person who uploaded the roster and may see every entry; a number stays masked even there."""
        return self.masked_old if self.field == "phone" else _in_words(self.field, self.old)

    @property
    def shown_new(self) -> str:
        return self.masked_new if self.field == "phone" else _in_words(self.field, self.new)

    @property
    def masked_old(self) -> str:
        return masked(self.field, _in_words(self.field, self.old))

    @property
    def masked_new(self) -> str:
        return masked(self.field, _in_words(self.field, self.new))


_LABELS: dict[str, dict[str, str | Promise]] = {
    "sex": dict(Person.Sex.choices),
    "origin": dict(Mandate.Origin.choices),
    "state": dict(Mandate.State.choices),
}


def _in_words(name: str, value: str) -> str:
    return str(_LABELS.get(name, {}).get(value, value))


def differences(matched: Match, known: Known, index_of: Callable[[str], str]) -> list[Difference]:
    """Every change in the order of the rows; what is absent comes last."""
    found: list[Difference] = []
    for group in matched.groups:
        if group.known:
            found += _of_person(group, group.known, index_of)
        for entry in group.entries:
            mandate = known.mandates.get((group.known.pk, entry.term.pk)) if group.known else None
            found += _of_mandate(group, entry, mandate)
    found.sort(key=lambda difference: difference.row)
    return found + [
        Difference(Kind.ABSENT, 0, mandate.person.name, "district", mandate.district, "", mandate=mandate)
        for mandate in matched.absent
    ]


def _of_person(group: Group, person: KnownPerson, index_of: Callable[[str], str]) -> list[Difference]:
    """What the first row of the person says otherwise; the others agree with it."""
    entry = group.entries[0]
    changes = []

    def change(kind: Kind, name: str, old: str, new: str) -> None:
        changes.append(Difference(kind, entry.row, entry.name, name, old, new, group, entry))

    if entry.name != person.name:
        change(Kind.RENAMED, "name", person.name, entry.name)
    if group.phone and index_of(group.phone) != person.phone_index:
        change(Kind.PHONE, "phone", "", group.phone)
    if entry.sex != person.sex:
        change(Kind.PERSON, "sex", person.sex, entry.sex)
    if entry.ethnicity and entry.ethnicity != person.ethnicity:
        change(Kind.PERSON, "ethnicity", person.ethnicity, entry.ethnicity)
    if entry.born != person.born:
        change(Kind.PERSON, "born", _month(person.born), _month(entry.born))
    return changes


def _of_mandate(group: Group, entry: Entry, mandate: KnownMandate | None) -> list[Difference]:
    if mandate is None:
        kind = Kind.BY_ELECTED if entry.origin == Mandate.Origin.BY_ELECTION else Kind.NEW
        return [Difference(kind, entry.row, entry.name, "congress", "", str(entry.congress), group, entry)]
    changes = []

    def change(kind: Kind, name: str, old: str, new: str) -> None:
        changes.append(Difference(kind, entry.row, entry.name, name, old, new, group, entry, mandate))

    if entry.state != mandate.state:
        change(_OF_STATE[Mandate.State(entry.state)], "state", mandate.state, entry.state)
    if entry.origin != mandate.origin:
        change(Kind.MANDATE, "origin", mandate.origin, entry.origin)
    if entry.district != mandate.district:
        change(Kind.MANDATE, "district", mandate.district, entry.district)
    if entry.delegation and entry.delegation != mandate.delegation:
        change(Kind.MANDATE, "delegation", mandate.delegation, entry.delegation)
    if entry.stations and set(entry.stations) != mandate.stations:
        change(Kind.MANDATE, "station", "、".join(sorted(mandate.stations)), "、".join(entry.stations))
    return changes


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""
