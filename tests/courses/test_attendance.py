from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.models import Attendance, LeaveRequest
from courses.selectors.hours import total_hours
from courses.services import attendance, leave
from courses.services.attendance import AttendanceConflict
from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.points.models import LedgerEntry
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.courses.training_factories import NOW, District

pytestmark = pytest.mark.django_db
PRESENT, LEAVE, ABSENT, MADE_UP = "present", "leave", "absent", "made_up"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def district() -> District:
    return District()


def points(person):
    return sum(LedgerEntry.objects.filter(person=person).values_list("points", flat=True))


def in_force(session, person):
    return Attendance.objects.in_force().get(session=session, person=person)


def test_who_was_present_gets_hours_points_and_one_statement(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    for _ in range(2):
        entered = attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=boss, now=NOW)
    assert (entered.new, entered.same) == (0, 1)
    assert total_hours(deputy, district.programme) == Decimal(3)
    assert points(deputy) == 5
    statement = Statement.objects.get(actor_uuid=deputy.uuid)
    assert (statement.verb, statement.occurred_at) == ("attended", session.starts_at)
    assert AuditEntry.objects.filter(verb="attendance.entered").count() == 1


def test_leave_and_absence_earn_nothing(district):
    first, second = district.deputy("王建国"), district.deputy("李秀英")
    states = {first.pk: (LEAVE, "住院"), second.pk: (ABSENT, "")}
    attendance.enter(session=district.session(district.town), states=states, by=district.organiser(), now=NOW)
    assert total_hours(first, district.programme) == total_hours(second, district.programme) == 0
    assert not LedgerEntry.objects.exists()
    assert not Statement.objects.exists()


def test_a_correction_to_absent_takes_hours_and_points_back(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=boss, now=NOW)
    with pytest.raises(BadInput, match="王建国"):
        attendance.enter(session=session, states={deputy.pk: (ABSENT, "")}, by=boss, now=LATER)
    attendance.enter(session=session, states={deputy.pk: (ABSENT, "")}, by=boss, correction="签到表登错行", now=LATER)
    row = in_force(session, deputy)
    assert (row.state, row.correction, row.supersedes.state) == (ABSENT, "签到表登错行", PRESENT)
    assert total_hours(deputy, district.programme) == 0
    assert points(deputy) == 0
    assert [statement.verb for statement in Statement.objects.order_by("seq")] == ["attended", "revoked"]


def test_a_class_made_up_after_absence_needs_no_further_reason_and_is_credited_anew(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    for state, correction in [(PRESENT, ""), (ABSENT, "登错"), (MADE_UP, "")]:
        attendance.enter(session=session, states={deputy.pk: (state, "")}, by=boss, correction=correction, now=LATER)
    assert in_force(session, deputy).correction
    assert total_hours(deputy, district.programme) == Decimal(3)
    assert points(deputy) == 5


def test_from_present_to_made_up_nothing_is_credited_twice(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=boss, now=NOW)
    attendance.enter(session=session, states={deputy.pk: (MADE_UP, "")}, by=boss, correction="实为补课", now=LATER)
    assert total_hours(deputy, district.programme) == Decimal(3)
    assert points(deputy) == 5


def test_leave_needs_a_reason_and_everything_is_saved_or_nothing(district):
    first, second, session = district.deputy("王建国"), district.deputy("李秀英"), district.session(district.town)
    states = {first.pk: (PRESENT, ""), second.pk: (LEAVE, " ")}
    with pytest.raises(BadInput):
        attendance.enter(session=session, states=states, by=district.organiser(), now=NOW)
    assert not Attendance.objects.exists()


def test_before_the_doors_open_only_leave_can_be_entered(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    early = NOW - timedelta(hours=2)
    with pytest.raises(Refusal):
        attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=boss, now=early)
    attendance.enter(session=session, states={deputy.pk: (LEAVE, "外出考察")}, by=boss, now=early)
    assert in_force(session, deputy).state == LEAVE


def test_a_cancelled_session_and_an_unknown_entry_are_refused(district):
    deputy, boss = district.deputy("王建国"), district.organiser()
    off = district.session(district.town, cancelled=True, cancel_reason="停电")
    with pytest.raises(Refusal):
        attendance.enter(session=off, states={deputy.pk: (PRESENT, "")}, by=boss, now=NOW)
    with pytest.raises(BadInput):
        attendance.enter(session=district.session(), states={deputy.pk: ("late", "")}, by=boss, now=NOW)


def test_an_organiser_enters_the_own_deputies_only(district):
    boss = district.organiser(district.town)
    own, other = district.deputy("王建国"), district.deputy("赵城南", district.street, level="district")
    whole = district.session()
    attendance.enter(session=whole, states={own.pk: (PRESENT, "")}, by=boss, now=NOW)
    with pytest.raises(NotAllowed):
        attendance.enter(session=whole, states={other.pk: (PRESENT, "")}, by=boss, now=NOW)
    with pytest.raises(NotAllowed):
        attendance.enter(session=district.session(district.street), states={}, by=boss, now=NOW)
    with pytest.raises(NotAllowed):
        attendance.enter(session=whole, states={own.pk: (PRESENT, "")}, by=own, now=NOW)
    attendance.enter(session=whole, states={other.pk: (PRESENT, "")}, by=district.committee(), now=NOW)


def test_somebody_who_is_not_expected_cannot_be_entered(district):
    stranger = district.deputy("未报名", enrolled=False)
    with pytest.raises(NotAllowed):
        attendance.enter(
            session=district.session(district.town),
            states={stranger.pk: (PRESENT, "")},
            by=district.organiser(),
            now=NOW,
        )


def test_two_organisers_cannot_overwrite_each_other(district):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    first, second = district.organiser(name="张桂兰"), district.organiser(name="孙志强")
    attendance.enter(session=session, states={deputy.pk: (ABSENT, "")}, seen={deputy.pk: None}, by=first, now=NOW)
    with pytest.raises(AttendanceConflict, match=r"王建国.*张桂兰") as caught:
        attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, seen={deputy.pk: None}, by=second, now=NOW)
    assert [row.person for row in caught.value.rows] == [deputy]
    assert in_force(session, deputy).by == first


