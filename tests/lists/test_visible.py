"""An organiser and a chair of one town meet nobody of another one: on no screen, list, chooser, search or history."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from certificates.models import Certificate
from courses.models import HoursClaim, Programme
from lms.people.models import OrganisingUnit, Person, SignInSlip
from quizzes.models import Attempt, Contest, Observation
from tests.factories import make_mandate, make_person, make_unit
from tests.lists.rows import history, seed
from tests.lists.test_counts import addresses, names

NAME = "欧阳外镇"
SEARCH = "?" + "&".join(f"{name}=欧阳" for name in ("q", "query", "search", "text", "name"))
SIGN_OUT = ("account_logout", "wagtailadmin_logout", "people:sign_out_everywhere")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once for the module, in a transaction that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeds = seed()
        elsewhere = make_unit(name="石桥镇人大主席团", kind=OrganisingUnit.Kind.PRESIDIUM)
        person = make_mandate(unit=elsewhere, person=make_person(name=NAME, username="elsewhere")).person
        history(person, Programme.objects.get(slug="starter"), seeds.staff, mark="elsewhere")
        call_command("update_index", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def stranger(_settled: None, db: None) -> Person:
    """A deputy of another town with a row in every table that hangs on one."""
    return Person.objects.get(username="elsewhere")


def of(person: Person) -> list[Any]:
    """Whatever an address may name a person's things by."""
    rows = [
        person,
        person.mandates.get(),
        *Attempt.objects.filter(person=person),
        *Observation.objects.filter(person=person),
        *Contest.objects.filter(person=person),
        *Certificate.objects.filter(person=person),
        *HoursClaim.objects.filter(person=person),
        *SignInSlip.objects.filter(person=person),
    ]
    found: list[Any] = []
    for row in rows:
        found += [getattr(row, name) for name in ("pk", "uuid", "serial") if getattr(row, name, None)]
    return list(dict.fromkeys(found))


def with_one_argument(values: list[Any]) -> Iterator[str]:
    for name in dict.fromkeys(names(get_resolver().url_patterns)):
        for value in values:
            try:
                yield reverse(name, args=[value])
            except NoReverseMatch:
                continue


def signed_in(role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(username=role), backend="lms.people.backends.PersonBackend")
    return client


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves pictures open
def test_that_nobody_of_another_town_is_met_on_any_screen(stranger: Person) -> None:
    plain = [address for name, address in addresses().items() if name not in SIGN_OUT]
    asked = [*plain, *(address + SEARCH for address in plain), *dict.fromkeys(with_one_argument(of(stranger)))]
    met: list[tuple[str, str]] = []
    for role in ("organiser", "chair"):
        client, seen = signed_in(role), 0
        for address in asked:
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seen += answer.status_code == 200
            if NAME.encode() in content:
                met.append((role, address))
        assert seen > 60, role
    assert met == []


def test_that_bulk_acts_of_the_editor_reach_no_person(stranger: Person) -> None:
    for role in ("organiser", "chair", "trainer"):
        client = signed_in(role)
        for action in ("delete", "assign_role", "set_active_state"):
            address = reverse("wagtail_bulk_action", args=["people", "person", action])
            answer = client.post(f"{address}?id={stranger.pk}", {"is_active": "", "role": "1"})
            assert answer.status_code in {302, 403, 404}, f"{action} as {role}"
            assert NAME not in answer.content.decode(), f"{action} as {role}"
        stranger.refresh_from_db()
        assert stranger.is_active, role
