"""The import of a roster, told in order: read, judge, match, and – all rows or none – write."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import ImportBatch, OrganisingUnit, Person
from lms.people.roster import known as knowledge
from lms.people.roster.columns import Line, Table, label, tabulate
from lms.people.roster.differences import Difference, Kind, differences
from lms.people.roster.faults import Code, Fault
from lms.people.roster.judging import Entry, Organs, judge
from lms.people.roster.matching import Conflict, Group, match
from lms.people.roster.reading import read
from lms.people.roster.sheet import Cell, text_of
from lms.people.roster.writing import Writer
from lms.people.services import mandates, phones
from lms.web.errors import Refusal


@dataclass(frozen=True)
class Check:
    """A roster held against what is known, nothing written. It may be imported when there is neither a fault nor a
    conflict; `people` are the persons its rows tell of."""

    table: Table
    organs: Organs
    people: int
    faults: list[Fault]
    conflicts: list[Conflict]
    groups: list[Group]
    differences: list[Difference]

    @property
    def rows(self) -> int:
        return len(self.table.lines)

    @property
    def may_be_imported(self) -> bool:
        return not self.faults and not self.conflicts

    @property
    def changes(self) -> list[Difference]:
        """The differences that would be written."""
        return [each for each in self.differences if each.kind != Kind.ABSENT]

    @property
    def counts(self) -> dict[str, int]:
        """What becomes of the rows: {"rows", "people", "created", "changed", "unchanged", "ended", "absent"} and, by
        their names, the kinds of change."""
        kinds = Counter(str(each.kind) for each in self.differences)
        new = {each.row for each in self.differences if each.kind in (Kind.NEW, Kind.BY_ELECTED)}
        changed = {each.row for each in self.changes} - new
        return {
            "rows": self.rows,
            "people": self.people,
            "created": len(new),
            "changed": len(changed),
            "unchanged": self.rows - len(new) - len(changed),
            **{str(kind): kinds[str(kind)] for kind in Kind},
        }


@dataclass(frozen=True)
class Told:
    """What an import did, or a dry run would do. `batch` is None where nothing was written."""

    check: Check
    batch: ImportBatch | None
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        return self.check.counts

    def __str__(self) -> str:
        line = _(
            "%(rows)d mandates of %(people)d people: %(created)d new, %(changed)d changed (%(ended)d ended), "
            "%(unchanged)d as before, %(absent)d not in this file"
        )
        told = line % self.counts
        return _("Dry run, nothing was written. %(told)s") % {"told": told} if self.dry_run else told


class RosterRefused(Refusal):
    """Nothing was written; `check` knows every bad row and every conflict."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__(
            _("The roster was refused: %(faults)d wrong entries, %(conflicts)d people to decide. Nothing was imported.")
            % {"faults": len(check.faults), "conflicts": len(check.conflicts)}
        )


def check(
    *,
    content: bytes,
    effective_on: date,
    now: datetime,
    corrections: Mapping[tuple[int, str], str] | None = None,
    decisions: Mapping[int, str] | None = None,
) -> Check:
    """Hold a roster against what is known. `corrections` are typed over cells, by row of the sheet and field;
    `decisions` say of a row in doubt whose it is. Refusal where the file cannot be read, no congress is known, or the
    day is more than a year ahead."""
    mandates.refuse_far(effective_on, now=now)
    table = _corrected(tabulate(read(content)), corrections or {})
    organs = knowledge.organs()
    if not organs.congresses:
        raise Refusal(_("No congress is known yet. First import the table of organs (import_organs)."))
    judgement = judge(table, organs, today=localdate(now))
    found = knowledge.known(effective_on=effective_on)
    index_of = lru_cache(maxsize=None)(phones.index_of)
    cells = {line.number: line.cells for line in table.lines}

    def fault_at(entry: Entry, name: str, code: Code, params: dict[str, object]) -> Fault:
        value = text_of(cells[entry.row].get(name))
        return Fault(entry.row, name, table.titles.get(name, label(name)), value, code, params)

    matched = match(judgement.entries, found, index_of=index_of, decisions=decisions or {}, fault_at=fault_at)
    faults = sorted(judgement.faults + matched.faults, key=lambda each: (each.row, table.columns.get(each.field, 0)))
    spoiled = {fault.row for fault in faults}
    conflicts = [each for each in matched.conflicts if each.row not in spoiled]
    changes = _with_old_numbers(differences(matched, found, index_of))
    if faults:
        changes = [each for each in changes if each.kind != Kind.ABSENT]
    return Check(table, organs, len(matched.groups), faults, conflicts, matched.groups, changes)


