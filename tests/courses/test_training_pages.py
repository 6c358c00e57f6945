from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Attendance, HourEntry, HoursClaim, LeaveRequest, TrainingSession
from courses.services import attendance, claims, hours, leave, sessions
from courses.services.sessions import Plan
from lms.audit.models import AuditEntry
from lms.people.models import Role
from tests.courses.training_factories import District, grant, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    return District()


@pytest.fixture
def now():
    return timezone.now()


def of(someone) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def under_way(district, unit=None, **fields) -> TrainingSession:
    now = timezone.now()
    return district.session(
        unit, **({"starts_at": now - timedelta(minutes=10), "ends_at": now + timedelta(hours=2)} | fields)
    )


def ahead(district, unit=None, **fields) -> TrainingSession:
    now = timezone.now()
    return district.session(
        unit, **({"starts_at": now + timedelta(days=2), "ends_at": now + timedelta(days=2, hours=3)} | fields)
    )


def sheet_of(session, *people, **choices) -> dict[str, str]:
    """What a browser sends for these people: the rows in force, and the choices by name of the person."""
    rows = {row.person_id: row.pk for row in Attendance.objects.in_force().filter(session=session)}
    return {f"seen-{one.pk}": str(rows.get(one.pk, "")) for one in people} | choices


# the list of sessions


def test_each_of_the_staff_sees_the_sessions_that_concern_them(district):
    own, other, whole = (
        ahead(district, district.town, title="本镇课"),
        ahead(district, district.street, title="街道课"),
        ahead(district, title="全区课"),
    )
    seen = {
        "organiser": (of(district.organiser()), {own.title, whole.title}),
        "chair": (of(grant(person("主席"), Role.CHAIR, district.town)), {own.title, whole.title}),
        "committee": (of(district.committee()), {own.title, other.title, whole.title}),
        "trainer": (of(grant(person("教师"), Role.TRAINER)), {own.title, other.title, whole.title}),
    }
    for client, titles in seen.values():
        page = client.get("/sessions/").content.decode()
        assert {title for title in ("本镇课", "街道课", "全区课") if title in page} == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"镇课", "直播课"}),
        ("?period=past", {"旧课"}),
        ("?period=all", {"镇课", "直播课", "旧课"}),
        ("?kind=live", {"直播课"}),
        ("?unit=heping", {"镇课"}),
        ("?unit=district", {"直播课"}),
        ("?programme=none", set()),
        ("?programme=starter&kind=classroom", {"镇课"}),
    ],
)
def test_the_filters_stand_in_the_address(district, now, query, titles):
    ahead(district, district.town, title="镇课")
    ahead(district, kind="live", title="直播课", place="")
    district.session(title="旧课", starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=8))
    page = of(district.committee()).get(f"/sessions/{query}").content.decode()
    assert {title for title in ("镇课", "直播课", "旧课") if title in page} == titles


def test_a_learner_sees_the_own_sessions_and_the_own_attendance(district, now):
    deputy, boss = district.deputy("王建国"), district.organiser()
    ahead(district, district.town, title="本镇课")
    ahead(district, district.street, title="街道课")
    past = district.session(
        district.town, title="旧课", starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=8)
    )
    attendance.enter(session=past, states={deputy.pk: ("present", "")}, by=boss, now=now)
    page = of(deputy).get("/sessions/").content.decode()
    assert "本镇课" in page
    assert "旧课" in page
    assert "到课" in page
    assert "街道课" not in page


def test_a_session_of_another_unit_does_not_exist_for_others(district):
    session = ahead(district, district.street)
    for someone in (district.deputy("王建国"), district.organiser()):
        for address in ("", "attendance/", "edit/", "cancel/", "sheet.pdf"):
            assert of(someone).get(f"/sessions/{session.pk}/{address}").status_code in (403, 404)


# one session


def test_the_link_is_shown_to_participants_around_the_broadcast_only(district, now):
    deputy, link = district.deputy("王建国"), "https://live.example/room"
    moments = {
        "day before": (now + timedelta(days=1), False),
        "soon": (now + timedelta(minutes=20), True),
        "just over": (now - timedelta(hours=1, minutes=20), True),
        "long over": (now - timedelta(hours=3), False),
    }
    for start, shown in moments.values():
        session = district.session(
            kind="live", place="", entry_link=link, starts_at=start, ends_at=start + timedelta(hours=1)
        )
        assert (link in of(deputy).get(f"/sessions/{session.pk}/").content.decode()) is shown


