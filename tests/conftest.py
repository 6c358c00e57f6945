"""What every test stands on: Chinese, an empty cache, and no network but the loopback."""

import contextlib
import gc
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from psycopg.conninfo import make_conninfo
from xdist.scheduler import LoadScopeScheduling

from tests import prepared

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test
gc.set_threshold(200_000, 50, 50)  # migrations make millions of objects and little garbage
# a laden machine is slow, not wrong
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
WALKS = ("fuzz", "lists", "secrets")
_connect = socket.socket.connect


def _local_only(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK):
        raise OSError(f"The network is closed in tests: {address}")
    _connect(self, address)


socket.socket.connect = _local_only  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The test database begins as a copy of the migrated one; pytest-django then migrates what is left, which is
    nothing. One that is kept from run to run (--reuse-db on a file) stays what it is."""
    asked = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        asked["TEMPLATE"] = prepared.template(_server())
        yield
    elif connection.creation.is_in_memory_db(name := connection.creation._get_test_db_name()):
        with contextlib.closing(prepared.copy_into_memory(name)):
            yield
    else:
        yield


def _server() -> str:
    params = connection.get_connection_params()
    return make_conninfo(
        **{name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}
    )


@pytest.fixture(autouse=True)
def fresh_surroundings() -> Iterator[None]:
    cache.clear()
    with translation.override("zh-hans"):
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Marks what asks for a database by a fixture alone, so that `-m django_db` leaves out nothing that needs one. Once
    all is shuffled the walks through the whole site come first: a minute each, at the end they would leave the other
    core idle."""
    for item in items:
        asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        if asked and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(transaction="transactional_db" in asked))
    yield
    items.sort(key=lambda item: item.path.parent.name not in WALKS)


class OneSiteEach(LoadScopeScheduling):
    """Keeps together what shares a site of its own, so that none is started twice: all of the browser tests, and each
    file of the faults. (The groups of xdist 3.8 get lost: pytest 9 no longer lets it write them into a test's name.)"""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "browser" if "/browser/" in file else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneSiteEach | None:
    return OneSiteEach(config, log) if config.getvalue("dist") == "loadgroup" else None
