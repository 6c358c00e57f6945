"""From the pass rule met to a certificate in somebody's hands: once, whole, and withdrawn only in words."""

import hashlib
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Bundle, Certificate, Obstacle, Revocation
from certificates.selectors.certificates import due
from certificates.services import batches, files, obstacles
from certificates.services.issue import issue, issue_due, supersede
from certificates.services.revoke import revoke
from courses.models import Enrolment
from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from lms.records.models import Statement
from lms.web.errors import BadInput, Refusal
from lms.web.pdf import MissingGlyph
from lms.web.private import private_storage
from tests.certificates.factories import awarded, finisher, small_programme
from tests.courses.factories import NOW, enrolled
from tests.factories import make_mandate, make_staff

pytestmark = pytest.mark.django_db
RARE = "王\U000323af"
"""A character of extension H, which no font here has."""


def copy_of(certificate: Certificate, **changes: object) -> Certificate:
    """A row beside an existing one, written past the services."""
    values = {field.attname: getattr(certificate, field.attname) for field in Certificate._meta.concrete_fields}
    del values["id"]
    fresh = {
        "serial": "0" * 28,
        "file": f"certificates/{uuid4()}.pdf",
        "generation": 9,
        "supersedes_id": certificate.pk,
    }
    return Certificate.objects.create(**(values | fresh | changes))


def refused(name: str, act) -> None:
    """The act breaks that constraint, by its name where the database tells it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    assert name in str(broken.value) or "UNIQUE constraint failed" in str(broken.value)


def stored() -> list[str]:
    """The files of this year's certificates."""
    folder = f"certificates/{NOW.year}"
    return (
        [f"{folder}/{name}" for name in private_storage().listdir(folder)[1]]
        if private_storage().exists(folder)
        else []
    )


