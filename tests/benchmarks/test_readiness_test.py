"""The readiness test: what the next item costs, as a ratio to an empty view in the same run.

The empty view is the yardstick: the same middleware, the same session, the same signed-in person, nothing else. Both
are asked of the site as a WSGI server asks it, without what Django's test client adds. CPU-seconds of this process, in
turns, since others use the machine meanwhile. `./dev bench` measures the same behind gunicorn and with PostgreSQL in
test_sittings.py.
"""

import json
import time
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import numpy as np
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.template import Template
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.models import Person
from quizzes.delivery.services import attempts
from quizzes.psychometrics.adaptive import choose, under_exposure
from quizzes.psychometrics.recovery import POOL
from tests.benchmarks.urls import EMPTY
from tests.quizzes.appraisal_factories import make_design
from tests.quizzes.delivery_factories import make_learner

RUNS = 60
MOST_QUERIES = {"empty view": 2, "next item shown": 4, "answer saved": 7, "answer sent": 11}
"""What they are. Whoever must raise one says why in docs/explanation/performance.md."""
AT_MOST = 3.4
"""Empty views for the page of an item, where 3 are aimed at; what is above is for noise."""
TOKEN = "a" * 32


class Visitor:
    """Somebody signed in, whose requests go straight to the application."""

    def __init__(self, person: Person) -> None:
        client = Client()
        client.force_login(person, backend="lms.people.backends.PersonBackend")
        cookies = SimpleCookie({name: one.value for name, one in client.cookies.items()} | {"csrftoken": TOKEN})
        self.cookies = cookies
        self.site = get_wsgi_application()

    def ask(self, method: str, address: str, body: str = "", kind: str = "", expected: str = "200") -> None:
        headers = {"Cookie": self.cookies.output(attrs=[], header="", sep=";").strip(), "X-CSRFToken": TOKEN}
        request = RequestFactory(headers=headers).generic(method, address, body, kind)
        told: list[str] = []

        def start(status: str, fields: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
            told.append(status)
            for name, value in fields:
                if name == "Set-Cookie":
                    self.cookies.load(value)
            return lambda _more: None

        answer = self.site(request.environ, start)
        text = b"".join(answer)
        answer.close()
        assert told[0].startswith(expected), (told, text)


def measured(work: dict[str, Callable[[], object]]) -> dict[str, tuple[float, int]]:
    """Median CPU-milliseconds of RUNS turns after two first ones, and the queries of one more."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(RUNS + 2):
        for name, call in work.items():
            began = time.process_time()
            call()
            times[name].append(1000 * (time.process_time() - began))
    found = {}
    for name, call in work.items():
        with CaptureQueriesContext(connection) as queries:
            call()
        found[name] = (median(times[name][2:]), len(queries))
    return found


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The connection holds the test's transaction: a request must not close it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_connection")
@override_settings(ROOT_URLCONF="tests.benchmarks.urls")
def test_that_the_next_item_costs_three_empty_views_at_most(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))  # as outside tests
    design, me = make_design(), make_learner()
    attempt = attempts.start(person=me, quiz=design.quiz, mode="phone", now=timezone.now())
    visitor = Visitor(me)
    rng, turn = np.random.default_rng(1), iter(range(10_000))
    theta, difficulty = np.zeros(1), rng.normal(0, 1, (1, POOL))
    shown = rng.integers(0, 40, (1, POOL))
    page = f"/attempts/{attempt.uuid}/"

    def position() -> int:
        return next(turn) % 12 + 1

    def save() -> None:
        body = {"position": position(), "payload": {"choice": "b"}, "client_id": str(uuid4()), "based_on": 10_000}
        visitor.ask("POST", f"{page}responses/", json.dumps(body), "application/json")

    def send() -> None:
        number = next(turn)
        names = {"position": number % 12 + 1, "client_id": str(uuid4()), "based_on": 10_000, "go": "next"}
        body = urlencode(names | {"choice": "ab"[number // 12 % 2]})
        visitor.ask("POST", page, body, "application/x-www-form-urlencoded", expected="302")

    figures = measured(
        {
            "empty view": lambda: visitor.ask("GET", EMPTY),
            "frame (help page)": lambda: visitor.ask("GET", "/help/"),
            "next item shown": lambda: visitor.ask("GET", f"{page}?item={position()}"),
            "answer saved": save,
            "answer sent": send,
            "item chosen": lambda: choose(theta, difficulty, under_exposure(shown, 137), rng),
        }
    )
    base = figures["empty view"][0]
    with capsys.disabled():
        print(f"\n{'':20}{'CPU-ms':>10}{'x empty':>9}{'queries':>9}")
        for name, (milliseconds, count) in figures.items():
            print(f"{name:20}{milliseconds:10.3f}{milliseconds / base:9.2f}{count:9d}")
    for name, most in MOST_QUERIES.items():
        assert figures[name][1] <= most, name
    assert figures["next item shown"][0] <= AT_MOST * base
