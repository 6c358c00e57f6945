import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.audit.services import log
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person, Role
from lms.people.selectors.audit import OBJECTS
from lms.people.services import audit_checks
from tests.factories import make_person, make_staff
from tests.people.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client: Client) -> Person:
    person = make_staff(Role.AUDIT_ADMIN, name="魏思齐", username="audadmin")
    client.force_login(person)
    return person


def note(actor: Person | None, verb: str = "role.granted", purpose: str = "", days: int = 0) -> AuditEntry:
    return log.record(
        actor_uuid=actor.uuid if actor else None,
        verb=verb,
        object_type="person",
        object_id=str(actor.uuid) if actor else "",
        purpose=purpose,
        now=timezone.now() - timedelta(days=days),
    )


def test_entries_are_shown_in_words_with_names_and_looking_is_an_entry(client: Client, auditor: Person) -> None:
    note(make_person(name="唐立新", username="sysadmin"), purpose="trainer")
    note(None, verb="account.locked")
    page = client.get("/audit/").content.decode()
    for words in ("授予角色", "唐立新", "sysadmin", "系统", "登录失败次数过多"):
        assert words in page
    assert AuditEntry.objects.get(verb="audit.viewed").actor_uuid == auditor.uuid


def test_filters_narrow_by_what_by_whom_and_by_days(client: Client, auditor: Person) -> None:
    tang, shen = make_person(name="唐立新", username="sysadmin"), make_person(name="沈静安")
    note(tang, purpose="第一条", days=10)
    note(tang, verb="role.ended", purpose="第二条")
    note(shen, purpose="第三条")
    today = timezone.localdate()

    def shown(query: str) -> set[str]:
        page = client.get(f"/audit/?{query}").content.decode()
        return {words for words in ("第一条", "第二条", "第三条") if words in page}

    assert shown("verb=role.granted") == {"第一条", "第三条"}
    assert shown("person=立新") == {"第一条", "第二条"}
    assert shown("person=SYSADMIN") == {"第一条", "第二条"}
    assert shown(f"since={today}") == {"第二条", "第三条"}
    assert shown(f"until={today - timedelta(days=5)}") == {"第一条"}
    assert shown("person=无此人") == set()
    odd = client.get("/audit/?since=yesterday&verb=nothing")
    assert odd.status_code == 200
    assert "第一条" in odd.content.decode()
    assert "verb=role.granted" in AuditEntry.objects.filter(verb="audit.viewed").order_by("seq")[0].purpose


def test_the_export_holds_what_the_filter_finds_and_no_formulas(client: Client, auditor: Person) -> None:
    person = make_person(name="=HYPERLINK()", username="sysadmin")
    note(person, purpose="+1")
    note(person, verb="role.ended", purpose="另一条")
    assert client.get("/audit/export/").status_code == 405
    response = client.post("/audit/export/", {"verb": "role.granted"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert "'=HYPERLINK()" in rows[1]
    assert "'+1" in rows[1]
    assert response["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.get(verb="audit.exported").purpose == "verb=role.granted"


def test_every_kind_of_object_has_a_word() -> None:
    rooms = [
        path for path in Path(settings.BASE_DIR).iterdir() if (path / "__init__.py").exists() and path.name != "tests"
    ]
    source = "".join(path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py"))
    written = set(re.findall(r'object_type="([a-z_]+)"', source))
    assert len(written) > 30
    assert written - set(OBJECTS) == set()


def test_a_long_export_asks_for_names_a_thousand_at_a_time(client: Client, auditor: Person) -> None:
    for _ in range(30):
        note(auditor)
    response = client.post("/audit/export/")
    assert len(b"".join(response.streaming_content).decode().splitlines()) == 32


def test_the_whole_log_is_verified_on_demand_and_a_changed_entry_is_named(client: Client, auditor: Person) -> None:
    for _ in range(3):
        note(auditor)
    assert client.get("/audit/verify/").status_code == 405
    good = client.post("/audit/verify/", follow=True).content.decode()
    assert "全部 3 条记录与写入时一致" in good
    AuditEntry.objects.filter(seq=2).update(purpose="changed")
    bad = client.post("/audit/verify/", follow=True).content.decode()
    assert "第 2 条记录写入后被改动" in bad
    assert AuditEntry.objects.filter(verb="audit.verified").count() == 2


def test_a_missing_entry_and_a_cut_end_are_named(client: Client, auditor: Person) -> None:
    for _ in range(3):
        note(auditor)
    AuditEntry.objects.filter(seq=3).delete()
    assert "第 3 条起的记录被删除" in audit_checks.verify(by=auditor, now=timezone.now())[1]
    AuditEntry.objects.filter(seq=2).delete()
    assert "缺少第 2 条" in audit_checks.verify(by=auditor, now=timezone.now())[1]


def test_a_long_log_is_verified_by_the_queue(client: Client, auditor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    note(auditor)
    monkeypatch.setattr(audit_checks, "AT_ONCE", 0)
    asked = client.post("/audit/verify/")
    job = Job.objects.get()
    assert asked["Location"] == f"/jobs/{job.uuid}/"
    jobs.run(str(job.uuid))
    assert "与写入时一致" in client.get(asked["Location"]).content.decode()


@pytest.mark.parametrize("role", [None, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.COMMITTEE])
def test_nobody_but_the_audit_administrator_sees_the_log(client: Client, role: Role | None) -> None:
    person = make_staff(role) if role else make_person()
    assert client.get("/audit/").status_code == 302
    client.force_login(person)
    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/export/").status_code == 403
    assert client.post("/audit/verify/").status_code == 403


def test_the_page_asks_as_much_for_a_hundred_as_for_ten(client: Client, auditor: Person) -> None:
    counts = []
    for number in (10, 90):
        for _ in range(number):
            note(make_person())
        counts.append(queries_of(client, "/audit/"))
    assert counts[0] == counts[1]
