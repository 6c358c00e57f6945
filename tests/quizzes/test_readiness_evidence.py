"""From sittings, tasks, lessons and people to evidence and levels."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Mandate, Person, Role
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery.models import Attempt, Outcome, Quiz, Score
from quizzes.readiness import hooks
from quizzes.readiness.models import CutScore, Evidence, EvidenceWithdrawal, LevelDecision, ReadinessGrade
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import evidence, grades, levels
from quizzes.readiness.signals import level_decided
from tests.factories import make_mandate, make_person, make_staff, make_unit
from tests.quizzes.readiness_factories import (
    ALL_RIGHT,
    ALL_WRONG,
    NOW,
    TODAY,
    competence,
    make_items,
    make_quiz,
    observe,
    sit,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def now_held(person: Person, code: str = "A1") -> LevelDecision:
    return level_selectors.current(person)[code]


def derive(attempt: Attempt) -> list[Evidence]:
    return evidence.derive_from_attempt(attempt=attempt, now=LATER)


def test_a_sitting_leaves_one_row_per_level_with_its_probability() -> None:
    me = make_person()
    rows = derive(sit(me, ALL_RIGHT))
    assert [(row.level, row.items, row.supports) for row in rows] == [(1, 12, True), (2, 12, True), (3, 12, True)]
    assert rows[0].probability > rows[1].probability > rows[2].probability > 0.8
    assert {(row.theta, row.se) for row in rows} == {(now_held(me).theta, now_held(me).se)}
    assert (rows[0].at, rows[0].recorded_at, rows[0].valid_until.isoformat()) == (NOW, LATER, "2028-11-24")
    assert (now_held(me).level, now_held(me).measured, now_held(me).missing) == (1, True, ["task"])


def test_deriving_twice_leaves_the_first_rows_and_one_generation() -> None:
    me = make_person()
    attempt = sit(me, ALL_RIGHT)
    assert len(derive(attempt)) == 3
    assert derive(attempt) == []
    assert Evidence.objects.count() == 3
    assert LevelDecision.objects.count() == 1


def test_all_wrong_is_a_result_below_level_one() -> None:
    me = make_person()
    derive(sit(me, ALL_WRONG, passed=False))
    held = now_held(me)
    assert (held.level, held.state, held.measured) == (0, "decided", True)


def test_a_sitting_with_help_speaks_for_level_one_alone() -> None:
    me = make_person()
    (row,) = derive(sit(me, ALL_RIGHT, assisted_by="家人"))
    assert (row.level, row.probability, row.assisted, row.supports) == (1, None, True, True)
    evidence.derive_from_observation(observation=observe(me), now=NOW)
    assert now_held(me).level == 1


def test_practice_survey_readiness_test_and_a_sitting_under_way_leave_nothing() -> None:
    me = make_person()
    for purpose in (Quiz.Purpose.PRACTICE, Quiz.Purpose.SURVEY, Quiz.Purpose.READINESS):
        assert derive(sit(me, ALL_RIGHT, quiz=make_quiz(purpose=purpose))) == []
    quiz = make_quiz()
    under_way = Attempt.objects.create(person=me, quiz=quiz, number=1, rules={}, seed=1, mode="phone", started_at=NOW)
    assert derive(under_way) == []
    assert level_selectors.current(me) == {}


def test_a_sitting_is_read_by_the_competence_of_its_items() -> None:
    me = make_person()
    quiz = make_quiz()
    mixed = make_items("A1")[:6] + make_items("F1")[:3]
    derive(sit(me, [1.0] * 9, quiz=quiz, versions=mixed))
    assert (now_held(me, "A1").level, now_held(me, "A1").items) == (1, 6)
    assert (now_held(me, "F1").state, now_held(me, "F1").missing) == ("too_few", ["items:3"])


def test_what_was_passed_over_is_wrong_and_what_time_cut_off_was_not_asked() -> None:
    right_then_nothing: list[float | None] = [1.0] * 5 + [None, 1.0] + [None] * 5
    handed_in, cut_off = make_person(), make_person()
    derive(sit(handed_in, right_then_nothing))
    derive(sit(cut_off, right_then_nothing, state=Attempt.State.CLOSED))
    assert (now_held(handed_in).items, now_held(cut_off).items) == (12, 7)
    assert (now_held(cut_off).theta or 0) > (now_held(handed_in).theta or 0)


def test_the_last_answer_of_an_item_counts() -> None:
    me = make_person()
    attempt = sit(me, ALL_WRONG)
    first = attempt.responses.get(seq=1)
    later = attempt.responses.create(
        presented=first.presented, client_id="again", seq=99, payload={"choice": "true"}, received_at=NOW
    )
    key = first.scores.get().key
    Score.objects.create(response=later, key=key, scorer_version=1, points=1.0, at=NOW)
    assert (derive(attempt)[0].theta or 0) > (derive(sit(make_person(), ALL_WRONG))[0].theta or 0)


def test_a_second_scoring_withdraws_what_the_first_one_said() -> None:
    me = make_person()
    attempt = sit(me, ALL_WRONG)
    derive(attempt)
    old = Outcome.objects.get(attempt=attempt)
    Score.objects.filter(response__attempt=attempt).update(points=1.0)
    new = Outcome(attempt=attempt, points=12, max_points=12, passed=True, at=LATER, superseded_by=old)
    new.save()
    Outcome.objects.filter(pk=old.pk).update(superseded_by=new)
    Outcome.objects.filter(pk=new.pk).update(superseded_by=None)
    assert len(derive(attempt)) == 3
    assert EvidenceWithdrawal.objects.count() == 3
    assert EvidenceWithdrawal.objects.filter(by=None, evidence__source_id=str(old.pk)).count() == 3
    assert now_held(me).level == 1
    assert (now_held(me).probability or 0) > 0.8


def test_test_and_task_make_level_two_and_the_person_is_told_of_each_rise() -> None:
    me = make_person()
    heard: list[int] = []

    def hear(sender: Any, decision: LevelDecision, **kwargs: Any) -> None:
        heard.append(decision.level)

    level_decided.connect(hear)
    try:
        derive(sit(me, ALL_RIGHT))
        evidence.derive_from_observation(observation=observe(me), now=LATER)
    finally:
        level_decided.disconnect(hear)
    assert (now_held(me).level, now_held(me).generation, heard) == (2, 2, [1, 2])
    assert [notice.kind for notice in Notice.objects.filter(to_uuid=me.uuid)] == ["level", "level"]
    said = Statement.objects.filter(actor_uuid=me.uuid, verb="levelled").order_by("seq")
    assert [row.result["level"] for row in said] == [1, 2]


def test_a_task_not_yet_done_well_enough_or_done_with_help_does_not_carry_level_two() -> None:
    failed, helped = make_person(), make_person()
    for me, fields in ((failed, {"passed": False}), (helped, {"assisted": True})):
        derive(sit(me, ALL_RIGHT))
        evidence.derive_from_observation(observation=observe(me, **fields), now=LATER)
        assert (now_held(me).level, now_held(me).missing) == (1, ["task_again"])


def test_lessons_count_once_and_are_no_measured_result() -> None:
    me = make_person()
    for _again in range(2):
        evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW)
    assert Evidence.objects.count() == 1
    assert (now_held(me).level, now_held(me).measured, now_held(me).missing) == (1, False, ["test", "task"])


def test_withdrawn_evidence_counts_no_more_and_stays() -> None:
    me, clerk = make_person(), make_person()
    row = evidence.derive_from_observation(observation=observe(me), now=NOW)
    assert row is not None
    assert evidence.withdraw(evidence=[row], reason="登记到了别人名下", by=clerk, now=LATER) == 1
    assert evidence.withdraw(evidence=[row], reason="再来一次", by=clerk, now=LATER) == 0
    held = now_held(me)
    assert (held.level, held.state, held.generation) == (0, "unassessed", 2)
    assert Evidence.objects.count() == 1


def test_nothing_new_writes_nothing() -> None:
    me = make_person()
    derive(sit(me, ALL_RIGHT))
    before = now_held(me)
    assert levels.refresh(person=me, competence=competence(), now=LATER) == before
    levels.refresh_all(me, LATER)
    assert LevelDecision.objects.count() == 1
    assert levels.refresh(person=make_person(), competence=competence(), now=NOW) is None


def test_earlier_decisions_stay_and_can_be_asked_for() -> None:
    me = make_person()
    evidence.derive_from_attempt(attempt=sit(me, ALL_RIGHT), now=NOW)
    evidence.derive_from_observation(observation=observe(me, at=LATER), now=LATER)
    chain = list(LevelDecision.objects.order_by("generation"))
    assert [row.superseded_by_id for row in chain] == [chain[1].pk, None]
    people = Person.objects.filter(pk=me.pk)
    assert level_selectors.as_of(people, NOW)[me.pk]["A1"].level == 1
    assert level_selectors.as_of([me], LATER)[me.pk]["A1"].level == 2
    assert level_selectors.as_of(people, NOW - timedelta(seconds=1)) == {}
    assert level_selectors.current_for([me.pk])[me.pk]["A1"] == chain[1]


def test_refreshing_twenty_competences_takes_as_many_readings_as_one() -> None:
    def queries(codes: list[str]) -> int:
        me = make_person()
        for code in codes:
            evidence.lessons_finished(person=me, competence=competence(code), source_id="m", now=NOW)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            levels.refresh_all(me, LATER)
        return len(caught)

    assert queries(["A1"]) == queries(["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "F1", "F2"])


def test_the_sweep_finds_what_no_signal_brought_and_then_has_nothing_to_do() -> None:
    me = make_person()
    sit(me, ALL_RIGHT)
    sit(me, [None] * 12, state=Attempt.State.CLOSED, code="F1")
    sit(me, ALL_RIGHT, quiz=make_quiz(purpose=Quiz.Purpose.PRACTICE))
    observe(me)
    assert evidence.derive_due(LATER) == 2
    assert now_held(me).level == 2
    assert evidence.derive_due(LATER) == 0


def test_one_sitting_that_fails_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    unlucky, well = make_person(), make_person()

    def fail(sender: Any, decision: LevelDecision, **kwargs: Any) -> None:
        if decision.person_id == unlucky.pk:
            raise RuntimeError("a room above is broken")

    level_decided.connect(fail)
    try:
        sit(unlucky, ALL_RIGHT)
        sit(well, ALL_RIGHT)
        assert evidence.derive_due(LATER) == 1
        assert "no evidence could be derived" in caplog.text
    finally:
        level_decided.disconnect(fail)
    assert (level_selectors.current(unlucky), now_held(well).level) == ({}, 1)
    assert evidence.derive_due(LATER) == 1
    assert now_held(unlucky).level == 1


def test_a_level_past_its_validity_is_found_by_the_sweep() -> None:
    me = make_person()
    derive(sit(me, ALL_RIGHT))
    assert evidence.derive_due(NOW + timedelta(days=700)) == 0
    much_later = NOW + timedelta(days=800)
    assert evidence.derive_due(much_later) == 1
    held = now_held(me)
    assert (held.state, held.level, held.generation, held.valid_until) == ("expired", 0, 2, None)
    assert evidence.derive_due(much_later) == 0


# attestations


def street() -> tuple[Person, Person]:
    """An organiser and a deputy of the same street."""
    unit = make_unit()
    return make_staff(Role.ORGANISER, unit), make_mandate(person=make_person(name="王秀兰"), unit=unit).person


TEXT = "十月在家站线上接待选民六次，逐件回复并记录。"


def attest(person: Person, by: Person, level: int = 3, **fields: Any) -> Evidence:
    words = {"text": TEXT, "now": NOW} | fields
    return evidence.attest(person=person, competence=competence(), level=level, by=by, **words)


def test_an_attestation_leaves_evidence_statement_notice_and_audit() -> None:
    organiser, deputy = street()
    row = attest(deputy, organiser, done_on=TODAY - timedelta(days=30))
    assert (row.kind, row.level, row.by, row.valid_until.isoformat()) == ("attestation", 3, organiser, "2028-10-25")
    assert Statement.objects.get(verb="attested").actor_uuid == deputy.uuid
    assert Notice.objects.filter(to_uuid=deputy.uuid, kind="attestation").count() == 1
    assert AuditEntry.objects.get(verb="performance.attested").actor_uuid == organiser.uuid
    assert now_held(deputy).level == 0


def test_test_task_and_attestation_make_level_three_and_four() -> None:
    organiser, deputy = street()
    derive(sit(deputy, ALL_RIGHT))
    evidence.derive_from_observation(observation=observe(deputy), now=NOW)
    attest(deputy, organiser)
    assert now_held(deputy).level == 3
    attest(deputy, organiser, level=4)
    assert (now_held(deputy).level, now_held(deputy).missing) == (4, [])


def test_the_same_form_sent_twice_attests_once() -> None:
    organiser, deputy = street()
    assert attest(deputy, organiser, client_id="f1") == attest(deputy, organiser, client_id="f1")
    assert attest(deputy, organiser, client_id="f2") != attest(deputy, organiser, client_id="f1")


def test_nobody_attests_for_oneself_or_for_another_unit() -> None:
    organiser, deputy = street()
    make_mandate(person=organiser, unit=deputy.mandates.get().unit)
    ended = make_mandate(unit=deputy.mandates.get().unit, state=Mandate.State.ENDED).person
    for person in (organiser, make_mandate().person, make_person(), ended):
        with pytest.raises(NotAllowed):
            attest(person, organiser)
    with pytest.raises(NotAllowed):
        attest(deputy, make_staff(Role.CHAIR, deputy.mandates.get().unit))
    with pytest.raises(NotAllowed):
        attest(deputy, deputy)
    assert attest(deputy, make_staff(Role.COMMITTEE)).level == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 2},
        {"level": 5},
        {"text": "做得很好"},
        {"text": " " * 20},
        {"text": "好" * 501},
        {"done_on": TODAY + timedelta(days=1)},
        {"done_on": TODAY - timedelta(days=900)},
    ],
)
def test_an_attestation_says_what_was_done_and_when(fields: dict[str, Any]) -> None:
    organiser, deputy = street()
    with pytest.raises(BadInput):
        attest(deputy, organiser, **fields)
    assert not Evidence.objects.exists()


def test_an_attestation_is_taken_back_by_its_giver_or_the_committee_once() -> None:
    organiser, deputy = street()
    row = attest(deputy, organiser)
    with pytest.raises(NotAllowed):
        evidence.withdraw_attestation(
            evidence=row, reason="写到了别人名下，现更正", by=make_staff(Role.ORGANISER), now=NOW
        )
    with pytest.raises(BadInput):
        evidence.withdraw_attestation(evidence=row, reason="错", by=organiser, now=NOW)
    evidence.withdraw_attestation(evidence=row, reason="写到了别人名下，现更正", by=organiser, now=NOW)
    assert AuditEntry.objects.filter(verb="attestation.withdrawn").count() == 1
    with pytest.raises(Refusal):
        evidence.withdraw_attestation(evidence=row, reason="写到了别人名下，现更正", by=organiser, now=NOW)


# grades

CORE = Scope("programme:x", ("A1", "F1"), {"district": frozenset({"A1", "F1"}), "township": frozenset({"A1"})})


def reach_two(person: Person, code: str) -> None:
    derive(sit(person, ALL_RIGHT, code=code))
    evidence.derive_from_observation(observation=observe(person, code=code), now=LATER)


def test_a_grade_is_by_mandate_and_level_of_congress() -> None:
    me = make_person()
    district, town = make_mandate(person=me), make_mandate(person=me, level="township")
    reach_two(me, "A1")
    assert grades.refresh(mandate=district, scope=CORE, now=LATER).grade == "unassessed"
    assert grades.refresh(mandate=town, scope=CORE, now=LATER).grade == "basic"
    reach_two(me, "F1")
    raised = grades.refresh(mandate=district, scope=CORE, now=LATER)
    assert (raised.grade, raised.generation) == ("basic", 2)
    assert grades.refresh(mandate=district, scope=CORE, now=LATER) == raised
    assert ReadinessGrade.objects.in_force().filter(mandate=district).get() == raised


def test_grades_follow_the_levels_by_themselves_where_scopes_are_known() -> None:
    mandate = make_mandate()
    kept = hooks._scopes
    hooks.use_scopes(lambda people: {mandate.person_id: [(mandate, CORE)]} if mandate.person in people else {})
    try:
        derive(sit(mandate.person, ALL_RIGHT))
        assert ReadinessGrade.objects.get().grade == "unassessed"
        derive(sit(mandate.person, ALL_WRONG, code="F1"))
        assert ReadinessGrade.objects.in_force().get().grade == "starting"
        evidence.derive_due(NOW + timedelta(days=800))
        assert ReadinessGrade.objects.in_force().get().grade == "expired"
    finally:
        hooks.use_scopes(kept)


# what the database refuses


def a_row(**fields: Any) -> Evidence:
    words: dict[str, Any] = {
        "person": make_person(),
        "competence": competence(),
        "level": 1,
        "kind": "lessons",
        "source_type": "module",
        "source_id": "x",
        "valid_until": TODAY,
        "at": NOW,
        "recorded_at": NOW,
    }
    return Evidence(**words | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 0},
        {"level": 5},
        {"probability": 1.01},
        {"probability": -0.01},
        {"kind": "attestation", "by": None},
    ],
)
def test_evidence_that_cannot_be_is_refused_by_the_database(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(**fields).save()


def test_evidence_is_kept_once_and_never_changes() -> None:
    row = a_row()
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(person=row.person).save()
    with pytest.raises(TypeError):
        row.save()


def test_a_withdrawal_has_a_reason_and_happens_once() -> None:
    row = a_row()
    row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceWithdrawal.objects.create(evidence=row, reason="", at=NOW)
    EvidenceWithdrawal.objects.create(evidence=row, reason="登记错误", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceWithdrawal.objects.create(evidence=row, reason="又一次", at=NOW)


def test_the_database_keeps_generations_and_levels_in_order() -> None:
    me = make_person()
    evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW)
    held = now_held(me)
    same: dict[str, Any] = {
        "person": me,
        "competence": held.competence,
        "rule": held.rule,
        "state": "decided",
        "at": NOW,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelDecision.objects.create(generation=1, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelDecision.objects.create(generation=2, level=5, **same)
    grade: dict[str, Any] = {"mandate": make_mandate(person=me), "scope_key": "x", "rule": held.rule, "grade": "basic"}
    ReadinessGrade.objects.create(as_of=TODAY, at=NOW, **grade)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessGrade.objects.create(as_of=TODAY, at=NOW, **grade)


@pytest.mark.parametrize("fields", [{"level": 4}, {"level": 0}, {"se": -0.1}, {"version": 1}])
def test_the_database_keeps_thresholds_possible_and_apart(fields: dict[str, Any]) -> None:
    words: dict[str, Any] = {
        "competence": competence(),
        "level": 1,
        "theta": 0,
        "se": 0,
        "decided_on": TODAY,
        "version": 2,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        CutScore.objects.create(**words | fields)
