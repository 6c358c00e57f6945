"""From draft to file: review by another person, sending, receipt, filing, and the dates of the next reports."""

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from PIL import Image

from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from lms.web.private import private_storage
from reports.models import Confirmation, Invitation, Report, ReportSchedule, Snapshot
from reports.services import archiving, finals, invitations, papers, schedules, steps
from reports.services import reports as services
from reports.services.files import newest
from reports.services.invitations import LinkRefused
from tests.factories import grant_role, make_person
from tests.reports.factories import NOW, cohort, make_programme, make_snapshot, one_row

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def staff() -> Person:
    person = make_person(name="周慧琴")
    grant_role(person, "committee")
    return person


@pytest.fixture
def report(staff: Person) -> Report:
    """A draft of a small snapshot with documents."""
    snapshot = make_snapshot([one_row(grade=grade) for grade in ("basic", "starting", "unassessed") for _ in range(9)])
    return with_documents(services.draft(snapshot=snapshot, by=staff, now=NOW), staff)


def with_documents(report: Report, by: Person) -> Report:
    jobs.run(str(services.ask_documents(report=report, by=by, now=NOW).uuid))
    return Report.objects.get(pk=report.pk)


def link(report: Report, by: Person, purpose: str = "review", name: str = "陈国梁") -> str:
    return invitations.invite(report=report, purpose=purpose, name=name, post="副主任", by=by, now=timezone.now())[1]


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG")
    return out.getvalue()


def reviewed(report: Report, by: Person) -> Report:
    given = {"name": "陈国梁", "post": "副主任", "words": "", "content": jpeg()}
    papers.hand_in(report=report, answer="agreed", **given, by=by, now=NOW)
    return Report.objects.get(pk=report.pk)


def sent(report: Report, by: Person) -> Report:
    return steps.send(report=reviewed(report, by), by=by, now=NOW)


def answer_of(client: Client, token: str, **said: str) -> int:
    return client.post(reverse("reports:invited", args=[token]), {"name": "陈国梁", "words": ""} | said).status_code


def test_that_somebody_without_an_account_reviews_by_a_link_once(client: Client, report: Report, staff: Person) -> None:
    token = link(report, staff)
    address = reverse("reports:invited", args=[token])
    page = client.get(address).content.decode()
    assert "陈国梁（副主任）：周慧琴请您核稿" in page
    assert "一、工作情况" in page
    assert b"".join(client.get(reverse("reports:invited_pdf", args=[token])).streaming_content).startswith(b"%PDF")
    assert answer_of(client, token, name="别人", choice="agreed") == 400
    assert answer_of(client, token, choice="returned") == 400, "a return is explained"
    assert Report.objects.get().state == "draft"
    assert answer_of(client, token, choice="agreed", words="可以报送。") == 200
    given = Confirmation.objects.get()
    assert (given.answer, given.way, given.name, given.post) == ("agreed", "link", "陈国梁", "副主任")
    assert given.pdf_sha256 == report.files.get(kind="pdf").sha256
    held = Report.objects.get()
    assert (held.state, held.reviewed_by) == ("reviewed", None)
    assert client.get(address).status_code == 410
    assert answer_of(client, token, choice="returned", words="迟了") == 410
    assert Notice.objects.get(to_uuid=staff.uuid).text.startswith("陈国梁：同意")
    verbs = list(AuditEntry.objects.filter(object_id=str(report.uuid)).values_list("verb", flat=True))
    assert verbs.count("report.read_by_link") >= 2
    assert AuditEntry.objects.get(verb="report.reviewed").purpose == "陈国梁 副主任"


def test_that_a_return_leaves_a_draft_with_the_words(client: Client, report: Report, staff: Person) -> None:
    token = link(report, staff)
    assert answer_of(client, token, choice="returned", words="第三部分再写实一些。") == 200
    assert Report.objects.get().state == "draft"
    client.force_login(staff)
    assert "第三部分再写实一些。" in client.get(reverse("reports:report", args=[report.uuid])).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(
            report=report, answer="returned", way="colleague", name="甲", pdf_sha256="0" * 64, at=NOW, by=staff
        )


def test_that_whoever_drafted_never_reviews(client: Client, report: Report, staff: Person) -> None:
    with pytest.raises(Refusal):
        steps.review(report=report, by=staff, now=NOW)
    with pytest.raises(Refusal, match="拟稿人"):
        link(report, staff, name=staff.name)
    with pytest.raises(Refusal, match="拟稿人"):
        papers.hand_in(
            report=report, answer="agreed", name=staff.name, post="科长", words="", content=jpeg(), by=staff, now=NOW
        )
    token = link(report, staff)
    client.force_login(staff)
    assert client.get(reverse("reports:invited", args=[token])).status_code == 403
    assert answer_of(client, token, choice="agreed") == 403
    with pytest.raises(NotAllowed):
        invitations.answer(token=token, person=staff, name="陈国梁", choice="agreed", words="", now=timezone.now())
    assert Report.objects.get().state == "draft"
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state="reviewed", reviewed_at=NOW, reviewed_by=staff)


