"""Two tabs, two devices, two workers at the same moment."""

import pytest

from lms.points.models import LedgerEntry
from lms.records.models import Statement
from quizzes.delivery.models import Attempt, Outcome, Response, Score
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import NOW, make_learner, make_quiz, right_answer, shown, wrong_answer
from tests.quizzes.racing import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_that_two_starts_at_once_are_one_attempt():
    person, quiz = make_learner(), make_quiz(pool=4, attempts=1)
    found = race([lambda: attempts.start(person=person, quiz=quiz, mode="phone", now=NOW) for _ in range(4)])
    assert {one.pk for one in found} == {Attempt.objects.get().pk}
    assert Attempt.objects.get().presented.count() == 4
    assert Statement.objects.filter(verb="started").count() == 1


def test_that_answers_at_once_are_numbered_without_gap_and_one_client_id_stores_once():
    attempt = attempts.start(person=make_learner(), quiz=make_quiz(pool=4), mode="phone", now=NOW)
    presented = shown(attempt)

    def send(position, client_id):
        one = presented[position - 1]
        return attempts.record_response(
            attempt=attempt, position=position, payload=right_answer(one), client_id=client_id, now=NOW
        )

    calls = [lambda p=p: send(p, f"c{p}") for p in (1, 2, 3, 4)] + [lambda: send(1, "c1"), lambda: send(2, "c2")]
    saved = race(calls)
    assert [type(one) for one in saved] == [attempts.Saved] * 6
    assert sorted(Response.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert saved[0].seq == saved[4].seq
    assert saved[1].seq == saved[5].seq


def test_that_of_two_devices_with_different_answers_one_must_choose():
    attempt = attempts.start(person=make_learner(), quiz=make_quiz("single"), mode="phone", now=NOW)
    (one,) = shown(attempt)

    def send(payload, client):
        return attempts.record_response(
            attempt=attempt, position=1, payload=payload, client_id=client, client=client, based_on=0, now=NOW
        )

    told = race([lambda: send(right_answer(one), "phone"), lambda: send(wrong_answer(one), "desk")])
    assert sorted(type(one).__name__ for one in told) == ["Conflict", "Saved"]
    assert Response.objects.count() == 1


def test_that_handing_in_twice_at_once_scores_once_and_an_answer_is_before_or_late():
    person = make_learner()
    attempt = attempts.start(person=person, quiz=make_quiz("single", "single"), mode="phone", now=NOW)
    one, two = shown(attempt)
    attempts.record_response(attempt=attempt, position=1, payload=right_answer(one), client_id="a", now=NOW)

    def answer():
        return attempts.record_response(attempt=attempt, position=2, payload=right_answer(two), client_id="b", now=NOW)

    def submit():
        return attempts.submit(attempt=Attempt.objects.get(pk=attempt.pk), now=NOW)

    first, second, saved = race([submit, submit, answer])
    assert first == second == Outcome.objects.get()
    assert first.points == (1 if saved.late else 2)
    assert Score.objects.count() == first.points
    assert Statement.objects.filter(verb="scored", object_type="attempt").count() == 1
    assert LedgerEntry.objects.count() <= 1
