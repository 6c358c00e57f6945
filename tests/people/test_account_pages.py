from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Mandate, Person, Role, RoleGrant
from lms.people.services import locks, slip_sheets
from lms.web.errors import NotAllowed
from tests.factories import grant_role, make_mandate, make_person, make_staff, make_unit
from tests.people.counting import queries_of

pytestmark = pytest.mark.django_db
PASSWORD = "red-river-88"


@pytest.fixture
def admin(client: Client) -> Person:
    person = make_staff(Role.SYSTEM_ADMIN, name="唐立新")
    client.force_login(person)
    return person


def test_the_own_account_shows_the_user_name_and_a_masked_number(client: Client) -> None:
    client.force_login(make_person(username="wxl4827", phone="19900000001"))
    page = client.get("/me/account/").content.decode()
    assert "wxl4827" in page
    assert "199****0001" in page
    assert "19900000001" not in page


def test_signing_out_everywhere_keeps_this_session_alone(client: Client) -> None:
    person, other = make_person(), Client()
    client.force_login(person)
    other.force_login(person)
    assert client.get("/me/account/sign-out-everywhere/").status_code == 405
    assert client.post("/me/account/sign-out-everywhere/")["Location"] == "/me/account/"
    assert client.get("/me/account/").status_code == 200
    assert other.get("/me/account/").status_code == 302
    assert AuditEntry.objects.filter(verb="account.sessions_ended").count() == 1


def test_a_new_account_comes_with_role_and_slip_and_without_password(client: Client, admin: Person) -> None:
    unit = make_unit()
    made = client.post(
        "/people/roles/new/", {"name": "何映雪", "username": "heyx", "role": "organiser", "unit": unit.pk}
    )
    person = Person.objects.get(username="heyx")
    assert made["Location"] == f"/people/roles/{person.uuid}/"
    assert not person.has_usable_password()
    assert person.role_names == {"organiser"}
    assert "下载账号条" in client.get(made["Location"]).content.decode()
    ((name, _until),) = slip_sheets.kept_for(admin)
    sheet = client.get(f"/people/slips/sheets/{name}")
    assert b"".join(sheet.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "必需"),
        ({"username": "唐"}, "小写字母"),
        ({"username": "taken"}, "已有人使用"),
        ({"role": "organiser"}, "请选择所属单位"),
        ({"role": "emperor"}, "emperor"),
    ],
)
def test_a_new_account_that_cannot_be_made_says_why_and_makes_nothing(
    client: Client, admin: Person, fields: dict[str, str], words: str
) -> None:
    make_person(username="taken")
    response = client.post(
        "/people/roles/new/", {"name": "何映雪", "username": "heyx", "role": "trainer", "unit": ""} | fields
    )
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Person.objects.filter(username="heyx").exists()


def test_a_role_is_given_and_ended_on_the_page_of_the_person(client: Client, admin: Person) -> None:
    person = make_person(name="林知远")
    address = f"/people/roles/{person.uuid}/"
    client.post(f"{address}grant/", {"role": "trainer", "unit": ""})
    grant = RoleGrant.objects.get(person=person)
    assert grant.by == admin
    page = client.get(address).content.decode()
    assert f"/people/roles/grants/{grant.pk}/end/" in page
    client.post(f"/people/roles/grants/{grant.pk}/end/")
    assert RoleGrant.objects.get(pk=grant.pk).ends_on == timezone.localdate()
    assert client.post(f"{address}grant/", {"role": "organiser", "unit": ""}).status_code == 400
    assert client.get(f"/people/roles/{uuid4()}/").status_code == 404


def test_a_second_administrators_role_is_refused_in_words(client: Client, admin: Person) -> None:
    other = make_staff(Role.AUDIT_ADMIN, name="魏思齐")
    refused = client.post(f"/people/roles/{other.uuid}/grant/", {"role": "security_admin", "unit": ""})
    assert refused.status_code == 409
    assert "魏思齐已经是审计管理员" in refused.content.decode()


def test_the_own_page_offers_nothing_to_change(client: Client, admin: Person) -> None:
    page = client.get(f"/people/roles/{admin.uuid}/").content.decode()
    assert "另一位系统管理员" in page
    assert "/grant/" not in page
    refused = client.post(f"/people/roles/{admin.uuid}/grant/", {"role": "trainer", "unit": ""})
    assert refused.status_code == 409


def test_an_account_is_closed_opened_and_given_a_new_slip(client: Client, admin: Person) -> None:
    person = make_person()
    address = f"/people/roles/{person.uuid}/"
    assert client.post(f"{address}active/", {"active": "0", "reason": ""}).status_code == 400
    client.post(f"{address}active/", {"active": "0", "reason": "调离"})
    assert not Person.objects.get(pk=person.pk).is_active
    assert client.post(f"{address}slip/").status_code == 409
    client.post(f"{address}active/", {"active": "1", "reason": "调回"})
    assert client.post(f"{address}slip/").status_code == 302
    assert len(slip_sheets.kept_for(admin)) == 1


