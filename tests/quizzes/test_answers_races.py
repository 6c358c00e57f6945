"""Answers that meet on their way: many writers, late arrivals, handing in while one is in flight, a lost receipt."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.people.models import Person, Role
from quizzes.delivery.models import Attempt, ItemLock, Outcome, PaperForm, PaperResult, Prolongation, Response, Score
from quizzes.delivery.services import attempts, extensions, locks, paper
from quizzes.delivery.services.extensions import Grant
from tests.factories import make_mandate, make_staff
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown, wrong_answer
from tests.quizzes.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def begin(quiz, person=None):
    return attempts.start(person=person or make_learner(), quiz=quiz, mode="phone", seed=3, now=timezone.now())


def store(attempt, one, client_id, payload=None, **more):
    return attempts.record_response(
        attempt=attempt,
        position=one.position,
        payload=payload or right_answer(one),
        client_id=client_id,
        now=timezone.now(),
        **more,
    )


def test_that_sixty_four_writers_at_once_lose_nothing_and_are_numbered_without_gap():
    attempt = begin(make_quiz(pool=8))
    items = shown(attempt)
    calls = [
        lambda n=n: store(attempt, items[n % 8], f"c{n}", (right_answer, wrong_answer)[n % 2](items[n % 8]))
        for n in range(64)
    ]
    saved = race(calls)
    assert [type(one).__name__ for one in saved] == ["Saved"] * 64
    rows = list(Response.objects.order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, 65))
    assert {row.client_id for row in rows} == {f"c{n}" for n in range(64)}
    for one in saved:
        assert Response.objects.get(seq=one.seq).client_id == one.response.client_id
    outcome = attempts.submit(attempt=attempt, now=timezone.now())
    last = {row.presented_id: row for row in rows}
    assert outcome.points == sum(last[one.pk].payload == right_answer(one) for one in items)
    assert Score.objects.count() == 8


def test_that_one_answer_sent_by_sixteen_tabs_is_one_row_with_one_receipt():
    attempt = begin(make_quiz("single"))
    (one,) = shown(attempt)
    saved = race([lambda: store(attempt, one, "same", client="browser", based_on=0) for _ in range(16)])
    assert {(each.seq, each.saved_at, each.late) for each in saved} == {(1, saved[0].saved_at, False)}
    assert Response.objects.count() == 1


def test_that_two_tabs_of_one_browser_never_ask_but_keep_both_answers():
    attempt = begin(make_quiz("single"))
    (one,) = shown(attempt)
    told = race(
        [
            lambda: store(attempt, one, "a", right_answer(one), client="browser", based_on=0),
            lambda: store(attempt, one, "b", wrong_answer(one), client="browser", based_on=0),
        ]
    )
    assert [type(each).__name__ for each in told] == ["Saved", "Saved"]
    assert Response.objects.count() == 2


@pytest.mark.parametrize("place", range(6))
def test_that_handing_in_never_loses_an_answer_that_was_confirmed(place):
    """Whatever is confirmed as in time is scored, however the two requests meet."""
    attempt = begin(make_quiz(pool=6))
    calls = [lambda one=one: store(attempt, one, f"c{one.position}") for one in shown(attempt)]
    calls.insert(place, lambda: attempts.submit(attempt=Attempt.objects.get(pk=attempt.pk), now=timezone.now()))
    told = race(calls)
    outcome = told.pop(place)
    assert isinstance(outcome, Outcome)
    assert outcome.points == sum(not one.late for one in told)
    assert Response.objects.filter(attempt=attempt).count() == 6


def test_that_the_sweep_and_the_next_request_close_once():
    quiz = make_quiz(pool=3, minutes=5)
    attempt = begin(quiz)
    for one in shown(attempt):
        store(attempt, one, f"c{one.position}")
    now = timezone.now() + timedelta(hours=1)
    race(
        [
            lambda: attempts.close_overdue(now),
            lambda: attempts.close_if_overdue(attempt=Attempt.objects.get(pk=attempt.pk), now=now),
            lambda: attempts.start(person=attempt.person, quiz=quiz, mode="phone", now=now),
            lambda: attempts.submit(attempt=Attempt.objects.get(pk=attempt.pk), now=now),
        ]
    )
    assert Outcome.objects.filter(attempt=attempt).count() == 1
    assert Score.objects.count() == 3
    assert Attempt.objects.exclude(pk=attempt.pk).count() <= 1


def test_that_seeing_the_explanation_and_changing_the_answer_never_both_succeed():
    for round in range(4):
        attempt = begin(make_quiz("single", feedback="after_item"))
        (one,) = shown(attempt)
        store(attempt, one, f"{round}-a", wrong_answer(one))
        changed, _seen = race(
            [
                lambda r=round, a=attempt, o=one: store(a, o, f"{r}-b"),
                lambda a=attempt: locks.see(attempt=a, position=1, now=timezone.now()),
            ]
        )
        assert ItemLock.objects.filter(presented=one).count() == 1
        outcome = attempts.submit(attempt=attempt, now=timezone.now())
        assert outcome.points == (0 if changed.late else 1)


def test_that_more_time_reaches_a_sitting_that_begins_at_the_same_moment():
    by = make_staff(Role.COMMITTEE)
    for _ in range(4):
        person, quiz, now = make_mandate().person, make_quiz("single", minutes=10), timezone.now()
        race(
            [
                lambda p=person, q=quiz: begin(q, p),
                lambda p=person, q=quiz, n=now: extensions.grant(
                    person=p,
                    quiz=q,
                    given=Grant(minutes=15),
                    reason="视力",
                    until=n.date() + timedelta(2),
                    by=by,
                    now=n,
                ),
            ]
        )
        attempt = Attempt.objects.get(quiz=quiz)
        assert attempt.deadline == attempt.started_at + timedelta(minutes=25)
        assert attempt.rules["extra_minutes"] == 15 or Prolongation.objects.filter(attempt=attempt).exists()


def test_that_a_form_entered_by_two_at_once_is_scored_once():
    first, second = make_staff(Role.COMMITTEE), make_staff(Role.COMMITTEE)
    mandate, quiz, now = make_mandate(), make_quiz("single"), timezone.now()
    paper.print_forms(quiz=quiz, unit=mandate.unit, people=[mandate.person], by=first, now=now)
    form = PaperForm.objects.get()
    day = timezone.localdate(now)

    def enter(pk):
        by = Person.objects.get(pk=pk)
        return paper.enter(form=form, answers={1: {"choice": "a"}}, helper="", sat_on=day, by=by, now=now)

    race([lambda pk=pk: enter(pk) for pk in (first.pk, second.pk, first.pk, second.pk)])
    assert sorted(form.entries.values_list("turn", flat=True)) == [1, 2]
    assert PaperResult.objects.count() == Attempt.objects.count() == Outcome.objects.count() == 1


# Receipts


def send(client, attempt, body):
    return client.post(reverse("quizzes:save", args=[attempt.uuid]), json.dumps(body), content_type="application/json")


def test_that_the_receipt_is_given_only_when_another_connection_sees_the_answer():
    person = make_learner()
    client = Client()
    client.force_login(person)
    attempt = begin(make_quiz("single"), person)
    (one,) = shown(attempt)
    body = {"position": 1, "payload": right_answer(one), "client_id": "a", "client": "b", "based_on": 0}
    said = send(client, attempt, body).json()
    seen = []

    def look():
        seen.extend(Response.objects.filter(attempt=attempt).values_list("seq", flat=True))
        connection.close()

    if connection.vendor == "postgresql":  # SQLite in memory shares its one connection
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    else:
        look_here = Response.objects.filter(attempt=attempt).values_list("seq", flat=True)
        seen.extend(look_here)
    assert seen == [said["seq"]]
    assert not connection.in_atomic_block


def test_that_a_receipt_that_got_lost_is_given_again_even_after_handing_in():
    person = make_learner()
    client = Client()
    client.force_login(person)
    attempt = begin(make_quiz("single", "single"), person)
    one, two = shown(attempt)
    body = {"position": 1, "payload": right_answer(one), "client_id": "a", "client": "b", "based_on": 0}
    said = send(client, attempt, body).json()
    outcome = attempts.submit(attempt=attempt, now=timezone.now())
    again = send(client, attempt, body).json()
    assert {name: again[name] for name in ("seq", "saved_at", "late")} == {
        name: said[name] for name in ("seq", "saved_at", "late")
    }
    late = send(client, attempt, body | {"position": 2, "payload": right_answer(two), "client_id": "z"}).json()
    assert (late["late"], late["locked"]) == (True, False)
    assert Response.objects.count() == 2
    assert Outcome.objects.get() == outcome
