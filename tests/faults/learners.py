"""Learners of the throw-away site, who answer by HTTP and never give up; each notes what the site confirmed to it."""

import contextlib
import http.client
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Collection, Iterator
from itertools import chain, repeat
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from quizzes import scoring
from tests.browser.serving import Site

T = TypeVar("T")
WAITS = (0.1, 0.2, 0.4, 0.8)
"""Seconds before the next attempts, the last for all that follow; the page's script waits longer still."""
PASSWORD = "fault-spring-71"
MODULES = ("a1", "c2", "f1")
"""What a learner is assessed in: on the throw-away site they are the core, for a whole programme takes too long."""
MAKE = """
from decimal import Decimal
from django.utils import timezone
from courses.models import Programme
from courses.services import enrolments, hours, progress
from lms.people.models import Person
from lms.people.services import accounts
from quizzes.delivery.services import observations
now = timezone.now()
committee = Person.objects.get(username="committee")
programme = Programme.objects.get(slug="starter")
programme.pass_rule |= {"hours_min": 6}
programme.save()
wanted = programme.programme_modules.filter(module__slug__in=%(modules)r)
programme.programme_modules.exclude(pk__in=wanted).update(core_for=[])
modules = [use.module for use in wanted.select_related("module")]
enrolments.enrol_due(programme=programme, now=now)
for number, enrolment in enumerate(programme.enrolments.select_related("person").order_by("pk")[:%(count)d]):
    person = enrolment.person
    accounts.adopt_for_demo(person=person, username=f"fault{number}", password="%(password)s", now=now)
    hours.recognise(person=person, programme=programme, hours=Decimal(3), document="1", by=committee, now=now)
    for module in modules:
        for lesson in module.lessons.order_by("order"):
            progress.complete_lesson(person=person, lesson=lesson, now=now)
        observations.observe(task=module.task, person=person, observer=committee, now=now,
                             results={str(one["id"]): True for one in module.task.criteria})
"""
KEYS = """
SELECT p.position, i.kind, CAST(k.key AS text) FROM quizzes_presenteditem p
JOIN quizzes_attempt a ON a.id = p.attempt_id
JOIN quizzes_itemversion v ON v.id = p.version_id
JOIN quizzes_item i ON i.id = v.item_id
JOIN quizzes_itemkey k ON k.version_id = v.id
WHERE a.uuid = ? ORDER BY p.position, k.number
"""


class Stopped(Exception):
    """The test is over; the learner goes home in the middle of a sitting."""


