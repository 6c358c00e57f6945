"""The committee's pages and the life of a report."""

import io
import re
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from reports.models import Report, ReportFile, Snapshot
from reports.services import reports as services
from reports.services import steps
from tests.factories import grant_role, make_mandate, make_person, make_unit
from tests.reports.factories import NOW, cohort, make_programme, make_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Person:
    person = make_person(name="周慧琴")
    grant_role(person, "committee")
    return person


@pytest.fixture
def colleague() -> Person:
    person = make_person(name="林同志")
    grant_role(person, "committee")
    return person


@pytest.fixture
def signed_in(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot(cohort(1))


def drafted(snapshot: Snapshot, by: Person) -> Report:
    return services.draft(snapshot=snapshot, by=by, now=NOW)


def with_documents(report: Report, by: Person) -> Report:
    jobs.run(str(services.ask_documents(report=report, by=by, now=NOW).uuid))
    return Report.objects.get(pk=report.pk)


def addresses(report: Report) -> list[tuple[str, str]]:
    uuid, slug = report.uuid, report.snapshot.programme.slug
    return [
        ("get", reverse("reports:dashboard")),
        ("get", reverse("reports:list")),
        ("get", reverse("reports:tables", args=[report.snapshot.uuid])),
        ("get", reverse("reports:named", args=[report.snapshot.uuid])),
        ("get", reverse("reports:names", args=[report.snapshot.uuid])),
        ("get", reverse("reports:report", args=[uuid])),
        ("get", reverse("reports:download", args=[uuid, 1])),
        ("post", reverse("reports:refresh", args=[slug])),
        ("post", reverse("reports:draft", args=[report.snapshot.uuid])),
        *(
            ("post", reverse(f"reports:{name}", args=[uuid]))
            for name in ("report", "documents", "review", "give_back", "send")
        ),
    ]


@pytest.mark.parametrize("role", ["", "trainer", "organiser", "chair", "system_admin", "audit_admin"])
def test_that_every_address_is_the_committees_alone(
    client: Client, snapshot: Snapshot, staff: Person, role: str
) -> None:
    other = make_person(name="别人")
    if role:
        grant_role(other, role, unit=make_unit() if role in {"organiser", "chair"} else None)
    else:
        make_mandate(person=other)
    report = drafted(snapshot, staff)
    for method, address in addresses(report):
        client.logout()
        assert getattr(client, method)(address).status_code == 302, address
        client.force_login(other)
        assert getattr(client, method)(address).status_code == 403, address
    assert Report.objects.visible_to(other).count() == 0
    with pytest.raises(NotAllowed):
        services.draft(snapshot=snapshot, by=other, now=NOW)


def test_that_the_dashboard_shows_published_figures_with_caption_and_source(
    signed_in: Client, snapshot: Snapshot
) -> None:
    page = signed_in.get(reverse("reports:dashboard")).content.decode()
    assert re.search(r"应测评</span><b>488</b>.*?人次（488人）", page)
    assert page.index("待办事项") < page.index("应测评") < page.index("就绪度分布")
    assert page.count("<caption>") == 10
    assert page.count("来源：数据快照") == 10
    assert "与全区镇人大代表无明显差异" in page
    assert page.count('class="btn main"') == 1
    assert " style=" not in page
    assert re.findall(r"<script[^>]*>[^<]*", page) == ['<script src="/static/reports/print.js" defer>']


def test_that_each_picture_has_its_sentence_and_its_table_and_shows_nothing_withheld(
    signed_in: Client, snapshot: Snapshot
) -> None:
    page = signed_in.get(reverse("reports:dashboard")).content.decode()
    parts = re.findall(r'<section class="card picture".*?</section>', page, re.S)
    assert len(parts) == 10
    for part in parts:
        assert re.search(r"</h2>\s*<p>[^<]{8,}。</p>", part)
        assert part.count("<details") == part.count("<table") == 1
        for row in re.findall(r"<li><span>.*?</li>", part, re.S):
            assert ("<svg" in row) == ("%" in re.sub(r"<svg.*?</svg>", "", row, flags=re.S)), row
    assert "名次" not in re.sub(r"不宜比较名次", "", page)


def test_that_a_town_leads_to_its_rows_in_the_same_snapshot(signed_in: Client, snapshot: Snapshot) -> None:
    older = make_snapshot(
        cohort(2), snapshot.programme, as_of=NOW.date() - timedelta(days=9), made_at=NOW + timedelta(hours=1),
        source_hash="2" * 64,
    )  # fmt: skip
    page = signed_in.get(reverse("reports:dashboard"))
    assert page.context["board"].snapshot == snapshot != older
    address = re.search(r'href="(/reports/excerpt/[^"]*unit=[^"]*)"', page.content.decode())
    assert address
    excerpt = signed_in.get(address[1].replace("&amp;", "&")).context["excerpt"]
    assert (excerpt.snapshot, excerpt.unit) == (snapshot, "东岭镇")


def test_that_the_dashboard_speaks_before_there_is_anything(signed_in: Client) -> None:
    address = reverse("reports:dashboard")
    assert "还没有开放的培训方案" in signed_in.get(address).content.decode()
    make_programme()
    assert "还没有数据快照" in signed_in.get(address).content.decode()


def test_that_the_dashboard_asks_the_database_equally_often_whatever_the_size(
    signed_in: Client, snapshot: Snapshot
) -> None:
    def queries() -> int:
        signed_in.get(reverse("reports:dashboard"))
        with CaptureQueriesContext(connection) as caught:
            signed_in.get(reverse("reports:dashboard"))
        return len(caught)

    before = queries()
    make_snapshot(cohort(2, 90, 60), snapshot.programme, made_at=NOW + timedelta(hours=1), source_hash="1" * 64)
    assert queries() == before


def test_that_a_snapshot_of_today_is_taken_by_the_queue(signed_in: Client, staff: Person) -> None:
    for _ in range(12):
        make_mandate()
    programme = make_programme()
    answer = signed_in.post(reverse("reports:refresh", args=[programme.slug]))
    job = Job.objects.get()
    assert answer["Location"] == reverse("notify:job", args=[job.uuid])
    jobs.run(str(job.uuid))
    assert Snapshot.objects.get().by == staff
    assert AuditEntry.objects.filter(verb="snapshot.taken", actor_uuid=staff.uuid).exists()
    jobs.run(str(job.uuid))
    assert Snapshot.objects.count() == 1


def test_the_life_of_a_report_on_its_pages(
    client: Client, snapshot: Snapshot, staff: Person, colleague: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    """That a draft becomes documents, is reviewed by a second person only, given back, reviewed again, and sent."""
    client.force_login(staff)
    client.post(reverse("reports:draft", args=[snapshot.uuid]))
    client.post(reverse("reports:draft", args=[snapshot.uuid]))
    report = Report.objects.get()
    page = reverse("reports:report", args=[report.uuid])
    texts = {
        "title": "情况汇报",
        "shape": "chairs",
        "addressee": "主任、各位副主任：",
        "problems": "一是甲。",
        "plans": "一是乙。",
    }
    assert client.post(page, texts).status_code == 302
    assert client.post(page, texts | {"title": ""}).status_code == 400
    jobs.run(client.post(reverse("reports:documents", args=[report.uuid]))["Location"].split("/")[-2])
    assert sorted(report.files.values_list("kind", flat=True)) == ["csv", "dictionary", "docx", "json", "pdf", "xlsx"]
    assert client.post(reverse("reports:review", args=[report.uuid])).status_code == 409
    client.force_login(colleague)
    assert "待核稿" in client.get(reverse("reports:dashboard")).content.decode()
    client.post(reverse("reports:review", args=[report.uuid]))
    client.post(reverse("reports:give_back", args=[report.uuid]))
    client.post(reverse("reports:review", args=[report.uuid]))
    assert client.post(page, texts).status_code == 409
    client.post(reverse("reports:send", args=[report.uuid]))
    report.refresh_from_db()
    assert (report.state, report.reviewed_by) == ("sent", colleague)
    assert report.sent_at is not None
    verbs = list(AuditEntry.objects.filter(object_id=str(report.uuid)).order_by("seq").values_list("verb", flat=True))
    assert verbs == [f"report.{verb}" for verb in ("drafted", "written", "reviewed", "given_back", "reviewed", "sent")]


def test_that_stale_documents_are_not_reviewed(snapshot: Snapshot, staff: Person, colleague: Person) -> None:
    report = with_documents(drafted(snapshot, staff), staff)
    services.write(report=report, title="新", shape="upward", texts={"problems": "丙"}, by=staff, now=NOW)
    with pytest.raises(Refusal, match="不一致"):
        steps.review(report=report, by=colleague, now=NOW)


def test_that_documents_made_again_are_the_same_files(snapshot: Snapshot, staff: Person) -> None:
    report = with_documents(drafted(snapshot, staff), staff)
    before = list(report.files.order_by("pk").values_list("pk", "file", "sha256"))
    services.make_documents(Job.objects.get(), str(report.uuid))
    assert list(report.files.order_by("pk").values_list("pk", "file", "sha256")) == before


def test_that_a_character_without_glyph_is_refused_before_it_is_printed(snapshot: Snapshot, staff: Person) -> None:
    with pytest.raises(BadInput):
        services.write(
            report=drafted(snapshot, staff),
            title="标题",
            shape="upward",
            texts={"problems": "\ue000"},
            by=staff,
            now=NOW,
        )


def test_that_a_download_is_private_and_noted(signed_in: Client, snapshot: Snapshot, staff: Person) -> None:
    report = with_documents(drafted(snapshot, staff), staff)
    file = report.files.get(kind="pdf")
    answer = signed_in.get(reverse("reports:download", args=[report.uuid, file.pk]))
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="report.downloaded", purpose="pdf", actor_uuid=staff.uuid).count() == 1
    other = drafted(make_snapshot(cohort(2), make_programme("b")), staff)
    assert signed_in.get(reverse("reports:download", args=[other.uuid, file.pk])).status_code == 404


def test_that_what_was_downloaded_can_be_checked(
    signed_in: Client, snapshot: Snapshot, staff: Person, tmp_path: Path
) -> None:
    report = with_documents(drafted(snapshot, staff), staff)
    page = signed_in.get(reverse("reports:report", args=[report.uuid])).content.decode()
    assert reverse("reports:checksums", args=[report.uuid]) in page
    for file in report.files.all():
        answer = signed_in.get(reverse("reports:download", args=[report.uuid, file.pk]))
        name = unquote(re.search(r"filename(?:\*=utf-8''|=\")([^\"]+)", answer["Content-Disposition"])[1])
        (tmp_path / name).write_bytes(b"".join(answer.streaming_content))
    (tmp_path / "SHA256SUMS").write_bytes(signed_in.get(reverse("reports:checksums", args=[report.uuid])).content)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert checked.stdout.count(": OK") == 6


def test_that_the_tables_can_be_taken_away_as_a_workbook(signed_in: Client, snapshot: Snapshot) -> None:
    for name in ("tables", "tables_package"):
        answer = signed_in.get(reverse(f"reports:{name}", args=[snapshot.uuid]))
        assert answer.content[:2] == b"PK"
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()[-1] == "SHA256SUMS"
    assert AuditEntry.objects.filter(verb="report.tables", object_id=str(snapshot.uuid)).exists()


def test_that_the_list_of_reports_asks_equally_often_for_ten_and_a_hundred(signed_in: Client, staff: Person) -> None:
    programme = make_programme()

    def queries(how_many: int) -> int:
        for number in range(how_many):
            shot = make_snapshot([], programme, source_hash=f"{Snapshot.objects.count():064x}")
            Report.objects.create(snapshot=shot, title=f"报告{number}", drafted_by=staff, drafted_at=NOW)
        with CaptureQueriesContext(connection) as caught:
            signed_in.get(reverse("reports:list"))
        return len(caught)

    queries(1)
    assert queries(9) == queries(90)
    page = signed_in.get(reverse("reports:list")).content.decode()
    assert len(re.findall(r"<tr>", page)) == 51


def test_that_the_list_heads_the_next_dates_once_and_marks_what_is_done(
    signed_in: Client, staff: Person, colleague: Person
) -> None:
    shot, reviewed = make_snapshot([], make_programme()), {"reviewed_by": colleague, "reviewed_at": NOW}
    make_programme("second", title="第二期培训")
    for state in Report.State:
        given = {} if state == Report.State.DRAFT else reviewed
        Report.objects.create(snapshot=shot, title=state, state=state, drafted_by=staff, drafted_at=NOW, **given)
    page = signed_in.get(reverse("reports:list")).content.decode()
    assert page.count(">下次报告日期</h2>") == 1
    assert len(re.findall("<h3>", page)) == 2
    assert re.findall('class="tag ok">([^<]+)', page) == [Report.State.ARCHIVED.label, Report.State.RECEIVED.label]


def test_that_the_database_wants_a_second_reader(snapshot: Snapshot, staff: Person) -> None:
    given = {"snapshot": snapshot, "title": "x", "drafted_by": staff, "drafted_at": NOW}
    for wrong in ({"state": "reviewed"}, {"state": "sent", "reviewed_by": staff, "reviewed_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(**given, **wrong)


def test_that_a_file_is_noted_once(snapshot: Snapshot, staff: Person) -> None:
    given = {"report": drafted(snapshot, staff), "kind": "pdf", "sha256": "a" * 64, "size": 1, "made_at": NOW}
    ReportFile.objects.create(**given, file="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFile.objects.create(**given, file="two")


def test_that_no_migration_is_missing() -> None:
    call_command("makemigrations", "reports", check=True, dry_run=True, verbosity=0)
