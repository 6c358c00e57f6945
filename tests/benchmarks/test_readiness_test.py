"""The readiness test: what the next item costs, as a ratio to an empty view behind the same middleware in the same run.

CPU-seconds of this process, since others use the machine meanwhile. They are printed, never asserted; what is asserted
is the number of queries.
"""

import json
import time
from collections.abc import Callable
from statistics import median
from uuid import uuid4

import numpy as np
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes.delivery.services import attempts
from quizzes.psychometrics.adaptive import choose, under_exposure
from quizzes.psychometrics.recovery import POOL
from tests.benchmarks.urls import EMPTY
from tests.quizzes.appraisal_factories import make_design
from tests.quizzes.delivery_factories import make_learner

RUNS = 40
MOST_QUERIES = {"empty view": 2, "next item shown": 4, "answer saved": 7}
"""What they are. Whoever must raise one says why in docs/explanation/performance.md."""


def cpu(call: Callable[[], object]) -> tuple[float, int]:
    """Median CPU-milliseconds of RUNS calls after a first one, and the queries of one more."""
    call()
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        call()
        times.append(1000 * (time.process_time() - began))
    with CaptureQueriesContext(connection) as queries:
        call()
    return median(times), len(queries)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def test_that_the_next_item_asks_few_questions_of_the_database(capsys: pytest.CaptureFixture[str]) -> None:
    design, me = make_design(), make_learner()
    attempt = attempts.start(person=me, quiz=design.quiz, mode="phone", now=timezone.now())
    client = Client()
    client.force_login(me, backend="lms.people.backends.PersonBackend")
    rng, turn = np.random.default_rng(1), iter(range(10_000))
    theta, difficulty = np.zeros(1), rng.normal(0, 1, (1, POOL))
    shown = rng.integers(0, 40, (1, POOL))

    def position() -> int:
        return next(turn) % 12 + 1

    def get(address: str) -> None:
        assert client.get(address).status_code == 200

    def save() -> None:
        body = {"position": position(), "payload": {"choice": "b"}, "client_id": str(uuid4()), "based_on": 10_000}
        sent = client.post(f"/attempts/{attempt.uuid}/responses/", json.dumps(body), content_type="application/json")
        assert sent.status_code == 200, sent.content

    figures = {
        "empty view": cpu(lambda: get(EMPTY)),
        "next item shown": cpu(lambda: get(f"/attempts/{attempt.uuid}/?item={position()}")),
        "answer saved": cpu(save),
        "item chosen": cpu(lambda: choose(theta, difficulty, under_exposure(shown, 137), rng)),
    }
    base = figures["empty view"][0]
    with capsys.disabled():
        print(f"\n{'':20}{'CPU-ms':>10}{'x empty':>9}{'queries':>9}")
        for name, (milliseconds, count) in figures.items():
            print(f"{name:20}{milliseconds:10.3f}{milliseconds / base:9.2f}{count:9d}")
    for name, most in MOST_QUERIES.items():
        assert figures[name][1] <= most, name