def test_the_replay_is_shown_when_the_broadcast_is_over(district, now):
    session = district.session(
        kind="live",
        place="",
        replay_link="https://live.example/replay",
        starts_at=now - timedelta(days=2),
        ends_at=now - timedelta(days=2) + timedelta(hours=1),
    )
    assert (
        "https://live.example/replay" in of(district.deputy("王建国")).get(f"/sessions/{session.pk}/").content.decode()
    )


def test_participants_are_named_to_those_who_look_after_them_only(district):
    own, other = district.deputy("王建国"), district.deputy("赵城南", district.street, level="district")
    session = ahead(district)
    address = f"/sessions/{session.pk}/"
    for someone, names in [
        (district.organiser(), {own.name}),
        (grant(person("主席"), Role.CHAIR, district.town), {own.name}),
        (district.committee(), {own.name, other.name}),
        (grant(person("教师"), Role.TRAINER), set()),
    ]:
        page = of(someone).get(address).content.decode()
        assert {name for name in (own.name, other.name) if name in page} == names


def plan_data(district, **fields) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=5)
    return {
        "programme": str(district.programme.pk), "unit": str(district.town.pk), "kind": "classroom", "title": "集中授课一",
        "day": day.isoformat(), "starts": "09:00", "ends": "11:30", "hours": "3", "place": "镇会议室", "revision": "1",
    } | fields  # fmt: skip


def test_an_organiser_plans_for_the_own_unit_alone(district):
    client = of(district.organiser())
    assert client.get("/sessions/new/").status_code == 200
    assert client.post("/sessions/new/", plan_data(district)).status_code == 302
    assert client.post("/sessions/new/", plan_data(district, unit="")).status_code == 400
    assert client.post("/sessions/new/", plan_data(district, unit=str(district.street.pk))).status_code == 400
    assert TrainingSession.objects.get().unit == district.town


def test_the_form_names_what_is_wrong(district):
    client = of(district.committee())
    for wrong in [{"ends": "08:00"}, {"place": ""}, {"entry_link": "https://a.example/"}, {"hours": "0"}]:
        response = client.post("/sessions/new/", plan_data(district, **wrong))
        assert response.status_code == 400
        assert "alert error" in response.content.decode() or "errors" in response.content.decode()
    assert not TrainingSession.objects.exists()


def test_two_editors_of_one_session_do_not_overwrite_each_other(district):
    client = of(district.organiser())
    client.post("/sessions/new/", plan_data(district))
    session = TrainingSession.objects.get()
    assert client.post(f"/sessions/{session.pk}/edit/", plan_data(district, title="甲改")).status_code == 302
    response = client.post(f"/sessions/{session.pk}/edit/", plan_data(district, title="乙改"))
    assert response.status_code == 400
    session.refresh_from_db()
    assert (session.title, session.revision) == ("甲改", 2)


