"""Learners of the throw-away site, who answer by HTTP and never give up; each notes what the site confirmed to it."""

import http.client
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from itertools import chain, repeat
from random import Random
from typing import Any
from uuid import UUID

from quizzes import scoring
from tests.browser.serving import Site

PASSWORD = "fault-spring-71"
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
modules = [use.module for use in programme.programme_modules.select_related("module")]
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
SELECT p.position, i.kind, k.key FROM quizzes_presenteditem p
JOIN quizzes_attempt a ON a.id = p.attempt_id
JOIN quizzes_itemversion v ON v.id = p.version_id
JOIN quizzes_item i ON i.id = v.item_id
JOIN quizzes_itemkey k ON k.version_id = v.id
WHERE a.uuid = ? ORDER BY p.position, k.number
"""
MODULES = ("a1", "c2", "f1")


class Stopped(Exception):
    """The test is over; the learner goes home in the middle of a sitting."""


class Learner(threading.Thread):
    """Takes the three assessments with right answers, then practises on. `confirmed` holds (attempt, client_id, seq) of
    every answer that came back with 200; `odd` every answer of the site that no learner should ever get."""

    def __init__(self, site: Site, number: int) -> None:
        super().__init__(daemon=True)
        self.site, self.username, self.draw = site, f"fault{number}", Random(f"learner {number}")
        self.confirmed: list[tuple[str, str, int]] = []
        self.odd: list[str] = []
        self.failure: BaseException | None = None
        self.stopping = threading.Event()
        self.assessed = threading.Event()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self.token = ""

    def run(self) -> None:
        try:
            self._form("/accounts/login/", {"login": self.username, "password": PASSWORD})
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
        address, _ = self._form(f"/quizzes/{quiz}/", {})
        found = re.search(r"/attempts/([0-9a-f-]{36})/", address)
        if not found:
            raise AssertionError(f"{self.username} wanted {quiz} and came to {address}")
        attempt = found[1]
        for position, (kind, key) in self._keys(attempt).items():
            self._answer(attempt, position, kind, key)
            self.stopping.wait(self.draw.uniform(0.05, 0.3))
        self._form(f"/attempts/{attempt}/submit/", {"go": "submit"})

    def _keys(self, attempt: str) -> dict[int, tuple[str, dict[str, Any]]]:
        rows = self.site.rows(KEYS, attempt.replace("-", ""))
        return {position: (kind, json.loads(key)) for position, kind, key in rows}

    def _answer(self, attempt: str, position: int, kind: str, key: dict[str, Any]) -> None:
        """Send one answer under one name until the site has confirmed it."""
        client_id = str(UUID(int=self.draw.getrandbits(128), version=4))
        body = {
            "position": position,
            "payload": scoring.answer_of(kind, key),
            "client_id": client_id,
            "client": self.username,
            "based_on": 0,
        }
        status, text = 0, ""
        while status != 200:
            status, _address, text = self._send(f"/attempts/{attempt}/responses/", json.dumps(body).encode())
            if status not in {200, 503}:
                self.odd.append(f"{status} {text[:200]}")
                return
        answer = json.loads(text)
        assert answer["saved_at"]
        self.confirmed.append((attempt.replace("-", ""), client_id, answer["seq"]))

    def _form(self, address: str, fields: dict[str, str]) -> tuple[str, str]:
        """Open the page, then send its form until it has been taken; where it led to, and the page there."""
        while True:
            _status, here, text = self._send(address)
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
            if urllib.parse.urlsplit(here).path != address or not found:
                return here, text  # taken already, although the answer was lost
            self.token = found[1]
            data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
            status, here, text = self._send(address, data, once=True)
            if status == 200:
                return here, text

    def _send(self, address: str, data: bytes | None = None, *, once: bool = False) -> tuple[int, str, str]:
        """Status, final address and text. A lost connection is tried again, as the page's script does; status 0 where
        it is not to be."""
        is_json = bool(data) and data[:1] == b"{"  # type: ignore[index]
        headers = {"X-CSRFToken": self.token, "Content-Type": "application/json"} if is_json else {}
        while not self.stopping.is_set():
            request = urllib.request.Request(self.site.url + address, data=data, headers=headers)
            try:
                with self.opener.open(request, timeout=15) as answer:
                    return answer.status, answer.url, answer.read().decode()
            except urllib.error.HTTPError as refused:
                with refused:
                    if refused.code < 500:
                        self.odd.append(f"{refused.code} {address}")
                    if is_json:
                        return refused.code, address, refused.read().decode()
            except (OSError, http.client.HTTPException):
                pass
            if once:
                return 0, "", ""
            time.sleep(0.1)
        raise Stopped
