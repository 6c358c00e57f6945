"""The page that tells whether a PDF is the one that was issued: by its digest alone, or by the file where no script runs."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates.forms import FileForm
from certificates.limits import LIMIT
from certificates.services import files
from certificates.services.revoke import revoke
from lms.web.private import private_storage
from tests.certificates.factories import awarded
from tests.courses.factories import NOW
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
UNCHANGED, STRANGE = "文件未被改动", "颁发后被改动过"


def pdf(content: bytes, name: str = "证书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def asked(client: Client, **sent: object):
    return client.post("/certificates/check/", sent)


def test_that_the_digest_or_the_file_itself_find_the_certificate(client) -> None:
    certificate = awarded(name="欧阳秀兰")
    content = files.read(certificate)
    for sent in ({"sha256": hashlib.sha256(content).hexdigest()}, {"file": pdf(content)}):
        page = asked(client, **sent)
        text = page.content.decode()
        assert page.status_code == 200
        assert UNCHANGED in text
        assert "有效" in text
        assert "欧**兰" in text
        assert "欧阳秀兰" not in text
        assert "no-store" in page["Cache-Control"]


def test_that_one_changed_byte_makes_it_a_stranger(client) -> None:
    content = bytearray(files.read(awarded()))
    content[len(content) // 2] ^= 1
    page = asked(client, file=pdf(bytes(content)))
    assert page.status_code == 404
    assert STRANGE in page.content.decode()
    assert UNCHANGED not in page.content.decode()


def test_that_the_right_file_of_a_withdrawn_certificate_shows_so_at_once(client) -> None:
    certificate = awarded()
    revoke(certificate=certificate, reason="内部原因不对外", by=make_staff("committee"), now=NOW)
    text = asked(client, sha256=certificate.sha256).content.decode()
    assert UNCHANGED in text
    assert "已撤销" in text
    assert "内部原因不对外" not in text


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({}, "请选择证书的PDF文件"),
        ({"sha256": "xyz"}, "请选择证书的PDF文件"),
        ({"file": pdf(b"\x89PNG\r\n\x1a\n" + b"0" * 99, "照片.png")}, "照片和截图无法核对"),
        ({"file": pdf(b"%PDF-" + b"0" * FileForm.MOST)}, "文件过大"),
    ],
    ids=["nothing", "no digest", "a photo", "a large file"],
)
def test_that_what_is_no_certificate_is_said_in_words(client, sent, word) -> None:
    if "file" in sent:
        sent["file"].seek(0)
    page = asked(client, **sent)
    assert page.status_code == 400
    assert word in page.content.decode()


def test_that_nothing_of_the_file_is_kept(client) -> None:
    content = files.read(awarded())
    kept = Path(private_storage().location).parent  # of this run: media and what is private
    before = set(kept.rglob("*"))
    asked(client, file=pdf(content + b"\n"))
    asked(client, file=pdf(content))
    assert set(kept.rglob("*")) == before


def test_that_checking_is_limited_like_looking(client) -> None:
    codes = [asked(client, sha256=f"{number:064x}").status_code for number in range(LIMIT + 1)]
    assert codes == [404] * LIMIT + [429]
