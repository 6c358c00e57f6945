"""The report of a needs survey: its figures, what is withheld, in every format, and who may see it."""

import io
import random
import re
from collections import Counter
from functools import lru_cache
from typing import Any

import docx
import pypdfium2
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from courses.files.needs_survey import questions_of
from courses.models import NeedsAnswer, NeedsText
from courses.needs.services import rounds, texts
from lms.audit.models import AuditEntry
from lms.notify.models import Job
from lms.notify.services import jobs
from reports.models import NeedsReport, ReportFile
from reports.needs import content, counting
from reports.reading import Reader
from reports.suppression import THRESHOLD, withheld
from tests.courses.needs_factories import answer, make_round, survey
from tests.factories import make_congress, make_mandate, make_staff

GROUPS = {"district": 28, "township": 40, "staff": 3}


def drawn(seed: int, groups: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    """Answers with many small counts."""
    rng, rows = random.Random(seed), []
    for group, count in groups.items():
        for _ in range(count):
            said: dict[str, Any] = {}
            for question in questions_of(survey()):
                names = [option["id"] for option in question["options"]]
                if rng.random() < 0.05:
                    continue
                if question["kind"] == "several":
                    said[question["id"]] = [
                        name for place, name in enumerate(names) if rng.random() < 0.9 / (place + 1)
                    ]
                elif question["kind"] == "text":
                    said[question["id"]] = "written"
                else:
                    said[question["id"]] = rng.choices(names, [1 / (place + 1) for place in range(len(names))])[0]
            rows.append((group, {name: value for name, value in said.items() if value}))
    return rows


@lru_cache(maxsize=1)
def figures() -> dict[str, Any]:
    return counting.figures_of(survey(), GROUPS, drawn(1, GROUPS))


def counts_in(found: dict[str, Any]) -> list[tuple[str, str, str, int | None]]:
    return [
        (question["id"], row["key"], column, count)
        for question in found["questions"]
        for row in question["rows"]
        for column, count in row["counts"].items()
    ]


def test_that_no_small_count_is_published_and_most_counts_are():
    cells = counts_in(figures())
    assert not [cell for cell in cells if cell[3] is not None and 0 < cell[3] < THRESHOLD]
    assert sum(cell[3] is not None for cell in cells) / len(cells) > 0.5
    assert [column["key"] for column in figures()["columns"]] == ["district", "township+staff", "all"]
    assert counting.hash_of(figures()) == counting.hash_of(counting.figures_of(survey(), GROUPS, drawn(1, GROUPS)))


def test_that_no_reader_can_work_out_a_small_count():
    rows = drawn(1, GROUPS)
    columns = counting._columns(GROUPS)
    sizes = {key: sum(GROUPS[group] for group in groups if group in GROUPS) for key, _label, groups in columns}
    small = 0
    for question in questions_of(survey())[::3]:
        keys = [key for key, _label in counting.rows_of(question)]
        counts = {
            (key, column): sum(group in groups and counting._has(said.get(question["id"]), key) for group, said in rows)
            for key in keys
            for column, _name, groups in columns
        }
        system = counting._system(question["kind"], keys, counts, sizes)
        unseen = [cell for cell in system.counts if cell[1] == counting.CHOSEN]
        hidden = withheld(system, cost=counting._cost, already=unseen)
        published = {
            (key, column): count for name, key, column, count in counts_in(figures()) if name == question["id"]
        }
        reader = Reader(system, hidden)
        for (key, column), count in counts.items():
            assert published[key, column] == (None if ("", key, column) in hidden else count)
            if 0 < count < THRESHOLD:
                least, greatest = reader.range(("", key, column))
                assert least < count or greatest is None or greatest >= THRESHOLD
                assert greatest is None or greatest >= THRESHOLD
                small += 1
    assert small > 3


def test_that_too_few_answers_are_not_counted_at_all():
    found = counting.figures_of(survey(), {"district": 40}, drawn(2, {"district": 19}))
    assert found["questions"] == found["columns"] == []
    assert found["handed_in"]["district"] == 19


@pytest.fixture
def report(db):
    """A closed round of 24 district deputies and three of the staff."""
    asked, congress = make_round(), make_congress(level="district")
    people = [make_mandate(congress=congress).person for _ in range(26)]
    for place, person in enumerate(people[:24]):
        eyes = {"obstacles": ["eyes", "fraud"]} if place < 12 else {"obstacles": ["time"]}
        answer(asked, person, phone="smart" if place < 14 else "large", **eyes, wish="学会请假" if place < 6 else "")
    for _ in range(3):
        answer(asked, make_staff("committee"), phone="none", obstacles=["alone"])
    rounds.close(asked=asked, by=None, now=timezone.now())
    return NeedsReport.objects.get()


@pytest.mark.django_db
def test_that_figures_equal_sql_over_the_answers(report):
    counted: Counter[tuple[str, str]] = Counter()
    table, group = NeedsAnswer._meta.db_table, connection.ops.quote_name("group")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {group}, count(*) FROM {table} GROUP BY {group}")
        assert dict(cursor.fetchall()) == {"district": 24, "staff": 3}
        for name, key in (("phone", "smart"), ("phone", "large"), ("obstacles", "eyes"), ("obstacles", "time")):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE CAST(answers AS TEXT) LIKE %s", [f'%"{key}"%'])
            counted[name, key] = cursor.fetchone()[0]
    published = {(name, key): count for name, key, column, count in counts_in(report.figures) if column == "all"}
    for cell, count in counted.items():
        assert published[cell] in (count, None)
    assert published["obstacles", "eyes"] == 12
    assert [column["n"] for column in report.figures["columns"]] == [27]
    assert counting.hash_of(report.figures) == report.hash
    with pytest.raises(TypeError):
        report.save()


@pytest.mark.django_db
def test_that_the_documents_say_what_the_figures_say(report):
    paper = content.content_of(report)
    assert sum(map(len, paper.points)) <= 300
    assert "应填29人，实填27人，应答率93%" in paper.points[0]
    said = "".join(paragraph.text for section in paper.sections for paragraph in section.paragraphs)
    assert "没有填写的2人情况不明" in said
    plan = next(question for question in questions_of(report.round.survey) if question["id"] == "obstacles")
    assert plan["options"][0]["then"].rstrip("。") in said, "44 % named it"
    assert not [text for text in ("合格", "补考", "None", "{") if text in said]
    assert len(paper.annexes) == len(questions_of(report.round.survey))
    for annex in paper.annexes:
        for _label, cells in annex.table.lines:
            assert not [cell for cell in cells if re.match(r"[1-4]（", cell)]


@pytest.mark.django_db
def test_that_every_format_withholds_the_same_and_quotes_only_what_was_released(report, client):
    staff = make_staff("committee")
    client.force_login(staff)
    address = f"/reports/needs/{report.round.uuid}/"
    text = NeedsText.objects.filter(round=report.round).first()
    assert client.get(f"{address}report.pdf").status_code == 404, "nobody asked for it yet"
    assert made(client, report) == address
    assert sorted(report.files.values_list("kind", flat=True)) == ["docx", "pdf"]
    page, *files = (client.get(f"{address}{name}") for name in ("", "report.pdf", "report.docx"))
    pdf, word = (b"".join(one.streaming_content) for one in files)
    assert "学会请假" not in page.content.decode()
    shown = pypdfium2.PdfDocument(pdf)
    printed = "".join(one.get_textpage().get_text_bounded() for one in shown)
    document = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in document.tables for row in table.rows[1:] for cell in row.cells]
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    wanted = [
        cell
        for one in content.questions(report)
        for label, row in one.lines
        for cell in (label, *row, *([""] if one.pictures else []))
    ]
    assert cells == wanted
    assert {table.cell(0, 0).text for table in document.tables} == {"选项"}
    assert "分组" not in printed
    for form in (page.content.decode(), printed, written):
        assert "应填29人，实填27人" in form.replace("\r\n", "").replace("\n", "")
        assert "学会请假" not in form
        assert not re.search(r"(?<![\d月年～至])[1-4]（\d+%）", form)
    texts.release(text=text, wording="想学会请假", by=staff, now=timezone.now())
    assert "想学会请假" in client.get(address).content.decode()
    assert client.get(f"{address}report.pdf").status_code == 404, "made before the words were released"
    report.refresh_from_db()
    assert counting.hash_of(report.figures) == report.hash
    verbs = list(AuditEntry.objects.filter(object_id=str(report.round.uuid)).values_list("verb", flat=True))
    assert verbs.count("needs.report_downloaded") == 2
    assert verbs.count("needs.report_looked") == 2


