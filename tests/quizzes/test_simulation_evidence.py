"""A simulated task as evidence of kind "task"."""

import pytest

from lms.points.models import LedgerEntry
from quizzes.delivery.models import Attempt
from quizzes.delivery.services import attempts
from quizzes.readiness.models import Evidence
from quizzes.readiness.services import evidence
from tests.quizzes.delivery_factories import make_learner
from tests.quizzes.readiness_factories import NOW, load_all
from tests.quizzes.simulation_factories import KEY, make_task_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules():
    load_all()


def done(acts: list[dict[str, object]], helper: str = "", level: int = 2) -> Attempt:
    attempt = attempts.start(person=make_learner(), quiz=make_task_quiz(level=level), mode="phone", now=NOW)
    if helper:
        attempts.mark_assisted(attempt=attempt, helper=helper, now=NOW)
    if acts:
        attempts.record_response(attempt=attempt, position=1, payload={"acts": acts}, client_id="c", now=NOW)
    attempts.submit(attempt=attempt, now=NOW)
    return attempt


@pytest.mark.parametrize("level", [2, 3])
def test_that_a_task_done_alone_speaks_for_the_level_of_its_item(level):
    done(KEY["way"], level=level)
    row = Evidence.objects.get()
    assert (row.kind, row.level, row.supports, row.assisted) == ("task", level, True, False)
    assert row.competence.code == "C2"


def test_that_a_task_done_with_help_speaks_for_level_1_at_most():
    done(KEY["way"], helper="family", level=3)
    row = Evidence.objects.get()
    assert (row.level, row.supports, row.assisted) == (1, True, True)


def test_that_a_forbidden_act_leaves_a_task_that_is_still_to_be_practised():
    done([{"do": "read"}, {"do": "give"}, *KEY["way"]])
    assert not Evidence.objects.get().supports


def test_that_the_sweep_finds_what_no_signal_told_and_adds_nothing_twice():
    done(KEY["way"])
    assert evidence.derive_due(NOW) == 0
    assert Evidence.objects.count() == 1
    Evidence.objects.get().decisions.through.objects.all().delete()
    Evidence.objects.all().delete()
    assert evidence.derive_due(NOW) == 1
    assert Evidence.objects.get().kind == "task"


def test_that_a_task_that_was_reached_earns_its_points_once():
    attempt = done(KEY["way"])
    assert LedgerEntry.objects.get(rule__code="task_passed").key == f"quiz:{attempt.quiz.slug}"
    again = attempts.start(person=attempt.person, quiz=attempt.quiz, mode="phone", now=NOW)
    attempts.record_response(attempt=again, position=1, payload={"acts": KEY["way"]}, client_id="d", now=NOW)
    attempts.submit(attempt=again, now=NOW)
    assert LedgerEntry.objects.filter(rule__code="task_passed").count() == 1
