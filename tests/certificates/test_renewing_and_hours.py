"""A certificate beyond its term, and a proof of hours beside it."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pypdf import PdfReader

from certificates.models import Certificate, Kind
from certificates.selectors.certificates import with_hours
from certificates.selectors.renewals import EARLY, due_for_renewal
from certificates.services import batches, files
from certificates.services.hours import prove_hours
from certificates.services.issue import issue_due
from certificates.services.renew import renew, renew_due
from certificates.services.revoke import revoke
from courses.models import HourEntry, Programme
from lms.notify.models import Notice
from lms.people.models import Person, Term
from lms.web.errors import Refusal
from tests.certificates.factories import awarded, finisher, small_programme
from tests.courses.factories import NOW, enrolled
from tests.factories import make_mandate, make_person, make_staff, make_term

pytestmark = pytest.mark.django_db
LAST_DAY, NEXT_LAST_DAY = date(2026, 12, 31), date(2031, 12, 31)


def ending(programme: Programme, **fields: object) -> Certificate:
    """A certificate whose last day is near, as is that of the term."""
    certificate = awarded(programme=programme, **fields)
    Term.objects.filter(mandates__person=certificate.person).update(end=LAST_DAY)
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=LAST_DAY)
    certificate.refresh_from_db()
    return certificate


def elected_again(person: Person) -> None:
    make_mandate(person=person, term=make_term(number=20, start=date(2026, 12, 1), end=NEXT_LAST_DAY))


@pytest.fixture
def committee() -> Person:
    return make_staff("committee")


def test_that_who_was_elected_again_gets_the_new_term(committee) -> None:
    programme = small_programme()
    old, other = ending(programme), ending(programme, name="李桂芳")
    elected_again(old.person)
    assert list(due_for_renewal(programme, NOW.date())) == [old]
    new = renew(certificate=old, by=committee, now=NOW)
    assert renew(certificate=old, by=committee, now=NOW) == new
    assert (new.generation, new.supersedes, new.expires_on) == (2, old, NEXT_LAST_DAY)
    assert Certificate.objects.with_state().get(pk=old.pk).state == "superseded"
    assert "换发新证" in Notice.objects.get(key=f"certificate:{new.serial}:awarded").text
    with pytest.raises(Refusal):
        renew(certificate=other, by=committee, now=NOW)


def test_that_nothing_is_renewed_too_early_nor_after_a_withdrawal(committee) -> None:
    programme = small_programme()
    certificate = ending(programme)
    elected_again(certificate.person)
    early = NOW - EARLY
    assert not due_for_renewal(programme, early.date()).exists()
    with pytest.raises(Refusal):
        renew(certificate=certificate, by=committee, now=early)
    revoke(certificate=certificate, reason="重名误发", by=committee, now=NOW)
    with pytest.raises(Refusal):
        renew(certificate=certificate, by=committee, now=NOW)


def test_that_a_programme_of_one_term_is_not_renewed_into_the_next(committee) -> None:
    programme = small_programme(term=make_term(number=19, start=date(2021, 12, 1), end=LAST_DAY))
    certificate = ending(programme)
    elected_again(certificate.person)
    assert not due_for_renewal(programme, NOW.date()).exists()
    with pytest.raises(Refusal):
        renew(certificate=certificate, by=committee, now=NOW)


def test_that_a_batch_renews_in_chunks_once_each(committee, monkeypatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 1)
    programme = small_programme()
    olds = [ending(programme, name=name) for name in ("王秀兰", "李桂芳")]
    for old in olds:
        elected_again(old.person)
    job = batches.enqueue_renewal(programme=programme, by=committee, now=NOW)
    assert batches.enqueue_renewal(programme=programme, by=committee, now=NOW) == job
    assert (job.func, job.total) == (batches.RENEWAL, 2)
    for _ in range(2):
        assert renew_due(programme=programme, by=committee, now=NOW, limit=1) == 1
    assert renew_due(programme=programme, by=committee, now=NOW) == 0
    assert Certificate.objects.filter(generation=2).count() == 2
    batches.run_renewal(job, programme_id=programme.pk, by_id=committee.pk)
    assert Certificate.objects.count() == 4


def test_that_the_pages_renew() -> None:
    programme = small_programme()
    old = ending(programme)
    elected_again(old.person)
    client = Client()
    client.force_login(make_staff("committee"), backend="lms.people.backends.PersonBackend")
    base = f"/certificates/manage/{old.serial}/"
    Certificate.objects.filter(pk=old.pk).update(issued_on=date(2026, 6, 1), expires_on=date(2026, 6, 30))
    assert f"{base}renew/" in client.get(base).content.decode()
    assert "/jobs/" in client.post("/certificates/manage/renew/", {"programme": programme.pk}).url
    answer = client.post(f"{base}renew/")
    assert Certificate.objects.get(generation=2).serial in answer.url
    assert f"{base}renew/" not in client.get(base).content.decode()


def credit(person: Person, programme: Programme, hours: str, key: str) -> None:
    HourEntry.objects.create(
        person=person, programme=programme, mode="classroom", hours=Decimal(hours), key=key, source="集中授课", at=NOW
    )


@pytest.fixture
def learner() -> tuple[Person, Programme]:
    programme = small_programme()
    person = make_mandate(person=make_person(name="王秀兰")).person
    enrolled(person, programme)
    return person, programme


def test_that_hours_are_proved_before_the_programme_is_finished(learner) -> None:
    person, programme = learner
    with pytest.raises(Refusal):
        prove_hours(person=person, programme=programme, now=NOW)
    credit(person, programme, "2.5", "session:1")
    proof = prove_hours(person=person, programme=programme, now=NOW)
    assert (proof.kind, proof.hours, proof.level, proof.expires_on) == (Kind.HOURS, Decimal("2.5"), "", None)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(proof))).pages).replace("\n", "")
    assert "登记2.5学时" in text
    assert "不表示完成培训方案" in text
    assert issue_due(programme=programme, now=NOW) == 0
    assert list(with_hours(person)) == [programme]


def test_that_more_hours_replace_the_proof_and_the_same_give_the_same(learner) -> None:
    person, programme = learner
    credit(person, programme, "2", "session:1")
    first = prove_hours(person=person, programme=programme, now=NOW)
    assert prove_hours(person=person, programme=programme, now=NOW + timedelta(days=3)) == first
    credit(person, programme, "1", "session:2")
    second = prove_hours(person=person, programme=programme, now=NOW + timedelta(days=4))
    assert (second.supersedes, second.hours) == (first, Decimal(3))
    assert Certificate.objects.with_state().get(pk=first.pk).state == "superseded"


def test_that_a_holder_makes_a_proof_that_everybody_can_check_and_that_is_no_badge(learner, settings) -> None:
    person, programme = learner
    credit(person, programme, "2", "session:1")
    client = Client()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    address = f"/me/certificates/hours/{programme.slug}/"
    assert address in client.get("/me/certificates/").content.decode()
    assert "证书已出具" not in client.get("/learn/").content.decode()
    answer = client.post(address)
    proof = Certificate.objects.get()
    assert answer.url == f"/me/certificates/{proof.serial}/"
    page = Client().get(f"/certificates/{proof.serial}/").content.decode()
    assert "学时证明" in page
    assert ".json" not in page
    assert Client().get(f"/certificates/{proof.serial}.json").status_code == 404


def test_that_a_proof_of_hours_does_not_stand_in_the_way_of_the_certificate() -> None:
    programme = small_programme()
    person = finisher(programme)
    prove_hours(person=person, programme=programme, now=NOW)
    assert issue_due(programme=programme, now=NOW) == 1
    assert set(Certificate.objects.values_list("kind", flat=True)) == {"completion", "hours"}
