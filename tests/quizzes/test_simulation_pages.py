"""A simulated task on its pages, without any script: every act is one form."""

import html
import json
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.delivery.models import Attempt, Outcome, Response
from quizzes.delivery.served import Served
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import make_learner
from tests.quizzes.simulation_factories import KEY, content, make_task_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


@pytest.fixture
def attempt(learner):
    return attempts.start(person=learner, quiz=make_task_quiz(), mode="phone", seed=3, now=timezone.now())


def address(attempt: Attempt) -> str:
    return f"{reverse('quizzes:take', args=[attempt.uuid])}?item=1"


def page_of(client, attempt: Attempt) -> str:
    return client.get(address(attempt)).content.decode()


def press(client, attempt: Attempt, act: str, page: str | None = None, **fields: Any) -> str:
    """The page after pressing a button of the page that was open; act, fields and options as the author names them."""
    page = page or page_of(client, attempt)
    names = Served(attempt.presented.get(position=1).version).names
    act, fields = names["acts"].get(act, act), dict(_served(name, value, names) for name, value in fields.items())
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
    sent = {name: html.unescape(value) for name, value in hidden.items()}
    answer = client.post(
        reverse("quizzes:take", args=[attempt.uuid]), sent | fields | {"go": f"act:{act}"}, follow=True
    )
    return answer.content.decode()


def _served(field: str, value: str, names: Any) -> tuple[str, str]:
    own = field.removeprefix("field-")
    return f"field-{names['fields'][own]}", names.get(f"field {own}", {}).get(value, value)


def title(page: str) -> str:
    return re.search(r'id="sim-title"[^>]*>([^<]*)<', page)[1]


def test_that_each_act_is_stored_and_leads_to_the_next_screen(client, attempt):
    assert title(page_of(client, attempt)) == "家站平台"
    assert title(press(client, attempt, "leave")) == "请假单"
    page = press(client, attempt, "send", **{"field-meeting": "full", "field-reason": "住院"})
    assert title(page) == "已提交"
    rows = list(Response.objects.order_by("seq").values_list("payload", flat=True))
    assert [len(row["acts"]) for row in rows] == [1, 2]
    assert rows[1]["acts"][:1] == rows[0]["acts"]
    assert rows[1]["acts"][1]["with"] == {"meeting": "full", "reason": "住院"}


def test_that_a_later_look_from_anywhere_stands_where_the_last_act_led(client, attempt):
    press(client, attempt, "leave")
    assert title(page_of(client, attempt)) == "请假单"
    assert title(client.get(reverse("quizzes:take", args=[attempt.uuid])).content.decode()) == "请假单"


def test_that_what_was_given_stays_where_the_device_asks_for_more(client, attempt):
    press(client, attempt, "leave")
    page = press(client, attempt, "send", **{"field-reason": "家里有事"})
    assert "请选择会议并写明事由。" in page
    assert "家里有事" in page


def test_that_a_step_back_and_a_new_beginning_are_acts_of_their_own(client, attempt):
    press(client, attempt, "leave")
    assert title(press(client, attempt, "undo")) == "家站平台"
    press(client, attempt, "leave")
    assert title(press(client, attempt, "restart")) == "家站平台"
    assert [act["do"] for act in Response.objects.latest("seq").payload["acts"]] == [
        "leave",
        "undo",
        "leave",
        "restart",
    ]


def test_that_a_page_that_was_open_for_long_cuts_nothing_off(client, attempt):
    old = page_of(client, attempt)
    press(client, attempt, "read")
    press(client, attempt, "give")
    page = press(client, attempt, "leave", page=old)
    assert "这里已经有了后来的操作" in page
    assert [act["do"] for act in Response.objects.latest("seq").payload["acts"]] == ["read", "give"]


def test_that_a_task_that_was_begun_cannot_be_skipped(client, attempt):
    press(client, attempt, "leave")
    answer = client.post(
        reverse("quizzes:take", args=[attempt.uuid]), {"position": "1", "based_on": "1", "go": "skip"}, follow=True
    )
    assert "已经动手" in answer.content.decode()
    assert "acts" in Response.objects.latest("seq").payload


def test_that_leading_on_stores_nothing_new(client, attempt):
    page = press(client, attempt, "leave")
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
    sent = {name: html.unescape(value) for name, value in hidden.items()}
    answer = client.post(reverse("quizzes:take", args=[attempt.uuid]), sent | {"go": "next"})
    assert answer.url == reverse("quizzes:submit", args=[attempt.uuid])
    assert Response.objects.count() == 1


@pytest.mark.parametrize("acts", ["[", "{}", '[{"do": "give"}]', "null", '[[[["x"]]]]', '[{"do": {"a": 1}}]'])
def test_that_a_tampered_page_is_refused_in_words(client, attempt, acts):
    sent = {"position": "1", "based_on": "0", "acts": acts, "go": "act:leave"}
    answer = client.post(reverse("quizzes:take", args=[attempt.uuid]), sent)
    assert answer.status_code == 400
    assert not Response.objects.exists()


