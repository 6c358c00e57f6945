"""Somebody who follows everything that the site serves finds no key, no explanation and nothing of the rest of a pool.

Every kind of item has its secrets planted in three pools (`planting`); sittings are open, handed in and closed under
each policy that keeps the answers back in that state.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from quizzes.models import Attempt
from quizzes.types import registry
from tests.secrets.crawling import Crawl, beginnings
from tests.secrets.planting import POOLS, SHOWN, Garden, plant

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # Wagtail leaves pictures open
]
ANY = re.compile(r"zq(?:practice|module|readiness)[a-z0-9-]*|7319\d0577")
KEYS = re.compile(r"zq(?:practice|module|readiness)-(?!pool|draft|source|[a-z]+-[12]\b)[a-z0-9-]*|7319\d0577")
"""What the committee does not meet: it publishes, so that it reads every question, its source and its short name."""
PUBLISHING = ("/cms/items/", "/cms/regrades/", "/cms/rechecks/", "/cms/quality/")
"""Where the committee reads questions of the pool."""
OF_READINESS = re.compile(r"zqreadiness[a-z0-9-]*|731930577")
WORDS = ("zqmod", "zqread", "请回答")
"""Beginnings of what is planted, which a page may repeat, and what all questions begin with."""


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Garden]:
    """Planted once for the module, in a transaction that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant(tmp_path_factory.mktemp("garden"))
        transaction.set_rollback(True)


@pytest.fixture
def garden(planted: Garden, db: None) -> Garden:
    return planted


@pytest.fixture(scope="module")
def starts(planted: Garden) -> list[str]:
    """Found once: most things fit into few addresses, and every misfit costs."""
    numbers = [*(item.pk for item in planted.items[:2]), planted.items[-1].pk, 1, 2, 3]
    return list(beginnings([*planted.values, *numbers, "single"]))


def client_of(garden: Garden, name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name != "anonymous":
        client.force_login(garden.people[name], backend="lms.people.backends.PersonBackend")
    return client


def walked(garden: Garden, starts: list[str], name: str, forbidden: re.Pattern[str] = ANY) -> Crawl:
    crawl = Crawl(client_of(garden, name), forbidden, WORDS).walk(starts)
    print(f"\n{name}: {len(crawl.visited)} addresses, {crawl.answered} of them answered with a page or a file")
    assert crawl.broken == []
    return crawl


@pytest.mark.parametrize(
    ("name", "visited", "answered"),
    [("anonymous", 1000, 50), ("deputy", 1200, 250), ("organiser", 1000, 90), ("chair", 1000, 60)],
)
def test_that_nobody_below_a_teacher_finds_a_secret(
    garden: Garden, starts: list[str], name: str, visited: int, answered: int
) -> None:
    crawl = walked(garden, starts, name)
    assert crawl.leaks == {}
    assert len(crawl.visited) >= visited
    assert crawl.answered >= answered
    if name == "deputy":
        sittings = [address for address, status in crawl.visited.items() if status == 200 and "?item=" in address]
        open_ones = [one for one in garden.attempts if one.state == Attempt.State.OPEN]
        assert len(sittings) >= len(open_ones) * (len(registry.kinds()) - 1)


def test_that_the_committee_finds_no_key_and_questions_only_where_it_publishes(
    garden: Garden, starts: list[str]
) -> None:
    crawl = walked(garden, starts, "committee")
    for item in garden.items:
        crawl.visit(reverse("items:review", args=[item.pk]))
        assert crawl.visited[reverse("items:review", args=[item.pk])] == 200
    keys = {address: words for address, found in crawl.leaks.items() if (words := set(filter(KEYS.fullmatch, found)))}
    assert keys == {}
    assert {address for address in crawl.leaks if not address.startswith(PUBLISHING)} == set()
    assert crawl.answered >= 100


def test_that_a_trainer_who_owns_no_readiness_bank_finds_nothing_of_it(garden: Garden, starts: list[str]) -> None:
    crawl = walked(garden, starts, "trainer", OF_READINESS)
    assert crawl.leaks == {}
    assert crawl.answered >= 100


def test_that_what_was_planted_is_found_by_those_who_may_see_it(garden: Garden) -> None:
    """Who owns the pool reads key and explanation of every kind; a deputy those of the own sitting, once they are open,
    and neither identifiers nor the rest of the pool."""
    owner = Crawl(client_of(garden, "owner"), ANY)
    shown = [item for item in garden.items if item.level == SHOWN]
    for item in shown:
        owner.visit(reverse("items:edit", args=[item.pk]))
    assert len(owner.leaks) == len(shown) == len(POOLS) * len(registry.kinds())
    assert garden.seen
    deputy = Crawl(client_of(garden, "deputy"), ANY)
    deputy.client.force_login(garden.seen.person, backend="lms.people.backends.PersonBackend")
    address = reverse("quizzes:review", args=[garden.seen.uuid])
    deputy.visit(address)
    assert deputy.visited == {address: 200}
    assert {"zqmodule-general", "zqmodule-why", "zqmodule-text", "731920577"} & deputy.leaks[address]
    assert not [word for word in deputy.leaks[address] if re.search(r"-id\d|-pool|-draft|-note|-flag", word)]
