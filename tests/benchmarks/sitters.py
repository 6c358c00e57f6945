"""Learners who sit quizzes as fast as the site lets them, over one kept connection each."""

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterable
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TITLE = re.compile(r"<title>(.*?)</title>")


class Learner:
    """A browser without pictures: cookies, one connection, redirects followed only where asked."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"sessionid": session}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = ""
        self.requests = 0

    def send(self, method: str, address: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        """Status, text, and where the answer leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {
            "Accept": "text/html,application/json",
            "Accept-Encoding": "identity",
            "Host": f"127.0.0.1:{self.port}",
        }
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.token}
        try:
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # the server closed a connection that had been idle
            self.connection.close()
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if found := TOKEN.search(text):
            self.token = found[1]
        self.requests += 1
        return answer.status, text, answer.headers.get("Location", "")

    def get(self, address: str) -> str:
        status, text, _ = self.send("GET", address)
        assert status == 200, f"GET {address}: {status} {text[:500]}"
        return text

    def post(self, address: str, fields: Iterable[tuple[str, str]]) -> str:
        """Where it leads."""
        body = urlencode([("csrfmiddlewaretoken", self.token), *fields]).encode()
        status, text, where = self.send("POST", address, body, "application/x-www-form-urlencoded")
        assert status == 302, f"POST {address}: {status} {text[:2000]}"
        return where

    def save(self, attempt: str, position: int, payload: dict[str, object], client: str = "bench") -> int:
        """The seq under which one answer was confirmed."""
        body = {"position": position, "payload": payload, "client_id": str(uuid4()), "client": client, "based_on": 0}
        kind = "application/json"
        status, text, _ = self.send("POST", f"/attempts/{attempt}/responses/", json.dumps(body).encode(), kind)
        assert status == 200, f"{status} {text[:500]}"
        return int(json.loads(text)["seq"])

    def begin(self, quiz: str) -> str:
        """Start or resume; the attempt."""
        where = self.post(f"/quizzes/{quiz}/", [])
        return urlsplit(where).path.strip("/").split("/")[1]


def together(work: Callable[[Learner], object], learners: list[Learner], times: int) -> None:
    """Everybody does the work so many times, all at once; the first failure is raised."""
    failures: list[BaseException] = []

    def run(learner: Learner) -> None:
        try:
            for _ in range(times):
                work(learner)
        except BaseException as failure:
            failures.append(failure)
        finally:
            learner.connection.close()  # the next request opens it again

    threads = [threading.Thread(target=run, args=[learner]) for learner in learners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
