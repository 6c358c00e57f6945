"""Import and export in the editors' admin."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from lms.web.private import private_storage
from quizzes.exchange.models import QuestionFile
from quizzes.exchange.services import uploads
from quizzes.models import Item
from tests.quizzes.bank_factories import (
    NOW,
    competence,
    make_bank,
    make_editor,
    make_item,
    make_trainer,
)
from tests.quizzes.exchange.files import SINGLE, questions, workbook

pytestmark = pytest.mark.django_db
BAD = ["单选题", "没有选项？", "", "", "", "A", "", "F1", "1", ""]


@pytest.fixture
def trainer(client: Client) -> Person:
    competence()
    person = make_trainer()
    client.force_login(person)
    return person


def upload(client: Client, content: bytes, name: str = "题目.xlsx", **more: object) -> QuestionFile:
    data = {"file": SimpleUploadedFile(name, content), "bank": make_bank().pk} | more
    response = client.post(reverse("exchange:upload"), data)
    assert response.status_code == 302, response.context["form"].errors
    return QuestionFile.objects.get()


def test_that_a_file_is_looked_at_imported_as_drafts_and_deleted(client, trainer, django_capture_on_commit_callbacks):
    found = upload(client, workbook([SINGLE]))
    page = client.get(reverse("exchange:look", args=[found.uuid])).content.decode()
    assert "全部 1 题导入为草稿" in page
    frame = client.get(reverse("exchange:frame", args=[found.uuid])).content.decode()
    assert "手机锁屏用哪一种办法最稳妥？" in frame
    assert "口令越长越难猜。" in frame
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("exchange:confirm", args=[found.uuid]), {"act": "all"})
    assert response.status_code == 302
    assert Item.objects.get().live_version is None
    assert not QuestionFile.objects.exists()
    assert not private_storage().exists(found.file)
    assert AuditEntry.objects.get(verb="items.imported").actor_uuid == trainer.uuid
    assert client.post(reverse("exchange:confirm", args=[found.uuid]), {"act": "all"}).status_code == 404


def test_that_refused_questions_are_listed_and_left_out_only_when_asked(client, trainer):
    found = upload(client, workbook([SINGLE, BAD]))
    page = client.get(reverse("exchange:look", args=[found.uuid])).content.decode()
    assert "第 3 行" in page
    assert "导入 1 题，1 题不导入" in page
    client.post(reverse("exchange:confirm", args=[found.uuid]), {"act": "all"})
    assert not Item.objects.exists()
    client.post(reverse("exchange:confirm", args=[found.uuid]), {"act": "keep_good"})
    assert Item.objects.count() == 1


def test_that_the_refused_ones_are_taken_away_corrected_and_uploaded_again(client, trainer):
    found = upload(client, workbook([SINGLE, BAD]))
    content = client.get(reverse("exchange:refused", args=[found.uuid])).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, titles.index("题干") + 1).value == "没有选项？"
    sheet.cell(2, titles.index("选项A") + 1).value = "有"
    sheet.cell(2, titles.index("选项B") + 1).value = "没有"
    out = io.BytesIO()
    book.save(out)
    (question,) = questions(out.getvalue(), "待更正.xlsx")
    assert question.key == {"correct": "a"}


def test_that_giving_up_and_a_day_delete_the_file(client, trainer, django_capture_on_commit_callbacks):
    found = upload(client, workbook([SINGLE]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("exchange:give_up", args=[found.uuid]))
    assert not private_storage().exists(found.file)
    found = upload(client, workbook([SINGLE]))
    assert uploads.sweep_old(found.created_at) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.sweep_old(found.created_at + uploads.KEPT * 1.1) == 1
    assert not QuestionFile.objects.exists()


def test_that_a_file_nobody_can_read_is_refused_in_words_and_not_kept(client, trainer):
    data = {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 rubbish"), "bank": make_bank().pk}
    response = client.post(reverse("exchange:upload"), data)
    assert response.context["form"].errors["file"]
    assert not QuestionFile.objects.exists()


def test_that_an_upload_is_seen_by_nobody_else(client, trainer):
    found = upload(client, workbook([SINGLE]))
    client.force_login(make_trainer("林老师"))
    for name in ("look", "frame", "refused"):
        assert client.get(reverse(f"exchange:{name}", args=[found.uuid])).status_code == 404
    for name in ("confirm", "give_up"):
        assert client.post(reverse(f"exchange:{name}", args=[found.uuid])).status_code == 404


@pytest.mark.parametrize("role", [None, Role.AUDIT_ADMIN])
def test_that_whoever_does_not_write_items_reaches_none_of_it(client, role):
    if role:
        client.force_login(make_editor(role))
    for address in (
        reverse("exchange:upload"),
        reverse("exchange:export"),
        reverse("exchange:template", args=["xlsx"]),
    ):
        assert client.get(address).status_code in {302, 403}
    bank = make_bank()
    assert client.post(reverse("exchange:export"), {"bank": bank.pk, "format": "xlsx"}).status_code in {302, 403}


def test_that_a_trainer_cannot_choose_a_readiness_bank_of_others(client, trainer):
    bank = make_bank("ready", "readiness")
    data = {"file": SimpleUploadedFile("x.xlsx", workbook([SINGLE])), "bank": bank.pk}
    assert client.post(reverse("exchange:upload"), data).context["form"].errors["bank"]
    assert client.post(reverse("exchange:export"), {"bank": bank.pk, "format": "xlsx"}).context["form"].errors["bank"]


def test_that_a_bank_is_exported_with_its_keys_and_the_audit_knows(client, trainer):
    make_item()
    response = client.post(reverse("exchange:export"), {"bank": make_bank().pk, "format": "xlsx"})
    assert questions(response.content, "x.xlsx")[0].slug == "f1-m01"
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.get(verb="items.exported").actor_uuid == trainer.uuid


def test_that_what_a_format_cannot_say_is_told_before_it_is_left_out(client, trainer):
    make_item()
    make_item("f1-m02", stem="带格式", html="<p>带<b>格式</b></p>")
    data = {"bank": make_bank().pk, "format": "xlsx"}
    assert "f1-m02" in client.post(reverse("exchange:export"), data).content.decode()
    assert not AuditEntry.objects.filter(verb="items.exported").exists()
    response = client.post(reverse("exchange:export"), data | {"act": "anyway"})
    assert len(questions(response.content, "x.xlsx")) == 1


def test_that_the_templates_are_read_as_they_are_handed_out(client, trainer):
    content = client.get(reverse("exchange:template", args=["xlsx"])).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    lists = {str(each.sqref).split(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert any("单选题" in values for values in lists.values())
    assert any("F1" in values for values in lists.values())
    document = Document(io.BytesIO(client.get(reverse("exchange:template", args=["docx"])).content))
    assert any("答案" in paragraph.text for paragraph in document.paragraphs)
    assert client.get(reverse("exchange:template", args=["exe"])).status_code == 404


def test_that_the_preview_costs_the_same_queries_whatever_the_file_holds(
    client, trainer, django_assert_max_num_queries
):
    for count in (2, 40):
        QuestionFile.objects.all().delete()
        rows = [["判断题", f"第{number}题。", "", "", "", "错误", "", "F1", "1", ""] for number in range(count)]
        found = upload(client, workbook(rows))
        with django_assert_max_num_queries(45):
            client.get(reverse("exchange:look", args=[found.uuid]))
        with django_assert_max_num_queries(20):
            client.get(reverse("exchange:frame", args=[found.uuid]))


def test_that_a_level_beyond_the_scale_cannot_be_stored(trainer):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        QuestionFile.objects.create(
            by=trainer, bank=make_bank(), file="x", filename="x", format="x", level=5, created_at=NOW
        )
