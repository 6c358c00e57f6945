"""待办事项: what waits for whom, with one link each."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import HoursClaim, LeaveRequest, TrainingSession
from lms.people.models import OrganisingUnit, Person, Role
from lms.people.services import roles
from reports.models import Report, ReportSchedule
from reports.selectors.waiting import Waiting, waiting_for
from reports.services import reports as services
from tests.factories import grant_role, make_mandate, make_person, make_unit
from tests.reports.factories import NOW, make_programme, make_snapshot

pytestmark = pytest.mark.django_db


def somebody(role: str, unit: OrganisingUnit | None = None) -> Person:
    person = make_person()
    grant_role(person, role, unit)
    return person


def waiting(person: Person) -> dict[str, Waiting]:
    return {one.text: one for one in waiting_for(Person.objects.get(pk=person.pk), now=NOW)}


def test_that_each_state_of_a_report_waits_for_its_next_step() -> None:
    drafter, colleague = somebody("committee"), somebody("committee")
    report = services.draft(snapshot=make_snapshot([]), by=drafter, now=NOW)
    assert list(waiting(drafter)) == ["您拟写的1份报告尚未核稿"]
    assert list(waiting(colleague)) == ["1份报告待核稿"]
    for state, text in (("reviewed", "待报送"), ("sent", "待签收"), ("received", "待归档")):
        Report.objects.update(state=state, reviewed_at=NOW, reviewed_by=colleague)
        (one,) = waiting(drafter).values()
        assert one.text.endswith(text)
        assert (one.url, one.detail) == (reverse("reports:report", args=[report.uuid]), report.title)
    Report.objects.update(state="archived")
    assert waiting(drafter) == {}


def test_that_a_planned_report_waits_until_it_is_drawn_up() -> None:
    boss, programme = somebody("committee"), make_programme()
    ReportSchedule.objects.create(
        programme=programme, period="quarter", next_on=date(2027, 2, 20), by=boss, at=NOW - timedelta(days=60)
    )
    assert list(waiting(boss)) == ["计划2026年11月20日的报告待拟写"]
    services.draft(snapshot=make_snapshot([], programme), by=boss, now=NOW)
    assert list(waiting(boss)) == ["您拟写的1份报告尚未核稿"]
    ReportSchedule.objects.update(at=NOW, next_on=date(2027, 1, 20))
    assert list(waiting(boss)) == ["您拟写的1份报告尚未核稿"]


def test_that_an_organiser_is_told_of_the_own_unit_alone() -> None:
    unit, other = make_unit(), make_unit()
    organiser = somebody("organiser", unit)
    session = TrainingSession.objects.create(
        programme=make_programme(), kind="classroom", title="集中授课", hours=3,
        starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=3), created_at=NOW,
    )  # fmt: skip
    for place in (unit, other, other):
        LeaveRequest.objects.create(session=session, person=make_mandate(unit=place).person, reason="会期冲突", at=NOW)
    found = waiting(organiser)
    assert found["1份请假申请待处理"].url == reverse("courses:attendance", args=[session.pk])
    assert "3份请假申请待处理" in waiting(somebody("committee"))
    assert all("报告" not in text for text in found)


@pytest.mark.parametrize("role", ["", "chair", "system_admin", "security_admin", "audit_admin"])
def test_that_nothing_waits_for_whoever_may_decide_nothing(role: str) -> None:
    person = make_mandate().person
    if role:
        grant_role(person, role, make_unit() if role == "chair" else None)
    services.draft(snapshot=make_snapshot([]), by=somebody("committee"), now=NOW)
    assert waiting(person) == {}


def test_that_what_waits_is_counted_in_the_same_number_of_queries() -> None:
    boss, drafter, programme = somebody("committee"), somebody("committee"), make_programme()

    def queries(more: int) -> int:
        for number in range(more):
            shot = make_snapshot([], programme, source_hash=f"{Report.objects.count():063x}{number}")
            services.draft(snapshot=shot, by=drafter, now=NOW)
            person = make_mandate().person
            HoursClaim.objects.create(
                person=person, programme=programme, hours=2, document=f"通知{number}", entered_by=drafter, at=NOW
            )
        with CaptureQueriesContext(connection) as caught:
            found = waiting(boss)
        assert f"{Report.objects.count()}份报告待核稿" in found
        assert f"{HoursClaim.objects.count()}项外部学时认定申请待审定" in found
        return len(caught)

    queries(1)  # what is asked once a process is known afterwards
    first = queries(2)
    assert queries(8) == first <= 30


def test_that_staff_find_it_on_their_start_page(client: Client) -> None:
    boss = somebody("committee")
    client.force_login(boss)
    page = client.get("/learn/").content.decode()
    assert "目前没有待办事项" in page
    assert "暂时没有您的培训方案" not in page
    services.draft(snapshot=make_snapshot([]), by=somebody("committee"), now=NOW)
    assert "1份报告待核稿" in client.get("/learn/").content.decode()
    client.force_login(make_mandate().person)
    assert "待办事项" not in client.get("/learn/").content.decode()


def test_that_editors_find_it_on_the_start_page_of_the_editor(client: Client) -> None:
    call_command("sync_roles", verbosity=0)
    editor = make_person()
    roles.grant(person=editor, role=Role.COMMITTEE, unit=None, by=None, now=NOW)
    client.force_login(editor, backend="lms.people.backends.PersonBackend")
    assert "目前没有待办事项" in client.get("/cms/").content.decode()
    services.draft(snapshot=make_snapshot([]), by=somebody("committee"), now=NOW)
    page = client.get("/cms/").content.decode()
    assert "1份报告待核稿" in page
    assert 'href="/cms/teachers-week/"' in page