class Visitor:
    """A browser without pictures, at the address of a site or of the network before it. A lost connection is tried
    again until `stopping` is set; `odd` holds every answer of the site that nobody should ever get. `patience` is how
    many seconds an answer may take, `busy` the refusals after which an answer is sent again, `session` that of somebody
    who is signed in."""

    def __init__(
        self,
        url: str,
        stopping: threading.Event,
        *,
        patience: float = 15,
        busy: Collection[int] = (503,),
        session: str = "",
    ) -> None:
        self.url, self.stopping, self.patience, self.busy = url, stopping, patience, busy
        self.odd: list[str] = []
        self.token = ""
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        if session:
            host = ("127.0.0.1", False, False)
            one = http.cookiejar.Cookie(
                0, "sessionid", session, None, False, *host, "/", True, False, None, True, None, None, {}
            )
            cookies.cookiejar.set_cookie(one)

    def sign_in(self, username: str) -> None:
        self.form("/accounts/login/", {"login": username, "password": PASSWORD})

    def begin(self, quiz: str) -> str:
        """Start or resume; the attempt."""
        address, _ = self.form(f"/quizzes/{quiz}/", {})
        found = re.search(r"/attempts/([0-9a-f-]{36})/", address)
        if not found:
            raise AssertionError(f"wanted {quiz} and came to {address}")
        return found[1]

    def save(
        self, attempt: str, body: dict[str, Any], *, meant: Collection[int] = (200,)
    ) -> tuple[int, dict[str, Any]]:
        """Send one answer under one name until the site has said what is meant to be heard; status 0 where it said
        anything else."""
        waits = self._waits()
        while True:
            status, _address, text = self.send(f"/attempts/{attempt}/responses/", json.dumps(body).encode())
            if status in meant:
                return status, json.loads(text)
            if status not in self.busy:
                self.odd.append(f"{status} {text[:200]}")
                return 0, {}
            next(waits)

    def form(self, address: str, fields: dict[str, str]) -> tuple[str, str]:
        """Open the page, then send its form until it has been taken; where it led to, and the page there."""
        waits = self._waits()
        while True:
            _status, here, text = self.send(address)
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
            if urllib.parse.urlsplit(here).path != address or not found:
                return here, text  # taken already, although the answer was lost
            self.token = found[1]
            data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
            status, here, text = self.send(address, data, once=True)
            if status == 200:
                return here, text
            next(waits)

    def send(self, address: str, data: bytes | None = None, *, once: bool = False) -> tuple[int, str, str]:
        """Status, final address and text. What was lost or broke off is tried again, as the page's script does; status
        0 where it is not to be."""
        is_json = bool(data) and data[:1] == b"{"  # type: ignore[index]
        headers = {"X-CSRFToken": self.token, "Content-Type": "application/json"} if is_json else {}
        waits = self._waits()
        while True:
            request = urllib.request.Request(self.url + address, data=data, headers=headers)
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, here, text = self._ask(request)
                if text.rstrip().endswith(("}", "</html>")):  # cut off in its headers it would look like an empty one
                    if is_json or status == 200:
                        return status, here, text
                    if 400 <= status < 500:
                        self.odd.append(f"{status} {address}")
            if once:
                return 0, "", ""
            next(waits)

    def _waits(self) -> Iterator[None]:
        """Each step takes longer. Stopped when the test is over."""
        for seconds in chain(WAITS, repeat(WAITS[-1])):
            if self.stopping.wait(seconds):
                raise Stopped
            yield

    def _ask(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            answer = self.opener.open(request, timeout=self.patience)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return answer.status, answer.url, answer.read().decode()


def patiently(ask: Callable[[], T]) -> T:
    """What the database says, as soon as one that was killed answers again."""
    while True:
        with contextlib.suppress(psycopg.OperationalError):
            return ask()
        time.sleep(0.1)


def keys_of(site: Site, attempt: str) -> dict[int, tuple[str, dict[str, Any]]]:
    """Kind and key of each question of an attempt, by position."""
    rows = patiently(lambda: site.rows(KEYS, attempt.replace("-", "")))
    return {position: (kind, json.loads(key)) for position, kind, key in rows}


class Learner(threading.Thread):
    """Takes the three assessments with right answers, then practises on. `confirmed` holds (attempt, client_id, seq) of
    every answer that came back with 200."""

    def __init__(self, site: Site, number: int) -> None:
        super().__init__(daemon=True)
        self.site, self.username, self.draw = site, f"fault{number}", Random(f"learner {number}")
        self.confirmed: list[tuple[str, str, int]] = []
        self.failure: BaseException | None = None
        self.stopping = threading.Event()
        self.assessed = threading.Event()
        self.visitor = Visitor(site.url, self.stopping)

    @property
    def odd(self) -> list[str]:
        return self.visitor.odd

    def run(self) -> None:
        try:
            self.visitor.sign_in(self.username)
            for module in MODULES:
                self._sit(f"{module}-assessment")
            self.assessed.set()
            for module in chain.from_iterable(repeat(MODULES)):
                self._sit(f"{module}-practice")
        except Stopped:
            return
        except BaseException as failure:
            self.failure = failure

    def _sit(self, quiz: str) -> None:
        attempt = self.visitor.begin(quiz)
        for position, (kind, key) in keys_of(self.site, attempt).items():
            self._answer(attempt, position, scoring.answer_of(kind, key))
            self.stopping.wait(self.draw.uniform(0.05, 0.3))
        self.visitor.form(f"/attempts/{attempt}/submit/", {"go": "submit"})

    def _answer(self, attempt: str, position: int, payload: dict[str, Any]) -> None:
        body = {
            "position": position,
            "payload": payload,
            "client_id": new_id(self.draw),
            "client": self.username,
            "based_on": 0,
        }
        status, answer = self.visitor.save(attempt, body)
        if status == 200:
            assert answer["saved_at"]
            self.confirmed.append((attempt.replace("-", ""), str(body["client_id"]), answer["seq"]))


def new_id(draw: Random) -> str:
    """A name for an answer, as browsers make it."""
    return str(UUID(int=draw.getrandbits(128), version=4))
