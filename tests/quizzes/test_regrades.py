"""Scoring anew: foretold, confirmed, carried out once, and exactly as foretold."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from lms.people.models import Person, Role
from lms.points.models import LedgerEntry
from lms.points.services import rules as point_rules
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery import consequences
from quizzes.delivery.models import Attempt, Outcome, Regrade, RegradeLine, Score
from quizzes.delivery.selectors import regrades as selectors
from quizzes.delivery.services import regrades, results
from quizzes.models import ItemKey, ItemVersion
from quizzes.readiness.foretelling import foretell
from quizzes.readiness.models import LevelDecision
from quizzes.readiness.services import evidence
from tests.quizzes.analysis_factories import ladder, make_people, make_quiz, make_versions, sat
from tests.quizzes.delivery_factories import NOW, make_learner
from tests.quizzes.readiness_factories import load_all

LATER = NOW + timedelta(days=3)
pytestmark = pytest.mark.django_db


def correct(version: ItemVersion, key: dict) -> ItemKey:
    last = ItemKey.objects.filter(version=version).latest("number")
    return ItemKey.objects.create(version=version, number=last.number + 1, key=key, feedback=last.feedback, at=NOW)


def committee() -> Person:
    return make_learner("周处长", Role.COMMITTEE)


def confirm(version: ItemVersion, by: Person | None = None, reason: str = "答案有误") -> Regrade:
    fingerprint = selectors.preview(version).fingerprint
    return regrades.confirm(version=version, fingerprint=fingerprint, reason=reason, by=by or committee(), now=LATER)


def work(regrade: Regrade) -> None:
    """What the workers do until the job is over."""
    job = Job.objects.filter(key__startswith=f"regrade:{regrade.uuid}:").latest("pk")
    for _ in range(50):
        jobs.run(str(job.uuid), now=LATER)
        job.refresh_from_db()
        if job.finished:
            break
    regrade.refresh_from_db()
    assert job.state == Job.State.DONE, job.message


@pytest.fixture
def versions() -> list[ItemVersion]:
    point_rules.load()
    return make_versions("single", "single", "single")


def test_the_result_is_exactly_what_the_preview_foretold(versions: list[ItemVersion]) -> None:
    sat(
        versions, [["b", "b", "a"], ["a", "b", "b"], ["a", "b", "c"], ["c", "b", "b"], ["", "b", "a"], [None, "b", "b"]]
    )
    correct(versions[0], {"correct": "a"})
    foretold = selectors.preview(versions[0])
    assert foretold.shown == 6
    assert foretold.counts == selectors.Counts(
        sittings=5, changed=3, people=3, raised=2, lowered=1, newly_passed=1, no_longer_passed=1
    )
    assert Outcome.objects.count() == 6 and not Regrade.objects.exists()
    regrade = confirm(versions[0])
    assert Outcome.objects.filter(superseded_by=None, reason="").count() == 6
    work(regrade)
    told = selectors.result(regrade)
    assert told.done == told.foretold == foretold.counts
    assert told.left == 0 and told.strayed == []
    assert all(line.agrees for line in regrade.lines.select_related("outcome"))
    assert Outcome.objects.count() == 9 and Outcome.objects.filter(superseded_by=None).count() == 6
    assert Score.objects.filter(superseded_by=None, response__presented__version=versions[0]).count() == 5
    assert selectors.preview(versions[0]).lines == []


def test_partial_credit_and_thirds_agree_to_the_last_digit() -> None:
    versions = make_versions("multiple", "single", "single", options=5)
    answers = [["b", "c"], ["b"], ["a", "b", "c"], ["b", "c", "d"], ["d", "e"], ["a"]]
    sat(versions, [[one, "b", "a"] for one in answers] + [[one, "b", "b"] for one in answers], pass_share=0.5555)
    correct(versions[0], {"correct": ["b", "c", "d"]})
    foretold = selectors.preview(versions[0])
    regrade = confirm(versions[0])
    work(regrade)
    told = selectors.result(regrade)
    assert told.done == foretold.counts and not told.strayed
    assert foretold.counts.raised and foretold.counts.lowered


def test_a_preview_that_is_no_longer_true_is_refused(versions: list[ItemVersion]) -> None:
    attempts = sat(versions, ladder(4, 3))
    correct(versions[0], {"correct": "a"})
    seen = selectors.preview(versions[0]).fingerprint
    assert selectors.preview(versions[0]).fingerprint == seen
    correct(versions[0], {"correct": "c"})
    with pytest.raises(Refusal, match="情况已有变化"):
        regrades.confirm(version=versions[0], fingerprint=seen, reason="更正", by=committee(), now=LATER)
    seen = selectors.preview(versions[0]).fingerprint
    outcome = Outcome.objects.get(attempt=attempts[0], superseded_by=None)
    newer = Outcome(attempt=attempts[0], points=0, max_points=3, passed=False, at=LATER)
    results.replace(outcome, newer)
    with pytest.raises(Refusal):
        regrades.confirm(version=versions[0], fingerprint=seen, reason="更正", by=committee(), now=LATER)
    assert not Regrade.objects.exists() and not Job.objects.exists()


def test_the_queue_goes_on_where_it_was_killed_and_scores_nothing_twice(
    versions: list[ItemVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrades, "CHUNK", 2)
    sat(versions, [["a", "b", "a"]] * 5)
    correct(versions[0], {"correct": "a"})
    regrade = confirm(versions[0])
    first = regrade.lines.first()
    assert regrades.apply(line_id=first.pk, regrade=regrade, now=LATER)
    assert not regrades.apply(line_id=first.pk, regrade=regrade, now=LATER)
    job = Job.objects.get(key__startswith="regrade:")
    jobs.run(str(job.uuid), now=LATER)
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (3, 5, Job.State.QUEUED)
    work(regrade)
    assert regrade.finished_at and not regrade.running
    assert Outcome.objects.count() == 10
    assert Score.objects.filter(key__number=2).count() == 5
    assert Notice.objects.filter(kind="regrade").count() == 5
    regrades.run(job, regrade_id=regrade.pk, now=LATER)
    assert Outcome.objects.count() == 10


def test_a_job_that_was_given_up_is_carried_on_by_the_committee(versions: list[ItemVersion]) -> None:
    sat(versions, [["a", "b", "a"]] * 2)
    correct(versions[0], {"correct": "a"})
    by = committee()
    regrade = confirm(versions[0], by)
    assert regrades.carry_on(regrade=regrade, by=by, now=LATER) == Job.objects.get()
    Job.objects.update(state=Job.State.GIVEN_UP)
    with pytest.raises(NotAllowed):
        regrades.carry_on(regrade=regrade, by=make_learner("师", Role.TRAINER), now=LATER)
    regrades.carry_on(regrade=regrade, by=by, now=LATER)
    work(regrade)
    assert not regrade.running


def test_a_second_correction_is_scored_on_top_of_the_first(versions: list[ItemVersion]) -> None:
    (attempt,) = sat(versions, [["a", "b", "a"]])
    for key, points in (("a", 2), ("c", 1), ("a", 2)):
        correct(versions[0], {"correct": key})
        work(confirm(versions[0]))
        assert Outcome.objects.get(attempt=attempt, superseded_by=None).points == points
    assert Outcome.objects.filter(attempt=attempt).count() == 4
    assert Score.objects.filter(response__attempt=attempt, superseded_by=None).count() == 3


def test_who_newly_passes_gets_points_a_statement_and_a_notice(versions: list[ItemVersion]) -> None:
    raised, lowered = sat(versions, [["a", "b", "a"], ["b", "b", "a"]])
    correct(versions[0], {"correct": "a"})
    work(confirm(versions[0], reason="标准答案录入有误"))
    assert LedgerEntry.objects.filter(person=raised.person, key=f"quiz:{raised.quiz.slug}").count() == 1
    assert not LedgerEntry.objects.filter(person=lowered.person).exists()
    verbs = Statement.objects.filter(actor_uuid=raised.person.uuid).values_list("verb", flat=True)
    assert sorted(verbs) == ["levelled", "passed", "scored"]
    up = Notice.objects.get(to_uuid=raised.person.uuid)
    down = Notice.objects.get(to_uuid=lowered.person.uuid)
    assert "标准答案录入有误" in up.text and "由1分改为2分" in up.text and "已达到" in up.text
    assert "由2分改为1分" in down.text and "不受影响" in down.text
    assert up.url == f"/attempts/{raised.uuid}/review/"


def test_who_is_not_touched_hears_nothing_and_keeps_the_result(versions: list[ItemVersion]) -> None:
    (attempt,) = sat(versions, [["c", "b", "b"]])
    correct(versions[0], {"correct": "a"})
    regrade = confirm(versions[0])
    work(regrade)
    assert attempt.outcomes.count() == 1
    assert not Notice.objects.filter(to_uuid=attempt.person.uuid).exists()
    assert Score.objects.get(response__presented__version=versions[0], superseded_by=None).key.number == 2


def test_it_needs_the_committee_a_reason_and_something_to_do(versions: list[ItemVersion]) -> None:
    sat(versions, ladder(2, 3))
    with pytest.raises(Refusal):
        confirm(versions[0])
    correct(versions[0], {"correct": "a"})
    with pytest.raises(NotAllowed):
        confirm(versions[0], make_learner("师", Role.TRAINER))
    with pytest.raises(BadInput):
        confirm(versions[0], reason="  ")
    confirm(versions[0])
    correct(versions[1], {"correct": "a"})
    with pytest.raises(Refusal):
        confirm(versions[1])
    entry = AuditEntry.objects.get(verb="attempts.regraded")
    assert "答案有误" in entry.purpose


def test_the_database_keeps_acts_honest(versions: list[ItemVersion]) -> None:
    sat(versions, ladder(2, 3))
    correct(versions[0], {"correct": "a"})
    regrade = confirm(versions[0])
    line = regrade.lines.first()
    fields = {"version": regrade.version, "key": regrade.key, "by": regrade.by, "at": LATER, "fingerprint": "x"}
    for wrong in (
        {"reason": "", "running": False, "finished_at": LATER},
        {"reason": "x"},
        {"reason": "x", "running": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Regrade.objects.create(**fields | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegradeLine.objects.filter(pk=line.pk).update(outcome=Outcome.objects.first())
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_names_are_opened_by_the_committee_with_a_purpose_on_record(versions: list[ItemVersion]) -> None:
    sat(versions, [["a", "b", "a"]])
    correct(versions[0], {"correct": "a"})
    lines = selectors.preview(versions[0]).changed
    with pytest.raises(NotAllowed):
        trainer = make_learner("师", Role.TRAINER)
        regrades.open_names(lines=lines, version=versions[0], purpose="核对", by=trainer, now=LATER)
    with pytest.raises(BadInput):
        regrades.open_names(lines=lines, version=versions[0], purpose=" ", by=committee(), now=LATER)
    regrades.open_names(lines=lines, version=versions[0], purpose="逐一告知", by=committee(), now=LATER)
    assert AuditEntry.objects.get(verb="regrade.names_opened").purpose == "逐一告知 (1)"


def test_corrections_wait_until_they_are_scored_and_explanations_do_not(versions: list[ItemVersion]) -> None:
    by = committee()
    sat(versions, ladder(3, 3))
    assert selectors.waiting(by) == []
    last = ItemKey.objects.get(version=versions[1])
    ItemKey.objects.create(version=versions[1], number=2, key=last.key, feedback={"general": "另一种说法"}, at=NOW)
    correct(versions[0], {"correct": "a"})
    assert selectors.waiting(by) == [versions[0]]
    assert selectors.waiting(make_learner()) == []
    work(confirm(versions[0], by))
    assert selectors.waiting(by) == []


def test_the_queries_of_a_preview_do_not_grow(versions: list[ItemVersion]) -> None:
    correct(versions[0], {"correct": "a"})

    def count(people: int) -> int:
        ItemKey.objects.filter(version=versions[0], number=2).delete()
        sat(versions, ladder(people, 3))
        correct(versions[0], {"correct": "a"})
        with CaptureQueriesContext(connection) as queries:
            foretold = selectors.preview(versions[0])
            assert foretold.counts.changed
            assert foretold.changes
        return len(queries)

    assert count(4) == count(20) == 3


def test_levels_are_foretold_as_they_are_decided() -> None:
    load_all()
    point_rules.load()
    versions = make_versions(*["single"] * 9)
    quiz = make_quiz("module")
    people = make_people(24)
    attempts = sat(versions, ladder(24, 9), people=people, quiz=quiz)
    for attempt in attempts:
        evidence.derive_from_attempt(attempt=attempt, now=NOW)
    before = dict(LevelDecision.objects.in_force().values_list("person_id", "level"))
    correct(versions[0], {"correct": "a"})
    foretold = selectors.preview(versions[0])
    held, after = foretell(foretold.changes, now=LATER)
    work(confirm(versions[0]))
    now = dict(LevelDecision.objects.in_force().values_list("person_id", "level"))
    assert {person: level for (person, _competence), level in held.items()} == {
        person: before[person] for person, _competence in held
    }
    assert {person: level for (person, _competence), level in after.items()} == {
        person: now[person] for person, _competence in after
    }
    assert set(held.values()) != {0} and held != after


def test_the_queries_of_what_follows_do_not_grow() -> None:
    load_all()
    point_rules.load()
    versions = make_versions(*["single"] * 9)

    def count(people: int) -> int:
        ItemKey.objects.filter(version=versions[0], number=2).delete()
        sat(versions, ladder(people, 9), pass_share=0.2)
        correct(versions[0], {"correct": "a"})
        changes = selectors.preview(versions[0]).changes
        with CaptureQueriesContext(connection) as queries:
            assert consequences.of(changes)
        return len(queries)

    count(6)
    assert count(6) == count(20)


def test_open_sittings_are_left_alone(versions: list[ItemVersion]) -> None:
    (attempt,) = sat(versions, [["a", "b", "a"]])
    Outcome.objects.filter(attempt=attempt).delete()
    Score.objects.filter(response__attempt=attempt).delete()
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.OPEN, submitted_at=None)
    correct(versions[0], {"correct": "a"})
    assert selectors.preview(versions[0]).lines == []