def import_roster(
    *,
    content: bytes,
    filename: str,
    effective_on: date | None = None,
    dry_run: bool = False,
    by: Person | None,
    now: datetime,
    corrections: Mapping[tuple[int, str], str] | None = None,
    decisions: Mapping[int, str] | None = None,
) -> Told:
    """Bring a roster, all rows or none; changes count from `effective_on` (today). A second import changes nothing.

    RosterRefused names every bad row and every doubt; a Refusal says why the file cannot be read at all. Imports take
    their turn: each judges what the one before has written.
    """
    effective_on = effective_on or localdate(now)
    with transaction.atomic():
        list(OrganisingUnit.objects.select_for_update().filter(kind=OrganisingUnit.Kind.COMMITTEE))
        found = check(content=content, effective_on=effective_on, now=now, corrections=corrections, decisions=decisions)
        if dry_run:
            return Told(found, None, dry_run=True)
        if not found.may_be_imported:
            raise RosterRefused(found)
        sha256 = hashlib.sha256(content).hexdigest()
        batch = _write(found, sha256, filename, effective_on, by, now) if found.changes else None
        log.record(
            actor_uuid=by.uuid if by else None,
            verb="roster.imported",
            object_type="roster",
            object_id=str(batch.pk) if batch else "",
            purpose=f"{filename[:120]} {sha256[:12]} {effective_on}: {Told(found, batch)}",
            now=now,
        )
        return Told(found, batch)


def _write(
    found: Check, sha256: str, filename: str, effective_on: date, by: Person | None, now: datetime
) -> ImportBatch:
    batch = ImportBatch.objects.create(
        sha256=sha256,
        filename=filename[:200],
        effective_on=effective_on,
        mapping=found.table.titles,
        counts=found.counts,
        by=by,
        at=now,
    )
    writer = Writer(organs=found.organs, effective_on=effective_on, by=by, now=now, batch=batch)
    writer.write(found.groups, found.differences)
    return batch


def _with_old_numbers(changes: list[Difference]) -> list[Difference]:
    """The changes of numbers with the number before, which the database keeps as cipher only."""
    asked = [each.group.known.pk for each in changes if each.kind == Kind.PHONE and each.group and each.group.known]
    people = Person.objects.in_bulk(asked)
    old = {person.pk: phones.clear_phone(person) for person in people.values()}
    return [
        replace(each, old=old[each.group.known.pk])
        if each.kind == Kind.PHONE and each.group and each.group.known
        else each
        for each in changes
    ]


def _corrected(table: Table, corrections: Mapping[tuple[int, str], str]) -> Table:
    """The table with what was typed over its cells; a formula under a correction is gone."""
    if not corrections:
        return table
    rows = {row for row, _field in corrections}
    lines = [_typed_over(line, corrections) if line.number in rows else line for line in table.lines]
    return replace(table, lines=lines)


def _typed_over(line: Line, corrections: Mapping[tuple[int, str], str]) -> Line:
    typed: dict[str, Cell] = {
        name: value for (row, name), value in corrections.items() if row == line.number and name in line.cells
    }
    return Line(line.number, line.cells | typed, line.formulas - set(typed))
