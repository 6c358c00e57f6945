"""Twenty questions, or forty, cost no more queries than five: the page, the answers, handing in, the result."""

import json
from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.services import attempts
from quizzes.models import Attempt
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown

pytestmark = pytest.mark.django_db
SIZES = (5, 20, 40)
_ids = count(1)


def queries(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len([one for one in seen if 'UPDATE "django_session"' not in one["sql"]])


def counts(client: Client, person: Person, items: int, layout: str) -> dict[str, int]:
    """What a sitting of so many questions asks of the database, step by step."""
    quiz = make_quiz(pool=items, layout=layout)
    attempt = attempts.start(person=person, quiz=quiz, mode="phone", now=timezone.now())
    page, overview = f"/attempts/{attempt.uuid}/", f"/attempts/{attempt.uuid}/submit/"
    answers = {line.position: right_answer(line) for line in shown(attempt)}

    def get(address: str) -> None:
        assert client.get(address).status_code == 200

    def save(position: int) -> None:
        body = {"position": position, "payload": answers[position], "client_id": f"id{next(_ids)}", "based_on": 0}
        answer = client.post(f"{page}responses/", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content

    def send_page() -> None:
        fields = {f"q{position}-choice": answers[position]["choice"] for position in answers if position > 2}
        assert client.post(page, fields | {"go": "overview"}).status_code == 302

    def hand_in() -> None:
        assert client.post(overview, {"go": "submit"}).status_code == 302

    get(page)  # the first request of a test reads what is kept for the process
    found = {"page": queries(lambda: get(page)), "first answer": queries(lambda: save(1))}
    found["second answer"] = queries(lambda: save(2))
    if layout == "all":
        found["page of answers"] = queries(send_page)
    found["overview"] = queries(lambda: get(overview))
    found["hand in"] = queries(hand_in)
    found["result"] = queries(lambda: get(f"/attempts/{attempt.uuid}/review/"))
    assert Attempt.objects.get(pk=attempt.pk).state == "submitted"
    return found


@pytest.mark.parametrize("layout", ["one", "all"])
def test_that_more_questions_cost_no_query(client: Client, layout: str) -> None:
    found = []
    for items in (20, *SIZES):  # the first sitting of a test loads rules and thresholds
        person = make_learner(f"李秀{items}")
        client.force_login(person, backend="lms.people.backends.PersonBackend")
        found.append(counts(client, person, items, layout))
    five, twenty, forty = found[1:]
    assert twenty == forty
    assert five.pop("hand in") <= twenty.pop("hand in")  # five answers are too few for a level, and for its notice
    assert five == twenty
    assert five["first answer"] == five["second answer"]