def test_that_a_script_may_only_go_on_where_the_device_stands(client, attempt):
    where = reverse("quizzes:save", args=[attempt.uuid])

    def send(acts: list[dict[str, Any]], number: int) -> Any:
        body = {"position": 1, "payload": {"acts": acts}, "client_id": f"c{number}", "based_on": number}
        return client.post(where, json.dumps(body), content_type="application/json")

    assert send([{"do": "read"}], 0).status_code == 200
    assert send([{"do": "read"}, {"do": "give"}], 1).status_code == 200
    assert send([{"do": "leave"}], 2).status_code == 400
    assert send([{"do": "read"}, {"do": "give"}, {"do": "nowhere"}], 2).status_code == 400
    assert send([{"do": ["read"], "with": 3}], 2).status_code == 400
    assert Response.objects.count() == 2


def test_that_the_pages_hold_one_screen_and_nothing_of_the_key(client, attempt):
    pages = [page_of(client, attempt), press(client, attempt, "leave"), press(client, attempt, "back")]
    secrets = [KEY["steps"][0]["text"], KEY["steps"][1]["text"], KEY["forbidden"][0]["text"], "asked", "given"]
    for page in pages:
        assert not [secret for secret in secrets if secret in page]
        assert "请假单已提交" not in page


def test_that_no_page_says_what_the_author_calls_acts_fields_and_options(client, attempt):
    pages = [page_of(client, attempt), press(client, attempt, "leave")]
    pages.append(press(client, attempt, "send", **{"field-meeting": "group", "field-reason": "家事"}))
    pages.append(press(client, attempt, "back"))
    pages.append(press(client, attempt, "read"))
    names = Served(attempt.presented.get().version).names
    served = re.findall(r'(?:name|value|id|for|data-[a-z-]+)="([^"]*)"', "".join(map(html.unescape, pages)))
    said = {word for one in served for word in re.findall(r"[a-z0-9]+", one.removeprefix("field-"))}
    assert {"act", *names["fields"].values(), *names["field meeting"].values()} <= said
    assert not said & {"leave", "read", "give", "away", "send", "back", "meeting", "reason", "full", "group"}


def test_that_two_devices_are_told_of_each_others_acts_and_of_nothing_else(client, attempt):
    """The answers of two browsers that part ways: no flag, no screen, none of the author's names is among them."""
    acts = Served(attempt.presented.get().version).names["acts"]
    where = reverse("quizzes:save", args=[attempt.uuid])
    done = [{"do": acts["read"]}, {"do": acts["give"]}, {"do": acts["leave"]}]
    for browser, number in (("a", 2), ("b", 3)):
        body = {"position": 1, "payload": {"acts": done[:number]}, "client_id": browser, "client": browser}
        answer = client.post(where, json.dumps(body | {"based_on": 0}), content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["current"]["payload"] == {"acts": done[:2]}
    assert answer.json()["yours"]["payload"]["acts"][2]["do"] == acts["leave"]


def test_that_the_result_tells_each_step_and_one_way_to_do_it(client, attempt):
    press(client, attempt, "read")
    press(client, attempt, "give")
    press(client, attempt, "leave")
    press(client, attempt, "send", **{"field-meeting": "full", "field-reason": "家事"})
    attempts.submit(attempt=attempt, now=timezone.now())
    assert Outcome.objects.get().points == pytest.approx(0.3)
    page = client.get(reverse("quizzes:review", args=[attempt.uuid])).content.decode()
    for text in ("提交请假单", "写明身体原因", "把验证码发给了别人", "家站平台：“请假”"):
        assert text in page


def test_that_each_of_several_tasks_must_be_done(client, learner):
    quiz = make_task_quiz(content(), content())
    attempt = attempts.start(person=learner, quiz=quiz, mode="phone", now=timezone.now())
    for position, acts in ((1, KEY["way"]), (2, [{"do": "read"}, {"do": "give"}, *KEY["way"]])):
        attempts.record_response(attempt=attempt, position=position, payload={"acts": acts}, client_id=f"c{position}")
    outcome = attempts.submit(attempt=attempt, now=timezone.now())
    assert outcome.points == pytest.approx(1.3)
    assert not outcome.passed


def test_that_no_more_acts_are_offered_than_the_task_allows(client, learner):
    body, key = content()
    body["limit"] = 2
    attempt = attempts.start(person=learner, quiz=make_task_quiz((body, key)), mode="phone", now=timezone.now())
    press(client, attempt, "leave")
    page = press(client, attempt, "back")
    assert "不能再操作" in page
    assert "act:" not in page