def test_that_a_link_ends_by_time_by_a_newer_one_by_withdrawal_and_by_a_change(report: Report, staff: Person) -> None:
    def refusal(token: str, after: timedelta = timedelta()) -> str:
        with pytest.raises(LinkRefused) as refused:
            invitations.find(token=token, person=None, now=timezone.now() + after)
        return refused.value.kind

    first = link(report, staff)
    assert refusal(first, timedelta(days=8)) == "expired"
    second = link(report, staff)
    assert refusal(first) == "withdrawn"
    invitations.withdraw(report=report, by=staff, now=timezone.now())
    assert refusal(second) == "withdrawn"
    third = link(report, staff)
    services.write(report=report, title="改", shape="session", texts={"problems": "乙"}, by=staff, now=NOW)
    assert refusal(third) == "changed"
    with_documents(Report.objects.get(), staff)
    assert refusal(third) == "changed"
    assert refusal("x" * 32) == "unknown"
    assert not Invitation.objects.filter(token_hash__in=[first, second, third]).exists(), "only the hash is kept"
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(token_hash=hashlib.sha256(second.encode()).hexdigest()).update(withdrawn_at=None)


def test_that_guessing_links_is_slowed(client: Client, db: None) -> None:
    answers = [client.get(reverse("reports:invited", args=[f"guess{number}"])).status_code for number in range(25)]
    assert answers[0] == 410
    assert answers[-1] == 429


def test_that_the_signed_paper_of_another_person_is_kept_and_counts(
    client: Client, report: Report, staff: Person
) -> None:
    client.force_login(staff)
    address = reverse("reports:paper", args=[report.uuid, "agreed"])
    scan = io.BytesIO(jpeg())
    scan.name = "a.jpg"
    said = {"name": "陈国梁", "post": "副主任", "words": "", "file": scan}
    assert client.post(address, said).status_code == 302
    given = Confirmation.objects.get()
    assert (given.way, given.by, given.name) == ("paper", staff, "陈国梁")
    assert Report.objects.get().state == "reviewed"
    kept = client.get(reverse("reports:kept", args=[report.uuid, "paper", given.pk]))
    assert b"".join(kept.streaming_content) == jpeg()
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(
            report=report, answer="agreed", way="paper", name="甲", pdf_sha256="0" * 64, at=NOW, by=staff
        )


def test_that_what_is_no_scan_is_refused(report: Report, staff: Person) -> None:
    said = {"name": "陈国梁", "post": "副主任", "words": ""}
    for content in (b"MZ not a scan", b"%PDF-1.7 broken", b"\xff\xd8\xff broken", b"", b"<svg/>"):
        with pytest.raises(BadInput):
            papers.hand_in(report=report, answer="agreed", **said, content=content, by=staff, now=NOW)
    assert Report.objects.get().state == "draft"


def test_that_a_sent_report_is_received_by_link_filed_and_checked_by_a_third_person(
    client: Client, report: Report, staff: Person, tmp_path: Path
) -> None:
    held = sent(report, staff)
    token = link(held, staff, "receipt", "办公室")
    assert "请签收本报告" in client.get(reverse("reports:invited", args=[token])).content.decode()
    assert answer_of(client, token, name="办公室", words="收文2026第31号") == 200
    assert Report.objects.get().state == "received"
    client.force_login(staff)
    answer = client.post(reverse("reports:archive", args=[report.uuid]))
    jobs.run(answer["Location"].split("/")[-2])
    package = Report.objects.get().files.get(kind="zip")
    with private_storage().open(package.file, "rb") as stored, zipfile.ZipFile(stored) as opened:
        opened.extractall(tmp_path)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert checked.count(": OK") == len(list(tmp_path.iterdir())) - 1 == 8
    told = json.loads((tmp_path / "flow.json").read_text(encoding="utf-8"))
    assert [(given["answer"], given["way"]) for given in told["confirmations"]] == [
        ("agreed", "paper"),
        ("received", "link"),
    ]
    assert hashlib.sha256(archiving.package(Report.objects.get())).hexdigest() == package.sha256
    page = client.get(reverse("reports:report", args=[report.uuid])).content.decode()
    assert "收文2026第31号" in page
    assert "归档材料" in page
    with pytest.raises(Refusal):
        finals.hand_in(report=report, content=b"PK", by=staff, now=NOW)


def test_that_no_step_is_left_out(report: Report, staff: Person) -> None:
    for step in (steps.send, archiving.archive, steps.give_back):
        with pytest.raises(Refusal):
            step(report=report, by=staff, now=NOW)  # type: ignore[operator]
    with pytest.raises(Refusal):
        link(report, staff, "receipt")
    held = sent(report, staff)
    with pytest.raises(Refusal):
        steps.give_back(report=held, by=staff, now=NOW)
    with pytest.raises(Refusal):
        archiving.archive(report=held, by=staff, now=NOW)


