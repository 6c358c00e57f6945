from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.notify.models import Canary, Notice
from lms.notify.selectors.notices import unread
from lms.notify.services.notices import Told, mark_read, tell, tell_all

pytestmark = pytest.mark.django_db


def test_telling_twice_tells_once() -> None:
    me = uuid4()
    first = tell(to_uuid=me, kind="session", key="s1", text="集中授课改到下午")
    assert tell(to_uuid=me, kind="session", key="s1", text="另一句话") == first
    assert [notice.text for notice in unread(me)] == ["集中授课改到下午"]


def test_that_many_are_told_at_once_and_nobody_twice() -> None:
    first = Told(to_uuid=uuid4(), kind="job", key="a", text="one" * 400)
    with CaptureQueriesContext(connection) as queries:
        tell_all([first, Told(to_uuid=uuid4(), kind="job", key="b", text="two")], now=timezone.now())
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 1
    tell_all([first], now=timezone.now())
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["a", "b"]
    assert len(Notice.objects.get(key="a").text) == 500


def test_reading_one_leaves_the_others_and_other_people() -> None:
    me, other = uuid4(), uuid4()
    mine = [tell(to_uuid=me, kind="x", key=f"m{n}", text="您好") for n in range(3)]
    tell(to_uuid=other, kind="x", key="o", text="您好")
    assert mark_read(to_uuid=me, notice=mine[0]) == 1
    assert mark_read(to_uuid=other, notice=mine[1]) == 0
    assert unread(me).count() == 2
    assert mark_read(to_uuid=me) == 2
    assert (unread(me).count(), unread(other).count()) == (0, 1)


def test_the_database_keeps_keys_apart() -> None:
    tell(to_uuid=uuid4(), kind="x", key="same", text="一")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(to_uuid=uuid4(), kind="x", key="same", text="二", created_at=timezone.now())


def test_there_is_one_canary() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Canary.objects.create(pk=2, sung_at=timezone.now())
