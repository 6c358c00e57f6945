"""Pictures of questions: kept once, shown before they are kept, told apart by their bytes."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.bank.services import items
from quizzes.exchange.models import QuestionFile
from quizzes.exchange.planning import Defaults
from quizzes.exchange.services.exporting import export_bank
from quizzes.exchange.services.importing import Told, import_file
from quizzes.models import Item, ItemDraft, ItemPicture
from tests.quizzes.bank_factories import NOW, competence, make_bank, make_trainer
from tests.quizzes.exchange.test_word import paper, picture, saved

pytestmark = pytest.mark.django_db


def shown() -> bytes:
    document = paper("1. 看图选一个。")
    document.paragraphs[0].add_run().add_picture(picture())
    document.add_paragraph("A. 甲 B. 乙")
    document.add_paragraph("答案：B")
    return saved(document)


def load(content: bytes, name: str = "题目.docx") -> Told:
    competence()
    return import_file(bank=make_bank(), content=content, name=name, defaults=Defaults("F1"), by=None, now=NOW)


def test_that_a_picture_is_kept_and_named_by_the_question() -> None:
    load(shown())
    (kept,) = ItemPicture.objects.all()
    assert kept.source in ItemDraft.objects.get().body["html"]


def test_that_the_same_file_twice_keeps_one_picture_and_changes_nothing() -> None:
    load(shown())
    assert load(shown()).states == {"created": 0, "changed": 0, "same": 1}
    assert ItemPicture.objects.count() == 1


def test_that_an_exported_picture_comes_back_as_the_one_it_is() -> None:
    load(shown())
    items.publish(item=Item.objects.get(), by=None, now=NOW)
    written = export_bank(bank=make_bank(), format="moodle", by=None, now=NOW)
    assert (written.count, written.left_out) == (1, [])
    assert load(written.content, "x.xml").states == {"created": 0, "changed": 0, "same": 1}
    assert ItemPicture.objects.count() == 1


def test_that_a_picture_that_cannot_be_drawn_refuses_its_question() -> None:
    document = paper("1. 看图。（对）")
    document.paragraphs[0].add_run().add_picture(picture())
    out, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(saved(document)))
    with zipfile.ZipFile(out, "w") as copy:
        for info in source.infolist():
            data = source.read(info.filename)
            copy.writestr(info, data[:40] if info.filename.startswith("word/media/") else data)
    told = load(out.getvalue())
    assert (told.written, len(told.refused)) == (False, 1)
    assert not ItemPicture.objects.exists()


def test_that_a_picture_is_shown_before_it_is_kept_to_whoever_uploaded_it(client: Client) -> None:
    competence()
    client.force_login(make_trainer())
    data = {"file": SimpleUploadedFile("题目.docx", shown()), "bank": make_bank().pk, "competence": competence().pk}
    client.post(reverse("exchange:upload"), data)
    upload = QuestionFile.objects.get()
    frame = client.get(reverse("exchange:frame", args=[upload.uuid])).content.decode()
    address = frame.split('<img src="')[1].split('"')[0]
    response = client.get(address)
    assert (response["Content-Type"], response.content[:4]) == ("image/png", b"\x89PNG")
    assert not ItemPicture.objects.exists()
    client.logout()
    assert client.get(address).status_code in {302, 403, 404}
