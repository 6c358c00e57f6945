"""Duty files, statements of class hours, excerpts for a town, lists with names: what they hold and who gets them."""

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from courses.models import HourEntry, Programme
from lms.audit.models import AuditEntry
from lms.people.models import Mandate, OrganisingUnit, Person
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.models import ReadinessGrade
from quizzes.readiness.services import rules
from reports.models import NamedAnnex
from reports.selectors import duty
from reports.selectors.excerpt import excerpt
from reports.services import annexes, excerpts
from reports.services.duty_files import SCHEMA
from reports.services.publishing import publish
from reports.services.snapshots import freeze
from tests.factories import grant_role, make_mandate, make_person, make_unit
from tests.reports.factories import DAY, NOW, cohort, make_programme, make_snapshot

pytestmark = pytest.mark.django_db


def with_role(role: str, unit: OrganisingUnit | None = None) -> Person:
    person = make_person(name="周慧琴")
    grant_role(person, role, unit=unit)
    return person


def credit(person: Person, programme: Programme, hours: str, mode: str = "online", **fields: Any) -> HourEntry:
    given = {"key": f"module:{HourEntry.objects.count()}", "source": "账号与设备安全", "at": NOW}
    return HourEntry.objects.create(
        person=person, programme=programme, mode=mode, hours=Decimal(hours), **(given | fields)
    )


def agrees(value: Any, schema: dict[str, Any]) -> bool:
    """As much of JSON Schema as the file uses."""
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "null": type(None)}
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, kinds[kind]) for kind in wanted):
        return False
    if isinstance(value, dict):
        within = set(schema["required"]) <= set(value) <= set(schema["properties"])
        return within and all(agrees(value[name], part) for name, part in schema["properties"].items())
    if isinstance(value, list):
        return all(agrees(each, schema["items"]) for each in value)
    if schema.get("format") == "date":
        date.fromisoformat(value)
    return True


def test_that_a_duty_file_holds_what_stands_and_no_result(client: Client) -> None:
    programme, unit = make_programme(), make_unit(short_name="城东街道")
    mandate = make_mandate(unit=unit, person=make_person(name="李秀英"))
    credit(mandate.person, programme, "2.0")
    wrong = credit(mandate.person, programme, "3.0")
    credit(mandate.person, programme, "-3.0", reverses=wrong, reason="重复登记")
    client.force_login(with_role("organiser", unit))
    answer = client.get(reverse("reports:duty_file", args=["csv"]))
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["姓名"], line["学时"], line["形式"]) for line in lines] == [("李秀英", "2", "线上自学")]
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("reports:duty_file", args=["xlsx"]), {"unit": unit.slug}).content)
    )
    assert [cell.value for cell in book.active[2]][6] == 2
    assert book.active["D2"].is_date
    assert book.active.tables
    content = json.loads(client.get(reverse("reports:duty_file", args=["json"])).content)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert agrees(content, schema)
    assert not agrees(content | {"grade": "basic"}, schema), "nothing may be added on the quiet"
    assert content["mandates"][0]["hours"] == 2
    assert client.get(reverse("reports:duty_schema")).json() == schema
    verbs = AuditEntry.objects.filter(verb="duty_file.downloaded")
    assert list(verbs.order_by("seq").values_list("purpose", flat=True)) == ["csv", "xlsx", "json"]


def test_that_nobody_gets_the_duty_files_of_another_unit(client: Client) -> None:
    programme, own, other = make_programme(), make_unit(), make_unit()
    for unit, name in ((own, "李秀英"), (other, "赵国强")):
        credit(make_mandate(unit=unit, person=make_person(name=name)).person, programme, "2.0")
    stranger = Person.objects.get(name="赵国强")
    client.force_login(with_role("chair", own))
    text = client.get(reverse("reports:duty_file", args=["csv"])).content.decode("utf-8-sig")
    assert "李秀英" in text
    assert "赵国强" not in text
    assert client.get(reverse("reports:duty_file", args=["csv"]), {"unit": other.slug}).status_code == 404
    assert client.get(reverse("reports:statement_pdf", args=[stranger.uuid])).status_code == 404
    client.force_login(stranger)
    assert client.get(reverse("reports:duty_file", args=["csv"])).status_code == 403
    assert client.get(reverse("reports:duty_files")).status_code == 403


