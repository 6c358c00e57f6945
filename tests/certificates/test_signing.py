"""The signature inside the PDF, checked by the library that readers use and by poppler, and the bytes before it."""

import io
import os
import stat
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.services import files, keys, signing
from certificates.services.rendering import render
from lms.web.errors import Refusal
from tests.certificates.authority import TimeAuthority
from tests.certificates.factories import awarded
from tests.courses.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(tmp_path, settings):
    path = keys.make_key(tmp_path / "signing", name="测试签名")
    settings.SIGNING_KEY = str(path)
    return path


@pytest.fixture
def trusting(key, tmp_path) -> str:
    """A store of certificates, as readers keep one, that trusts our root."""
    store = tmp_path / "nss"
    store.mkdir()
    subprocess.run(["certutil", "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
    root = key.with_name("ca.pem")
    subprocess.run(["certutil", "-A", "-d", f"sql:{store}", "-n", "ours", "-t", "C,C,C", "-i", root], check=True)
    return f"sql:{store}"


def loaded(path: Path) -> asn1_x509.Certificate:
    _kind, _headers, der = pem.unarmor(path.read_bytes())
    return asn1_x509.Certificate.load(der)


def verdict(content: bytes, *roots: Path):
    context = ValidationContext(trust_roots=[loaded(root) for root in roots])
    return validate_pdf_signature(PdfFileReader(io.BytesIO(content)).embedded_signatures[0], context, context)


def pdfsig(content: bytes, path: Path, store: str | None = None) -> str:
    path.write_bytes(content)
    asked = ["pdfsig", *(["-nssdir", store] if store else []), str(path)]
    done = subprocess.run(asked, capture_output=True, text=True, env=os.environ | {"HOME": str(path.parent)})
    return done.stdout + done.stderr


def appended(content: bytes) -> bytes:
    """The signed file with one more page stuck on by an incremental update, as an editor saves it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/UserUnit"] = page.get("/UserUnit", writer.root["/Pages"]["/Count"])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_changed_byte(content: bytes) -> bytes:
    at = content.index(b"endstream") - 20
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_that_a_certificate_is_signed_by_our_key_and_a_changed_byte_is_seen(key) -> None:
    certificate = awarded()
    assert certificate.signed
    content = files.read(certificate)
    status = verdict(content, key.with_name("ca.pem"))
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert not verdict(with_a_changed_byte(content), key.with_name("ca.pem")).intact


def test_that_signatures_after_the_first_are_of_their_own_document(key) -> None:
    found = [verdict(signing.signed(render(awarded())), key.with_name("ca.pem")) for _ in range(3)]
    assert all(status.intact and status.valid and status.trusted for status in found)


def test_that_the_reader_of_every_linux_desktop_finds_it_valid_and_trusted(key, trusting, tmp_path) -> None:
    content = files.read(awarded())
    told = pdfsig(content, tmp_path / "one.pdf", trusting)
    assert "Signature is Valid" in told
    assert "Certificate is Trusted" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    alone = pdfsig(content, tmp_path / "two.pdf")
    assert "Signature is Valid" in alone
    assert "Certificate is Trusted" not in alone
    broken = pdfsig(with_a_changed_byte(content), tmp_path / "three.pdf", trusting)
    assert "Digest Mismatch" in broken
    assert "Signature is Valid" not in broken


def test_that_what_was_added_after_the_signature_is_told(key, trusting, tmp_path) -> None:
    content = appended(files.read(awarded()))
    status = verdict(content, key.with_name("ca.pem"))
    assert status.intact
    assert (status.modification_level, status.bottom_line) == (ModificationLevel.OTHER, False)
    told = pdfsig(content, tmp_path / "more.pdf", trusting)
    assert "Not total document signed" in told
    assert "Total document signed" not in told


def test_that_the_time_of_an_authority_goes_into_the_signature_where_one_is_set(key, settings, tmp_path) -> None:
    with TimeAuthority(tmp_path) as authority:
        settings.TSA_URL = authority.url
        content = files.read(awarded())
    status = verdict(content, key.with_name("ca.pem"), authority.root)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.intact, status.timestamp_validity.trusted) == (True, True)
    assert b"/ByteRange" in content


def test_that_nothing_is_issued_while_the_authority_does_not_answer(key, settings) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    with pytest.raises(TimestampRequestError):
        awarded()


def test_that_without_a_key_nothing_is_signed_and_the_bytes_are_those_of_the_row(settings) -> None:
    settings.SIGNING_KEY = ""
    certificate = awarded()
    assert not certificate.signed
    assert files.read(certificate) == render(certificate) == render(certificate)


def test_that_a_key_is_made_once_and_readable_by_its_owner_alone(key) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(Refusal):
        keys.make_key(key.parent, name="另一把", now=NOW)
    assert key.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no key", None])
def test_that_a_key_that_cannot_be_used_is_named(tmp_path, settings, content) -> None:
    path = tmp_path / "signing.pem"
    if content is not None:
        path.write_bytes(content)
    settings.SIGNING_KEY = str(path)
    with pytest.raises(keys.NoSigningKey):
        signing.signed(b"%PDF-1.7")


def test_that_a_key_whose_certificate_is_another_ones_is_refused(key, tmp_path, settings) -> None:
    other = keys.make_key(tmp_path / "other", name="另一把")
    mixed = tmp_path / "mixed.pem"
    mixed.write_bytes(key.read_bytes().split(b"-----END PRIVATE KEY-----\n")[0] + b"-----END PRIVATE KEY-----\n")
    mixed.write_bytes(mixed.read_bytes() + other.read_bytes().split(b"-----END PRIVATE KEY-----\n")[1])
    settings.SIGNING_KEY = str(mixed)
    with pytest.raises(keys.NoSigningKey):
        keys.own_key()


def test_that_a_run_with_a_key_that_cannot_be_used_stops_instead_of_passing_everybody_over(tmp_path, settings) -> None:
    from certificates.services.issue import issue_due
    from tests.certificates.factories import finisher, small_programme

    settings.SIGNING_KEY = str(tmp_path / "nowhere.pem")
    programme = small_programme()
    finisher(programme)
    with pytest.raises(keys.NoSigningKey):
        issue_due(programme=programme, now=NOW)
