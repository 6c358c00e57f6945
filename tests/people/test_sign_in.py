from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from lms.people.services import accounts
from tests.factories import days_ago, make_person, make_staff

pytestmark = pytest.mark.django_db
PASSWORD = "red-river-88"
SIGN_IN = "/accounts/login/"


def send(client: Client, login: str, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": login, "password": password} | more)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def deputy() -> Person:
    return make_person(username="wxl4827", password=PASSWORD, phone="19900000001")


@pytest.mark.parametrize("typed", ["wxl4827", " WXL4827 ", "ｗｘｌ4827", "19900000001", "+86 199 0000 0001"])
def test_user_name_and_telephone_number_open_the_account(client: Client, deputy: Person, typed: str) -> None:
    response = send(client, typed, next="/me/account/")
    assert (response.status_code, response["Location"]) == (302, "/me/account/")
    assert signed_in(client)
    assert AuditEntry.objects.get(verb="account.signed_in").actor_uuid == deputy.uuid


def test_a_wrong_password_says_so_without_telling_whether_the_name_exists(client: Client, deputy: Person) -> None:
    known, unknown = send(client, "wxl4827", "x"), send(client, "nobody", "x")
    assert "不正确" in known.content.decode()
    assert "不正确" in unknown.content.decode()
    assert not signed_in(client)


def test_failures_under_name_and_number_are_one_count_and_lock_the_name(client: Client, deputy: Person) -> None:
    for typed in ("wxl4827", "WXL4827", "19900000001", "+8619900000001"):
        send(client, typed, "wrong")
    assert AccessAttempt.objects.get().failures_since_start == 4
    locked = send(client, "wxl4827", "wrong")
    assert locked.status_code == 429
    assert "10 分钟" in locked.content.decode()
    assert send(client, "19900000001").status_code == 429
    assert not signed_in(client)
    assert AuditEntry.objects.filter(verb="account.locked").count() == 1


def test_a_hall_signs_in_at_once_and_an_address_that_guesses_at_many_names_waits(client: Client) -> None:
    make_person(username="wxl4827", password=PASSWORD)
    hall = {"HTTP_X_FORWARDED_FOR": "10.9.9.9, 192.0.2.7"}
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        for _ in range(40):
            assert Client().post(SIGN_IN, {"login": "wxl4827", "password": PASSWORD}, **hall).status_code == 302
        for name in range(60):
            assert "不正确" in Client().post(SIGN_IN, {"login": f"n{name}", "password": "x"}, **hall).content.decode()
        told = client.post(SIGN_IN, {"login": "wxl4827", "password": PASSWORD}, **hall)
        assert "请等 10 分钟再试" in told.content.decode()
        assert not signed_in(client)
        elsewhere = {"HTTP_X_FORWARDED_FOR": "192.0.2.7, 192.0.2.8"}
        assert client.post(SIGN_IN, {"login": "wxl4827", "password": PASSWORD}, **elsewhere).status_code == 302


def test_an_address_outside_is_never_where_the_sign_in_leads(client: Client, deputy: Person) -> None:
    assert send(client, "wxl4827", next="https://evil.example/x")["Location"] == "/learn/"


@pytest.mark.parametrize(
    ("role", "desk"), [(Role.SYSTEM_ADMIN, "/people/roles/"), (Role.AUDIT_ADMIN, "/audit/"), (Role.TRAINER, "/cms/")]
)
def test_staff_begin_at_their_desk(client: Client, role: Role, desk: str) -> None:
    make_staff(role, username="staff", password=PASSWORD)
    assert send(client, "staff")["Location"] == desk


def test_a_closed_account_is_told_so_and_let_in_nowhere(client: Client) -> None:
    make_person(username="gone", password=PASSWORD, is_active=False)
    response = client.post(SIGN_IN, {"login": "gone", "password": PASSWORD}, follow=True)
    assert "已停用" in response.content.decode()
    assert not signed_in(client)


def test_a_demonstration_account_is_let_in_by_a_demonstration_alone(client: Client) -> None:
    person = make_person(username="deputy", password=PASSWORD, is_demo=True)
    with override_settings(DEMO=True):
        send(client, "deputy")
        assert client.get("/me/account/").status_code == 200
    assert client.get("/me/account/").status_code == 302
    client.logout()
    send(client, "deputy")
    assert not signed_in(client)
    client.force_login(person)
    assert client.get("/me/account/").status_code == 302


def test_closing_an_account_ends_its_sessions(client: Client, deputy: Person) -> None:
    client.force_login(deputy)
    accounts.set_active(
        person=deputy, active=False, by=make_staff(Role.SYSTEM_ADMIN), reason="调离", now=timezone.now()
    )
    assert client.get("/me/account/").status_code == 302


def test_nobody_signs_up_and_nothing_is_mailed(client: Client) -> None:
    page = client.get("/accounts/signup/")
    assert "不开放注册" in page.content.decode()
    assert client.post("/accounts/signup/", {"username": "x"}).status_code == 405
    forgotten = client.get("/accounts/password/reset/").content.decode()
    assert "账号条" in forgotten
    assert 'name="email"' not in forgotten
    assert client.post("/accounts/password/reset/", {"email": "a@b.c"}).status_code == 405
    client.force_login(make_person())
    assert client.get("/accounts/email/")["Location"] == "/me/account/"


def test_a_visitor_is_led_to_the_sign_in_and_back(client: Client, deputy: Person) -> None:
    first = client.get("/me/account/?x=1")
    assert first["Location"] == f"{SIGN_IN}?next=/me/account/%3Fx%3D1"
    assert send(client, "wxl4827", next="/me/account/?x=1")["Location"] == "/me/account/?x=1"


def let_time_pass(client: Client) -> None:
    """The session runs out, and the browser has dropped its cookie, which lives as long."""
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    del client.cookies[settings.SESSION_COOKIE_NAME]


def test_a_session_that_ran_out_leads_back_to_the_same_page_and_says_why(client: Client, deputy: Person) -> None:
    send(client, "wxl4827")
    let_time_pass(client)
    away = client.get("/me/account/")
    assert away["Location"] == f"{SIGN_IN}?next=/me/account/&again=1"
    assert "请重新登录" in client.get(away["Location"]).content.decode()


LATE = {"text": "第一行\n第二行", "choice": ["a", "b"], "password": "x", "csrfmiddlewaretoken": "y"}
ANYWHERE = "/me/account/sign-out-everywhere/"
FROM = {"referer": "http://testserver/me/account/?tab=2"}


def test_a_form_that_came_too_late_is_kept_for_its_sender(client: Client, deputy: Person) -> None:
    send(client, "wxl4827")
    let_time_pass(client)
    late = client.post(ANYWHERE, LATE, headers=FROM)
    assert late["Location"] == f"{SIGN_IN}?next=%2Fme%2Funsent%2F&again=kept"
    assert "内容还在" in client.get(late["Location"]).content.decode()
    assert send(client, "wxl4827", next="/me/unsent/")["Location"] == "/me/unsent/"
    page = client.get("/me/unsent/").content.decode()
    assert f'action="{ANYWHERE}"' in page
    assert 'value="第一行\n第二行"' in page
    assert page.count('name="choice"') == 2
    assert 'name="password"' not in page
    assert 'href="/me/account/?tab=2"' in page


def test_nobody_else_is_shown_what_was_sent_too_late(client: Client, deputy: Person) -> None:
    make_person(username="other", password=PASSWORD)
    send(client, "wxl4827")
    let_time_pass(client)
    client.post(ANYWHERE, LATE, headers=FROM)
    send(client, "other")
    assert client.get("/me/unsent/")["Location"] == "/learn/"
    client.post("/accounts/logout/")
    send(client, "wxl4827")
    assert client.get("/me/unsent/")["Location"] == "/learn/"


def test_what_cannot_be_kept_leads_back_to_the_page_of_the_form(client: Client, deputy: Person) -> None:
    stranger = client.post(ANYWHERE, LATE, headers=FROM)
    assert stranger["Location"] == f"{SIGN_IN}?next=%2Fme%2Faccount%2F%3Ftab%3D2&again=sent"
    assert "没有保存" in client.get(stranger["Location"]).content.decode()
    send(client, "wxl4827")
    let_time_pass(client)
    with_file = LATE | {"file": SimpleUploadedFile("a.txt", b"x")}
    for data in (with_file, {"text": "长" * 60_000}, {"password": "x"}):
        assert client.post(ANYWHERE, data, headers=FROM)["Location"].endswith("again=sent")
    other = client.post(ANYWHERE, headers={"referer": "https://evil.example/"})
    assert other["Location"] == f"{SIGN_IN}?next=%2Flearn%2F&again=sent"


def test_signing_out_leaves_no_mark_on_the_device(client: Client, deputy: Person) -> None:
    send(client, "wxl4827")
    assert client.cookies["last_here"].value
    client.post("/accounts/logout/")
    assert client.cookies["last_here"].value == ""
    assert client.get("/me/account/")["Location"] == f"{SIGN_IN}?next=/me/account/"


def test_a_script_is_told_in_so_many_words_that_it_must_sign_in(client: Client) -> None:
    response = client.post("/me/account/sign-out-everywhere/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()["sign_in"]) == (401, SIGN_IN)


def test_every_action_renews_the_time_until_signing_out(client: Client, deputy: Person) -> None:
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    client.force_login(deputy)
    session = client.session
    session["renewed"] -= 61
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    client.get("/me/account/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_the_time_is_renewed_by_one_write_a_minute(client: Client, deputy: Person) -> None:
    client.force_login(deputy)
    session = client.session
    session["renewed"] -= 59
    session.save()

    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/me/account/").status_code == 200
        return sum("django_session" in query["sql"] and "UPDATE" in query["sql"] for query in queries)

    assert writes() == 0
    session["renewed"] -= 2
    session.save()
    assert writes() == 1
    assert writes() == 0


def test_who_must_choose_a_password_comes_to_no_other_page(client: Client) -> None:
    person = make_person(username="new1", password="temporary-77", must_set_password=True)
    send(client, "new1", "temporary-77")
    held = client.get("/me/account/?a=1")
    assert held["Location"] == "/me/password/?next=%2Fme%2Faccount%2F%3Fa%3D1"
    page = client.get(held["Location"]).content.decode()
    assert "new1" in page
    assert 'class="tabs"' not in page
    for password, again, reason in [
        ("short", "short", "太短"),
        ("12345678901", "12345678901", "数字"),
        ("temporary-77", "temporary-77", "换一个"),
        (PASSWORD, PASSWORD + "x", "不一样"),
    ]:
        wrong = client.post("/me/password/", {"password1": password, "password2": again})
        assert reason in wrong.content.decode(), password
    done = client.post("/me/password/", {"password1": PASSWORD, "password2": PASSWORD, "next": "/me/account/?a=1"})
    assert done["Location"] == "/me/account/?a=1"
    assert client.get("/me/account/").status_code == 200
    assert Person.objects.get(pk=person.pk).password_changed_at
    assert client.get("/me/password/")["Location"] == "/me/account/"


def test_a_password_of_the_staff_runs_out_and_one_of_a_deputy_does_not(client: Client) -> None:
    old = {"password": PASSWORD, "password_changed_at": days_ago(91)}
    deputy, staff = make_person(**old), make_staff(Role.COMMITTEE, **old)
    client.force_login(deputy)
    assert client.get("/me/account/").status_code == 200
    client.force_login(staff)
    assert client.get("/me/account/")["Location"].startswith("/me/password/")
    assert "90 天" in client.get("/me/password/").content.decode()
    with override_settings(PASSWORD_MAX_AGE_DAYS=0):
        assert client.get("/me/account/").status_code == 200


def test_changing_the_password_ends_every_other_session(client: Client, deputy: Person) -> None:
    other = Client()
    for one in (client, other):
        send(one, "wxl4827")
    page = client.get("/accounts/password/change/").content.decode()
    assert "现在的密码" in page
    form = {"oldpassword": PASSWORD, "password1": "blue-river-99", "password2": "blue-river-99"}
    assert client.post("/accounts/password/change/", form).status_code == 302
    assert client.get("/me/account/").status_code == 200
    assert other.get("/me/account/").status_code == 302
    assert AuditEntry.objects.filter(verb="account.password_set").count() == 1


def add_second_factor(person: Person) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_a_second_factor_is_asked_for_after_the_password(client: Client, deputy: Person) -> None:
    secret = add_second_factor(deputy)
    asked = send(client, "wxl4827", next="/me/account/")
    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)
    assert "6 位数字" in client.get(asked["Location"]).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret)})["Location"] == "/me/account/"
    assert signed_in(client)


