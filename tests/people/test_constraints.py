"""Each constraint of the database, by trying to break it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
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
    SignInSlip,
    Station,
    Term,
)
from tests.factories import (
    LONG_AGO,
    grant_role,
    make_committee_unit,
    make_congress,
    make_delegation,
    make_mandate,
    make_person,
    make_station,
    make_term,
    make_unit,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def _slip(person: Person, **fields: object) -> SignInSlip:
    values = {"unit": make_unit(), "token_hash": f"{SignInSlip.objects.count()}", "created_at": NOW}
    return SignInSlip.objects.create(person=person, **values | {"expires_at": NOW + timedelta(days=1)} | fields)


def _two_slips() -> None:
    person = make_person()
    _slip(person)
    _slip(person)


def _two_administrators() -> None:
    person = make_person()
    grant_role(person, Role.SYSTEM_ADMIN)
    grant_role(person, Role.AUDIT_ADMIN)


def _twice(make: Callable[[], object]) -> None:
    make()
    make()


def _role_twice() -> None:
    person = make_person()
    _twice(lambda: grant_role(person, Role.TRAINER))


def _role_twice_in_a_unit() -> None:
    person, unit = make_person(), make_unit()
    _twice(lambda: grant_role(person, Role.ORGANISER, unit))


def _grant_that_ends_before_it_begins() -> None:
    RoleGrant.objects.create(
        person=make_person(), role="trainer", starts_on=date(2026, 2, 1), ends_on=LONG_AGO, recorded_at=NOW
    )


def _mandate_twice() -> None:
    mandate = make_mandate()
    make_mandate(person=mandate.person, term=mandate.term)


def _town_without_district() -> None:
    Congress.objects.create(level="township", name="无上级镇人民代表大会", unit=make_unit())


def _district_below_another() -> None:
    Congress.objects.create(
        level="district", name="下级区人民代表大会", unit=make_unit(), parent=make_congress(level="district")
    )


def _ward(**fields: object) -> ElectoralDistrict:
    return ElectoralDistrict.objects.create(**{"term": make_term(), "name": "第9选区"} | fields)


BREAKS: dict[str, Callable[[], object]] = {
    "person_no_superuser": lambda: make_person(is_superuser=True),
    "person_has_name": lambda: make_person(name=""),
    "a user name twice": lambda: _twice(lambda: make_person(username="one")),
    "a telephone number twice": lambda: _twice(lambda: make_person(phone="19900000001")),
    "slip_one_open": _two_slips,
    "slip_expires_after_creation": lambda: _slip(make_person(), expires_at=NOW),
    "a token twice": lambda: [_slip(make_person(), token_hash="x") for _ in range(2)],
    "role_one_administrator": _two_administrators,
    "role_grant_once": _role_twice,
    "role_grant_once_a_unit": _role_twice_in_a_unit,
    "role_unit_where_needed (none)": lambda: grant_role(make_person(), Role.ORGANISER),
    "role_unit_where_needed (one)": lambda: grant_role(make_person(), Role.TRAINER, make_unit()),
    "role_ends_after_start": _grant_that_ends_before_it_begins,
    "mandate_once_a_term": _mandate_twice,
    "congress_township_below_district": _town_without_district,
    "a district below another": _district_below_another,
    "term_number_once": lambda: _twice(
        lambda: Term.objects.create(congress=make_congress(level="district"), number=3, start=LONG_AGO)
    ),
    "term_number_from_one": lambda: make_term(number=0),
    "term_ends_after_start": lambda: make_term(end=LONG_AGO),
    "electoral_district_once": lambda: _twice(_ward),
    "electoral_district_seats": lambda: _ward(seats=4),
    "delegation_once": lambda: _twice(lambda: make_delegation(name="第一代表团")),
    "station_once": lambda: [make_station(unit=unit, name="家") for unit in [make_unit()] * 2],
    "unit_one_committee": lambda: [
        make_committee_unit(),
        OrganisingUnit.objects.create(slug="c2", name="另一个", short_name="另", kind="committee"),
    ],
    "unit_below_the_committee": lambda: OrganisingUnit.objects.create(
        slug="s", name="无上级", short_name="无", kind="street"
    ),
    "a unit below itself as the committee": lambda: OrganisingUnit.objects.create(
        slug="s", name="有上级", short_name="有", kind="committee", parent=make_unit()
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_holds(name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREAKS[name]()


def test_every_constraint_of_the_room_is_tried() -> None:
    models = (
        Congress,
        Delegation,
        ElectoralDistrict,
        Mandate,
        OrganisingUnit,
        Person,
        RoleGrant,
        SignInSlip,
        Station,
        Term,
    )
    named = {constraint.name for model in models for constraint in model._meta.constraints}
    assert named <= {name.partition(" ")[0] for name in BREAKS}


def test_an_ended_administrators_role_makes_room_for_another_one() -> None:
    person = make_person()
    first = grant_role(person, Role.SYSTEM_ADMIN)
    RoleGrant.objects.filter(pk=first.pk).update(ends_on=date(2026, 3, 1))
    assert grant_role(person, Role.AUDIT_ADMIN).pk


def test_a_change_of_a_mandate_neither_changes_nor_goes() -> None:
    change = make_mandate().changes.get()
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()
    assert MandateChange.objects.count() == 1