def test_that_a_certificate_is_issued_with_all_that_follows() -> None:
    programme = small_programme()
    person = finisher(programme)
    certificate = issue(person=person, programme=programme, now=NOW)
    content = files.read(certificate)
    assert content.startswith(b"%PDF-")
    assert (certificate.sha256, certificate.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (certificate.subject_name, certificate.generation, certificate.state) == (person.name, 1, "issued")
    statement = Statement.objects.get(verb="awarded")
    assert (statement.object_id, statement.result["sha256"]) == (certificate.serial, certificate.sha256)
    assert Notice.objects.get(kind="certificate").to_uuid == person.uuid


def test_that_nobody_gets_one_before_the_rule_is_met() -> None:
    programme = small_programme()
    person = make_mandate().person
    enrolled(person, programme)
    with pytest.raises(Refusal):
        issue(person=person, programme=programme, now=NOW)
    assert not Certificate.objects.exists()
    assert list(due(programme)) == []
    Enrolment.objects.update(completed_at=NOW, rule_version=1)  # what was met once and is no longer
    assert issue_due(programme=programme, now=NOW) == 0
    assert not Certificate.objects.exists()


def test_that_issuing_again_gives_the_same_certificate_and_no_second_file() -> None:
    first = awarded()
    assert issue(person=first.person, programme=first.programme, now=NOW) == first
    assert issue_due(programme=first.programme, now=NOW) == 0
    assert Certificate.objects.count() == Statement.objects.filter(verb="awarded").count() == 1


def test_that_of_two_at_once_the_slower_gets_the_first_ones_and_leaves_no_file() -> None:
    """The other process commits after this one looked whether there is a certificate and before it writes its own."""
    programme = small_programme()
    person = finisher(programme)
    rival: list[Certificate] = []

    def meanwhile() -> str:
        rival.append(issue(person=person, programme=programme, now=NOW))
        return "1" * 28

    assert issue(person=person, programme=programme, now=NOW, serial=meanwhile) == rival[0]
    assert Certificate.objects.get() == rival[0]
    assert not private_storage().exists(f"certificates/{NOW.year}/{'1' * 28}.pdf")


def test_that_of_many_only_those_are_left_out_that_another_process_made_meanwhile() -> None:
    programme = small_programme()
    people = [finisher(programme, username=f"finisher{number}") for number in range(3)]
    before = set(stored())
    rival: list[Certificate] = []

    def watched(enrolments):
        yield from enrolments
        rival.append(issue(person=people[1], programme=programme, now=NOW))

    assert issue_due(programme=programme, now=NOW, progress=watched) == 3
    assert set(Certificate.objects.values_list("person", flat=True)) == {person.pk for person in people}
    assert Certificate.objects.get(person=people[1]) == rival[0]
    assert Statement.objects.filter(verb="awarded").count() == Notice.objects.filter(kind="certificate").count() == 3
    made = set(stored()) - before
    assert made == set(Certificate.objects.values_list("file", flat=True))


def test_that_a_name_that_cannot_be_printed_stops_only_its_own_and_staff_are_told_once() -> None:
    programme = small_programme()
    committee, system = make_staff("committee"), make_staff("system_admin")
    stopped, other = finisher(programme, name=RARE), finisher(programme, name="李𬱖")
    for _ in range(2):
        issue_due(programme=programme, now=NOW)
    assert Certificate.objects.get().person == other
    obstacle = Obstacle.objects.get()
    assert (obstacle.person, obstacle.codes) == (stopped, "U+323AF")
    told = Notice.objects.filter(key__startswith="certificate:obstacle:")
    assert sorted(told.values_list("to_uuid", flat=True)) == sorted([committee.uuid, system.uuid])
    with pytest.raises(MissingGlyph, match="323AF"):
        issue(person=stopped, programme=programme, now=NOW)


def test_that_a_new_name_or_a_word_of_staff_lets_it_be_tried_again() -> None:
    programme = small_programme()
    stopped = finisher(programme, name=RARE)
    issue_due(programme=programme, now=NOW)
    assert list(due(programme)) == []
    obstacles.clear(obstacle=Obstacle.objects.get(), now=NOW)
    assert [one.person for one in due(programme)] == [stopped]
    issue_due(programme=programme, now=NOW)
    stopped.name = "王龘"
    stopped.save(update_fields=["name"])
    assert issue_due(programme=programme, now=NOW) == 1


def test_that_a_withdrawal_has_a_reason_is_told_and_happens_once() -> None:
    certificate, committee = awarded(), make_staff("committee")
    with pytest.raises(BadInput):
        revoke(certificate=certificate, reason="  ", by=committee, now=NOW)
    revoke(certificate=certificate, reason="冒名参加测评", by=committee, now=NOW)
    with pytest.raises(Refusal):
        revoke(certificate=certificate, reason="再撤一次", by=committee, now=NOW)
    assert Certificate.objects.with_state().get().state == "revoked"
    assert "冒名参加测评" in Notice.objects.get(key__endswith=":revoked").text
    assert AuditEntry.objects.get(verb="certificate.revoked").purpose == "冒名参加测评"
    assert issue(person=certificate.person, programme=certificate.programme, now=NOW).pk == certificate.pk


def test_that_a_new_name_gets_a_new_certificate_and_the_old_one_is_replaced() -> None:
    old, committee = awarded(), make_staff("committee")
    with pytest.raises(Refusal):
        supersede(certificate=old, by=committee, now=NOW)
    old.person.name = "王秀岚"
    old.person.save(update_fields=["name"])
    new = supersede(certificate=old, by=committee, now=NOW)
    assert supersede(certificate=old, by=committee, now=NOW) == new
    assert (new.subject_name, new.generation, new.supersedes) == ("王秀岚", 2, old)
    assert (new.hours, new.level, new.programme_title) == (old.hours, old.level, old.programme_title)
    states = {one.pk: one.state for one in Certificate.objects.with_state()}
    assert states == {old.pk: "superseded", new.pk: "issued"}


def test_that_a_certificate_ends_with_its_last_day() -> None:
    certificate = awarded()
    Certificate.objects.update(expires_on=certificate.issued_on)
    certificate.refresh_from_db()
    day = certificate.issued_on
    assert [certificate.state_on(day), certificate.state_on(day + timedelta(days=1))] == ["issued", "expired"]
    for state, on in (("issued", day), ("expired", day + timedelta(days=1))):
        assert list(Certificate.objects.in_state(state, on)) == [certificate]
    assert not Certificate.objects.in_force(day + timedelta(days=1)).exists()


def test_that_the_queue_issues_in_chunks_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    monkeypatch.setattr(batches, "SHARE", float("inf"))
    programme = small_programme()
    for number in range(3):
        finisher(programme, username=f"finisher{number}")
    job = batches.enqueue(programme=programme, now=NOW)
    assert job is not None
    assert batches.enqueue(programme=programme, now=NOW) == job
    batches.run(job, programme_id=programme.pk)
    assert Certificate.objects.count() == 2
    batches.run(Job.objects.get(pk=job.pk), programme_id=programme.pk)
    job.refresh_from_db()
    assert (Certificate.objects.count(), job.done, job.total) == (3, 3, 3)
    Job.objects.update(state=Job.State.DONE)
    assert batches.sweep_due(NOW) == 0


def test_that_somebody_whose_rule_is_no_longer_met_holds_up_nobody_behind() -> None:
    programme = small_programme()
    enrolled(make_mandate().person, programme)
    Enrolment.objects.update(completed_at=NOW, rule_version=1)
    other = finisher(programme)
    job = batches.enqueue(programme=programme, now=NOW)
    assert job is not None
    batches.run(job, programme_id=programme.pk)
    assert Certificate.objects.get().person == other


def test_that_a_second_worker_begins_with_the_last_ones_and_both_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    monkeypatch.setattr(batches, "SHARE", float("inf"))
    programme, committee = small_programme(), make_staff("committee")
    people = [finisher(programme, username=f"finisher{number}") for number in range(5)]
    job = batches.enqueue(programme=programme, by=committee, next_url="/", now=NOW)
    second = Job.objects.get(key=f"{job.key}:second")
    jobs.run(str(second.uuid))
    jobs.run(str(job.uuid))
    assert list(Certificate.objects.order_by("pk").values_list("person", flat=True)) == [
        people[place].pk for place in (3, 4, 0, 1)
    ]
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (4, 5, Job.State.QUEUED)
    jobs.run(str(second.uuid))
    jobs.run(str(job.uuid))
    assert Certificate.objects.values("person").distinct().count() == Certificate.objects.count() == 5
    assert list(Job.objects.values_list("state", "done", "total")) == [(Job.State.DONE, 5, 5)] * 2


def test_that_a_run_that_was_given_up_rests_and_staff_are_told_once() -> None:
    programme, committee = small_programme(), make_staff("committee")
    finisher(programme)
    job = batches.enqueue(programme=programme, now=NOW)
    Job.objects.filter(pk=job.pk).update(state=Job.State.GIVEN_UP)
    for minutes in (1, 2):
        assert batches.sweep_due(NOW + timedelta(minutes=minutes)) == 0
    told = Notice.objects.get(key__startswith="certificate:given-up:")
    assert (told.to_uuid, told.url) == (committee.uuid, "/certificates/manage/")
    again = batches.enqueue(programme=programme, by=committee, now=NOW + timedelta(minutes=3))
    assert again not in {None, job}
    Job.objects.filter(pk=again.pk).update(state=Job.State.GIVEN_UP)
    assert batches.sweep_due(NOW + batches.REST + timedelta(minutes=4)) == 1


def test_that_the_sweep_deletes_files_that_no_row_names_once_they_are_old() -> None:
    certificate = awarded()
    orphan = files.store(serial="Z" * 28, year=2026, content=b"half")
    now = timezone.now()
    files.sweep_files(now)
    assert private_storage().exists(orphan)
    assert files.sweep_files(now + files.ORPHAN_AFTER + timedelta(minutes=1)) >= 1
    assert not private_storage().exists(orphan)
    assert files.read(certificate)


def test_that_the_database_keeps_certificates_single_and_in_order() -> None:
    one = awarded()
    other = awarded(name="李桂芳", programme=one.programme)
    refused("certificates_certificate_serial", lambda: copy_of(one, serial=one.serial))
    refused("certificates_certificate_file", lambda: copy_of(one, file=one.file))
    refused("certificate_once", lambda: copy_of(one, generation=1, supersedes_id=None))
    refused("certificate_later_generation_replaces", lambda: copy_of(one, supersedes_id=None))
    refused(
        "certificate_later_generation_replaces", lambda: copy_of(one, generation=1, person_id=make_mandate().person.pk)
    )
    refused("certificate_has_bytes", lambda: copy_of(one, size=0))
    refused("certificate_ends_after_issue", lambda: copy_of(one, expires_on=date(2000, 1, 1)))
    copy_of(one, generation=2)
    refused(
        "certificates_certificate_supersedes_id",
        lambda: copy_of(other, generation=2, supersedes_id=one.pk, serial="2" * 28),
    )


def test_that_the_database_keeps_withdrawals_and_obstacles_in_order() -> None:
    certificate, committee = awarded(), make_staff("committee")
    refused("revocation_has_reason", lambda: Revocation.objects.create(certificate=certificate, by=committee, at=NOW))
    Revocation.objects.create(certificate=certificate, reason="一", by=committee, at=NOW)
    refused(
        "certificate_id", lambda: Revocation.objects.create(certificate=certificate, reason="二", by=committee, at=NOW)
    )
    row = {
        "person": certificate.person,
        "programme": certificate.programme,
        "name": RARE,
        "characters": RARE[1],
        "at": NOW,
    }
    Obstacle.objects.create(**row, cleared_at=NOW)
    Obstacle.objects.create(**row)
    refused("obstacle_open_once", lambda: Obstacle.objects.create(**row))


def test_that_nothing_a_certificate_stands_on_can_be_deleted() -> None:
    certificate = awarded()
    for thing in (certificate.person, certificate.programme):
        with pytest.raises(IntegrityError), transaction.atomic():
            thing.delete()
    assert Bundle.objects.count() == 0