def test_what_names_a_person_is_deleted_once_the_account_is_closed(client: Client, admin: Person) -> None:
    person = make_person(name="王秀兰", username="wxl4827", phone="19900000001")
    make_mandate(person=person, state=Mandate.State.ENDED)
    assert "wxl4827" not in client.get("/people/roles/?q=王秀兰").content.decode()
    assert "王秀兰" in client.get("/people/roles/?q=wxl4827").content.decode()
    address = f"/people/roles/{person.uuid}/"
    assert "anonymise/" not in client.get(address).content.decode()
    assert client.post(f"{address}anonymise/", {"reason": "本人申请"}).status_code == 409
    client.post(f"{address}active/", {"active": "0", "reason": "辞职"})
    assert "anonymise/" in client.get(address).content.decode()
    assert client.post(f"{address}anonymise/", {"reason": ""}).status_code == 400
    assert client.post(f"{address}anonymise/", {"reason": "本人申请"})["Location"] == "/people/roles/"
    gone = Person.objects.get(pk=person.pk)
    assert (gone.name, gone.phone_cipher, gone.is_active) == ("", "", False)
    assert AuditEntry.objects.filter(verb="account.anonymised", object_id=str(person.uuid)).exists()


def test_the_security_administrator_looks_and_changes_nothing(client: Client) -> None:
    client.force_login(make_staff(Role.SECURITY_ADMIN))
    person = make_staff(Role.TRAINER, name="林知远")
    assert "林知远" in client.get("/people/roles/").content.decode()
    page = client.get(f"/people/roles/{person.uuid}/").content.decode()
    assert "授课教师" in page
    assert "/grant/" not in page
    for path in ("grant/", "active/", "slip/", "anonymise/"):
        assert client.post(f"/people/roles/{person.uuid}/{path}").status_code == 403
    assert client.get("/people/roles/new/").status_code == 403
    assert client.post(f"/people/roles/grants/{person.role_grants.get().pk}/end/").status_code == 403


def test_a_locked_name_is_shown_and_unlocked_by_the_security_administrator_alone(client: Client, admin: Person) -> None:
    make_person(username="wxl4827", password=PASSWORD)
    visitor = Client()
    for _ in range(5):
        visitor.post("/accounts/login/", {"login": "wxl4827", "password": "wrong"})
    assert client.get("/people/roles/security/").status_code == 403
    assert client.post("/people/roles/security/unlock/", {"username": "wxl4827"}).status_code == 403
    with pytest.raises(NotAllowed):
        locks.unlock(username="wxl4827", by=admin, now=timezone.now())
    client.force_login(make_staff(Role.SECURITY_ADMIN))
    page = client.get("/people/roles/security/").content.decode()
    assert "wxl4827" in page
    assert "30 分钟" in page
    client.post("/people/roles/security/unlock/", {"username": "wxl4827"})
    client.post("/people/roles/security/unlock/", {"username": "nobody"})
    assert not AccessAttempt.objects.exists()
    assert AuditEntry.objects.filter(verb="account.unlocked").count() == 1
    assert visitor.post("/accounts/login/", {"login": "wxl4827", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.ORGANISER, Role.COMMITTEE, Role.AUDIT_ADMIN])
def test_nobody_else_sees_accounts_and_roles(client: Client, role: Role | None) -> None:
    person = make_staff(role) if role else make_person()
    assert client.get("/people/roles/").status_code == 302
    client.force_login(person)
    for path in ("", "new/", "security/", f"{person.uuid}/"):
        assert client.get(f"/people/roles/{path}").status_code == 403


def test_deputies_stand_not_among_the_accounts_of_the_staff_and_filters_narrow(client: Client, admin: Person) -> None:
    make_mandate(person=make_person(name="王代表"))
    both = make_mandate(person=make_person(name="李兼任")).person
    grant_role(both, Role.TRAINER)
    make_staff(Role.COMMITTEE, name="周慧琴")
    everybody = client.get("/people/roles/").content.decode()
    assert "王代表" not in everybody
    assert "李兼任" in everybody
    trainers = client.get("/people/roles/?role=trainer").content.decode()
    assert "李兼任" in trainers
    assert "周慧琴" not in trainers
    assert "没有找到账号" in client.get("/people/roles/?q=无此人").content.decode()


@pytest.mark.parametrize("address", ["/people/roles/", "/people/roles/?role=organiser&q=周"])
def test_the_list_asks_as_much_for_a_hundred_as_for_ten(client: Client, admin: Person, address: str) -> None:
    counts = []
    for number in (10, 90):
        for _ in range(number):
            make_staff(Role.ORGANISER)
        counts.append(queries_of(client, address))
    assert counts[0] == counts[1]


def test_the_page_of_a_person_asks_as_much_for_many_grants_as_for_one(client: Client, admin: Person) -> None:
    person, counts = make_person(), []
    for number in (1, 20):
        for _ in range(number):
            grant_role(person, Role.ORGANISER, make_unit())
        counts.append(queries_of(client, f"/people/roles/{person.uuid}/"))
    assert counts[0] == counts[1]


def test_the_list_of_locked_names_asks_as_much_for_many_as_for_few(client: Client) -> None:
    client.force_login(make_staff(Role.SECURITY_ADMIN))
    counts = []
    for number in (10, 60):
        for place in range(number):
            AccessAttempt.objects.create(
                username=f"u{number}-{place}",
                failures_since_start=5,
                attempt_time=timezone.now(),
                ip_address="10.0.0.1",
            )
        counts.append(queries_of(client, "/people/roles/security/"))
    assert counts[0] == counts[1]
