from datetime import datetime, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import Cohort, Enrolment
from courses.selectors.sessions import expected, upcoming
from courses.services import sessions
from courses.services.sessions import CHUNK, Plan
from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from lms.people.models import Mandate, MandateChange
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.courses.training_factories import DAY, NOW, District

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=7)


@pytest.fixture
def district() -> District:
    return District()


def plan(district, **fields) -> Plan:
    given = {
        "programme": district.programme, "unit": district.town, "kind": "classroom", "title": "集中授课",
        "starts_at": NOW, "ends_at": NOW + timedelta(hours=3), "hours": Decimal(3), "place": "镇会议室",
    }  # fmt: skip
    return Plan(**(given | fields))


def run_jobs(now: datetime = BEFORE) -> None:
    """What a worker does at that time until nothing is left."""
    with mock.patch.object(timezone, "now", return_value=now):
        while open_jobs := list(Job.objects.filter(state=Job.State.QUEUED)):
            for job in open_jobs:
                jobs.run(str(job.uuid))


def texts(person) -> list[str]:
    return list(Notice.objects.filter(to_uuid=person.uuid).order_by("pk").values_list("text", flat=True))


# who is expected


def test_expected_are_the_enrolled_with_a_serving_mandate_of_the_unit(district):
    own, street = district.deputy("王建国"), district.deputy("赵城南", district.street, level="district")
    district.deputy("未报名", enrolled=False)
    ended = district.deputy("已辞职")
    MandateChange.objects.create(
        mandate=ended.mandates.get(), state=Mandate.State.ENDED, effective_on=DAY - timedelta(days=1), recorded_at=NOW
    )
    gone = district.deputy("已退出")
    Enrolment.objects.filter(person=gone).update(ended_at=NOW)
    staff = district.organiser()
    Enrolment.objects.create(person=staff, programme=district.programme, at=NOW)
    assert set(expected(district.session(district.town))) == {own}
    assert set(expected(district.session())) == {own, street}


def test_expected_in_a_class_group_are_its_members_alone(district):
    inside = district.deputy("王建国")
    district.deputy("李秀英")
    group = Cohort.objects.create(programme=district.programme, name="第一期", starts=DAY, ends=DAY)
    Enrolment.objects.filter(person=inside).update(cohort=group)
    assert set(expected(district.session(cohort=group))) == {inside}


def test_who_has_an_entry_stays_on_the_sheet_when_the_mandate_ends(district):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    deputy.attendance.create(session=session, state="present", at=NOW)
    Enrolment.objects.update(ended_at=NOW)
    assert set(expected(session)) == {deputy}


def test_upcoming_are_the_own_sessions_that_are_not_over_or_off(district):
    deputy = district.deputy("王建国")
    later = district.session(district.town, starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=3))
    running = district.session()
    district.session(district.street)
    district.session(cancelled=True, cancel_reason="台风")
    district.session(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    assert upcoming(deputy, now=NOW) == [running, later]


# planned, changed, cancelled


def test_every_participant_is_told_once_of_a_planned_session(district):
    deputy, other = district.deputy("王建国"), district.deputy("赵城南", district.street, level="district")
    sessions.create(plan=plan(district), by=district.organiser(), now=BEFORE)
    run_jobs()
    job = Job.objects.get()
    assert texts(deputy) == ["培训通知：集中授课“集中授课”定于12月8日（星期二）9:00，地点：镇会议室。"]
    assert texts(other) == []
    sessions.tell_participants(job, **job.kwargs)
    assert len(texts(deputy)) == 1
    assert AuditEntry.objects.filter(verb="session.planned").count() == 1


def test_many_participants_are_told_in_chunks(district):
    people = [district.deputy(f"代表{number}") for number in range(CHUNK + 5)]
    sessions.create(plan=plan(district), by=district.organiser(), now=BEFORE)
    run_jobs()
    assert Notice.objects.filter(kind="session").count() == len(people)
    assert Job.objects.get().done == len(people)


def test_a_change_is_told_and_counts_the_revision_up(district):
    deputy, boss = district.deputy("王建国"), district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    run_jobs()
    moved = plan(district, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=3))
    session = sessions.change(session=session, plan=moved, revision=1, by=boss, now=BEFORE)
    run_jobs()
    assert session.revision == 2
    assert texts(deputy)[-1].startswith("培训调整：集中授课“集中授课”调整为12月9日")


def test_nobody_is_told_of_a_session_that_is_over_when_the_queue_gets_to_it(district):
    deputy = district.deputy("王建国")
    sessions.create(plan=plan(district), by=district.organiser(), now=BEFORE)
    run_jobs(NOW + timedelta(hours=4))
    assert texts(deputy) == []