def test_that_figures_that_differ_in_the_finished_version_are_listed_and_both_kept(
    client: Client, report: Report, staff: Person
) -> None:
    held = reviewed(report, staff)
    with private_storage().open(newest(held)["docx"].file, "rb") as stored:
        ours = stored.read()
    same = finals.hand_in(report=held, content=ours, by=staff, now=NOW)
    assert same.differences == []
    document = Document(io.BytesIO(ours))
    for paragraph in document.paragraphs:
        if "已有有效结果18人次" in paragraph.text:
            paragraph.runs[-1].text = paragraph.runs[-1].text.replace("已有有效结果18人次", "已有有效结果19人次")
    document.add_paragraph("另有3人次自愿参加。", "公文正文")
    document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].text = "28"
    out = io.BytesIO()
    document.save(out)
    made = finals.hand_in(report=held, content=out.getvalue(), by=staff, now=NOW)
    told = [(one["place"], one["ours"], one["theirs"]) for one in made.differences]
    assert ("表1 全部 应测评", "27", "28") in told
    assert any("18人次" in mine and "19人次" in theirs for place, mine, theirs in told if not place)
    assert ("", "", "另有3人次自愿参加。") in told
    client.force_login(staff)
    page = client.get(reverse("reports:report", args=[report.uuid])).content.decode()
    assert "另有3人次自愿参加。" in page
    for final, content in ((same, ours), (made, out.getvalue())):
        kept = client.get(reverse("reports:kept", args=[report.uuid, "final", final.pk]))
        assert b"".join(kept.streaming_content) == content


def test_that_what_is_no_word_document_is_refused(report: Report, staff: Person) -> None:
    held = reviewed(report, staff)
    for content in (b"no", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"):
        with pytest.raises(BadInput):
            finals.hand_in(report=held, content=content, by=staff, now=NOW)


def test_that_the_shape_brings_its_fields_and_words(client: Client, report: Report, staff: Person) -> None:
    client.force_login(staff)
    address = reverse("reports:report", args=[report.uuid])
    page = client.get(address).content.decode()
    assert "签发人" in page
    assert page.count("会议名称") == 0
    said = {"title": report.title, "addressee": "区人大常委会：", "shape": "session", "problems": "甲"}
    assert client.post(address, said).status_code == 302
    held = Report.objects.get()
    assert (held.shape, held.texts["addressee"]) == ("session", "主任、各位副主任、各位委员：")
    page = client.get(address).content.decode()
    assert "会议名称" in page
    assert client.post(address, said | {"shape": "other"}).status_code == 400


def test_that_a_planned_report_is_reminded_of_and_its_snapshot_taken(client: Client, staff: Person) -> None:
    programme = make_programme()
    client.force_login(staff)
    due = timezone.localdate() + timedelta(days=20)
    said = {"period": "quarter", "next_on": due.isoformat()}
    assert client.post(reverse("reports:plan", args=[programme.slug]), said).status_code == 302
    assert due.strftime("%Y年") in client.get(reverse("reports:list")).content.decode()
    assert schedules.sweep_due() == 0
    assert not Notice.objects.filter(to_uuid=staff.uuid).exists()
    ahead = timezone.now() + timedelta(days=7)
    assert [schedules.sweep_due(ahead), schedules.sweep_due(ahead)] == [0, 0]
    assert Notice.objects.filter(to_uuid=staff.uuid).count() == 1
    there = timezone.now() + timedelta(days=20)
    assert [schedules.sweep_due(there), schedules.sweep_due(there)] == [1, 0]
    assert Job.objects.filter(func="reports.services.freezing.run").count() == 1
    assert ReportSchedule.objects.get().next_on == schedules.following(due, 3)
    assert client.post(reverse("reports:plan", args=[programme.slug]), {"off": "1"}).status_code == 302
    assert not ReportSchedule.objects.exists()
    past = {"period": "year", "next_on": timezone.localdate() - timedelta(days=1)}
    with pytest.raises(BadInput):
        schedules.plan(programme=programme, **past, by=staff, now=timezone.now())


def test_that_the_end_of_a_month_is_kept() -> None:
    assert schedules.following(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert schedules.following(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_that_snapshots_with_towns_are_read_by_link_as_they_are_published(client: Client, staff: Person) -> None:
    snapshot: Snapshot = make_snapshot(cohort(3))
    held = with_documents(services.draft(snapshot=snapshot, by=staff, now=NOW), staff)
    page = client.get(reverse("reports:invited", args=[link(held, staff)])).content.decode()
    assert "各镇人大代表达到" in page
    assert " style=" not in page
