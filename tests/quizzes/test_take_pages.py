"""The pages of a sitting as they work without any script."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from quizzes.delivery import hooks
from quizzes.delivery.models import Attempt, Response
from quizzes.delivery.served import Served
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown, wrong_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


def begin(person, *kinds, **rules):
    quiz = make_quiz(*(kinds or ("single", "multiple", "boolean", "ordering")), **rules)
    return attempts.start(person=person, quiz=quiz, mode="phone", seed=5, now=timezone.now())


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the answer's form."""
    form = page[page.index('id="sitting"') :]
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', form))


def form_of(one) -> dict[str, object]:
    answer = right_answer(one)
    if "order" in answer:
        order = Served(one.version).out(answer)["order"]
        return {f"place-{option}": str(place) for place, option in enumerate(order, start=1)}
    return answer


def post(client: Client, attempt: Attempt, position: int, data: dict[str, object], go: str = "next"):
    address = reverse("quizzes:take", args=[attempt.uuid])
    page = client.get(address, {"item": position}).content.decode()
    return client.post(address, fields(page) | data | {"go": go})


def test_that_a_get_never_starts_and_a_post_does(client, learner):
    quiz = make_quiz("single", attempts=2, minutes=20)
    address = reverse("quizzes:start", args=[quiz.slug])
    page = client.get(address)
    assert page.status_code == 200
    assert "20 分钟" in page.content.decode() or "20 minutes" in page.content.decode()
    assert not Attempt.objects.exists()
    answer = client.post(address)
    attempt = Attempt.objects.get()
    assert answer["Location"] == reverse("quizzes:take", args=[attempt.uuid])
    assert client.post(address)["Location"] == answer["Location"]
    assert Attempt.objects.count() == 1


def test_that_every_kind_is_answered_by_a_plain_form_and_handed_in(client, learner):
    attempt = begin(learner)
    presented = shown(attempt)
    for one in presented:
        answer = post(client, attempt, one.position, form_of(one))
        if one.position < len(presented):
            assert answer["Location"].endswith(f"?item={one.position + 1}")
    assert answer["Location"] == reverse("quizzes:submit", args=[attempt.uuid])
    overview = client.get(answer["Location"]).content.decode()
    assert "alert success" in overview
    handed_in = client.post(answer["Location"])
    assert handed_in["Location"] == reverse("quizzes:review", args=[attempt.uuid])
    assert client.get(handed_in["Location"]).status_code == 200
    attempt.refresh_from_db()
    assert attempt.state == "submitted"
    assert attempt.outcomes.get().share == 1


def test_that_the_saved_answer_is_shown_again(client, learner):
    attempt = begin(learner, "single", "ordering")
    for one in shown(attempt):
        post(client, attempt, one.position, form_of(one))
        page = client.get(reverse("quizzes:take", args=[attempt.uuid]), {"item": one.position}).content.decode()
        saved = Response.objects.filter(presented=one).get()
        assert f"{timezone.localtime(saved.received_at):%H:%M:%S}" in page
        assert page.count(" checked") + page.count("<option selected>") == (
            1 if one.version.item.kind == "single" else 4
        )


def test_that_the_same_answer_sent_twice_is_stored_once_and_another_one_is_stored(client, learner):
    attempt = begin(learner, "single")
    (one,) = shown(attempt)
    address = reverse("quizzes:take", args=[attempt.uuid])
    data = fields(client.get(address).content.decode()) | {"go": "next"}
    client.post(address, data | right_answer(one))
    client.post(address, data | right_answer(one))
    assert Response.objects.count() == 1
    client.post(address, data | wrong_answer(one))  # the page before, changed, with its old id
    client.post(address, data | right_answer(one))
    assert [row.payload for row in Response.objects.order_by("seq")] == [
        right_answer(one),
        wrong_answer(one),
        right_answer(one),
    ]


def test_that_skipping_is_an_answer_and_going_on_without_one_is_none(client, learner):
    attempt = begin(learner, "single", "boolean")
    post(client, attempt, 1, {}, "next")
    assert not Response.objects.exists()
    post(client, attempt, 1, {}, "skip")
    assert Response.objects.get().payload == {"skipped": True}


