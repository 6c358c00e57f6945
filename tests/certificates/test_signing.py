"""The signature inside the PDF, checked by the library that readers use, and the bytes before it."""

import io
import stat

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.services import files, signing
from certificates.services.rendering import render
from lms.web.errors import Refusal
from tests.certificates.factories import awarded
from tests.courses.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(tmp_path, settings):
    path = signing.make_key(tmp_path / "signing", name="测试签名", now=NOW)
    settings.SIGNING_KEY = str(path)
    return path


def verdict(content: bytes, root):
    _kind, _headers, der = pem.unarmor(root.read_bytes())
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], moment=NOW)
    return validate_pdf_signature(PdfFileReader(io.BytesIO(content)).embedded_signatures[0], context)


def test_that_a_certificate_is_signed_by_our_key_and_a_changed_byte_is_seen(key) -> None:
    certificate = awarded()
    assert certificate.signed
    content = files.read(certificate)
    status = verdict(content, key.with_name("ca.pem"))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    at = content.index(b"/Creat") if b"/Creat" in content else 200
    broken = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert not verdict(broken, key.with_name("ca.pem")).intact


def test_that_without_a_key_nothing_is_signed_and_the_bytes_are_those_of_the_row(settings) -> None:
    settings.SIGNING_KEY = ""
    certificate = awarded()
    assert not certificate.signed
    assert files.read(certificate) == render(certificate) == render(certificate)


def test_that_a_key_is_made_once_and_readable_by_its_owner_alone(key) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(Refusal):
        signing.make_key(key.parent, name="另一把", now=NOW)
    assert key.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no key", None])
def test_that_a_key_that_cannot_be_used_is_named(tmp_path, settings, content) -> None:
    path = tmp_path / "signing.pem"
    if content is not None:
        path.write_bytes(content)
    settings.SIGNING_KEY = str(path)
    with pytest.raises(signing.NoSigningKey):
        signing.signed(b"%PDF-1.7", now=NOW)
