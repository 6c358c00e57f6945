"""The training plan of a programme: on its page, and as a document that staff take to the meeting."""

import io
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from courses.files.reading import read
from courses.models import Programme
from courses.services import loading
from lms.audit.models import AuditEntry
from lms.people.models import Role
from reports.services.training_plan import docx
from tests.courses.factories import NOW, load_little
from tests.factories import make_person, make_staff, make_unit
from tests.quizzes.delivery_factories import make_competence

pytestmark = pytest.mark.django_db
STARTER = Path(__file__).parents[2] / "courses" / "starter"
PLAN = """\
addressee: 各镇人大主席团：
opening: 制定本方案。
parts:
  - {head: 指导思想, text: 先测后学。}
  - {head: 培训对象, text: 全体代表。, adds: [audience]}
  - head: 学时
    text: |-
      一学时约45分钟。
      另行认定。
    adds: [hours, rules]
calendar:
  - {month: 2027-03, mode: classroom, title: 分片办班, who: 全体代表, hours: 1.5}
  - {month: 2026-12, mode: online, title: 第一个模块, who: 全体代表, hours: 2, modules: [m1, m2]}
  - {month: 2027-04, mode: live, title: 直播答疑, who: 自愿, hours: 0}
signature: 区人大常委会办公室
"""


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    make_competence("A1")
    load_little(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    loading.load(folder=tmp_path, now=NOW)
    return Programme.objects.get()


def texts(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_that_the_document_says_the_plan_and_what_the_programme_says_itself(programme: Programme) -> None:
    said = texts(docx(programme, now=NOW))
    assert said[:4] == ["送审稿", "方案", "各镇人大主席团：", "制定本方案。"]
    assert [line for line in said if line[1:2] == "、"] == ["一、指导思想", "二、培训对象", "三、学时"]
    at = said.index("三、学时")
    assert said[at + 1 : at + 6] == [
        "一学时约45分钟。",
        "另行认定。",
        "应学内容共3.5学时，其中线上自学2学时，集中授课1.5学时；镇人大代表共2.5学时。",
        "学完并达到要求",
        "安排补训",
    ]
    assert said[said.index("二、培训对象") + 2] == "全体代表"
    assert "区人大常委会办公室" in said
    assert said[-2:] == ["附件2", "课程设置"]


def test_that_the_annexes_hold_the_calendar_by_month_and_the_modules_with_whom_they_are_for(
    programme: Programme,
) -> None:
    calendar, modules = Document(io.BytesIO(docx(programme, now=NOW))).tables
    rows = [[cell.text for cell in row.cells] for row in calendar.rows]
    assert [row[0] for row in rows] == ["时间", "2026年12月", "2027年3月", "2027年4月"]
    assert [row[4] for row in rows] == ["学时", "2", "1.5", "自选"]
    assert [[cell.text for cell in row.cells][3] for row in modules.rows] == ["要求", "必学", "必学（区人大代表）"]


def test_that_the_same_moment_gives_the_same_bytes(programme: Programme) -> None:
    assert docx(programme, now=NOW) == docx(programme, now=NOW)


def test_that_staff_alone_take_the_document_and_that_it_is_noted(programme: Programme) -> None:
    address = f"/reports/plans/{programme.slug}.docx"
    assert Client().get(address).status_code == 302
    for person, status in ((make_person(), 403), (make_staff(Role.SYSTEM_ADMIN), 403)):
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == status
    client = Client()
    client.force_login(make_staff(Role.ORGANISER, make_unit()))
    answer = client.get(address)
    assert "制定本方案。" in texts(answer.content)
    assert AuditEntry.objects.filter(verb="programme.plan", object_id=programme.slug).count() == 1
    assert address in client.get(programme.url).content.decode()
    Programme.objects.update(training_plan={})
    assert client.get(address).status_code == 404


def test_that_everybody_sees_the_year_on_the_page_of_the_programme(programme: Programme, client: Client) -> None:
    page = client.get(programme.url).content.decode()
    assert page.index("2026年12月") < page.index("分片办班") < page.index("直播答疑")
    assert "docx" not in page


def test_that_the_starter_programme_has_a_plan_of_nine_parts_over_twelve_months() -> None:
    plan = read(STARTER).training_plan
    assert [part["head"] for part in plan["parts"]][::4] == ["指导思想", "培训方式", "组织领导"]
    assert len(plan["parts"]) == 9
    months = {entry["month"] for entry in plan["calendar"]}
    assert (min(months), max(months)) == ("2026-12", "2027-11")
    assert len(months) >= 11