def test_that_half_an_order_is_explained_and_kept_on_the_page(client, learner):
    attempt = begin(learner, "ordering")
    names = Served(shown(attempt)[0].version).names["options"]
    answer = post(client, attempt, 1, {f"place-{names['a']}": "1", f"place-{names['b']}": "1"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "alert error" in page
    assert page.count("<option selected>1</option>") == 2
    assert not Response.objects.exists()


def test_that_previous_help_and_overview_store_the_answer_first(client, learner):
    attempt = begin(learner, "single", "single", "single", "single")
    ways = {"prev": "?item=1", "help": "/help/?item=2", "overview": "/submit/", "stay": "?item=2"}
    for count, (go, end) in enumerate(ways.items(), start=1):
        one = shown(attempt)[1]
        options = [option for option in one.option_order if option != "z"]
        assert post(client, attempt, 2, {"choice": options[count - 1]}, go)["Location"].endswith(end)
        assert Response.objects.filter(presented=one).count() == count


def test_that_two_devices_lead_to_a_choice(learner):
    here, there = Client(), Client()
    here.force_login(learner)
    there.force_login(learner)
    attempt = begin(learner, "single")
    (one,) = shown(attempt)
    address = reverse("quizzes:take", args=[attempt.uuid])
    stale = fields(here.get(address).content.decode())
    post(there, attempt, 1, right_answer(one))
    choice = here.post(address, stale | wrong_answer(one) | {"go": "next"})
    assert choice.status_code == 409
    assert Response.objects.count() == 1
    page = choice.content.decode()
    again = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page[page.index("<main") :]))
    assert again["based_on"] == "1"
    assert here.post(address, again).status_code == 302
    assert Response.objects.order_by("-seq").first().payload == wrong_answer(one)


def test_that_help_needs_a_word_who_helps_and_a_confirmation(client, learner):
    attempt = begin(learner, "single")
    address = reverse("quizzes:assist", args=[attempt.uuid])
    assert client.post(address, {"helper": "family"}).status_code == 200
    assert client.post(address, {"understood": "on"}).status_code == 200
    attempt.refresh_from_db()
    assert attempt.assisted_by == ""
    assert client.post(address + "?item=1", {"helper": "family", "understood": "on"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.assisted_by == "family"
    assert client.get(address).status_code == 200


def test_that_the_overview_names_what_is_open(client, learner):
    attempt = begin(learner, "single", "single", "single")
    post(client, attempt, 2, {}, "skip")
    page = client.get(reverse("quizzes:submit", args=[attempt.uuid])).content.decode()
    assert "1、3" in page
    for position in (1, 2, 3):
        assert f"?item={position}" in page


def test_that_a_page_opened_after_the_end_closes_and_shows_the_result(client, learner):
    attempt = begin(learner, "single", minutes=5)
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(minutes=10), deadline=timezone.now() - timedelta(minutes=2)
    )
    answer = client.get(reverse("quizzes:take", args=[attempt.uuid]))
    assert answer["Location"] == reverse("quizzes:review", args=[attempt.uuid])
    attempt.refresh_from_db()
    assert attempt.state == "closed"


def test_that_a_clock_that_runs_ahead_ends_no_sitting_and_one_that_is_right_does(client, learner):
    attempt = begin(learner, "single", minutes=5)
    address = reverse("quizzes:submit", args=[attempt.uuid])
    assert client.post(address, {"over": "1"})["Location"] == reverse("quizzes:take", args=[attempt.uuid])
    attempt.refresh_from_db()
    assert attempt.state == "open"
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=6), deadline=timezone.now())
    assert client.post(address, {"over": "1"})["Location"] == reverse("quizzes:review", args=[attempt.uuid])
    attempt.refresh_from_db()
    assert attempt.state == "submitted"


def test_that_an_answer_sent_after_the_end_is_kept_and_told_to_be_late(client, learner):
    attempt = begin(learner, "single", minutes=5)
    (one,) = shown(attempt)
    address = reverse("quizzes:take", args=[attempt.uuid])
    data = fields(client.get(address).content.decode())
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(minutes=10), deadline=timezone.now() - timedelta(minutes=2)
    )
    page = client.post(address, data | right_answer(one) | {"go": "next"}, follow=True)
    assert Response.objects.get().late
    assert attempt.outcomes.get().points == 0
    assert "alert warning" in page.content.decode()


