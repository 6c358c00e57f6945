"""Pictures of a question and of its options, put in by the author's form."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from lms.people.models import Person
from quizzes.bank.selectors.items import draft_content
from quizzes.models import Item, ItemPicture
from quizzes.types.pictured import picture_of, with_picture, without_picture
from tests.quizzes.bank_factories import make_bank, make_trainer
from tests.quizzes.test_authoring import filled

pytestmark = pytest.mark.django_db
UUID = "0f3a9c64-1f0e-4b0e-9f53-0d7f1f0c7a11"


@pytest.fixture
def trainer(client: Client) -> Person:
    person = make_trainer()
    client.force_login(person)
    return person


def file(colour: str = "red", format: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, format)
    return SimpleUploadedFile(f"{colour}.png", out.getvalue())


def written(client: Client, **more: object) -> Item:
    response = client.post(reverse("items:add"), filled(make_bank()) | {"action": "save"} | more)
    assert response.status_code == 302, (response.context["form"].errors, response.context["picture"].errors)
    return Item.objects.get()


def body(item: Item) -> dict:
    content = draft_content(item)
    assert content
    return content[0]


def shown_form(client: Client, item: Item) -> dict[str, str]:
    """The form as the page shows it."""
    page = client.get(reverse("items:edit", args=[item.pk]))
    forms = [page.context["form"], page.context["picture"], *page.context["editor"].forms]
    data = {"kind": item.kind, "seen": page.context["seen"], "action": "save"}
    for bound in (bound for form in forms for bound in form):
        value = bound.value()
        if value is not None and value is not False and value != "":
            data[bound.html_name] = "on" if value is True else str(value)
    return data


def test_that_a_picture_stands_below_the_question_drawn_anew(client, trainer):
    item = written(client, **{"stem-file": file(), "stem-alt": "一个红方块"})
    picture = ItemPicture.objects.get()
    html = body(item)["html"]
    assert html.endswith(f'<p><img src="picture:{picture.uuid}" alt="一个红方块"></p>')
    assert body(item)["stem"] in html
    assert picture.by == trainer
    page = client.get(reverse("items:edit", args=[item.pk])).content.decode()
    assert f"items/{picture.uuid}.webp" in page
    assert 'name="html"' not in page
    frame = client.get(reverse("items:frame", args=[item.pk])).content.decode()
    assert re.search(rf'<img src="[^"]*{picture.uuid}\.webp" alt="一个红方块"', frame)


def test_that_an_option_has_a_picture_of_its_own_and_needs_no_text_then(client, trainer):
    more = {"option-0-file": file(), "option-0-alt": "红灯", "option-2-file": file("blue"), "option-2-alt": "蓝灯"}
    item = written(client, **more)
    options = body(item)["options"]
    assert [picture_of(option.get("html", "")).get("alt") for option in options] == ["红灯", None, "蓝灯"]
    assert options[2]["text"] == "蓝灯"
    assert ItemPicture.objects.count() == 2


def test_that_a_form_with_pictures_sent_back_unchanged_changes_nothing(client, trainer):
    item = written(
        client, **{"stem-file": file(), "stem-alt": "甲", "option-0-file": file("blue"), "option-0-alt": "乙"}
    )
    before = draft_content(item)
    assert client.post(reverse("items:edit", args=[item.pk]), shown_form(client, item)).status_code == 302
    assert draft_content(item) == before


def test_that_words_change_and_the_picture_stays(client, trainer):
    item = written(
        client, **{"stem-file": file(), "stem-alt": "甲", "option-0-file": file("blue"), "option-0-alt": "乙"}
    )
    data = shown_form(client, item) | {"stem": "换了题干？", "option-0-text": "换了选项", "option-0-alt": "蓝灯"}
    client.post(reverse("items:edit", args=[item.pk]), data)
    now = body(item)
    assert now["html"].startswith("<p>换了题干？</p><p><img")
    assert now["options"][0]["html"].startswith("<p>换了选项</p><p><img")
    assert picture_of(now["options"][0]["html"])["alt"] == "蓝灯"


def test_that_a_picture_is_taken_out_or_replaced(client, trainer):
    item = written(
        client, **{"stem-file": file(), "stem-alt": "甲", "option-0-file": file("blue"), "option-0-alt": "乙"}
    )
    data = shown_form(client, item) | {"stem-drop": "on", "option-0-file": file("green"), "option-0-alt": "绿灯"}
    client.post(reverse("items:edit", args=[item.pk]), data)
    now = body(item)
    assert "html" not in now
    assert picture_of(now["options"][0]["html"]) == {
        "uuid": str(ItemPicture.objects.get(name="green.png").uuid),
        "alt": "绿灯",
    }


@pytest.mark.parametrize("prefix", ["stem", "option-0"])
def test_that_a_picture_without_words_is_not_taken_but_stays_in_the_form(client, trainer, prefix):
    response = client.post(reverse("items:add"), filled(make_bank()) | {f"{prefix}-file": file(), "action": "save"})
    assert response.status_code == 200
    assert not Item.objects.exists()
    page = response.content.decode()
    assert "请写明图片内容" in page
    assert f'name="{prefix}-uuid" value="{ItemPicture.objects.get().uuid}"' in page


def test_that_a_file_that_is_no_picture_is_said_and_left_out(client, trainer):
    bad = SimpleUploadedFile("x.png", b"<svg onload='alert(1)'>")
    data = filled(make_bank()) | {"stem-file": bad, "stem-alt": "图", "action": "save"}
    page = client.post(reverse("items:add"), data, follow=True).content.decode()
    assert "图片没有收下" in page
    assert not ItemPicture.objects.exists()


def test_that_html_which_says_more_keeps_its_place_and_its_picture():
    html = f'<p>看<b>图</b></p><p><img alt="甲" src="picture:{UUID}"></p><p>答</p>'
    assert picture_of(html) == {"uuid": UUID, "alt": "甲"}
    assert without_picture(html) == "<p>看<b>图</b></p><p>答</p>"
    assert with_picture("<一>\n二", "", UUID, '"甲"') == (
        f'<p>&lt;一&gt;</p><p>二</p><p><img src="picture:{UUID}" alt="&quot;甲&quot;"></p>'
    )
