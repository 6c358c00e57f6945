"""A lesson from Word in the editors' admin: uploaded below a module, looked at, made a draft."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from courses.models import LessonFile, LessonPage, ModulePage
from courses.services import lesson_files
from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from lms.people.services.role_permissions import sync
from lms.web.private import private_storage
from tests.courses import word_files as word
from tests.courses.word_files import drawn, lesson, saved
from tests.quizzes.bank_factories import make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(little: object) -> ModulePage:
    sync()
    return ModulePage.objects.get(module__slug="m1")


@pytest.fixture
def trainer(client: Client, module: ModulePage) -> Person:
    person = make_editor(Role.TRAINER)
    client.force_login(person)
    return person


def document(*, formula: bool = False) -> bytes:
    made = lesson("第一段。", "提示：先充电。", title="用手机办事")
    made.add_picture(drawn(size=(2400, 30), format="JPEG"))
    made.add_picture(drawn("blue"))
    table = made.add_table(2, 2)
    for place, text in enumerate(["方式", "回音", "手机", "当天"]):
        table.cell(place // 2, place % 2).text = text
    if formula:
        word.formula(made)
    return saved(made)


def upload(client: Client, module: ModulePage, content: bytes | None = None, name: str = "课文.docx") -> LessonFile:
    sent = {"file": SimpleUploadedFile(name, content or document())}
    response = client.post(reverse("word_lessons:upload", args=[module.pk]), sent)
    assert response.status_code == 302, response.context["form"].errors
    return LessonFile.objects.get()


def confirm(client: Client, found: LessonFile, **more: str) -> object:
    said = {"title": "用手机办事", "minutes": "5", "alt-1": "首页", "alt-2": "按钮"} | more
    return client.post(reverse("word_lessons:look", args=[found.uuid]), said)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves pictures open
def test_that_a_document_is_looked_at_made_a_draft_and_deleted(
    client, module, trainer, django_capture_on_commit_callbacks
):
    found = upload(client, module, document(formula=True))
    page = client.get(reverse("word_lessons:look", args=[found.uuid])).content.decode()
    assert "公式没有带入" in page
    assert "图1 的内容" in page
    frame = client.get(reverse("word_lessons:frame", args=[found.uuid])).content.decode()
    for words in ("用手机办事", "第一段。", "先充电。", 'scope="col">方式', "〔此处公式未能带入〕"):
        assert words in frame
    assert LessonPage.objects.child_of(module).count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(client, found)
    draft = LessonPage.objects.child_of(module).last()
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert (draft.live, draft.lesson, draft.owner, draft.minutes) == (False, None, trainer, 5)
    assert draft.slug == "yong-shou-ji-ban-shi"
    assert draft.latest_revision.user == trainer
    assert [block.block_type for block in draft.body] == ["text", "callout", "image", "image", "text", "table"]
    assert not LessonFile.objects.exists()
    assert not private_storage().exists(found.file)
    entry = AuditEntry.objects.get(verb="lesson.imported")
    assert (entry.actor_uuid, entry.object_id) == (trainer.uuid, module.slug)
    assert client.post(reverse("word_lessons:look", args=[found.uuid])).status_code == 404
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200


def test_that_pictures_are_drawn_anew_and_say_what_they_show(client, module, trainer):
    found = upload(client, module)
    frame = client.get(reverse("word_lessons:frame", args=[found.uuid])).content.decode()
    addresses = re.findall(r'<img src="([^"]+)"', frame)
    assert len(addresses) == 2
    shown = client.get(addresses[0])
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "no-store" in shown["Cache-Control"]
    confirm(client, found)
    images = get_image_model().objects.filter(uploaded_by_user=trainer).order_by("pk")
    assert [(image.description, image.title) for image in images] == [
        ("首页", "用手机办事 图1"),
        ("按钮", "用手机办事 图2"),
    ]
    with images[0].file.open("rb") as file, Image.open(file) as image:
        assert (image.format, image.size) == ("JPEG", (2000, 25))
    with images[1].file.open("rb") as file, Image.open(file) as image:
        assert image.format == "PNG"
    draft = LessonPage.objects.child_of(module).last()
    assert [block.value["alt"] for block in draft.body if block.block_type == "image"] == ["首页", "按钮"]


def test_that_a_picture_without_words_stops_the_draft_until_it_is_left_out(client, module, trainer):
    found = upload(client, module)
    response = confirm(client, found, **{"alt-2": " "})
    assert response.context["form"].errors == {"alt-2": ["请写明图片内容，或者选择不要这张图。"]}
    assert not get_image_model().objects.filter(uploaded_by_user=trainer).exists()
    assert confirm(client, found, **{"alt-2": "", "leave-2": "on"}).status_code == 302
    draft = LessonPage.objects.child_of(module).last()
    assert [block.block_type for block in draft.body] == ["text", "callout", "image", "table"]


def test_that_a_file_which_cannot_be_read_is_refused_in_words_and_not_kept(client, module, trainer):
    for content, name in (
        (b"%PDF-1.7", "课文.docx"),
        (document()[:-300], "课文.docx"),
        (b"\xd0\xcf\x11\xe0", "旧.doc"),
    ):
        sent = {"file": SimpleUploadedFile(name, content)}
        response = client.post(reverse("word_lessons:upload", args=[module.pk]), sent)
        assert response.context["form"].errors["file"]
    assert not LessonFile.objects.exists()


def test_that_giving_up_and_a_day_delete_the_file(client, module, trainer, django_capture_on_commit_callbacks):
    found = upload(client, module)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("word_lessons:give_up", args=[found.uuid]))
    assert not private_storage().exists(found.file)
    found = upload(client, module)
    assert lesson_files.sweep_old(found.created_at) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert lesson_files.sweep_old(found.created_at + lesson_files.KEPT * 1.1) == 1
    assert not LessonFile.objects.exists()
    assert not private_storage().exists(found.file)


def test_that_an_upload_is_seen_by_nobody_else(client, module, trainer):
    found = upload(client, module)
    client.force_login(make_editor(Role.COMMITTEE))
    for name in ("look", "frame"):
        assert client.get(reverse(f"word_lessons:{name}", args=[found.uuid])).status_code == 404
    assert client.get(reverse("word_lessons:picture", args=[found.uuid, "word/media/image1.jpg"])).status_code == 404
    for name in ("look", "give_up"):
        assert client.post(reverse(f"word_lessons:{name}", args=[found.uuid])).status_code == 404


def test_that_nothing_but_pictures_is_shown_out_of_the_file(client, module, trainer):
    found = upload(client, module)
    for member in ("word/document.xml", "word/media/image9.png", "../../etc/passwd"):
        address = f"/cms/word-lessons/{found.uuid}/pictures/{member}"
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [None, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_that_whoever_writes_no_lessons_reaches_none_of_it(client, module, role):
    if role:
        client.force_login(make_editor(role))
    address = reverse("word_lessons:upload", args=[module.pk])
    assert client.get(address).status_code in {302, 403}
    assert client.post(address, {"file": SimpleUploadedFile("课文.docx", document())}).status_code in {302, 403}
    assert not LessonFile.objects.exists()


def test_that_a_trainer_adds_lessons_only_where_pages_may_be_edited(client, module, trainer):
    found = upload(client, module)
    for group in trainer.groups.all():
        group.page_permissions.all().delete()
    client.force_login(Person.objects.get(pk=trainer.pk))
    address = reverse("word_lessons:upload", args=[module.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"file": SimpleUploadedFile("课文.docx", document())}).status_code in {302, 403}
    confirm(client, found)
    assert LessonPage.objects.child_of(module).count() == 2
    assert LessonFile.objects.count() == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves pictures open
def test_that_the_button_stands_at_modules_alone(client, module, trainer):
    button = reverse("word_lessons:upload", args=[module.pk])
    assert button in client.get(reverse("wagtailadmin_explore", args=[module.pk])).content.decode()
    assert button in client.get(reverse("wagtailadmin_explore", args=[module.get_parent().pk])).content.decode()
    assert button in client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).content.decode()
    child = LessonPage.objects.child_of(module).first()
    assert "word-lessons" not in client.get(reverse("wagtailadmin_pages:edit", args=[child.pk])).content.decode()


def test_that_the_upload_page_asks_the_same_whatever_waits(client, module, trainer):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("word_lessons:upload", args=[module.pk]))
        return len(queries)

    found = upload(client, module)
    asked()
    before = asked()
    for number in range(15):
        LessonFile.objects.create(
            by=trainer, page=module, file=f"x{number}", filename="课文.docx", created_at=found.created_at
        )
    assert asked() == before
