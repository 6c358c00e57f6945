"""What the database itself refuses about sittings, tried by breaking it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from quizzes.delivery.models import (
    Attempt,
    Extension,
    ItemLock,
    Outcome,
    PresentedItem,
    Prolongation,
    QuizSection,
    Response,
    Score,
)
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import NOW, make_learner, make_quiz, right_answer, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return attempts.start(person=make_learner(), quiz=make_quiz("single", "single"), mode="phone", seed=1, now=NOW)


@pytest.fixture
def finished(attempt):
    for one in shown(attempt):
        attempts.record_response(
            attempt=attempt, position=one.position, payload=right_answer(one), client_id=f"c{one.position}", now=NOW
        )
    attempts.submit(attempt=attempt, now=NOW)
    return attempt


def refused(name: str, act) -> None:
    """The act breaks a constraint, and the one that was meant where the database names it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    message = str(broken.value)
    assert name in message or "UNIQUE constraint failed" in message


def copy_of(attempt, **changes):
    values = {
        "person": attempt.person,
        "quiz": attempt.quiz,
        "number": 9,
        "rules": {},
        "seed": 1,
        "mode": "phone",
        "started_at": NOW,
    }
    return lambda: Attempt.objects.create(**(values | changes))


def test_that_a_person_has_one_open_attempt_at_a_quiz(attempt):
    refused("attempt_one_open", copy_of(attempt))


def test_that_a_number_is_given_once(attempt):
    refused("attempt_number_once", copy_of(attempt, number=1, state="submitted", submitted_at=NOW))


@pytest.mark.parametrize(("state", "submitted_at"), [("open", NOW), ("submitted", None), ("closed", None)])
def test_that_only_what_is_over_has_an_end(attempt, state, submitted_at):
    act = copy_of(attempt, person=make_learner(), state=state, submitted_at=submitted_at)
    refused("attempt_submitted_when_closed", act)


def test_that_a_deadline_lies_after_the_start(attempt):
    refused("attempt_deadline_after_start", copy_of(attempt, person=make_learner(), deadline=NOW))
    copy_of(attempt, person=make_learner(), deadline=NOW + timedelta(seconds=1))()


def test_that_a_place_and_a_version_are_shown_once(attempt):
    two = shown(attempt)[1]
    other = attempts.start(person=make_learner(), quiz=make_quiz("single"), mode="phone", now=NOW)
    (strange,) = shown(other)
    refused(
        "presented_position_once",
        lambda: PresentedItem.objects.create(attempt=attempt, version=strange.version, position=1, option_order=[]),
    )
    refused(
        "presented_version_once",
        lambda: PresentedItem.objects.create(attempt=attempt, version=two.version, position=9, option_order=[]),
    )


def test_that_a_client_id_and_a_seq_are_used_once(finished):
    one = shown(finished)[0]

    def store(client_id, seq):
        return lambda: Response.objects.create(
            attempt=finished, presented=one, client_id=client_id, seq=seq, payload={}, received_at=NOW
        )

    refused("response_client_id_once", store("c1", 9))
    refused("response_seq_once", store("c9", 1))


def test_that_a_response_never_changes(finished):
    row = finished.responses.first()
    with pytest.raises(TypeError):
        row.save()


@pytest.mark.parametrize("points", [-0.1, 1.1])
def test_that_a_score_lies_between_zero_and_its_maximum(finished, points):
    score = Score.objects.first()
    refused(
        "score_between_zero_and_max",
        lambda: Score.objects.create(response=score.response, key=score.key, scorer_version=2, points=points, at=NOW),
    )


def test_that_a_response_is_scored_once_by_a_key_and_a_version_of_the_scorer(finished):
    score = Score.objects.first()
    refused(
        "score_once",
        lambda: Score.objects.create(
            response=score.response, key=score.key, scorer_version=score.scorer_version, points=0, at=NOW
        ),
    )


def test_that_one_outcome_is_in_force(finished):
    refused(
        "outcome_one_in_force",
        lambda: Outcome.objects.create(attempt=finished, points=0, max_points=1, passed=False, at=NOW),
    )


@pytest.mark.parametrize("points", [-1, 3])
def test_that_an_outcome_lies_between_zero_and_its_maximum(attempt, points):
    refused(
        "outcome_between_zero_and_max",
        lambda: Outcome.objects.create(attempt=attempt, points=points, max_points=2, passed=False, at=NOW),
    )


def test_that_a_section_has_its_place_and_draws_something(attempt):
    bank = attempt.quiz.sections.get().bank

    def section(order, count):
        return lambda: QuizSection.objects.create(quiz=attempt.quiz, bank=bank, order=order, count=count)

    refused("quiz_section_order_once", section(0, 1))
    refused("quiz_section_draws_something", section(5, 0))


@pytest.mark.parametrize(
    ("name", "changes"),
    [("extension_has_reason", {"reason": ""}), ("extension_gives_something", {"extra_minutes": 0})],
)
def test_that_an_extension_gives_something_for_a_reason(attempt, name, changes):
    values = {
        "quiz": attempt.quiz,
        "person": attempt.person,
        "extra_minutes": 5,
        "reason": "视力不便",
        "by": make_learner(),
        "until": NOW.date(),
        "at": NOW,
    }
    refused(name, lambda: Extension.objects.create(**(values | changes)))


def test_that_a_section_has_its_difficulties_in_order(attempt):
    bank = attempt.quiz.sections.get().bank
    refused(
        "quiz_section_bands_in_order",
        lambda: QuizSection.objects.create(quiz=attempt.quiz, order=8, bank=bank, count=1, min_band=1, max_band=0),
    )


def test_that_an_item_is_locked_once_for_a_known_reason(attempt):
    one = shown(attempt)[0]
    refused("item_lock_reason_known", lambda: ItemLock.objects.create(presented=one, reason="odd", at=NOW))
    lock = ItemLock.objects.create(presented=one, reason="seen", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemLock.objects.create(presented=one, reason="left", at=NOW)
    with pytest.raises(TypeError):
        lock.save()


def test_that_an_extension_opens_before_it_closes_and_only_prolongs(attempt):
    values = {
        "quiz": attempt.quiz,
        "person": attempt.person,
        "reason": "出差",
        "by": make_learner(),
        "until": NOW.date(),
        "at": NOW,
    }
    hour = timedelta(hours=1)
    refused(
        "extension_opens_before_it_closes",
        lambda: Extension.objects.create(**values, opens_at=NOW + hour, closes_at=NOW),
    )
    made = Extension.objects.create(**values, closes_at=NOW + hour)
    row = {"attempt": attempt, "extension": made, "at": NOW}
    refused("prolongation_is_later", lambda: Prolongation.objects.create(**row, before=NOW + hour, after=NOW))
    Prolongation.objects.create(**row, before=NOW, after=NOW + hour)
    refused("prolongation_once", lambda: Prolongation.objects.create(**row, before=NOW, after=NOW + 2 * hour))