def test_that_another_person_finds_no_attempt(client, learner):
    attempt = begin(make_learner("王建国"), "single")
    for name in ("take", "submit", "assist", "review"):
        assert client.get(reverse(f"quizzes:{name}", args=[attempt.uuid])).status_code == 404
    for name in ("take", "submit", "assist"):
        assert client.post(reverse(f"quizzes:{name}", args=[attempt.uuid])).status_code == 404


def test_that_a_visitor_is_led_to_the_sign_in_and_back():
    attempt = begin(make_learner(), "single")
    address = reverse("quizzes:take", args=[attempt.uuid]) + "?item=1"
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert "item%3D1" in answer["Location"]


def test_that_the_result_says_what_comes_next(client, learner):
    attempt = begin(learner, "single", attempts=2)
    attempts.submit(attempt=attempt, now=timezone.now())
    address = reverse("quizzes:review", args=[attempt.uuid])
    hooks.use_after(lambda person, quiz: ("回到模块", "/programme/x/"))
    try:
        page = client.get(address).content.decode()
    finally:
        hooks.use_after(None)
    assert "/programme/x/" in page
    assert reverse("quizzes:start", args=[attempt.quiz.slug]) in page
    assert "合格" not in page


def test_that_a_closed_quiz_is_not_begun_but_finished(client, learner):
    quiz = make_quiz("single")
    attempt = attempts.start(person=learner, quiz=quiz, mode="phone", now=timezone.now())
    quiz.open = False
    quiz.save()
    assert client.post(reverse("quizzes:start", args=[quiz.slug])).status_code == 302
    attempts.submit(attempt=attempt, now=timezone.now())
    assert client.post(reverse("quizzes:start", args=[quiz.slug])).status_code == 409


def test_that_used_up_attempts_offer_no_button(client, learner):
    attempt = begin(learner, "single", attempts=1)
    attempts.submit(attempt=attempt, now=timezone.now())
    address = reverse("quizzes:start", args=[attempt.quiz.slug])
    page = client.get(address).content.decode()
    assert "btn main" not in page[page.index("<main") :]
    assert client.post(address).status_code == 409


def test_that_no_page_of_a_sitting_is_cached(client, learner):
    attempt = begin(learner, "single")
    for name in ("take", "submit", "assist"):
        assert "no-store" in client.get(reverse(f"quizzes:{name}", args=[attempt.uuid]))["Cache-Control"]


@pytest.mark.parametrize("page", ["take", "submit", "review", "start"])
def test_that_the_queries_do_not_grow_with_the_items(client, learner, page):
    counts = []
    for size in (5, 40):
        quiz = make_quiz(pool=size)
        attempt = attempts.start(person=learner, quiz=quiz, mode="phone", seed=1, now=timezone.now())
        for one in shown(attempt):
            attempts.record_response(
                attempt=attempt, position=one.position, payload=right_answer(one), client_id=f"c{one.position}"
            )
        if page == "review":
            attempts.submit(attempt=attempt, now=timezone.now())
        argument = quiz.slug if page == "start" else attempt.uuid
        client.get(reverse(f"quizzes:{page}", args=[argument]))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"quizzes:{page}", args=[argument])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


@pytest.mark.parametrize("go", ["next", "prev", "overview", "help"])
def test_that_emptying_an_answer_is_told_and_the_saved_one_shown(client, learner, go):
    attempt = begin(learner, "multiple", "single")
    one = next(one for one in shown(attempt) if one.version.item.kind == "multiple")
    post(client, attempt, one.position, form_of(one))
    answer = post(client, attempt, one.position, {}, go)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "alert error" in page
    assert page.count(" checked") == 2
    assert Response.objects.count() == 1
    assert post(client, attempt, one.position, {}, "skip").status_code == 302
    assert Response.objects.order_by("-seq").first().payload == {"skipped": True}
    assert post(client, attempt, one.position, {}, go).status_code == 302
