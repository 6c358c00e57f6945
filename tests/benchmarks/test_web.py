"""What the pages that everybody opens cost, as ratios to an empty view behind the same middleware in the same run.

Times are printed, never asserted; what is asserted is the number of queries, which no machine changes.
"""

import time
from collections.abc import Callable
from statistics import median
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Lesson, Programme
from courses.services import enrolments
from lms.people.models import Person
from quizzes.delivery.services import attempts
from quizzes.models import Attempt, Quiz
from tests.benchmarks.urls import EMPTY
from tests.factories import make_person
from tests.quizzes.delivery_factories import right_answer

RUNS = 15
MOST_QUERIES = {
    "empty view": 2,
    "first page": 20,
    "programme page": 19,
    "course page": 19,
    "lesson page": 18,
    "answer saved": 8,
    "sitting handed in": 28,
}
"""What they are. Whoever must raise one says why in docs/explanation/performance.md."""


@pytest.fixture
def learner(db: None) -> Person:
    now = timezone.now()
    call_command("load_framework", verbosity=0)
    call_command("load_programme", "courses/starter", verbosity=0)
    person = make_person(name="李秀英", password="spring-71-liuhe")
    enrolments.enrol(person=person, programme=Programme.objects.get(slug="starter"), by=None, now=now)
    return person


def measured(call: Callable[[], None]) -> tuple[float, int]:
    """Median milliseconds of RUNS calls, and the queries of the last one; the first call only warms up."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as queries:
        call()
    return median(times[1:]), len(queries)


@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def test_that_the_common_pages_ask_few_questions_of_the_database(learner: Person) -> None:
    client = Client()
    client.force_login(learner, backend="lms.people.backends.PersonBackend")
    lesson = Lesson.objects.select_related("page").order_by("pk").first()
    assert lesson
    quiz = Quiz.objects.get(slug="a1-practice")

    def begin() -> Attempt:
        return attempts.start(person=learner, quiz=quiz, mode="phone", now=timezone.now())

    sitting = begin()
    shown = list(sitting.presented.select_related("version__item"))
    turn = iter(range(10_000))

    def get(address: str) -> None:
        assert client.get(address).status_code == 200

    def save() -> None:
        number = next(turn)
        one = shown[number % len(shown)]
        body = {"position": one.position, "payload": right_answer(one), "client_id": str(uuid4()), "based_on": 10_000}
        answer = client.post(f"/attempts/{sitting.uuid}/responses/", body, content_type="application/json")
        assert answer.status_code == 200, answer.content

    def hand_in(attempt: Attempt) -> None:
        assert client.post(f"/attempts/{attempt.uuid}/submit/").status_code == 302

    figures = {
        "empty view": measured(lambda: get(EMPTY)),
        "first page": measured(lambda: get("/learn/")),
        "programme page": measured(lambda: get("/programme/starter/")),
        "course page": measured(lambda: get("/programme/starter/a1/")),
        "lesson page": measured(lambda: get(lesson.url)),
        "answer saved": measured(save),
    }
    hand_in(sitting)
    times, queries = [], 0
    for _ in range(RUNS):
        attempt = begin()
        for one in attempt.presented.select_related("version__item"):
            attempts.record_response(
                attempt=attempt,
                position=one.position,
                payload=right_answer(one),
                client_id=str(uuid4()),
                now=timezone.now(),
            )
        with CaptureQueriesContext(connection) as seen:
            began = time.perf_counter()
            hand_in(attempt)
            times.append(1000 * (time.perf_counter() - began))
        queries = len(seen)
    figures["sitting handed in"] = (median(times[1:]), queries)

    base = figures["empty view"][0]
    print(f"\n{'':20}{'median ms':>10}{'x empty':>9}{'queries':>9}")
    for name, (milliseconds, count) in figures.items():
        print(f"{name:20}{milliseconds:10.1f}{milliseconds / base:9.1f}{count:9d}")
    for name, (_milliseconds, count) in figures.items():
        assert count <= MOST_QUERIES[name], name