@override_settings(MFA_REQUIRED_ROLES=["audit_admin"])
def test_a_role_that_needs_a_second_factor_is_held_until_there_is_one(client: Client) -> None:
    admin = make_staff(Role.AUDIT_ADMIN, username="aud", password=PASSWORD)
    send(client, "aud")
    held = client.get("/audit/")
    assert held["Location"].startswith("/accounts/2fa/totp/activate/")
    confirm = client.get(held["Location"])["Location"]
    assert "请确认是您本人" in client.get(confirm).content.decode()
    page = client.post(confirm, {"password": PASSWORD}, follow=True).content.decode()
    assert "设置双重验证" in page
    assert "data:image/svg+xml" in page
    add_second_factor(admin)
    assert client.get("/audit/").status_code == 200
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 200
    assert Authenticator.objects.filter(user=admin, type="totp").exists()
    other = make_staff(Role.COMMITTEE)
    client.force_login(other)
    assert client.get("/me/account/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/", "/accounts/logout/",
     "/accounts/inactive/", "/accounts/2fa/recovery-codes/"],
)  # fmt: skip
def test_every_page_of_the_sign_in_has_our_frame_and_speaks_chinese(
    client: Client, deputy: Person, address: str
) -> None:
    send(client, "wxl4827")
    add_second_factor(deputy)
    RecoveryCodes.activate(deputy)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert "代表数字学堂" in page
    assert 'id="main"' in page
    assert "two-factor" not in page.lower()


def test_large_type_is_kept_with_the_person(client: Client, deputy: Person) -> None:
    client.force_login(deputy)
    client.post("/elder/", {"elder": "1", "next": "/me/account/"})
    assert Person.objects.get(pk=deputy.pk).elder_mode is True
    fresh = Client()
    fresh.force_login(deputy)
    assert 'class="elder' in fresh.get("/me/account/").content.decode()
    fresh.post("/elder/", {"elder": "0", "next": "/"})
    assert Person.objects.get(pk=deputy.pk).elder_mode is False
