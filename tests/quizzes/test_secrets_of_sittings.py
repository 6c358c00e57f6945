"""Before a sitting is over nothing that reaches the browser tells a right answer; a readiness test never does."""

import ast
import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

import quizzes
from quizzes.delivery.services import attempts
from tests.quizzes.delivery_factories import SECRET, make_learner, make_quiz, right_answer, shown, wrong_answer

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "boolean", "ordering")
ROOT = Path(quizzes.__file__).parent


def walk(client, attempt):
    """Every page and every JSON of a sitting under way, each item answered wrong, then right."""
    texts = [client.get(reverse("quizzes:start", args=[attempt.quiz.slug])).content.decode()]
    texts.append(client.post(reverse("quizzes:start", args=[attempt.quiz.slug]), follow=True).content.decode())
    save = reverse("quizzes:save", args=[attempt.uuid])
    for one in shown(attempt):
        address = reverse("quizzes:take", args=[attempt.uuid])
        texts.append(client.get(address, {"item": one.position}).content.decode())
        for number, payload in enumerate((wrong_answer(one), {"skipped": True}, right_answer(one), {"choice": "zz"})):
            body = {
                "position": one.position,
                "payload": payload,
                "client_id": f"{one.position}-{number}",
                "client": f"device{number}",
                "based_on": 0,
            }
            answer = client.post(save, json.dumps(body), content_type="application/json")
            texts.append(answer.content.decode())
        texts.append(client.get(address, {"item": one.position}).content.decode())
        texts.append(client.post(address, {"position": one.position, "go": "skip"}).content.decode())
    for name in ("submit", "assist"):
        texts.append(client.get(reverse(f"quizzes:{name}", args=[attempt.uuid])).content.decode())
    texts.append(client.get(reverse("quizzes:review", args=[attempt.uuid]), follow=True).content.decode())
    return texts


@pytest.fixture
def sitting(client):
    def begin(**rules):
        person = make_learner()
        client.force_login(person)
        quiz = make_quiz(*KINDS, **rules)
        return attempts.start(person=person, quiz=quiz, mode="phone", seed=3, now=timezone.now())

    return begin


def test_that_nothing_before_handing_in_tells_a_key_or_an_explanation(client, sitting):
    attempt = sitting()
    texts = walk(client, attempt)
    assert len(texts) > 30
    for text in texts:
        assert SECRET not in text
        for word in ("correct", "feedback", '"key"'):
            assert word not in text


def test_that_the_answer_to_a_right_and_to_a_wrong_choice_looks_the_same(client, sitting):
    attempt = sitting()
    for one in shown(attempt):
        said = []
        for number, payload in enumerate((right_answer(one), wrong_answer(one))):
            body = {
                "position": one.position,
                "payload": payload,
                "client_id": f"{one.position}-{number}",
                "based_on": 0,
            }
            answer = client.post(
                reverse("quizzes:save", args=[attempt.uuid]), json.dumps(body), content_type="application/json"
            )
            said.append((answer.status_code, sorted(answer.json())))
        assert said[0] == said[1]


def test_that_the_explanations_come_after_handing_in(client, sitting):
    attempt = sitting()
    attempts.submit(attempt=attempt, now=timezone.now())
    page = client.get(reverse("quizzes:review", args=[attempt.uuid])).content.decode()
    assert page.count(SECRET) == len(KINDS)


def test_that_the_rules_of_the_sitting_may_keep_them_closed(client, sitting):
    attempt = sitting(feedback="never")
    attempts.submit(attempt=attempt, now=timezone.now())
    assert SECRET not in client.get(reverse("quizzes:review", args=[attempt.uuid])).content.decode()


def test_that_a_readiness_test_never_shows_them_nor_which_answer_was_right(client, sitting):
    attempt = sitting(purpose="readiness", feedback="after_attempt")
    for one in shown(attempt):
        attempts.record_response(
            attempt=attempt, position=one.position, payload=right_answer(one), client_id=str(one.position)
        )
    attempts.submit(attempt=attempt, now=timezone.now())
    page = client.get(reverse("quizzes:review", args=[attempt.uuid])).content.decode()
    assert SECRET not in page
    for one in shown(attempt):
        assert one.version.body["stem"] not in page
    assert "%" not in page[page.index("<main") : page.index("</main>")].split("</div>", 1)[1]


def test_that_what_serves_a_sitting_under_way_does_not_even_know_of_keys():
    for name in ("selectors/sittings.py", "services/responses.py", "views/attempts.py", "views/responses.py"):
        tree = ast.parse((ROOT / "delivery" / name).read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert not names & {"ItemKey", "ItemDraft"}, name
