"""People, units and mandates for the tests of every room. Each gives a saved row and fills in what is not said."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from lms.people.models import (
    Congress,
    Delegation,
    ElectoralDistrict,
    Mandate,
    MandateChange,
    OrganisingUnit,
    Person,
    Role,
    RoleGrant,
    Station,
    Term,
)
from lms.people.names import sort_key
from lms.people.services import phones

_numbers = count(1)
LONG_AGO = date(2026, 1, 1)
"""Terms and mandates of the tests begin here unless the test says otherwise."""


def make_person(
    *, name: str = "王秀兰", username: str = "", password: str = "", phone: str = "", **fields: Any
) -> Person:
    """Somebody who may sign in (`client.force_login`); with a password only where one is given."""
    person = Person(
        username=username or f"person{next(_numbers)}",
        name=name,
        name_sort=sort_key(name),
        created_at=fields.pop("created_at", timezone.now()),
        **fields,
    )
    if phone:
        person.phone_index, person.phone_cipher = phones.index_of(phone), phones.encrypt(phone)
    if password:
        person.password_changed_at = person.password_changed_at or timezone.now()
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


def make_committee_unit() -> OrganisingUnit:
    """The district's committee: there is one, and every call gives the same."""
    unit, _ = OrganisingUnit.objects.get_or_create(
        kind=OrganisingUnit.Kind.COMMITTEE,
        defaults={"slug": "committee", "name": "青禾区人大常委会代表工作委员会", "short_name": "区人大代工委"},
    )
    return unit


def make_unit(
    *, name: str = "", kind: str = OrganisingUnit.Kind.STREET, slug: str = "", **fields: Any
) -> OrganisingUnit:
    """A street's working committee, or a town's presidium where `kind` says so, below the district's committee."""
    if kind == OrganisingUnit.Kind.COMMITTEE:
        return make_committee_unit()
    number = next(_numbers)
    name = name or (f"第{number}街道" if kind == OrganisingUnit.Kind.STREET else f"第{number}镇")
    return OrganisingUnit.objects.create(
        slug=slug or f"unit-{number}",
        name=name,
        short_name=fields.pop("short_name", name),
        kind=kind,
        parent=fields.pop("parent", None) or make_committee_unit(),
        contact=fields.pop("contact", "何映雪 028-0000 0001"),
        **fields,
    )


def make_congress(
    *, level: str = Congress.Level.TOWNSHIP, name: str = "", unit: OrganisingUnit | None = None
) -> Congress:
    """A town's congress with its presidium; for the district every call gives the same one."""
    if level == Congress.Level.DISTRICT:
        district, _ = Congress.objects.get_or_create(
            level=level, defaults={"name": name or "青禾区人民代表大会", "unit": make_committee_unit()}
        )
        return district
    number = next(_numbers)
    unit = unit or make_unit(kind=OrganisingUnit.Kind.PRESIDIUM, name=f"第{number}镇人大主席团")
    return Congress.objects.create(
        level=level,
        name=name or f"第{number}镇人民代表大会",
        unit=unit,
        parent=make_congress(level=Congress.Level.DISTRICT),
    )


def make_term(
    *, congress: Congress | None = None, number: int = 19, start: date = LONG_AGO, end: date | None = None
) -> Term:
    """A running term; the same congress and number give the same one."""
    term, _ = Term.objects.get_or_create(
        congress=congress or make_congress(level=Congress.Level.DISTRICT),
        number=number,
        defaults={"start": start, "end": end},
    )
    return term


def make_mandate(
    *,
    person: Person | None = None,
    level: str = Congress.Level.DISTRICT,
    congress: Congress | None = None,
    term: Term | None = None,
    unit: OrganisingUnit | None = None,
    state: str = Mandate.State.SERVING,
    effective_on: date = LONG_AGO,
    origin: str = Mandate.Origin.NEW,
    now: datetime | None = None,
    **fields: Any,
) -> Mandate:
    """A mandate in office since LONG_AGO, of the district unless `level`, `congress` or `term` says otherwise.

    `unit` looks after the deputy: a town's own presidium, for a district deputy a new street unless one is given.
    """
    now = now or timezone.now()
    if term is None:
        term = make_term(congress=congress or make_congress(level=level))
    if unit is None:
        of_a_town = term.congress.level == Congress.Level.TOWNSHIP
        unit = term.congress.unit if of_a_town else make_unit()
    ward, _ = ElectoralDistrict.objects.get_or_create(term=term, name="第1选区")
    mandate = Mandate.objects.create(
        person=person or make_person(),
        term=term,
        electoral_district=fields.pop("electoral_district", ward),
        unit=unit,
        origin=origin,
        created_at=now,
        **fields,
    )
    MandateChange.objects.create(mandate=mandate, state=state, effective_on=effective_on, recorded_at=now)
    return mandate


def make_delegation(*, term: Term | None = None, name: str = "", unit: OrganisingUnit | None = None) -> Delegation:
    return Delegation.objects.create(
        term=term or make_term(),
        name=name or f"第{next(_numbers)}代表团",
        kind=Delegation.Kind.DELEGATION,
        unit=unit or make_unit(),
    )


def make_station(*, unit: OrganisingUnit | None = None, name: str = "") -> Station:
    return Station.objects.create(
        unit=unit or make_unit(), name=name or f"第{next(_numbers)}代表联络站", kind=Station.Kind.STATION
    )


def grant_role(
    person: Person, role: str, unit: OrganisingUnit | None = None, *, starts_on: date = LONG_AGO
) -> RoleGrant:
    """The role as a bare grant, without the group of the editors' screens (`services.roles.grant` gives that)."""
    person.__dict__.pop("role_names", None)
    return RoleGrant.objects.create(
        person=person, role=role, unit=unit, starts_on=starts_on, recorded_at=timezone.now()
    )


def make_staff(role: str, unit: OrganisingUnit | None = None, **fields: Any) -> Person:
    """A new person with that role; organisers and chairs get a new unit unless one is given."""
    if role in {Role.ORGANISER, Role.CHAIR} and unit is None:
        unit = make_unit()
    person = make_person(**({"name": "周慧琴"} | fields))
    grant_role(person, role, unit)
    return person


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
