"""Places in a picture: scoring, words, the page without a script, the author's form."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from quizzes import scoring
from quizzes.bank import validation
from quizzes.bank.services import items
from quizzes.delivery.models import Response
from quizzes.delivery.services import attempts
from quizzes.types.hotspot.editing import Editor
from quizzes.types.hotspot.shapes import reason
from quizzes.types.registry import kind
from tests.quizzes.bank_factories import make_trainer
from tests.quizzes.delivery_factories import make_bank, make_competence, make_learner, make_quiz

UUID = str(uuid4())


def content(**changes: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    body = {
        "stem": "这条短信哪里像诈骗？",
        "picture": {"uuid": UUID, "width": 400, "height": 300, "alt": "一条短信的截图"},
        "areas": [
            {"id": "a", "text": "发信号码", "shape": "rect", "coords": [10, 10, 200, 60]},
            {"id": "b", "text": "链接", "shape": "circle", "coords": [200, 150, 40]},
            {"id": "c", "text": "问候语", "shape": "poly", "coords": [10, 200, 120, 200, 60, 280]},
        ],
    }
    return body | changes, {"correct": ["a", "b"]}, {"general": "", "options": {"c": "问候语是正常的。"}}


def reasons(**changes: Any) -> str:
    return " ".join(
        map(str, validation.item_problems("hotspot", *validation.canonical("hotspot", *content(**changes))))
    )


def test_that_a_complete_one_has_no_problems():
    assert reasons() == ""


def test_that_areas_are_numbered_as_the_picture_is_read_whoever_was_drawn_first():
    body, key, feedback = content()
    turned = {**body, "areas": body["areas"][::-1]}
    assert validation.canonical("hotspot", turned, {"correct": ["b", "a"]}, feedback) == validation.canonical(
        "hotspot", body, key, feedback
    )


@pytest.mark.parametrize(
    ("shape", "coords", "code"),
    [
        ("rect", [0, 0, 400, 300], ""),
        ("rect", [0, 0, 401, 300], "outside"),
        ("rect", [10, 10, 12, 200], "small"),
        ("rect", [10, 10, 20], "coords"),
        ("rect", [200, 10, 20, 60], "small"),
        ("circle", [10, 10, 20], "outside"),
        ("circle", [30, 30, 20], ""),
        ("poly", [0, 0, 10, 0, 10], "coords"),
        ("poly", [0, 0, 100, 0, 100, 100], ""),
        ("star", [1, 2], "shape"),
        ("rect", [0, 0, "9", 300], "coords"),
    ],
)
def test_that_an_area_must_lie_in_the_picture_and_be_large_enough(shape, coords, code):
    assert reason(shape, coords, 400, 300) == code


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"picture": {}}, "上传图片"),
        ({"picture": {"uuid": UUID, "width": 400, "height": 300}}, "说明"),
        ({"areas": []}, "2"),
        ({"most": 1}, "多于"),
    ],
)
def test_that_an_author_hears_what_is_missing(changes, told):
    assert told in reasons(**changes)


def test_that_points_are_those_of_several_answers():
    body, key, _feedback = content()
    shown = scoring.arrange("hotspot", body, None, shuffle=True)
    assert shown == ["a", "b", "c"]

    def earned(*choices: str) -> float:
        return scoring.score("hotspot", scoring.validate("hotspot", {"choices": list(choices)}, body, shown), key)

    assert [earned("a", "b"), earned("a"), earned("a", "c"), earned("a", "b", "c")] == [1, 0.5, 0, 0.5]
    with pytest.raises(ValueError):
        scoring.validate("hotspot", {"choices": ["a", "b"]}, body | {"most": 1}, shown)


@pytest.mark.django_db
def test_that_the_page_without_a_script_marks_and_keeps(client):
    bank = make_bank()
    body, key, feedback = content()
    row = {"id": "hotspot-1", "kind": "hotspot", "level": 1, "key": key, "feedback": feedback, **body}
    items.load_item(bank=bank, competence=make_competence(), row=row, now=timezone.now())
    quiz = make_quiz("single")
    quiz.sections.update(bank=bank)
    learner = make_learner()
    client.force_login(learner)
    attempt = attempts.start(person=learner, quiz=quiz, mode="phone", now=timezone.now())
    address = reverse("quizzes:take", args=[attempt.uuid])
    page = client.get(address).content.decode()
    assert page.count('type="checkbox"') == 3
    assert 'alt="一条短信的截图"' in page
    assert 'viewBox="0 0 400 300"' in page
    client.post(address, {"position": "1", "based_on": "0", "choices": ["b", "a"], "go": "next"})
    assert Response.objects.get().payload == {"choices": ["a", "b"]}
    page = client.get(f"{address}?item=1").content.decode()
    assert page.count("checked") == 2


def form(**changes: Any) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update(
        {
            "picture-uuid": UUID,
            "picture-width": "400",
            "picture-height": "300",
            "picture-alt": "一条短信的截图",
            "rule": "each",
            "most": "",
            "area-TOTAL_FORMS": "3",
            "area-INITIAL_FORMS": "0",
            "area-0-text": "发信号码",
            "area-0-shape": "rect",
            "area-0-coords": "10, 10，200 60",
            "area-0-right": "on",
            "area-1-text": "问候语",
            "area-1-shape": "circle",
            "area-1-coords": "200,150,40",
            "area-2-shape": "rect",
        }
        | changes
    )
    return sent


def test_that_the_author_s_form_says_what_it_is_given():
    editor = Editor(form(), None)
    assert editor.is_valid(), [one.errors for one in editor.forms]
    body, key, _feedback = editor.content()
    assert body["picture"]["uuid"] == UUID
    assert [area["coords"] for area in body["areas"]] == [[10, 10, 200, 60], [200, 150, 40]]
    assert key == {"correct": ["a"]}
    again = Editor(None, (body, key, {}))
    assert again.areas.initial[0]["coords"] == "10, 10, 200, 60"
    assert not Editor(form(**{"area-0-coords": "ten"}), None).is_valid()


def test_that_the_words_are_numbered_as_the_picture_is():
    body, _key, _feedback = content()
    assert kind("hotspot").content.describe(body, {"choices": ["a", "c"]}) == ["1. 发信号码", "3. 问候语"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["simulation", "hotspot", "extended"])
def test_that_a_teacher_opens_the_form_of_a_new_one(client, name):
    client.force_login(make_trainer())
    assert client.get(f"{reverse('items:add')}?kind={name}").status_code == 200
