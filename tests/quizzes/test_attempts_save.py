"""The address to which a script sends answers."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.delivery.models import Attempt, Response
from quizzes.delivery.services import attempts
from quizzes.delivery.views import responses
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown, wrong_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


@pytest.fixture
def attempt(learner):
    return attempts.start(person=learner, quiz=make_quiz("single", pool=3), mode="phone", seed=4, now=timezone.now())


def send(client, attempt, /, **body):
    return client.post(
        reverse("quizzes:save", args=[attempt.uuid]),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def body_of(one, payload=None, **more):
    body = {"position": one.position, "payload": payload or right_answer(one), "client_id": "c1", "based_on": 0}
    return body | more


def test_that_a_stored_answer_is_confirmed_with_the_servers_time(client, attempt):
    one = shown(attempt)[0]
    answer = send(client, attempt, **body_of(one))
    assert answer.status_code == 200
    said = answer.json()
    row = Response.objects.get()
    assert (said["seq"], said["late"]) == (1, False)
    assert datetime.fromisoformat(said["saved_at"]) == row.received_at
    assert said["clock"] == f"{timezone.localtime(row.received_at):%H:%M:%S}"
    assert "no-store" in answer["Cache-Control"]
    assert send(client, attempt, **body_of(one)).json() == said
    assert Response.objects.count() == 1


def test_that_a_visitor_gets_401_in_json_and_no_redirect(attempt):
    answer = send(Client(), attempt, **body_of(shown(attempt)[0]))
    assert answer.status_code == 401
    assert answer.json()["sign_in"] == reverse("account_login")


def test_that_another_persons_attempt_is_not_found(client, attempt):
    other = Client()
    other.force_login(make_learner("王建国"))
    assert send(other, attempt, **body_of(shown(attempt)[0])).status_code == 404
    assert not Response.objects.exists()


def test_that_a_request_without_the_token_is_refused(learner, attempt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    assert send(strict, attempt, **body_of(shown(attempt)[0])).status_code == 403
    assert not Response.objects.exists()


def test_that_only_post_is_taken(client, attempt):
    assert client.get(reverse("quizzes:save", args=[attempt.uuid])).status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"choice": "zz"}},
        {"payload": "a"},
        {"payload": None},
        {"position": "1"},
        {"position": True},
        {"position": 99},
        {"position": -1},
        {"client_id": 5},
        {"client_id": ""},
        {"client_id": "x" * 41},
        {"based_on": None},
        {"based_on": -1},
        {"client": 7},
    ],
)
def test_that_what_is_no_answer_gets_400_in_words(client, attempt, change):
    answer = send(client, attempt, **(body_of(shown(attempt)[0]) | change))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Response.objects.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\ud800".encode("utf-8", "surrogatepass"), b"\xff"])
def test_that_what_is_no_json_gets_400(client, attempt, content):
    address = reverse("quizzes:save", args=[attempt.uuid])
    assert client.post(address, content, content_type="application/json").status_code == 400


def test_that_a_large_body_is_refused_unread(client, attempt):
    assert send(client, attempt, **body_of(shown(attempt)[0], padding="x" * 70_000)).status_code == 413


def test_that_a_conflict_tells_both_answers_in_words(client, attempt):
    one = shown(attempt)[0]
    send(client, attempt, **body_of(one, client="phone"))
    answer = send(client, attempt, **body_of(one, wrong_answer(one), client="desk", client_id="c2"))
    assert answer.status_code == 409
    said = answer.json()
    texts = {option["id"]: option["text"] for option in one.version.body["options"]}
    assert said["current"]["words"] == [texts[right_answer(one)["choice"]]]
    assert said["yours"]["words"] == [texts[wrong_answer(one)["choice"]]]
    again = body_of(one, wrong_answer(one), client="desk", client_id="c3", based_on=said["current"]["seq"])
    assert send(client, attempt, **again).status_code == 200


def test_that_a_late_answer_is_kept_and_told_and_closes_the_attempt(client, attempt):
    now = timezone.now()
    Attempt.objects.update(started_at=now - timedelta(hours=1), deadline=now - timedelta(minutes=2))
    answer = send(client, attempt, **body_of(shown(attempt)[0]))
    assert answer.json()["late"] is True
    attempt.refresh_from_db()
    assert attempt.state == "closed"
    assert send(client, attempt, **body_of(shown(attempt)[0], client_id="c2")).json()["late"] is True
    assert Response.objects.filter(late=True).count() == 2


def test_that_a_busy_database_asks_to_come_again(client, attempt, monkeypatch):
    def busy(**kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(responses.attempts, "record_own_response", busy)
    answer = send(client, attempt, **body_of(shown(attempt)[0]))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"


def test_that_saving_takes_few_queries_however_long_the_sitting(client, learner):
    counts = []
    for size in (3, 50):
        attempt = attempts.start(person=learner, quiz=make_quiz(pool=size), mode="phone", seed=4, now=timezone.now())
        for one in shown(attempt):
            send(client, attempt, **body_of(one, wrong_answer(one), client_id=f"w{one.position}"))
        one = shown(attempt)[1]
        with CaptureQueriesContext(connection) as captured:
            assert send(client, attempt, **body_of(one, client_id="last", based_on=2)).status_code == 200
        counts.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 12