def test_a_session_is_cancelled_with_a_reason_that_everybody_reads(district):
    deputy, client, session = district.deputy("王建国"), of(district.organiser()), ahead(district, district.town)
    assert client.get(f"/sessions/{session.pk}/cancel/").status_code == 200
    assert client.post(f"/sessions/{session.pk}/cancel/", {"reason": "", "revision": "1"}).status_code == 400
    assert client.post(f"/sessions/{session.pk}/cancel/", {"reason": "台风", "revision": "1"}).status_code == 302
    assert "台风" in of(deputy).get(f"/sessions/{session.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.CHAIR])
def test_who_only_reads_neither_plans_nor_enters(district, role):
    client = of(grant(person("读者"), role, district.town if role == Role.CHAIR else None))
    session = under_way(district, district.town)
    for address in ("new/", f"{session.pk}/edit/", f"{session.pk}/cancel/", f"{session.pk}/attendance/"):
        assert client.get(f"/sessions/{address}").status_code == 403


# entering attendance


def test_attendance_is_entered_in_part_and_the_rest_stays_open(district):
    first, second, session = district.deputy("王建国"), district.deputy("李秀英"), under_way(district, district.town)
    client, address = of(district.organiser()), f"/sessions/{session.pk}/attendance/"
    assert client.get(address).status_code == 200
    response = client.post(address, sheet_of(session, first, second, **{f"state-{first.pk}": "present"}), follow=True)
    assert "已登记1人" in response.content.decode()
    assert [row.person for row in Attendance.objects.all()] == [first]


def test_one_button_marks_everybody_left_open_as_present(district):
    people = [district.deputy(f"代表{number}") for number in range(4)]
    session = under_way(district, district.town)
    client, address = of(district.organiser()), f"/sessions/{session.pk}/attendance/"
    ill = {f"state-{people[0].pk}": "leave", f"reason-{people[0].pk}": "住院"}
    client.post(address, sheet_of(session, *people, **ill, all="present"))
    states = [row.state for row in Attendance.objects.order_by("person_id")]
    assert states == ["leave", "present", "present", "present"]


def test_leave_without_a_reason_keeps_what_was_chosen_on_the_page(district):
    deputy, session = district.deputy("王建国"), under_way(district, district.town)
    client, address = of(district.organiser()), f"/sessions/{session.pk}/attendance/"
    response = client.post(address, sheet_of(session, deputy, **{f"state-{deputy.pk}": "leave"}))
    assert response.status_code == 400
    assert f'name="state-{deputy.pk}" value="leave" checked' in response.content.decode()
    assert not Attendance.objects.exists()


def test_a_conflict_names_the_colleague_and_can_be_settled_by_a_correction(district):
    deputy, session = district.deputy("王建国"), under_way(district, district.town)
    first, second = district.organiser(name="张桂兰"), district.organiser(name="孙志强")
    stale = sheet_of(session, deputy, **{f"state-{deputy.pk}": "present"})
    attendance.enter(session=session, states={deputy.pk: ("absent", "")}, by=first)
    client, address = of(second), f"/sessions/{session.pk}/attendance/"
    response = client.post(address, stale)
    assert response.status_code == 409
    assert "张桂兰" in response.content.decode()
    fresh = sheet_of(session, deputy, **{f"state-{deputy.pk}": "present", "correction": "迟到20分钟，已到课"})
    assert client.post(address, fresh).status_code == 302
    page = client.get(address).content.decode()
    assert "迟到20分钟，已到课" in page
    assert "张桂兰" in page


def test_people_of_another_unit_cannot_be_smuggled_into_the_page(district):
    other = district.deputy("赵城南", district.street, level="district")
    session = under_way(district)
    response = of(district.organiser()).post(
        f"/sessions/{session.pk}/attendance/", sheet_of(session, other, **{f"state-{other.pk}": "present"})
    )
    assert response.status_code == 403
    assert not Attendance.objects.exists()


def test_the_sign_in_sheet_is_a_pdf_with_the_own_deputies_and_audited(district):
    district.deputy("王建国")
    district.deputy("赵城南", district.street, level="district")
    session = ahead(district)
    response = of(district.organiser()).get(f"/sessions/{session.pk}/sheet.pdf")
    assert response["Content-Type"] == "application/pdf"
    import pypdfium2

    text = pypdfium2.PdfDocument(response.content)[0].get_textpage().get_text_range()
    assert "王建国" in text
    assert "赵城南" not in text
    assert AuditEntry.objects.filter(verb="attendance.sheet_printed").count() == 1


def test_a_deputy_asks_for_leave_and_the_organiser_approves(district):
    deputy, session = district.deputy("王建国"), ahead(district, district.town)
    assert of(deputy).post(f"/sessions/{session.pk}/leave/", {"reason": ""}).status_code == 400
    assert of(deputy).post(f"/sessions/{session.pk}/leave/", {"reason": "住院"}).status_code == 302
    request = LeaveRequest.objects.get()
    boss = of(district.organiser())
    assert "住院" in boss.get(f"/sessions/{session.pk}/attendance/").content.decode()
    assert of(district.organiser(district.street)).post(f"/leave/{request.pk}/", {"approved": "1"}).status_code == 403
    assert boss.post(f"/leave/{request.pk}/", {"approved": "1"}).status_code == 302
    assert Attendance.objects.get().state == "leave"


def test_an_organiser_of_another_unit_does_not_read_the_reason_of_leave(district):
    deputy, session = district.deputy("王建国"), ahead(district)
    leave.ask(session=session, person=deputy, reason="住院手术")
    street = of(district.organiser(district.street))
    for address in ("", "attendance/"):
        assert "住院手术" not in street.get(f"/sessions/{session.pk}/{address}").content.decode()


# hours


def test_an_organiser_puts_hours_forward_and_the_committee_recognises_them(district):
    deputy = district.deputy("王建国")
    boss, committee = of(district.organiser()), of(district.committee())
    data = {"programme": str(district.programme.pk), "hours": "2", "document": "区委党校结业证书"}
    assert deputy.name in boss.get("/hours/recognise/?q=王").content.decode()
    address = f"/hours/recognise/?person={deputy.uuid}"
    assert boss.get(address).status_code == 200
    assert boss.post(address, data).status_code == 302
    assert boss.post(address, data).status_code == 400
    assert not HourEntry.objects.exists()
    claim = HoursClaim.objects.get()
    assert boss.post(f"/hours/claims/{claim.pk}/", {"approved": "1"}).status_code == 403
    assert committee.post(f"/hours/claims/{claim.pk}/", {"approved": "1"}).status_code == 302
    entry = HourEntry.objects.get()
    assert (entry.hours, entry.document, entry.by.name) == (Decimal(2), "区委党校结业证书", "周国平")
    assert "区委党校结业证书" in of(deputy).get("/me/hours/").content.decode()
    assert committee.post(f"/hours/entries/{entry.pk}/reverse/", {"reason": "证书有误"}).status_code == 302
    page = of(deputy).get("/me/hours/").content.decode()
    assert "证书有误" in page


def test_hours_of_another_units_deputies_are_out_of_reach(district):
    other = district.deputy("赵城南", district.street, level="district")
    boss = of(district.organiser())
    assert other.name not in boss.get("/hours/recognise/?q=赵城").content.decode().replace("赵城」", "")
    assert boss.get(f"/hours/recognise/?person={other.uuid}").status_code == 404
    assert boss.get("/hours/recognise/?person=nonsense").status_code == 404


def test_a_declined_claim_says_why_and_can_be_put_forward_again(district):
    deputy, boss, committee = district.deputy("王建国"), district.organiser(), district.committee()
    arguments = {"person": deputy, "programme": district.programme, "hours": Decimal(2), "document": "证书", "by": boss}
    claim = claims.claim(**arguments)
    client = of(committee)
    assert client.post(f"/hours/claims/{claim.pk}/", {"approved": "0", "answer": ""}).status_code == 400
    assert client.post(f"/hours/claims/{claim.pk}/", {"approved": "0", "answer": "没有盖章"}).status_code == 302
    assert "没有盖章" in of(boss).get("/hours/recognise/").content.decode()
    claims.claim(**arguments)


def test_a_learner_sees_the_own_hours_by_mode_against_the_plan(district):
    deputy = district.deputy("王建国")
    hours.credit_session(person=deputy, session=district.session(title="集中授课甲"))
    page = of(deputy).get("/me/hours/").content.decode()
    assert "集中授课甲" in page
    assert "3 / 6" in page
    assert of(person("过客")).get("/me/hours/").status_code == 200


# constant numbers of queries


def addresses(session) -> list[str]:
    return [
        "/sessions/", "/sessions/?mine=1", f"/sessions/{session.pk}/", f"/sessions/{session.pk}/attendance/",
        "/hours/recognise/", "/me/hours/", "/people/without-result/",
    ]  # fmt: skip


def fill(district, boss, number) -> None:
    """More of everything that the lists show."""
    now = timezone.now()
    people = [district.deputy(f"代表{number}{place}") for place in range(number)]
    for place, deputy in enumerate(people):
        session = under_way(district, district.town, title=f"课{number}{place}")
        attendance.enter(session=session, states={deputy.pk: ("present", "")}, by=boss, now=now)
        attendance.enter(session=session, states={deputy.pk: ("absent", "")}, correction="登错", by=boss, now=now)
        document = f"证书{number}{place}"
        claims.claim(person=deputy, programme=district.programme, hours=Decimal(1), document=document, by=boss, now=now)
        hours.recognise(
            person=boss, programme=district.programme, hours=Decimal(1), document=document, by=boss, now=now
        )


def test_the_lists_take_as_many_queries_for_few_rows_as_for_many(district, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    deputy = district.deputy("王主任")
    boss = grant(grant(deputy, Role.COMMITTEE), Role.ORGANISER, district.town)
    session = under_way(district, district.town, title="首课")
    district.module()
    client = of(boss)

    def queries() -> dict[str, int]:
        found = {}
        for address in addresses(session):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert client.get(address).status_code == 200
            found[address] = len(caught)
        return found

    fill(district, boss, 5)
    few = queries()
    fill(district, boss, 30)
    assert queries() == few
    assert max(few.values()) < 45


# planning and telling


def test_a_plan_for_the_whole_district_is_the_committees(district, now):
    plan = Plan(
        programme=district.programme, kind="classroom", title="全区课", starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=1, hours=2), hours=Decimal(2), place="区会议中心",
    )  # fmt: skip
    assert sessions.create(plan=plan, by=district.committee(), now=now).unit is None
