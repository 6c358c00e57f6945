"""Loading a programme costs a second: a file of tests does it once, and each test starts from there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from courses.models import Programme
from tests.courses.factories import load_little


@pytest.fixture(scope="module")
def _little_once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The little programme in a transaction around all tests of the file; each test's own is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("zh-hans"):
            load_little(tmp_path_factory.mktemp("little"))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def little(_little_once: None, db: None) -> Programme:
    """The little programme, loaded and published."""
    return Programme.objects.get(slug="little")