def test_a_notice_of_a_state_that_is_past_is_not_sent(district):
    deputy, boss = district.deputy("王建国"), district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    sessions.change(session=session, plan=plan(district, title="改名"), revision=1, by=boss, now=BEFORE)
    run_jobs()
    assert len(texts(deputy)) == 1


def test_a_change_that_changes_nothing_tells_nobody(district):
    boss = district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    assert sessions.change(session=session, plan=plan(district), revision=1, by=boss, now=BEFORE).revision == 1
    assert Job.objects.count() == 1


def test_a_replay_link_is_added_without_a_notice(district):
    boss = district.organiser()
    live = plan(district, kind="live", place="")
    session = sessions.create(plan=live, by=boss, now=BEFORE)
    with_replay = plan(district, kind="live", place="", replay_link="https://live.example/replay")
    session = sessions.change(session=session, plan=with_replay, revision=1, by=boss, now=NOW)
    assert session.replay_link
    assert Job.objects.count() == 1


def test_a_stale_editor_is_refused(district):
    boss = district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    sessions.change(session=session, plan=plan(district, title="甲"), revision=1, by=boss, now=BEFORE)
    with pytest.raises(Refusal):
        sessions.change(session=session, plan=plan(district, title="乙"), revision=1, by=boss, now=BEFORE)


def test_hours_of_a_session_with_attendance_never_change(district):
    deputy, boss = district.deputy("王建国"), district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    session.attendance.create(person=deputy, state="present", at=NOW)
    with pytest.raises(Refusal):
        sessions.change(session=session, plan=plan(district, hours=Decimal(9)), revision=1, by=boss, now=NOW)
    sessions.change(session=session, plan=plan(district, teacher="李明"), revision=1, by=boss, now=NOW)


def test_cancelling_tells_the_reason_and_is_refused_once_somebody_came(district):
    deputy, boss = district.deputy("王建国"), district.organiser()
    session = sessions.create(plan=plan(district), by=boss, now=BEFORE)
    with pytest.raises(BadInput):
        sessions.cancel(session=session, reason=" ", by=boss, now=BEFORE)
    off = sessions.cancel(session=session, reason="台风", revision=1, by=boss, now=BEFORE)
    assert sessions.cancel(session=off, reason="又一次", by=boss, now=BEFORE).cancel_reason == "台风"
    run_jobs()
    assert "原因：台风" in texts(deputy)[-1]
    with pytest.raises(Refusal):
        sessions.change(session=off, plan=plan(district, title="甲"), revision=2, by=boss, now=BEFORE)
    held = district.session(district.town)
    held.attendance.create(person=deputy, state="present", at=NOW)
    with pytest.raises(Refusal):
        sessions.cancel(session=held, reason="台风", by=boss, now=NOW)


def test_nobody_is_told_of_a_session_that_is_over(district):
    district.deputy("王建国")
    sessions.create(plan=plan(district), by=district.organiser(), now=NOW + timedelta(days=3))
    assert not Job.objects.exists()


def test_an_organiser_plans_changes_and_cancels_in_the_own_unit_alone(district):
    boss = district.organiser(district.street)
    session = sessions.create(plan=plan(district), by=district.committee(), now=BEFORE)
    with pytest.raises(NotAllowed):
        sessions.create(plan=plan(district), by=boss, now=BEFORE)
    with pytest.raises(NotAllowed):
        sessions.create(plan=plan(district, unit=None), by=boss, now=BEFORE)
    with pytest.raises(NotAllowed):
        sessions.change(session=session, plan=plan(district), revision=1, by=boss, now=BEFORE)
    with pytest.raises(NotAllowed):
        sessions.cancel(session=session, reason="台风", by=boss, now=BEFORE)


def test_the_doors_open_half_an_hour_before_and_close_half_an_hour_after(district):
    session, minute = district.session(), timedelta(minutes=1)
    for moment, is_open in [
        (NOW - 31 * minute, False), (NOW - 30 * minute, True), (session.ends_at + 30 * minute, True),
        (session.ends_at + 31 * minute, False),
    ]:  # fmt: skip
        assert session.doors_open(moment) is is_open
    session.cancelled = True
    assert not session.doors_open(NOW)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("session_ends_after_start", {"ends_at": NOW}),
        ("session_hours", {"hours": Decimal(0)}),
        ("session_links_of_live_only", {"entry_link": "https://live.example/"}),
        ("session_links_of_live_only", {"replay_link": "https://live.example/"}),
        ("session_cancelled_with_reason", {"cancelled": True}),
    ],
)
def test_the_database_refuses_a_broken_session(district, constraint, fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        district.session(**fields)
