"""What every page stands on: elder mode, refusals in words, health, private files, the policy of content."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from lms.notify.models import Canary
from lms.web import health
from lms.web.errors import BadInput, NotAllowed, Refusal, RefusalMiddleware
from lms.web.private import private_storage, serve_private
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_that_elder_mode_is_kept_by_the_device_and_leads_back(client: Client) -> None:
    answer = client.post("/elder/", {"elder": "1", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    assert 'class="elder' in client.get("/help/").content.decode()
    client.post("/elder/", {"elder": "0", "next": "/help/"})
    assert 'class="elder' not in client.get("/help/").content.decode()


def test_that_elder_mode_follows_the_person_to_another_device(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    client.post("/elder/", {"elder": "1", "next": "/help/"})
    other = Client()
    other.force_login(person)
    assert 'class="elder' in other.get("/help/").content.decode()


def test_that_the_switch_never_leads_to_another_host(client: Client) -> None:
    assert client.post("/elder/", {"elder": "1", "next": "https://example.com/"}).headers["Location"] == "/"


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    """Every query fails from here on, as psycopg says it when the server is gone."""

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly") from ConnectionError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", gone)


def test_that_a_page_says_what_to_do_while_the_database_is_away(client: Client, database_away: None) -> None:
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/me/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "系统暂时不可用" in answer.content.decode()
    assert "重新打开" in answer.content.decode()
    sent = client.post("/accounts/login/", {"login": "wang", "password": "x"})
    assert sent.status_code == 503
    assert "返回上一页" in sent.content.decode()


def test_that_a_browser_is_told_in_json_to_keep_its_answer_while_the_database_is_away(
    client: Client, database_away: None
) -> None:
    client.cookies["sessionid"] = "x" * 32
    address = "/attempts/0b5b0a4c-8f0d-4a51-9d34-3d4ab7c1f8aa/responses/"
    answer = client.post(address, "{}", content_type="application/json", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert answer.json()["error"].startswith("系统暂时不可用")


def test_that_a_session_that_cannot_be_written_is_no_fault_of_the_request(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError("terminating connection due to administrator command") from ConnectionError("gone")

    client.force_login(make_person())
    session = client.session
    session["renewed"] = 0  # is written anew with the next page
    session.save()
    monkeypatch.setattr("django.contrib.sessions.models.Session.save", gone)
    answer = client.get("/help/")
    assert answer.status_code == 503
    assert "系统暂时不可用" in answer.content.decode()


def test_that_a_wrong_query_of_ours_is_no_absence(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    def wrong(*args: object, **kwargs: object) -> None:
        connection.cursor().execute("SELECT * FROM no_such_table")

    client.raise_request_exception = False
    client.cookies["sessionid"] = "x" * 32
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", wrong)
    assert client.get("/me/").status_code == 500


def test_that_a_second_page_opened_before_the_first_cookie_does_not_shut_the_first_one(db: None) -> None:
    person = make_person(username="wang", password="xuetang-2026")
    first, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    old = first.get("/accounts/login/").context["csrf_token"]
    first.cookies["csrftoken"] = other.get("/accounts/login/").cookies["csrftoken"].value
    here = {"referer": "http://testserver/accounts/login/?next=/help/"}
    data = {"login": "wang", "password": "xuetang-2026"}
    answer = first.post("/accounts/login/?next=/help/", data | {"csrfmiddlewaretoken": str(old)}, headers=here)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/help/")
    page = first.get(answer["Location"])
    assert "请再填写一次" in page.content.decode()
    data["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    answer = first.post(answer["Location"], data, headers=here)
    assert answer["Location"] == "/help/"
    assert first.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("cookie", [None, "x" * 32])
def test_that_a_form_from_elsewhere_or_without_any_cookie_is_refused(cookie: str | None) -> None:
    browser = Client(enforce_csrf_checks=True)
    if cookie:
        browser.cookies["csrftoken"] = cookie
    referer = "https://example.com/" if cookie else "http://testserver/accounts/login/"
    answer = browser.post("/accounts/login/", {"csrfmiddlewaretoken": "y" * 32}, headers={"referer": referer})
    assert answer.status_code == 403


def refused(request: HttpRequest, error: Refusal) -> HttpResponse | None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return RefusalMiddleware(view).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status"), [(Refusal("满了"), 409), (NotAllowed("不行"), 403), (BadInput("错了"), 400)]
)
def test_that_a_refusal_becomes_a_page_in_words(error: Refusal, status: int) -> None:
    request = RequestFactory().post("/x/", headers={"accept": "text/html"})
    request.user = make_person()
    answer = refused(request, error)
    assert answer is not None
    assert answer.status_code == status
    assert str(error) in answer.content.decode()


def test_that_an_address_for_forms_says_so_in_words_when_it_is_opened(client) -> None:
    answer = client.get("/certificates/check/", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "不能直接打开" in answer.content.decode()
    assert client.get("/certificates/check/", headers={"accept": "application/json"}).content == b""


def test_that_a_refusal_becomes_json_for_whoever_wants_json() -> None:
    answer = refused(RequestFactory().post("/x/", headers={"accept": "application/json"}), Refusal("满了"))
    assert answer is not None
    assert json.loads(answer.content) == {"error": "满了"}


def test_that_other_errors_are_left_alone() -> None:
    request = RequestFactory().get("/x/")
    assert RefusalMiddleware(lambda request: HttpResponse()).process_exception(request, ValueError()) is None


def test_that_a_missing_page_is_answered_in_chinese_with_a_way_on(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "回到首页" in answer.content.decode()


def test_that_the_site_lives_and_says_what_it_stands_on(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503
    Canary.objects.create(pk=1, sung_at=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["queue"], answer.json()["storage"]) == (200, "ok", "ok")


def test_that_a_broken_check_is_told_without_its_secrets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise OSError("/secret/path")

    monkeypatch.setitem(health._checks, "disk", broken)
    assert client.get("/readyz").json()["disk"] == "OSError"


def test_that_private_files_lie_outside_the_media_and_are_never_cached(settings: object) -> None:
    name = private_storage().save("probe/书.txt", ContentFile(b"1"))
    assert not Path(private_storage().path(name)).is_relative_to(settings.MEDIA_ROOT)  # type: ignore[attr-defined]
    assert Path(private_storage().path(name)).stat().st_mode & 0o077 == 0
    answer = serve_private(
        RequestFactory().get("/"),
        storage_name="private",
        filename=name,
        content_type="text/plain",
        download_name="证书 1.txt",
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "filename*=utf-8''%E8%AF%81" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == b"1"
    answer.close()
    private_storage().delete(name)


@pytest.mark.parametrize("address", ["/", "/help/", "/accounts/login/", "/no/such/page/"])
def test_that_pages_load_nothing_from_other_hosts_by_policy(client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy and "https:" not in policy
