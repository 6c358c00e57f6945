"""Parts of uploaded files, as players of films ask for them."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 1024


@pytest.fixture
def address() -> str:
    film = get_document_model().objects.create(title="film", file=ContentFile(CONTENT, name="film.mp4"))
    return film.url


def ask(client: Client, address: str, header: str):
    answer = client.get(address, headers={"range": header})
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=100-70000", 100, 70000),
        ("bytes=262000-", 262000, len(CONTENT) - 1),
        ("bytes=-5", len(CONTENT) - 5, len(CONTENT) - 1),
        (f"bytes=0-{10**9}", 0, len(CONTENT) - 1),
        (f"bytes=-{10**9}", 0, len(CONTENT) - 1),
    ],
)
def test_that_a_part_is_sent_as_asked_for(client, address, header, first, last) -> None:
    answer, content = ask(client, address, header)
    assert (answer.status_code, content) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "bytes=a-b", "lines=1-2", "bytes=", "bytes=5-2-1"])
def test_that_what_is_no_single_range_gets_the_whole_file(client, address, header) -> None:
    answer, content = ask(client, address, header)
    assert (answer.status_code, content, answer["Accept-Ranges"]) == (200, CONTENT, "bytes")


@pytest.mark.parametrize("header", [f"bytes={len(CONTENT)}-", "bytes=7-6"])
def test_that_a_part_beyond_the_end_is_refused_with_the_size(client, address, header) -> None:
    answer, content = ask(client, address, header)
    assert (answer.status_code, content, answer["Content-Range"]) == (416, b"", f"bytes */{len(CONTENT)}")


def test_that_a_page_has_no_parts(client) -> None:
    answer = client.get("/help/", headers={"range": "bytes=0-1"})
    assert (answer.status_code, "Accept-Ranges" in answer) == (200, False)
