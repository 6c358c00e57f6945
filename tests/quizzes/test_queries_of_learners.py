"""What a learner opens asks the database as often after many sittings, and among many learners, as after the first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.services import attempts
from quizzes.models import Quiz
from tests.quizzes.delivery_factories import make_learner, make_quiz, right_answer, shown, wrong_answer

pytestmark = pytest.mark.django_db


def sit(person: Person, quiz: Quiz, times: int, changes: int = 1) -> str:
    """So many sittings, each answer changed so often; the address of the last one's review."""
    for number in range(times):
        now = timezone.now() + timedelta(seconds=number)
        attempt = attempts.start(person=person, quiz=quiz, mode="phone", now=now)
        for one in shown(attempt):
            for change in range(changes):
                payload = wrong_answer(one) if change < changes - 1 else right_answer(one)
                name = f"{one.position}-{change}"
                attempts.record_response(
                    attempt=attempt, position=one.position, payload=payload, client_id=name, now=now
                )
        attempts.submit(attempt=attempt, now=now)
    return f"/attempts/{attempt.uuid}/review/"


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if 'UPDATE "django_session"' not in query["sql"]])


@pytest.mark.parametrize("purpose", ["practice", "module"])
def test_that_sittings_changes_and_other_learners_cost_no_query(client: Client, purpose: str) -> None:
    quiz, person = make_quiz("single", "multiple", "ordering", purpose=purpose), make_learner()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    pages = ["/learn/", "/readiness/", "/me/", "/me/record/", "/me/points/", f"/quizzes/{quiz.slug}/"]
    first = sit(person, quiz, 2)
    few = [asked(client, page) for page in [*pages, first]]
    last = sit(person, quiz, 6, changes=4)
    for number in range(8):
        sit(make_learner(f"李秀{number}"), quiz, 1)
    many = [asked(client, page) for page in [*pages, last]]
    assert [after - before for before, after in zip(few, many, strict=True)] == [0] * len(few), (pages, few, many)


def test_that_a_page_of_answers_and_handing_in_cost_as_much_in_the_tenth_sitting() -> None:
    quiz, person = make_quiz("single", "boolean", purpose="practice"), make_learner()
    found = []
    for number in range(10):
        with CaptureQueriesContext(connection) as queries:
            sit(person, quiz, 1)
        found.append(len(queries))
        assert number < 2 or found[-1] <= found[1], found
