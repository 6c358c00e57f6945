"""The job card: one page of A4, from a file or the editor, to read and to print."""

import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from courses import cards
from courses.files.reading import read
from courses.models import Module, ModulePage, Programme
from courses.services import exporting, loading
from courses.services.changes import CHANGED, SAME
from lms.web.errors import BadInput
from tests.courses.factories import NOW, enrolled, write_programme
from tests.factories import make_mandate, make_person

pytestmark = pytest.mark.django_db
CARD = "## 三步\n\n1. 打开**手机**\n2. 看一看\n\n> 不懂就问工作人员。\n"
URL = "/modules/m1/card"


def with_card(folder: Path, text: str = CARD) -> Path:
    return write_programme(folder, **{"modules/m1/card.md": text})


@pytest.fixture
def programme(little: Programme, tmp_path) -> Programme:
    loading.load(folder=with_card(tmp_path / "in"), now=NOW)
    return little


@pytest.fixture
def deputy(programme: Programme, client: Client) -> Client:
    person = make_mandate().person
    enrolled(person, programme)
    client.force_login(person)
    return client


def test_a_card_travels_both_ways(programme, tmp_path):
    module = Module.objects.get(slug="m1")
    assert module.card.startswith("<h2>三步</h2><ol><li>打开<b>手机</b></li>")
    assert module.page.card == module.card
    assert Module.objects.get(slug="m2").card == ""
    exporting.export_programme(programme=programme, folder=tmp_path / "out", now=NOW)
    assert (tmp_path / "out/modules/m1/card.md").read_text() == CARD
    assert set(loading.load(folder=tmp_path / "out", now=NOW).counts) == {SAME}
    (tmp_path / "out/modules/m1/card.md").unlink()
    assert loading.load(folder=tmp_path / "out", now=NOW).counts[CHANGED] == 1
    assert Module.objects.get(slug="m1").card == ""


def test_the_card_is_linked_from_its_module_and_reads_on_a_telephone(deputy):
    module = deputy.get("/programme/little/m1/").content.decode()
    assert f'href="{URL}/"' in module
    assert "打印操作卡" in module
    assert "操作卡" not in deputy.get("/programme/little/m2/").content.decode()
    page = deputy.get(f"{URL}/").content.decode()
    assert "<h1>操作卡：模块m1</h1>" in page
    assert "<li>打开<b>手机</b></li>" in page
    assert f'<a class="btn main" href="{URL}.pdf">打印操作卡</a>' in page


def test_the_card_prints_as_one_page(deputy, tmp_path):
    response = deputy.get(f"{URL}.pdf")
    assert response["Content-Type"] == "application/pdf"
    (tmp_path / "card.pdf").write_bytes(response.content)
    told = subprocess.run(["pdfinfo", tmp_path / "card.pdf"], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1" in told
    assert "(A4)" in told
    words = subprocess.run(["pdftotext", tmp_path / "card.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "模块m1" in words
    assert "打开手机" in words
    assert "代表数字学堂 · 操作卡" in words
    assert response.content == deputy.get(f"{URL}.pdf").content


def test_a_card_is_for_those_who_may_see_its_programme(client, programme):
    for end in ("/", ".pdf"):
        assert client.get(URL + end)["Location"].startswith("/accounts/login/")
    client.force_login(make_person())
    assert client.get("/modules/m2/card/").status_code == 404
    assert client.get("/modules/nothing/card.pdf").status_code == 404
    Programme.objects.update(live=False)
    for end in ("/", ".pdf"):
        assert client.get(URL + end).status_code == 404


def test_a_card_that_runs_over_its_page_is_refused_by_name(little, tmp_path):
    long = "\n\n".join(f"第{number}段，写得很长。" for number in range(60))
    with pytest.raises(BadInput, match=r"modules/m1/card\.md: 操作卡“模块m1”超出了一页"):
        loading.load(folder=with_card(tmp_path / "long", long), now=NOW)
    page = ModulePage.objects.get(module__slug="m1")
    assert page.card == ""
    page.card = "".join(f"<p>第{number}段，写得很长。</p>" for number in range(60))
    with pytest.raises(ValidationError, match="超出了一页"):
        page.full_clean()


def test_what_a_card_cannot_show_is_refused_with_its_line(little, tmp_path):
    with pytest.raises(BadInput, match=r"card\.md第3行"):
        loading.load(folder=with_card(tmp_path / "bad", "一\n\n<table></table>\n"), now=NOW)


def test_every_card_of_the_starter_programme_fits():
    for module in read(Path(__file__).parents[2] / "courses" / "starter").modules:
        if module.card:
            cards.check(module.title, module.card)
