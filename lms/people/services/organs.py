"""The organs of a district: its committee, the towns' presidia, the streets' committees, their congresses and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from lms.audit.services import log
from lms.people.models import Congress, OrganisingUnit, Person, Term
from lms.people.organ_files import Ill, OrganFault, OrganRow, fault, read_organs
from lms.web.errors import Refusal

CONGRESS = "人民代表大会"


@dataclass
class Told:
    """What an import of organs did: how many units, congresses and terms were made, changed, or were as told."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return _("%(created)d created, %(changed)d changed, %(unchanged)d as before") % vars(self)


class OrgansRefused(Refusal):
    """Nothing was written; `faults` are all that is wrong."""

    def __init__(self, faults: list[OrganFault]) -> None:
        self.faults = sorted(faults, key=lambda each: each.row)
        lines = [
            _("The table was refused; %(count)d entries are wrong and nothing was imported:") % {"count": len(faults)}
        ]
        super().__init__("\n".join([*lines, *map(str, self.faults)]))


@transaction.atomic
def import_organs(*, content: bytes, filename: str, by: Person | None, now: datetime) -> Told:
    """Bring the organs and terms of the file; the order of the rows becomes the order of the units. All rows or none:
    OrgansRefused names every bad one. A second import changes nothing; a new term in it is added."""
    rows, faults = read_organs(content)
    faults += _against_each_other(rows)
    if faults:
        raise OrgansRefused(faults)
    told = Told()
    district = next((row for row in rows if row.kind == "district"), None)
    top = _congress(district, None, told) if district else Congress.objects.get(level=Congress.Level.DISTRICT)
    for row in rows:
        if row.kind == "street":
            _street(row, top.unit, told)
        else:
            congress = top if row.kind == "district" else _congress(row, top, told)
            _term(row, congress, told)
    _put_in_order(rows)
    log.record(
        actor_uuid=by.uuid if by else None,
        verb="organs.imported",
        object_type="organs",
        purpose=f"{filename[:200]}: {told}",
        now=now,
    )
    return told


def _against_each_other(rows: list[OrganRow]) -> list[OrganFault]:
    """Organs told twice, a second district, and organs below one that is not there."""
    known = Congress.objects.filter(level=Congress.Level.DISTRICT).first()
    top = known.name if known else next((row.name for row in rows if row.kind == "district"), "")
    kinds = {unit_name(row): row.kind for row in rows}
    units = {unit.name: unit.kind for unit in OrganisingUnit.objects.filter(name__in=kinds)}
    faults = []
    seen: dict[tuple[str, int | None], int] = {}
    for row in rows:
        if seen.setdefault((row.name, row.number), row.row) != row.row:
            faults.append(fault(row.row, "name", row.name, Ill.NAME_TWICE, row=seen[row.name, row.number]))
        elif row.kind == "district" and row.name != top:
            faults.append(fault(row.row, "name", row.name, Ill.SECOND_DISTRICT, name=top))
        elif (
            units.get(unit_name(row), _UNIT_KINDS[row.kind]) != _UNIT_KINDS[row.kind]
            or kinds[unit_name(row)] != row.kind
        ):
            faults.append(fault(row.row, "kind", row.kind, Ill.NAME_OF_OTHER_KIND))
        elif row.kind != "district" and row.parent != top:
            faults.append(fault(row.row, "parent", row.parent, Ill.PARENT_UNKNOWN))
    return faults


_UNIT_KINDS: dict[str, str] = {
    "district": OrganisingUnit.Kind.COMMITTEE,
    "township": OrganisingUnit.Kind.PRESIDIUM,
    "street": OrganisingUnit.Kind.STREET,
}


def unit_name(row: OrganRow) -> str:
    """What the unit is called that looks after the organ's deputies."""
    place = row.name.removesuffix(CONGRESS).removesuffix("人大")
    if row.kind == "district":
        return f"{place}人大常委会代表工作委员会"
    return f"{place}{CONGRESS}主席团" if row.kind == "township" else row.name


def short_name(row: OrganRow) -> str:
    """东岭镇, 城东街道: what delegations and stations are named after; the committee's own is 示例区人大代工委."""
    place = row.name.removesuffix(CONGRESS).removesuffix("人大")
    if row.kind == "district":
        return f"{place}人大代工委"
    if row.kind == "township":
        return place
    name = re.sub(r"(人大)?(工作委员会|工委)$", "", row.name)
    for above in ("常务委员会", "常委会", CONGRESS, "人大"):
        if above in name.removesuffix(above):
            return name.rpartition(above)[2]
    return name


def _unit(row: OrganRow, parent: OrganisingUnit | None, told: Told) -> OrganisingUnit:
    unit = OrganisingUnit.objects.filter(name=unit_name(row)).first()
    if unit:
        return unit
    told.created += 1
    return OrganisingUnit.objects.create(
        name=unit_name(row),
        short_name=short_name(row),
        slug=_slug(short_name(row)),
        kind=_UNIT_KINDS[row.kind],
        parent=parent,
        position=OrganisingUnit.objects.count(),
    )


def _slug(name: str) -> str:
    """donglingzhen, with a number where another unit has that name already"""
    wanted = slugify("".join(lazy_pinyin(name.removesuffix("人大代工委"))))[:50] or "unit"
    taken = set(OrganisingUnit.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for slug in (f"{wanted}-{number}" for number in range(2, 1000)) if slug not in taken)


def _street(row: OrganRow, committee: OrganisingUnit, told: Told) -> None:
    before = told.created
    _unit(row, committee, told)
    told.unchanged += told.created == before


def _congress(row: OrganRow, parent: Congress | None, told: Told) -> Congress:
    found = Congress.objects.filter(name=row.name).first()
    if found:
        told.unchanged += 1
        return found
    told.created += 1
    level = Congress.Level.TOWNSHIP if parent else Congress.Level.DISTRICT
    unit = _unit(row, parent.unit if parent else None, told)
    return Congress.objects.create(name=row.name, level=level, unit=unit, parent=parent)


def _term(row: OrganRow, congress: Congress, told: Told) -> None:
    assert row.number is not None
    assert row.start is not None
    term, made = Term.objects.get_or_create(
        congress=congress, number=row.number, defaults={"start": row.start, "end": row.end}
    )
    if made:
        told.created += 1
    elif (term.start, term.end) == (row.start, row.end):
        told.unchanged += 1
    else:
        term.start, term.end = row.start, row.end
        term.save(update_fields=["start", "end"])
        told.changed += 1


def _put_in_order(rows: list[OrganRow]) -> None:
    """The file's order, where it names every unit; otherwise new units stay behind the known ones."""
    places = {name: place for place, name in enumerate(dict.fromkeys(unit_name(row) for row in rows))}
    units = list(OrganisingUnit.objects.all())
    if {unit.name for unit in units} != set(places):
        return
    moved = [unit for unit in units if unit.position != places[unit.name]]
    for unit in moved:
        unit.position = places[unit.name]
    OrganisingUnit.objects.bulk_update(moved, ["position"])