def test_that_duty_files_ask_equally_often_for_ten_deputies_and_a_hundred() -> None:
    programme, unit = make_programme(), make_unit()

    def queries(how_many: int) -> int:
        for _ in range(how_many):
            credit(make_mandate(unit=unit).person, programme, "1.0")
        with CaptureQueriesContext(connection) as caught:
            assert len(list(duty.sections(Mandate.objects.all()))) == Mandate.objects.count()
        return len(caught)

    assert queries(10) == queries(90)


def test_that_a_statement_of_hours_is_the_own_one_on_the_page_and_as_pdf(client: Client) -> None:
    programme, person = make_programme(), make_person(name="李秀英")
    credit(person, programme, "2.5")
    credit(person, programme, "3.0", mode="classroom", source="集中授课")
    client.force_login(person)
    page = client.get(reverse("reports:own_statement")).content.decode()
    assert "5.5 / 6" in page
    assert "集中授课" in page
    answer = client.get(reverse("reports:own_statement_pdf"))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert "姓名：李秀英" in text
    assert "已记学时5.5学时，方案规定不少于6学时" in text
    assert "学时证明为准" in text
    client.force_login(make_person())
    assert client.get(reverse("reports:own_statement")).status_code == 200
    assert client.get(reverse("reports:own_statement_pdf")).status_code == 404
    boss = with_role("committee")
    client.force_login(boss)
    assert client.get(reverse("reports:statement_pdf", args=[person.uuid])).content[:5] == b"%PDF-"
    assert AuditEntry.objects.get(verb="statement.downloaded").object_id == str(person.uuid)


def test_that_a_chair_reads_the_own_town_and_no_other(client: Client) -> None:
    snapshot = make_snapshot(cohort(1))
    tables = {table.key: table for table in publish(snapshot)}
    town = make_unit(short_name="西河镇", kind=OrganisingUnit.Kind.PRESIDIUM)
    chair = with_role("chair", town)
    client.force_login(chair)
    page = client.get(reverse("reports:excerpt")).content.decode()
    own = tables["towns"].row("西河镇")
    assert f">{own['known']}<" in page
    assert "与全区镇人大代表无明显差异" in page
    for name in ("东岭镇", "南桥镇"):
        assert name not in page
    assert client.get(reverse("reports:excerpt"), {"unit": "东岭镇"}).status_code == 404
    assert client.get(reverse("reports:excerpt_pdf"), {"unit": "东岭镇"}).status_code == 404
    pdf = client.get(reverse("reports:excerpt_pdf")).content
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert "西河镇人大代表数字履职培训和能力测评情况摘报" in text
    assert "西河镇人大主席" in text
    looks = AuditEntry.objects.filter(verb="report.excerpt", actor_uuid=chair.uuid)
    assert client.get(reverse("reports:excerpt_docx"), {"unit": "东岭镇"}).status_code == 404
    assert client.get(reverse("reports:excerpt_docx")).content[:2] == b"PK"
    assert set(looks.values_list("purpose", flat=True)) == {"西河镇", "西河镇 pdf", "西河镇 docx"}


def test_that_an_excerpt_says_the_same_in_word_as_in_print() -> None:
    snapshot = make_snapshot(cohort(2, 20, 14, 0.8))
    tables = publish(snapshot)
    for unit, addressee in (("西河镇", "西河镇人大主席："), ("城东街道", "人大城东街道工委：")):
        found = excerpt(snapshot, unit)
        pages = PdfReader(io.BytesIO(excerpts.pdf(found))).pages
        printed = "".join(re.sub(r"— \d+ —", "", page.extract_text()) for page in pages)
        data = excerpts.docx(found)
        assert data == excerpts.docx(found)
        document = Document(io.BytesIO(data))
        written = "".join(
            one.text if isinstance(one, Paragraph) else "".join(cell.text for row in one.rows for cell in row.cells)
            for one in document.iter_inner_content()
        )
        assert "".join(written.split()) == "".join(printed.split())
        assert addressee in written
        shown = {(table.title, label, tuple(cells)) for table in tables for label, cells in table.lines}
        for part, table in zip(found.parts, document.tables, strict=True):
            label, *cells = (cell.text for cell in table.rows[1].cells)
            assert (part.title, label, tuple(cells)) in shown


def test_that_an_excerpt_shows_nothing_that_the_tables_do_not(client: Client) -> None:
    """Whatever address is asked for, each cell is one of the published tables', withheld ones included."""
    snapshot = make_snapshot(cohort(2, 20, 14, 0.8))
    tables = publish(snapshot)
    published = {(table.title, label, tuple(cells)) for table in tables for label, cells in table.lines}
    client.force_login(with_role("committee"))
    units = [name for group in snapshot.shape["groups"]["district_units"] for name in group]
    for unit in units:
        found = client.get(reverse("reports:excerpt"), {"unit": unit}).context["excerpt"]
        assert found.parts
        for part in found.parts:
            label, cells = part.lines[0]
            assert (part.table.title, label, tuple(cells)) in published
    for query in ({"unit": "无此镇"}, {"unit": units[0], "programme": "none"}):
        answer = client.get(reverse("reports:excerpt"), query)
        assert answer.status_code == 404 or not answer.context["excerpt"]


