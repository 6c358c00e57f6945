"""Every screen that the resolver knows, the editors' too, asks the database as often at 1,000 rows as at 10."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.lists.rows import grow, seed

FEW, MANY = 10, 1_000
ROLES = ("committee", "trainer", "organiser", "system_admin", "security_admin", "audit_admin", "chair")

LEFT_OUT = {"wagtailadmin_logout", "account_logout", "wagtailadmin_error_test"}
NOT_ASKED = ("SAVEPOINT", "RELEASE SAVEPOINT", 'UPDATE "django_session"')
"""The session is written once a minute, whatever the page."""
NO_SCREENS = ("wagtailadmin_api:", "wagtailadmin_pages:search")
"""Wagtail's JSON for its own choosers looks up the tags, its search of pages the live pages below, of each of the
twenty on a page: more than ten are asked for more often, more than twenty are not."""


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found += names(one.url_patterns, inner)
        elif one.name:
            found.append(space + one.name)
    return found


def addresses() -> dict[str, str]:
    """By name, whatever needs no argument."""
    found = {}
    for name in names(get_resolver().url_patterns):
        if name in LEFT_OUT or name.startswith(NO_SCREENS):
            continue
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found


def asked(client: Client, address: str) -> Counter[str]:
    """The kinds of queries, and how often each was asked."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        if answer.streaming:
            list(answer)
    kinds = (re.sub(r"(=|IN|<|>) (\([^)]*\)|\S+)|LIMIT.*", "…", query["sql"]) for query in queries)
    return Counter(kind for kind in kinds if not kind.startswith(NOT_ASKED))


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves pictures open
def test_that_no_list_asks_more_often_when_it_is_longer() -> None:
    seeds = seed()
    grow(seeds, FEW - 1)
    people = {"deputy": seeds.deputy, **seeds.staff}
    clients = {}
    for role, person in people.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(person, backend="lms.people.backends.PersonBackend")
    few: dict[tuple[str, str], Counter[str]] = {}
    for address in addresses().values():
        for role, client in clients.items():
            if client.get(address).status_code == 200:  # the first look fills the caches of the process
                few[role, address] = asked(client, address)
                break
    grow(seeds, MANY - FEW)
    grown = []
    for (role, address), before in few.items():
        after = asked(clients[role], address)
        if after.total() > before.total():  # pictures are made smaller at the first look
            after = asked(clients[role], address)
        if after.total() > before.total():
            more = ", ".join(f"{times}× {sql}" for sql, times in (after - before).items())
            grown.append(f"{address} as {role}: {before.total()} → {after.total()}, {more}")
    assert not grown, "\n".join(grown)
    assert len(few) > 100
