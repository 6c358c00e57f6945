"""What a process keeps of a sitting: what was shown, never what was answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from quizzes.delivery.selectors.contents import contents_of
from quizzes.delivery.selectors.sittings import sitting_of, standing_answers
from quizzes.delivery.services import attempts
from quizzes.models import Response
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown, wrong_answer

pytestmark = pytest.mark.django_db


def test_that_a_sitting_is_read_once_and_its_answers_each_time(django_assert_num_queries: Any) -> None:
    quiz = make_quiz("single", "multiple", "ordering")
    attempt = attempts.start(person=make_learner(), quiz=quiz, mode="phone", now=timezone.now())
    first = sitting_of(attempt)
    one = shown(attempt)[0]
    attempts.record_response(attempt=attempt, position=1, payload=right_answer(one), client_id="a", now=timezone.now())
    with django_assert_num_queries(1):
        second = sitting_of(attempt)
        assert [line.body["stem"] for line in second.lines] == [line.body["stem"] for line in first.lines]
    assert [line.state for line in first.lines] == ["open"] * first.total
    assert [line.state for line in second.lines] == ["answered"] + ["open"] * (first.total - 1)
    assert second.lines[0].payload == second.lines[0].served.out(right_answer(one))


def test_that_two_sittings_of_the_same_questions_share_nothing() -> None:
    quiz = make_quiz("single", "ordering")
    mine, theirs = (
        attempts.start(person=person, quiz=quiz, mode="phone", now=timezone.now())
        for person in (make_learner(), make_learner("李秀英"))
    )
    ids = [{one.presented_id for one in contents_of(attempt)} for attempt in (mine, theirs)]
    assert ids[0] == {one.pk for one in shown(mine)}
    assert ids[1] == {one.pk for one in shown(theirs)}


def test_that_the_written_statement_finds_the_last_answers_in_time_of_this_sitting_alone() -> None:
    quiz, now = make_quiz("single", "multiple", "ordering", minutes=10), timezone.now()
    mine, theirs = (
        attempts.start(person=make_learner(name), quiz=quiz, mode="phone", now=now) for name in ("甲一", "乙一")
    )
    late = now + timedelta(hours=1)
    for attempt in (mine, theirs):
        one, two = shown(attempt)[:2]
        for number, (line, answer, at) in enumerate(
            [(one, wrong_answer, now), (one, right_answer, now), (two, wrong_answer, now), (two, right_answer, late)]
        ):
            attempts.record_response(
                attempt=attempt, position=line.position, payload=answer(line), client_id=f"id{number}", now=at
            )
    found = standing_answers(mine)
    assert found == {row.presented_id: row for row in Response.objects.standing(mine)}
    one, two = shown(mine)[:2]
    assert {pk: row.payload for pk, row in found.items()} == {one.pk: right_answer(one), two.pk: wrong_answer(two)}
    assert all(row.received_at == now and not row.late for row in found.values())
