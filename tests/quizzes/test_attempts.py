"""The life of an attempt through its services."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.notify.models import Notice
from lms.points.models import LedgerEntry
from lms.records.models import Statement
from lms.web.errors import BadInput, Refusal
from quizzes.delivery.models import Attempt, Extension, Outcome, Quiz, QuizSection, Response, Score
from quizzes.delivery.selectors.attempts import best_passed, current_outcome, state_of, states_of
from quizzes.delivery.services import attempts
from quizzes.delivery.signals import attempt_scored
from tests.quizzes.delivery_factories import (
    NOW,
    make_bank,
    make_item,
    make_learner,
    make_quiz,
    right_answer,
    shown,
    wrong_answer,
)

pytestmark = pytest.mark.django_db


def begin(quiz, person=None, seed=1, now=NOW):
    return attempts.start(person=person or make_learner(), quiz=quiz, mode="phone", seed=seed, now=now)


def answer(attempt, one, payload, name="", now=NOW, **more):
    name = name or f"{one.position}-{Response.objects.count()}"
    return attempts.record_response(
        attempt=attempt, position=one.position, payload=payload, client_id=name, now=now, **more
    )


def sit(quiz, person, right: int, seed=1, now=NOW):
    """A finished attempt with so many right answers, the rest wrong."""
    attempt = begin(quiz, person, seed, now)
    for one in shown(attempt):
        payload = right_answer(one) if one.position <= right else wrong_answer(one)
        answer(attempt, one, payload, now=now)
    return attempt, attempts.submit(attempt=attempt, now=now)


# Starting


def test_that_the_rules_of_the_day_are_frozen():
    quiz = make_quiz("single", attempts=3, minutes=20, pass_share=0.7)
    attempt = begin(quiz)
    quiz.policy = quiz.policy | {"pass_share": 0.1, "minutes": 1}
    quiz.save()
    attempt.refresh_from_db()
    assert (attempt.rules["pass_share"], attempt.rules["minutes"], attempt.rules["attempts"]) == (0.7, 20, 3)
    assert attempt.deadline == NOW + timedelta(minutes=20)
    assert attempt.closes_at == attempt.deadline + timedelta(seconds=attempt.rules["grace_seconds"])


def test_that_an_open_attempt_is_resumed_and_leaves_one_statement():
    person, quiz = make_learner(), make_quiz("single")
    first = begin(quiz, person)
    assert begin(quiz, person, seed=2) == first
    assert Statement.objects.filter(verb="started").count() == 1


def test_that_an_extension_adds_minutes_and_attempts_until_its_day():
    person, quiz = make_learner(), make_quiz("single", attempts=1, minutes=10)
    Extension.objects.create(
        quiz=quiz,
        person=person,
        extra_minutes=15,
        extra_attempts=1,
        reason="视力不便",
        by=make_learner(),
        until=NOW.date(),
        at=NOW,
    )
    first, _ = sit(quiz, person, 0)
    assert first.deadline == NOW + timedelta(minutes=25)
    assert state_of(person, quiz, NOW).attempts_left == 1
    assert begin(quiz, person).number == 2
    assert state_of(person, quiz, NOW + timedelta(days=2)).attempts_left == 0


def test_that_used_up_attempts_and_a_closed_quiz_are_refused():
    person, quiz = make_learner(), make_quiz("single", attempts=1)
    sit(quiz, person, 1)
    with pytest.raises(Refusal):
        begin(quiz, person)
    closed = make_quiz("single")
    closed.open = False
    closed.save()
    with pytest.raises(Refusal):
        begin(closed, person)


def test_that_a_bank_with_too_few_items_is_told_in_words_and_logged(caplog):
    quiz = make_quiz("single", drawn=2)
    with caplog.at_level(logging.ERROR), pytest.raises(Refusal):
        begin(quiz)
    assert quiz.slug in caplog.text
    assert not Attempt.objects.exists()
    assert not Statement.objects.exists()


def test_that_the_same_seed_draws_the_same_sitting():
    quiz = make_quiz("multiple", "ordering", pool=12, drawn=8)
    first, again, other = begin(quiz, seed=5), begin(quiz, seed=5), begin(quiz, seed=6)

    def seen(attempt):
        return [(one.version_id, one.option_order) for one in shown(attempt)]

    assert seen(first) == seen(again) != seen(other)
    assert [one.position for one in shown(first)] == list(range(1, 9))


def test_that_sections_draw_by_bank_and_level_and_never_twice_the_same_item():
    bank, other = make_bank(), make_bank()
    for level in (1, 2, 3):
        for _ in range(4):
            make_item(bank, level=level)
    elsewhere = make_item(other)
    quiz = Quiz.objects.create(slug="sections", title="分级", purpose="module", policy={"pass_share": 0.6})
    for order, (source, level, count) in enumerate([(bank, 1, 2), (bank, 3, 4), (other, None, 1), (bank, None, 6)]):
        QuizSection.objects.create(quiz=quiz, order=order, bank=source, level=level, count=count)
    items = [one.version.item for one in shown(begin(quiz))]
    assert len({item.pk for item in items}) == 13
    assert [item.level for item in items[:6]] == [1, 1, 3, 3, 3, 3]
    assert items[6] == elsewhere


def test_that_two_sittings_in_a_row_share_no_item_when_the_pool_allows():
    person, quiz = make_learner(), make_quiz(pool=10, drawn=4)
    previous: set[int] = set()
    for seed in range(5):
        attempt, _ = sit(quiz, person, 4, seed=seed)
        items = {one.version.item_id for one in shown(attempt)}
        assert not items & previous
        previous = items
    small = make_quiz(pool=6, drawn=4)
    first, _ = sit(small, person, 4, seed=1)
    second, _ = sit(small, person, 4, seed=2)
    both = {one.version.item_id for one in shown(first)} & {one.version.item_id for one in shown(second)}
    assert len(both) == 2


def test_that_retired_and_unpublished_items_are_not_drawn():
    quiz = make_quiz(pool=3, drawn=2)
    bank = quiz.sections.get().bank
    items = list(bank.items.order_by("pk"))
    items[0].retired = True
    items[0].save()
    assert items[0].pk not in {one.version.item_id for one in shown(begin(quiz))}
    items[1].live_version = None
    items[1].save()
    with pytest.raises(Refusal):
        begin(quiz)


@pytest.mark.parametrize("shuffle", [True, False])
def test_that_options_are_shuffled_by_the_rules_and_the_lines_of_an_order_always(shuffle):
    quiz = make_quiz(*["single", "multiple", "boolean", "ordering"] * 4, shuffle_options=shuffle)
    moved, starts = 0, set()
    for seed in range(6):
        for one in shown(begin(quiz, seed=seed)):
            options = [option["id"] for option in one.version.body["options"]]
            kind = one.version.item.kind
            assert sorted(one.option_order) == sorted(options)
            if kind == "boolean" or (kind != "ordering" and not shuffle):
                assert one.option_order == options
            elif kind == "ordering":
                starts.add(tuple(one.option_order))
            else:
                moved += one.option_order != options
    assert bool(moved) == shuffle
    assert len(starts) > 6


def test_that_the_queries_of_start_and_submit_do_not_grow_with_the_items():
    counts = []
    sit(make_quiz("single"), make_learner(), 1)  # loads what is read once: the rules of points, of levels
    for size in (8, 60):
        quiz, person = make_quiz("ordering", pool=size), make_learner()
        with CaptureQueriesContext(connection) as starting:
            attempt = begin(quiz, person)
        for one in shown(attempt):
            answer(attempt, one, right_answer(one))
        with CaptureQueriesContext(connection) as submitting:
            attempts.submit(attempt=attempt, now=NOW)
        counts.append((len(starting), len(submitting)))
    assert counts[0] == counts[1]


# Answering


def test_that_an_answer_is_stored_once_per_client_id_whatever_came_since():
    attempt = begin(make_quiz("single"))
    (one,) = shown(attempt)
    first = answer(attempt, one, right_answer(one), "a")
    answer(attempt, one, wrong_answer(one), "b")
    again = answer(attempt, one, right_answer(one), "a", now=NOW + timedelta(minutes=1))
    assert (again.response, again.seq, again.saved_at) == (first.response, 1, NOW)
    assert Response.objects.count() == 2


def test_that_the_last_answer_counts_and_all_are_kept():
    attempt = begin(make_quiz("single"))
    (one,) = shown(attempt)
    for payload in (right_answer(one), {"skipped": True}, wrong_answer(one), right_answer(one)):
        answer(attempt, one, payload)
    assert attempts.submit(attempt=attempt, now=NOW).points == 1
    assert [row.seq for row in attempt.responses.all()] == [1, 2, 3, 4]
    assert Score.objects.count() == 1


def test_that_seq_counts_over_the_whole_attempt():
    attempt = begin(make_quiz("single", "boolean"))
    one, two = shown(attempt)
    assert [answer(attempt, each, right_answer(each)).seq for each in (one, two, one)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("position", "payload"),
    [(1, {"choice": "z"}), (1, {}), (1, "a"), (1, None), (9, {"choice": "a"}), (1, {"choices": ["a"]})],
)
def test_that_what_is_no_answer_is_refused_and_not_stored(position, payload):
    attempt = begin(make_quiz("single"))
    with pytest.raises(BadInput):
        attempts.record_response(attempt=attempt, position=position, payload=payload, client_id="x", now=NOW)
    assert not Response.objects.exists()


@pytest.mark.parametrize("more", [{"client_id": ""}, {"client_id": "x" * 41}, {"client": "x" * 41}, {"based_on": -1}])
def test_that_odd_ids_are_refused(more):
    attempt = begin(make_quiz("single"))
    (one,) = shown(attempt)
    with pytest.raises(BadInput):
        attempts.record_response(
            **({"attempt": attempt, "position": 1, "payload": right_answer(one), "client_id": "x"} | more), now=NOW
        )


def test_that_another_device_with_a_stale_base_must_choose():
    attempt = begin(make_quiz("single", "single"))
    one, two = shown(attempt)
    answer(attempt, one, right_answer(one), "a", client="phone", based_on=0)
    with pytest.raises(attempts.Conflict) as conflict:
        answer(attempt, one, wrong_answer(one), "b", client="desk", based_on=0)
    assert conflict.value.status == 409
    assert conflict.value.current.payload == right_answer(one)
    assert conflict.value.payload == wrong_answer(one)
    assert Response.objects.count() == 1
    answer(attempt, two, wrong_answer(two), "c", client="desk", based_on=0)  # another item is no conflict
    answer(attempt, one, right_answer(one), "d", client="desk", based_on=0)  # nor is the same answer
    answer(attempt, one, wrong_answer(one), "e", client="desk", based_on=3)  # nor one that knows of it
    answer(attempt, one, right_answer(one), "f", client="desk", based_on=0)  # nor one's own haste
    assert Response.objects.count() == 5


def test_that_an_answer_within_the_grace_counts_and_one_after_it_is_kept_unscored():
    attempt = begin(make_quiz("single", "single", minutes=10))
    one, two = shown(attempt)
    in_grace = answer(attempt, one, right_answer(one), now=attempt.deadline + timedelta(seconds=59))
    after = answer(attempt, two, right_answer(two), now=attempt.deadline + timedelta(seconds=61))
    assert (in_grace.late, after.late) == (False, True)
    outcome = attempts.submit(attempt=attempt, now=attempt.deadline + timedelta(seconds=70))
    assert (outcome.points, outcome.max_points) == (1, 2)
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.CLOSED
    assert attempt.submitted_at == attempt.closes_at


def test_that_an_answer_after_handing_in_is_kept_as_late_and_changes_nothing():
    attempt, outcome = sit(make_quiz("single"), make_learner(), 0)
    (one,) = shown(attempt)
    assert answer(attempt, one, right_answer(one), "late").late
    assert attempts.submit(attempt=attempt, now=NOW) == outcome
    assert current_outcome(attempt).points == 0


def test_that_saving_takes_four_queries():
    attempt = begin(make_quiz(pool=30))
    one = shown(attempt)[3]
    answer(attempt, one, wrong_answer(one), client="a", based_on=0)
    payload = right_answer(one)
    with CaptureQueriesContext(connection) as captured:
        answer(attempt, one, payload, "x", client="a", based_on=1)
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 4


def test_that_a_page_of_answers_takes_as_many_queries_as_one():
    attempt = begin(make_quiz(pool=30))
    items = shown(attempt)
    sent = [attempts.Sent(one.position, right_answer(one), f"page-{one.position}", "a", 0) for one in items]
    with CaptureQueriesContext(connection) as captured:
        saved = attempts.record_responses(attempt=attempt, sent=sent, now=NOW)
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 4
    assert [one.seq for one in saved] == list(range(1, 31))
    again = attempts.record_responses(attempt=attempt, sent=sent, now=NOW)
    assert [one.seq for one in again] == list(range(1, 31))
    assert attempt.responses.count() == 30


def test_that_of_a_page_only_what_conflicts_is_not_stored():
    attempt = begin(make_quiz(pool=3))
    items = shown(attempt)
    answer(attempt, items[1], wrong_answer(items[1]), client="other", based_on=0)
    sent = [attempts.Sent(one.position, right_answer(one), f"page-{one.position}", "a", 0) for one in items]
    first, second, third = attempts.record_responses(attempt=attempt, sent=sent, now=NOW)
    assert isinstance(second, attempts.Conflict)
    assert second.current.presented == items[1]
    assert (first.seq, third.seq) == (2, 3)


def test_that_a_page_with_what_is_no_answer_stores_nothing():
    attempt = begin(make_quiz(pool=2))
    sent = [attempts.Sent(1, right_answer(shown(attempt)[0]), "a"), attempts.Sent(2, {"choice": "none"}, "b")]
    with pytest.raises(BadInput):
        attempts.record_responses(attempt=attempt, sent=sent, now=NOW)
    assert not attempt.responses.exists()


# Help


def test_that_help_is_marked_once_for_the_whole_sitting():
    attempt = begin(make_quiz("single"))
    attempts.mark_assisted(attempt=attempt, helper="family", now=NOW)
    attempts.mark_assisted(attempt=attempt, helper="staff", now=NOW)
    attempt.refresh_from_db()
    assert attempt.assisted_by == "family"
    with pytest.raises(BadInput):
        attempts.mark_assisted(attempt=attempt, helper=" ", now=NOW)
    attempts.submit(attempt=attempt, now=NOW)
    with pytest.raises(Refusal):
        attempts.mark_assisted(attempt=attempt, helper="staff", now=NOW)
    assert Statement.objects.get(verb="submitted").result["assisted"] is True


# Handing in


def test_that_handing_in_scores_records_and_awards_once():
    person, quiz = make_learner(), make_quiz("single", "multiple", "boolean", "ordering")
    attempt, outcome = sit(quiz, person, 4)
    assert (outcome.points, outcome.max_points, outcome.passed) == (4, 4, True)
    assert attempts.submit(attempt=attempt, now=NOW) == outcome
    statements = Statement.objects.filter(object_type="attempt").order_by("seq")
    assert list(statements.values_list("verb", flat=True)) == [
        "started",
        "submitted",
        "scored",
        "passed",
    ]
    assert LedgerEntry.objects.get(person=person).rule.code == "assessment_passed"
    sit(quiz, person, 4, seed=2)
    assert LedgerEntry.objects.filter(person=person).count() == 1
    assert Outcome.objects.count() == 2


def test_that_practice_earns_for_something_right_only():
    person, quiz = make_learner(), make_quiz("single", "single", purpose="practice")
    sit(quiz, person, 0)
    assert not LedgerEntry.objects.exists()
    sit(quiz, person, 1, seed=2)
    assert LedgerEntry.objects.get().rule.code == "practice_done"


def test_that_unanswered_items_count_as_nothing_and_a_share_on_the_threshold_passes():
    quiz = make_quiz(pool=10, pass_share=0.6)
    attempt = begin(quiz)
    for one in shown(attempt)[:6]:
        answer(attempt, one, right_answer(one))
    outcome = attempts.submit(attempt=attempt, now=NOW)
    assert (outcome.points, outcome.max_points, outcome.passed) == (6, 10, True)
    _, below = sit(quiz, make_learner(), 5)
    assert not below.passed


def test_that_thirds_add_up_to_the_threshold():
    quiz = make_quiz(*["ordering"] * 3, pass_share=2 / 3)
    attempt = begin(quiz)
    for one in shown(attempt):
        order = right_answer(one)["order"]
        answer(attempt, one, {"order": [*order[1:], order[0]]})
    assert attempts.submit(attempt=attempt, now=NOW).passed


def test_that_the_receiver_hears_of_it_inside_the_transaction_and_its_failure_costs_no_result(caplog):
    heard = []

    def listen(sender, attempt, outcome, now, **kwargs):
        heard.append((attempt.pk, outcome.passed, now, connection.in_atomic_block))
        Notice.objects.create(key="half", to_uuid=attempt.person.uuid, kind="x", text="x", created_at=now)
        raise RuntimeError("a room above is broken")

    attempt_scored.connect(listen)
    try:
        with caplog.at_level(logging.ERROR):
            attempt, outcome = sit(make_quiz("single"), make_learner(), 1)
    finally:
        attempt_scored.disconnect(listen)
    assert heard == [(attempt.pk, True, NOW, True)]
    assert current_outcome(attempt) == outcome
    assert not Notice.objects.filter(key="half").exists()
    assert str(attempt.uuid) in caplog.text


# The sweep


def test_that_the_sweep_closes_and_scores_what_ran_out_of_time_and_nothing_else():
    timed, untimed = make_quiz("single", minutes=10), make_quiz("single")
    overdue, running, open_end = begin(timed), begin(timed, now=NOW + timedelta(minutes=9)), begin(untimed)
    (one,) = shown(overdue)
    answer(overdue, one, right_answer(one))
    now = NOW + timedelta(minutes=12)
    assert attempts.close_overdue(now) == 1
    assert attempts.close_overdue(now) == 0
    for attempt in (overdue, running, open_end):
        attempt.refresh_from_db()
    assert [overdue.state, running.state, open_end.state] == ["closed", "open", "open"]
    assert current_outcome(overdue).passed


def test_that_the_next_start_closes_an_overdue_attempt_and_begins_another():
    person, quiz = make_learner(), make_quiz("single", minutes=10, attempts=2)
    first = begin(quiz, person)
    second = begin(quiz, person, now=NOW + timedelta(hours=1))
    first.refresh_from_db()
    assert (first.state, second.number) == ("closed", 2)
    assert current_outcome(first) is not None


# How a person stands


def test_that_the_state_counts_attempts_and_finds_the_best():
    person, quiz, untouched = make_learner(), make_quiz(pool=4, attempts=4), make_quiz("single")
    sit(quiz, person, 1)
    better, _ = sit(quiz, person, 3, seed=2)
    sit(quiz, person, 3, seed=3)
    open_one = begin(quiz, person, seed=4)
    with CaptureQueriesContext(connection) as captured:
        states = states_of(person, [quiz, untouched], NOW)
    assert len(captured) == 2
    state = states[quiz.pk]
    assert (state.passed, state.attempts_used, state.attempts_left) == (True, 4, 0)
    assert state.open_attempt == open_one
    assert state.last_outcome.attempt.number == 3
    assert states[untouched.pk].attempts_left is None
    assert states[untouched.pk].last_outcome is None
    assert best_passed(person, quiz) == better
    assert best_passed(person, untouched) is None


def test_that_a_sitting_without_help_is_better_than_one_with():
    person, quiz = make_learner(), make_quiz(pool=4)
    helped = begin(quiz, person)
    attempts.mark_assisted(attempt=helped, helper="family", now=NOW)
    for one in shown(helped):
        answer(helped, one, right_answer(one))
    attempts.submit(attempt=helped, now=NOW)
    alone, _ = sit(quiz, person, 3, seed=2)
    assert best_passed(person, quiz) == alone
