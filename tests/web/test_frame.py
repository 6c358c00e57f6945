"""What every page stands on: elder mode, refusals in words, health, private files, the policy of content."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
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
