"""Two workers, or a signal and the sweep, at the same moment."""

import pytest

from lms.records.models import Statement
from quizzes.readiness.models import Contest, Evidence, LevelDecision
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import contests, evidence
from tests.factories import make_person
from tests.quizzes.racing import race
from tests.quizzes.readiness_factories import ALL_RIGHT, NOW, load_all, observe, sit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_same_sitting_and_task_at_once_leave_each_row_once_and_one_chain() -> None:
    load_all()
    me = make_person()
    attempt, seen = sit(me, ALL_RIGHT), observe(me)
    calls = [lambda: evidence.derive_from_attempt(attempt=attempt, now=NOW)] * 2
    calls += [lambda: evidence.derive_from_observation(observation=seen, now=NOW)] * 2  # type: ignore[list-item]
    told = race(calls)
    assert not [one for one in told if isinstance(one, Exception)]
    assert Evidence.objects.count() == 4
    chain = list(LevelDecision.objects.order_by("generation"))
    assert [row.generation for row in chain] == [1, 2]
    assert [row.superseded_by_id for row in chain] == [chain[1].pk, None]
    assert level_selectors.current(me)["A1"].level == 2
    assert Statement.objects.filter(actor_uuid=me.uuid, verb="levelled").count() in {1, 2}


def test_the_same_objection_at_once_is_opened_once() -> None:
    load_all()
    me = make_person()
    evidence.derive_from_attempt(attempt=sit(me, ALL_RIGHT), now=NOW)
    decision = level_selectors.current(me)["A1"]
    told = race(
        [
            lambda: contests.open_contest(person=me, decision=decision, text="操作没有登记", now=NOW)
            for _again in range(3)
        ]
    )
    assert Contest.objects.count() == 1
    assert sum(isinstance(one, Contest) for one in told) == 1