@pytest.fixture
def frozen() -> tuple[Any, Person]:
    programme, unit = make_programme(), make_unit(short_name="城东街道")
    rule = rules.in_force(DAY)
    for name, grade in (("李秀英", "basic"), ("赵国强", ""), ("孙丽华", "expired")):
        mandate = make_mandate(unit=unit, person=make_person(name=name))
        if grade:
            ReadinessGrade.objects.create(
                mandate=mandate, scope_key="programme:starter", rule=rule, grade=grade, as_of=DAY, at=NOW
            )
    snapshot = freeze(programme=programme, as_of=DAY, by=None, now=NOW + timedelta(hours=1))
    type(snapshot).objects.filter(pk=snapshot.pk).update(scope=snapshot.scope | {"key": "programme:starter"})
    snapshot.refresh_from_db()
    return snapshot, with_role("committee")


def asked(snapshot: Any, by: Person, **fields: Any) -> NamedAnnex:
    given = {"holds": "unknown", "document": "×人常发〔2026〕9号", "dated": DAY, "asked_by": "区人大常委会主任会议"}
    return annexes.record(snapshot=snapshot, by=by, now=NOW + timedelta(hours=2), **(given | fields))


def test_that_a_list_with_names_rests_on_a_recorded_document(frozen: tuple[Any, Person], client: Client) -> None:
    snapshot, boss = frozen
    client.force_login(boss)
    page = reverse("reports:named", args=[snapshot.uuid])
    assert (
        client.post(page, {"document": "", "dated": "2026-11-24", "asked_by": "x", "holds": "unknown"}).status_code
        == 400
    )
    assert NamedAnnex.objects.count() == 0
    data = {
        "document": "×人常发〔2026〕9号",
        "dated": "2026-11-20",
        "asked_by": "区人大常委会主任会议",
        "holds": "unknown",
    }
    assert client.post(page, data).status_code == 302
    annex = NamedAnnex.objects.get()
    assert "×人常发〔2026〕9号" in client.get(page).content.decode()
    answer = client.get(reverse("reports:names", args=[annex.uuid]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "×人常发〔2026〕9号" in sheet["A1"].value
    assert [row[1].value for row in sheet.iter_rows(min_row=5)] == sorted(
        ["孙丽华", "赵国强"], key=lambda one: one != "孙丽华"
    )
    verbs = AuditEntry.objects.filter(purpose=annex.document).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["annex.recorded", "annex.downloaded"]


def test_that_everybody_is_listed_with_the_grade_only_where_that_was_asked(frozen: tuple[Any, Person]) -> None:
    snapshot, boss = frozen
    found = {line[1]: line[4] for line in annexes.rows(asked(snapshot, boss, holds="grades"))}
    assert found == {"李秀英": "基本胜任", "赵国强": "暂无结果", "孙丽华": "暂无结果"}


def test_that_requests_are_refused_where_they_cannot_be(frozen: tuple[Any, Person]) -> None:
    snapshot, boss = frozen
    asked(snapshot, boss)
    with pytest.raises(Refusal):
        asked(snapshot, boss)
    with pytest.raises(BadInput):
        asked(snapshot, boss, document="另一份", dated=DAY + timedelta(days=2))
    with pytest.raises(BadInput):
        asked(snapshot, boss, document=" ")
    with pytest.raises(NotAllowed):
        asked(snapshot, with_role("organiser", make_unit()), document="另一份")
    with pytest.raises(TypeError):
        NamedAnnex.objects.get().save()
    with pytest.raises(IntegrityError), transaction.atomic():
        NamedAnnex.objects.create(snapshot=snapshot, document="", dated=DAY, asked_by="x", by=boss, at=NOW)


def test_that_every_look_at_the_dashboard_is_in_the_audit_log(client: Client) -> None:
    snapshot, boss = make_snapshot(cohort(1)), with_role("committee")
    client.force_login(boss)
    client.get(reverse("reports:dashboard"))
    assert AuditEntry.objects.get(verb="report.looked", actor_uuid=boss.uuid).object_id == str(snapshot.uuid)
