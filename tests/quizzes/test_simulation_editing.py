"""The author's form of a simulation, and playing what stands in it."""

import html
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from quizzes.bank import validation
from quizzes.types.simulation.editing import Editor, source_of
from quizzes.types.simulation.example import EXAMPLE
from tests.quizzes.bank_factories import make_trainer
from tests.quizzes.simulation_factories import content


def editor(source: str) -> Editor:
    sent = QueryDict(mutable=True)
    sent["device"] = source
    return Editor(sent, None)


def test_that_the_example_could_be_published_as_it_is():
    filled = editor(EXAMPLE)
    assert filled.is_valid(), filled.form.errors
    body, key, feedback = filled.content()
    whole = validation.canonical("simulation", {"stem": "请回复短信。"} | body, key, feedback)
    assert validation.item_problems("simulation", *whole) == []


def test_that_the_text_of_a_simulation_reads_back_as_the_same():
    body, key = content()
    whole = validation.canonical("simulation", body, key, {})
    read = editor(source_of(whole))
    assert read.is_valid(), read.form.errors
    again, key_again, _feedback = read.content()
    assert validation.canonical("simulation", {"stem": body["stem"]} | again, key_again, {}) == whole


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("start: a\nscreens: [", "第2行"),
        ("- a", "start"),
        ("colour: red", "colour"),
        ("start: &x a\nscreens: *x", "锚点"),
        ("start: !!python/object:os.system x", "读不出来"),
    ],
)
def test_that_a_mistake_is_told_with_its_place(source, told):
    wrong = editor(source)
    assert not wrong.is_valid()
    assert told in str(wrong.form.errors)


@pytest.mark.django_db
def test_that_what_stands_in_the_form_is_played_and_its_points_are_shown(client):
    client.force_login(make_trainer())
    address = reverse("items:try", args=["simulation"])
    page = client.post(address, {"device": EXAMPLE, "stem": "请回复短信。"}).content.decode()
    assert "sim-title" in page
    for act, extra in (("open", {}), ("send", {"field-reply": "can"})):
        hidden = dict(re.findall(r'<input type="hidden" name="(form|acts)" value="([^"]*)">', page))
        sent = {name: html.unescape(value) for name, value in hidden.items()}
        page = client.post(address, sent | extra | {"go": f"act:{act}"}).content.decode()
    assert "100%" in page
    assert page.count("做到了") == 2
    broken = client.post(address, {"device": "start: a", "stem": "请"}).content.decode()
    assert "请写出画面清单" in broken


@pytest.mark.django_db
def test_that_nobody_else_plays_in_the_editors_admin(client):
    from tests.quizzes.delivery_factories import make_learner

    client.force_login(make_learner())
    assert client.post(reverse("items:try", args=["simulation"]), {"device": EXAMPLE}).status_code != 200