def test_what_a_page_left_as_it_was_does_not_undo_a_colleagues_correction(district):
    deputy, other, session = district.deputy("王建国"), district.deputy("李秀英"), district.session(district.town)
    first, second = district.organiser(name="张桂兰"), district.organiser(name="孙志强")
    attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=first, now=NOW)
    shown = in_force(session, deputy).pk
    attendance.enter(session=session, states={deputy.pk: (ABSENT, "")}, correction="登错", by=first, now=NOW)
    attendance.enter(
        session=session,
        states={deputy.pk: (PRESENT, ""), other.pk: (PRESENT, "")},
        seen={deputy.pk: shown, other.pk: None},
        by=second,
        now=NOW,
    )
    assert in_force(session, deputy).state == ABSENT
    assert in_force(session, other).state == PRESENT


def test_the_same_entry_from_two_colleagues_is_no_conflict(district):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    for name in ("张桂兰", "孙志强"):
        boss = district.organiser(name=name)
        attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, seen={deputy.pk: None}, by=boss, now=NOW)
    assert Attendance.objects.count() == 1


def test_rows_of_attendance_never_change(district):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    attendance.enter(session=session, states={deputy.pk: (PRESENT, "")}, by=district.organiser(), now=NOW)
    row = in_force(session, deputy)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("attendance_one_first_row|session_id", {}),
        ("supersedes_id", {"supersedes": "first", "correction": "登错", "twice": True}),
        ("attendance_leave_has_reason", {"state": LEAVE, "other": True}),
        ("attendance_correction_has_reason", {"supersedes": "first"}),
    ],
)
def test_the_database_refuses_a_broken_row(district, constraint, fields):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    first = Attendance.objects.create(session=session, person=deputy, state=PRESENT, at=NOW)
    fields = dict(fields)
    if "supersedes" in fields:
        fields["supersedes"] = first
    person = district.deputy("李秀英") if fields.pop("other", False) else deputy
    given = {"session": session, "person": person, "state": ABSENT, "at": NOW} | fields
    if given.pop("twice", False):
        Attendance.objects.create(**given)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Attendance.objects.create(**given)


def test_leave_asked_for_and_approved_is_entered_with_its_reason(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    early = NOW - timedelta(days=1)
    request = leave.ask(session=session, person=deputy, reason="住院手术", now=early)
    assert Notice.objects.filter(to_uuid=boss.uuid, kind="leave").count() == 1
    assert "住院" not in Notice.objects.get(to_uuid=boss.uuid).text
    leave.decide(request=request, approved=True, by=boss, now=early)
    row = in_force(session, deputy)
    assert (row.state, row.reason, row.by) == (LEAVE, "住院手术", boss)
    assert Notice.objects.filter(to_uuid=deputy.uuid, kind="leave").count() == 1
    with pytest.raises(Refusal):
        leave.decide(request=request, approved=False, by=boss, now=early)


def test_leave_that_is_declined_enters_nothing(district):
    deputy, boss, session = district.deputy("王建国"), district.organiser(), district.session(district.town)
    early = NOW - timedelta(days=1)
    request = leave.ask(session=session, person=deputy, reason="有事", now=early)
    leave.decide(request=request, approved=False, by=boss, now=early)
    assert not Attendance.objects.exists()
    leave.ask(session=session, person=deputy, reason="住院", now=early)


def test_leave_is_asked_before_the_beginning_once_and_by_who_is_expected(district):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    early = NOW - timedelta(days=1)
    with pytest.raises(Refusal):
        leave.ask(session=session, person=deputy, reason="有事", now=NOW)
    with pytest.raises(BadInput):
        leave.ask(session=session, person=deputy, reason=" ", now=early)
    with pytest.raises(NotAllowed):
        stranger = district.deputy("赵城南", district.street, level="district")
        leave.ask(session=session, person=stranger, reason="有事", now=early)
    leave.ask(session=session, person=deputy, reason="有事", now=early)
    with pytest.raises(Refusal):
        leave.ask(session=session, person=deputy, reason="又有事", now=early)


def test_another_units_organiser_does_not_decide_on_leave(district):
    deputy, session = district.deputy("王建国"), district.session()
    request = leave.ask(session=session, person=deputy, reason="有事", now=NOW - timedelta(days=1))
    with pytest.raises(NotAllowed):
        leave.decide(request=request, approved=True, by=district.organiser(district.street), now=NOW)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("leave_one_open_request|session_id", {}),
        ("leave_has_reason", {"reason": "", "other": True}),
        ("leave_decided_by_somebody", {"approved": True, "other": True}),
    ],
)
def test_the_database_refuses_a_broken_request(district, constraint, fields):
    deputy, session = district.deputy("王建国"), district.session(district.town)
    LeaveRequest.objects.create(session=session, person=deputy, reason="有事", at=NOW)
    fields = dict(fields)
    person = district.deputy("李秀英") if fields.pop("other", False) else deputy
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        LeaveRequest.objects.create(**({"session": session, "person": person, "reason": "有事", "at": NOW} | fields))
