"""What strangers, holders and the committee see of certificates."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from certificates.limits import LIMIT
from certificates.models import Bundle, Certificate
from certificates.serial import encode, grouped
from certificates.services import bundles, files
from certificates.services.revoke import revoke
from lms.audit.models import AuditEntry
from lms.notify.models import Job
from tests.certificates.factories import awarded, finisher, small_programme
from tests.courses.factories import NOW
from tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    return client


def body(answer) -> bytes:
    """The whole of a file; having read it closes it."""
    return b"".join(answer.streaming_content)


def looked_at(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


def test_that_a_stranger_sees_state_and_masked_name_only(client) -> None:
    certificate = awarded(name="欧阳秀兰")
    page = client.get(f"/certificates/{certificate.serial}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "欧**兰" in text
    assert "欧阳秀兰" not in text
    assert certificate.person.username not in text
    assert certificate.programme_title in text
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex, nofollow", True)


@pytest.mark.parametrize(("state", "word"), [("revoked", "已撤销"), ("expired", "已过期")])
def test_that_the_public_page_says_when_it_is_no_longer_in_force(client, state, word) -> None:
    certificate = awarded()
    if state == "revoked":
        revoke(certificate=certificate, reason="内部原因不对外", by=make_staff("committee"), now=NOW)
    else:
        Certificate.objects.update(issued_on="2020-01-01", expires_on="2020-12-31")
    text = client.get(f"/certificates/{certificate.serial}/").content.decode()
    assert word in text
    assert "内部原因不对外" not in text
    badge = client.get(f"/certificates/{certificate.serial}.json")
    assert (badge.status_code, badge.json()["state"]) == (410, state)


def test_that_a_number_is_found_however_it_was_typed_and_a_wrong_one_says_where_to_look(client) -> None:
    certificate = awarded()
    typed = grouped(certificate.serial).lower()
    assert client.get("/certificates/", {"number": typed}).url == f"/certificates/{certificate.serial}/"
    wrong = ("2" if certificate.serial[5] != "2" else "3").join([certificate.serial[:5], certificate.serial[6:]])
    page = client.get("/certificates/", {"number": wrong})
    assert page.status_code == 404
    assert "第2组" in page.content.decode().replace(" ", "")
    unknown = client.get(f"/certificates/{encode(12345)}/")
    assert unknown.status_code == 404


def test_that_an_address_that_asks_too_often_is_asked_for_patience(client) -> None:
    for _ in range(LIMIT):
        assert client.get("/certificates/").status_code == 200
    busy = client.get("/certificates/")
    assert (busy.status_code, busy["Retry-After"]) == (429, "60")


def test_that_the_credential_names_nobody(client) -> None:
    certificate = awarded(name="欧阳秀兰")
    answer = client.get(f"/certificates/{certificate.serial}.json")
    document = answer.json()
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["credentialSubject"]["identifier"][0]["identityHash"].startswith("sha256$")
    for secret in ("欧阳秀兰", certificate.person.username, str(certificate.person.uuid)):
        assert secret not in answer.content.decode()
    for address in (document["credentialSubject"]["achievement"]["id"], document["issuer"]["id"]):
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200


def test_that_the_file_is_for_the_holder_and_for_the_committee_with_an_entry_in_the_audit(client) -> None:
    certificate = awarded()
    address = f"/certificates/{certificate.serial}.pdf"
    assert client.get(address).status_code == 302
    for other in (make_person(), make_staff("organiser"), make_staff("trainer"), make_staff("system_admin")):
        assert signed_in(other).get(address).status_code == 403
        assert signed_in(other).get(f"/me/certificates/{certificate.serial}/").status_code == 404
        assert signed_in(other).get(f"/certificates/{certificate.serial}.png").status_code == 403
    holder = signed_in(certificate.person)
    content = body(holder.get(address))
    assert "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).count("王秀兰") >= 1
    assert holder.get(f"/certificates/{certificate.serial}.png").content.startswith(b"\x89PNG")
    assert looked_at("certificate.viewed") == 0
    assert body(signed_in(make_staff("committee")).get(address)) == content
    assert looked_at("certificate.viewed") == 1


def test_that_a_holder_finds_the_own_certificates(client) -> None:
    certificate = awarded()
    holder = signed_in(certificate.person)
    assert certificate.serial in holder.get("/me/certificates/").content.decode()
    page = holder.get(f"/me/certificates/{certificate.serial}/").content.decode()
    assert f"/certificates/{certificate.serial}.png" in page
    assert f"/certificates/{certificate.serial}.pdf" in page


@pytest.mark.parametrize("address", ["", "issue/", "obstacles/", "bundles/"])
@pytest.mark.parametrize("role", ["deputy", "trainer", "organiser", "audit_admin"])
def test_that_only_the_committee_manages(role, address) -> None:
    person = make_staff(role) if role != "deputy" else make_person()
    client = signed_in(person)
    call = client.post if address == "issue/" else client.get
    assert call(f"/certificates/manage/{address}").status_code in {403, 404}


def test_that_the_register_filters_and_is_audited_once_a_day() -> None:
    programme = small_programme()
    first, second = awarded("王秀兰", programme), awarded("李桂芳", programme)
    second.person.name = "李桂芬"
    second.person.save(update_fields=["name"])
    client = signed_in(make_staff("committee"))

    def found(**wanted: str) -> set[str]:
        page = client.get("/certificates/manage/", wanted)
        return {certificate.serial for certificate, _state in page.context["rows"]}

    both = {first.serial, second.serial}
    assert found() == found(programme=str(programme.pk)) == found(state="issued") == both
    assert found(q="秀兰") == found(q=grouped(first.serial).lower()) == {first.serial}
    assert found(q="李桂芬") == found(renamed="on") == {second.serial}
    assert found(state="revoked") == set()
    assert looked_at("certificates.listed") == 1


def test_that_withdrawing_and_replacing_go_by_the_pages() -> None:
    certificate = awarded()
    client = signed_in(make_staff("committee"))
    base = f"/certificates/manage/{certificate.serial}/"
    assert client.post(f"{base}revoke/", {"reason": ""}).status_code == 400
    assert client.post(f"{base}replace/").status_code == 409
    assert client.post(f"{base}revoke/", {"reason": "重名误发"}).status_code == 302
    assert "重名误发" in client.get(base).content.decode()
    answer = client.post(f"{base}replace/")
    assert answer.status_code == 302
    assert Certificate.objects.get(generation=2).serial in answer.url


def test_that_a_run_is_asked_for_once_and_says_when_nobody_waits() -> None:
    programme = small_programme()
    finisher(programme)
    client = signed_in(make_staff("committee"))
    for _ in range(2):
        assert "/jobs/" in client.post("/certificates/manage/issue/", {"programme": programme.pk}).url
    assert Job.objects.filter(key__startswith="certificates.issue:").count() == 1
    Job.objects.all().delete()
    certificates_made = awarded(programme=programme)
    assert certificates_made.state == "issued"


def test_that_a_bundle_holds_every_certificate_in_force_and_goes_after_three_days() -> None:
    programme = small_programme()
    one, other = awarded("王秀兰", programme), awarded("=王", programme)
    gone = awarded("李桂芳", programme)
    committee = make_staff("committee")
    revoke(certificate=gone, reason="重名误发", by=committee, now=NOW)
    now = timezone.now()
    bundle, job = bundles.ask(programme=programme, kind="zip", by=committee, now=now)
    for _ in range(2):
        bundles.build(job, str(bundle.uuid), now)
    bundle.refresh_from_db()
    content = body(signed_in(committee).get(f"/certificates/manage/bundles/{bundle.uuid}/"))
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    names = {bundles.file_name(one), bundles.file_name(other), "index.csv"}
    assert (set(archive.namelist()), bundle.count) == (names, 2)
    assert archive.read(bundles.file_name(one)) == files.read(one)
    assert "'=王" in archive.read("index.csv").decode("utf-8-sig")
    assert looked_at("certificates.bundled") == looked_at("certificates.downloaded") == 1
    assert files.sweep_files(now + timedelta(days=3, minutes=1)) >= 1
    assert Bundle.objects.get().file == ""
    assert signed_in(committee).get(f"/certificates/manage/bundles/{bundle.uuid}/").status_code == 404


def test_that_the_print_file_has_a_page_for_each() -> None:
    programme = small_programme()
    awarded("王秀兰", programme)
    awarded("李𬱖", programme)
    now = timezone.now()
    bundle, job = bundles.ask(programme=programme, kind="print", by=make_staff("committee"), now=now)
    bundles.build(job, str(bundle.uuid), now)
    bundle.refresh_from_db()
    with bundles.private_storage().open(bundle.file) as file:
        assert len(PdfReader(io.BytesIO(file.read())).pages) == 2


def test_that_the_register_asks_as_little_for_many_as_for_few() -> None:
    certificate = awarded()
    client = signed_in(make_staff("committee"))
    client.get("/certificates/manage/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/certificates/manage/").status_code == 200
        return len(seen)

    few = queries()
    values = {field.attname: getattr(certificate, field.attname) for field in Certificate._meta.concrete_fields}
    del values["id"]
    Certificate.objects.bulk_create(
        Certificate(**values | {"serial": encode(number), "file": f"{number}.pdf", "person_id": make_person().pk})
        for number in range(40)
    )
    assert queries() == few