def made(client: Client, report: NeedsReport) -> str:
    """Ask for the documents and let a worker make them; the address that the progress page leads to."""
    asked = client.post(f"/reports/needs/{report.round.uuid}/documents/")
    job = Job.objects.get(uuid=asked["Location"].split("/")[-2])
    jobs.run(str(job.uuid))
    assert client.get(asked["Location"]).status_code == 200
    return str(job.kwargs["next"])


@pytest.mark.django_db
def test_that_the_queue_is_asked_once_by_each_and_again_after_a_failure(report, client):
    address = f"/reports/needs/{report.round.uuid}/documents/"
    for asked_so_far, role in enumerate(("organiser", "chair"), 1):
        client.force_login(make_staff(role))
        for _ in range(2):
            progress = client.post(address)["Location"]
            assert client.get(progress).status_code == 200, "who asked sees how far it is"
        assert Job.objects.count() == asked_so_far
    Job.objects.update(state=Job.State.GIVEN_UP)
    assert client.post(address)["Location"] != progress
    assert Job.objects.count() == 3
    client.force_login(make_staff("trainer"))
    assert client.post(address).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFile.objects.create(kind="pdf", file="of nobody", sha256="0", size=1, made_at=timezone.now())


def test_that_no_difference_is_told_whose_interval_reaches_zero_once_rounded():
    def told(one: int, other: int) -> str:
        columns = (("district", "区人大代表", 100), ("township", "镇人大代表", 100), ("all", "合计", 200))
        row = content.Row("a", "甲", {"district": one, "township": other, "all": one + other})
        question = content.Question({"kind": "one", "short": "题"}, (row,), columns)
        return content._apart([question])

    assert "没有明显差别" in told(40, 54), "from 0.2 to 27"
    assert "相差14个百分点（95%区间1～27）" in told(30, 44), "from 0.6 to 27"
