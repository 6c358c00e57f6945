"""The pages of a sitting under the other rules: all on one page, only forward, explanations item by item."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.delivery.many import part_of, widget_of
from quizzes.delivery.models import Attempt, ItemLock, Response
from quizzes.delivery.selectors.sittings import sitting_of
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import SECRET, make_learner, make_quiz, right_answer, shown, wrong_answer
from tests.quizzes.test_take_pages import fields, form_of

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "boolean", "ordering")


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


def begin(person, *kinds, **rules):
    quiz = make_quiz(*(kinds or KINDS), **rules)
    return attempts.start(person=person, quiz=quiz, mode="phone", seed=5, now=timezone.now())


def take(attempt):
    return reverse("quizzes:take", args=[attempt.uuid])


def whole(attempt, answers=right_answer, **more):
    """The form of all items, filled in."""
    data = {}
    for one in shown(attempt):
        answer = form_of(one) if answers is right_answer else answers(one)
        data |= {f"q{one.position}-{name}": value for name, value in answer.items()}
    return data | more


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([a-z0-9_-]+)" value="([^"]*)">', page[page.index("<main") :]))


# All on one page


def test_that_all_items_are_answered_by_one_plain_form(client, learner):
    attempt = begin(learner, layout="all")
    page = client.get(take(attempt)).content.decode()
    assert page.count('class="question"') == 4
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    answer = client.post(take(attempt), hidden(page) | whole(attempt, go="overview"))
    assert answer["Location"] == reverse("quizzes:submit", args=[attempt.uuid])
    assert Response.objects.count() == 4
    overview = client.get(answer["Location"]).content.decode()
    assert f"{take(attempt)}#q1-item" in overview
    client.post(answer["Location"])
    attempt.refresh_from_db()
    assert attempt.outcomes.get().share == 1


def test_that_only_what_changed_is_stored_again_and_shown_again(client, learner):
    attempt = begin(learner, "single", "single", layout="all")
    data = hidden(client.get(take(attempt)).content.decode())
    client.post(take(attempt), data | whole(attempt, go="stay"))
    client.post(take(attempt), data | whole(attempt, go="stay"))
    assert Response.objects.count() == 2
    page = client.get(take(attempt)).content.decode()
    assert page.count(" checked") == 2
    data = hidden(page)
    assert sorted(value for name, value in data.items() if name.endswith("based_on")) == ["1", "2"]
    first = shown(attempt)[0]
    client.post(take(attempt), data | whole(attempt) | {"q1-choice": wrong_answer(first)["choice"], "go": "stay"})
    assert Response.objects.count() == 3


def test_that_half_an_order_is_explained_beside_its_question_and_the_rest_is_stored(client, learner):
    attempt = begin(learner, "single", "ordering", layout="all")
    data = {name: "1" if "-place-" in name else value for name, value in whole(attempt).items()}
    answer = client.post(take(attempt), data | {"go": "overview"})
    assert answer.status_code == 400
    assert "alert error" in answer.content.decode()
    assert Response.objects.count() == 1


def test_that_a_conflict_on_the_page_of_all_is_asked_about(learner):
    here, there = Client(), Client()
    here.force_login(learner)
    there.force_login(learner)
    attempt = begin(learner, "single", "single", layout="all")
    stale = hidden(here.get(take(attempt)).content.decode())
    there.post(take(attempt), hidden(there.get(take(attempt)).content.decode()) | whole(attempt, go="stay"))
    choice = here.post(take(attempt), stale | whole(attempt, wrong_answer, go="stay"))
    assert choice.status_code == 409
    again = hidden(choice.content.decode())
    answer = here.post(take(attempt), again)
    assert answer["Location"] == f"{take(attempt)}#q1-item"
    assert Response.objects.filter(presented__position=1).last().payload == wrong_answer(shown(attempt)[0])


def test_that_a_late_page_of_all_is_kept_and_closed(client, learner):
    attempt = begin(learner, "single", "single", layout="all", minutes=5)
    data = hidden(client.get(take(attempt)).content.decode())
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(minutes=10), deadline=timezone.now() - timedelta(minutes=2)
    )
    page = client.post(take(attempt), data | whole(attempt, go="overview"), follow=True)
    assert Response.objects.filter(late=True).count() == 2
    assert "alert warning" in page.content.decode()
    assert attempt.outcomes.get().points == 0


def test_that_the_names_of_one_question_never_reach_another(learner):
    attempt = begin(learner, *["single"] * 12, layout="all")
    lines = sitting_of(attempt).lines
    assert 'name="q1-choice"' in widget_of(lines[0])
    sent = Client().post("/", whole(attempt)).wsgi_request.POST
    for line in lines:
        assert line.kind.reading.read(part_of(sent, line.position), line.body, line.shown)
    assert set(part_of(sent, 1)) == {"choice"}


@pytest.mark.parametrize("rules", [{"layout": "all"}, {"navigation": "forward"}, {"feedback": "after_item"}])
def test_that_the_queries_do_not_grow_with_the_items(client, learner, rules):
    counts = []
    for size in (5, 40):
        attempt = begin(learner, *["single"] * size, **rules)
        client.get(take(attempt))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(take(attempt)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_that_a_whole_page_is_stored_in_as_many_queries_as_one_answer(client, learner):
    counts = []
    for size in (5, 40):
        attempt = begin(learner, *["single"] * size, layout="all")
        data = hidden(client.get(take(attempt)).content.decode()) | whole(attempt, go="stay")
        with CaptureQueriesContext(connection) as captured:
            assert client.post(take(attempt), data).status_code == 302
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Only forward


def test_that_a_left_question_is_not_shown_again(client, learner):
    attempt = begin(learner, "single", "single", "single", navigation="forward")
    page = client.get(take(attempt), {"item": 3}).content.decode()
    assert fields(page)["position"] == "1"
    assert 'value="prev"' not in page
    one = shown(attempt)[0]
    client.post(take(attempt), fields(page) | right_answer(one) | {"go": "next"})
    assert fields(client.get(take(attempt), {"item": 1}).content.decode())["position"] == "2"
    back = client.post(take(attempt), fields(page) | wrong_answer(one) | {"go": "next"}, follow=True)
    assert "alert warning" in back.content.decode()
    assert [row.late for row in Response.objects.order_by("seq")] == [False, True]
    overview = client.get(reverse("quizzes:submit", args=[attempt.uuid])).content.decode()
    assert "?item=2" in overview
    assert "?item=1" not in overview
    assert shown(attempt)[2].version.body["stem"] not in overview  # nothing is told of what lies ahead


def test_that_going_on_needs_an_answer_or_a_skip(client, learner):
    attempt = begin(learner, "single", "single", navigation="forward")
    data = fields(client.get(take(attempt)).content.decode())
    assert client.post(take(attempt), data | {"go": "next"}).status_code == 400
    assert not ItemLock.objects.exists()
    client.post(take(attempt), data | {"go": "overview"})
    assert not ItemLock.objects.exists()
    client.post(take(attempt), data | {"go": "skip"})
    assert ItemLock.objects.get().presented.position == 1
    client.post(take(attempt), fields(client.get(take(attempt)).content.decode()) | {"go": "skip"})
    assert client.get(take(attempt))["Location"] == reverse("quizzes:submit", args=[attempt.uuid])


def test_that_a_question_ahead_is_refused(client, learner):
    attempt = begin(learner, "single", "single", navigation="forward")
    two = shown(attempt)[1]
    assert client.post(take(attempt), right_answer(two) | {"position": "2", "go": "next"}).status_code == 400
    assert not Response.objects.exists()


# Explanations item by item


def test_that_the_explanation_comes_with_a_final_answer_and_not_before(client, learner):
    attempt = begin(learner, "single", "single", feedback="after_item")
    one, two = shown(attempt)
    page = client.get(take(attempt)).content.decode()
    assert SECRET not in page
    assert client.post(take(attempt), fields(page) | {"go": "check"}).status_code == 400
    answer = client.post(take(attempt), fields(page) | wrong_answer(one) | {"go": "check"})
    seen = client.get(answer["Location"]).content.decode()
    stems = {one.pk: f"{SECRET}-{one.version.item.slug.removeprefix('item')}" for one in (one, two)}
    assert stems[one.pk] in seen
    assert stems[two.pk] not in seen
    assert 'type="radio"' not in seen
    assert SECRET not in client.get(take(attempt), {"item": 2}).content.decode()
    assert SECRET not in client.get(reverse("quizzes:submit", args=[attempt.uuid])).content.decode()
    again = client.post(take(attempt), fields(page) | right_answer(one) | {"go": "check"}, follow=True)
    assert "alert warning" in again.content.decode()
    attempts.submit(attempt=attempt, now=timezone.now())
    assert attempt.outcomes.get().points == 0


def test_that_nothing_is_explained_by_asking_for_it_where_the_rules_say_no(client, learner):
    for rules in ({"feedback": "after_attempt"}, {"purpose": "readiness", "feedback": "after_item"}):
        attempt = begin(learner, "single", **rules)
        one = shown(attempt)[0]
        data = fields(client.get(take(attempt)).content.decode()) | right_answer(one) | {"go": "check"}
        answer = client.post(take(attempt), data)
        assert answer.status_code == 409
        assert SECRET not in answer.content.decode()
        assert SECRET not in client.get(take(attempt), {"item": 1}).content.decode()


def test_that_the_page_tells_the_servers_time_and_the_end(client, learner):
    attempt = begin(learner, "single", minutes=20)
    page = client.get(take(attempt)).content.decode()
    assert f"{timezone.localtime(attempt.deadline):%H:%M}" in page
    assert re.search(r'data-now="\d\d:\d\d:\d\d"', page)
    assert re.search(r'data-seconds="1[12]\d\d"', page)
    assert 'role="timer"' in page
