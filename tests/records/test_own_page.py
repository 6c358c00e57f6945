"""The page and the table of the own record."""

import csv

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.records import words
from lms.records.services.statements import record
from tests.factories import make_person

pytestmark = pytest.mark.django_db
PAGE, TABLE = "/me/record/", "/me/record.csv"


def test_that_one_sees_the_own_record_in_words_and_nobody_elses(client: Client) -> None:
    words.register("thing", lambda ids: {one: f"第{one}件" for one in ids})
    mine, other = make_person(), make_person(name="李四")
    record(person=mine, verb="completed", object_type="thing", object_id="7")
    record(person=other, verb="completed", object_type="thing", object_id="8")
    client.force_login(mine)
    text = client.get(PAGE).content.decode()
    assert "完成：第7件" in text
    assert "第8件" not in text


def test_that_the_table_holds_every_line(client: Client) -> None:
    mine = make_person()
    for number in range(60):
        record(person=mine, verb="completed", object_type="lesson", object_id=str(number))
    client.force_login(mine)
    rows = list(csv.reader(client.get(TABLE).content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["序号", "时间", "事项", "内容", "校验值"]
    assert len(rows) == 61


def test_that_visitors_are_sent_to_the_sign_in(client: Client) -> None:
    for address in (PAGE, TABLE):
        assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_that_the_page_costs_the_same_at_many_statements(client: Client) -> None:
    counts = []
    for size in (5, 45):
        person = make_person()
        for number in range(size):
            record(person=person, verb="completed", object_type="lesson", object_id=str(number))
        client.force_login(person)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
