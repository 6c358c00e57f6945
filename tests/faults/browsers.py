"""Sittings in Chromium: what is given goes through the page's own queue, and the person reloads, closes and comes again."""

import contextlib
import json
import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from tests.browser.test_journeys import give, right_answer
from tests.faults.learners import Stopped, keys_of, patiently
from tests.faults.sitters import Plan, Sitter, Told

SECONDS = 180
"""How long a person goes on trying the same thing; the page's queue waits up to 30 seconds between two attempts."""
NOTE = """
(() => {
  const real = window.fetch;
  window.fetch = (...asked) => real(...asked).then(answer => {
    if (answer.ok && asked[1] && asked[1].method === 'POST') {
      answer.clone().json().then(said => {
        const sent = JSON.parse(asked[1].body);
        localStorage.setItem('told:' + sent.client_id, JSON.stringify({ address: asked[0], sent, said }));
      }).catch(() => {});
    }
    return answer;
  });
})();
"""
"""Writes down what the site confirms to the page's queue, and changes nothing of it."""
TOLD = (
    """() => Object.keys(localStorage).filter(key => key.startsWith('told:')).map(key => localStorage.getItem(key))"""
)
UNSENT = """attempt => localStorage.getItem('outbox:' + attempt)"""
READY = """position => Boolean(document.querySelector(`#sitting[data-position="${position}"]`)
    && window.Outbox && window.Question && document.readyState === 'complete')"""
CAN_HAND_IN = """() => document.querySelectorAll('button[value=submit]').length === 1"""
AFTERWARDS = ("waits", "goes on", "goes on", "reloads", "closes the tab", "answers in another tab")


def ask(page: Page, code: str, argument: str = "") -> Any:
    """What the script says in the page. `evaluate` and `count` would wait without end for a page that does not come."""
    return page.wait_for_function(f"argument => [({code})(argument)]", arg=argument).json_value()[0]


class BrowserSitter(Sitter):
    """Gives right answers only, so that the result says whether one that was given on the page got lost."""

    def come(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox"]
        )

    def leave(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def sit(self, plan: Plan) -> None:
        context = self._browser.new_context(base_url=self.proxy.url, locale="zh-CN")
        context.set_default_timeout(4_000)
        context.add_init_script(NOTE)
        context.add_cookies([{"name": "sessionid", "value": self.sessions[0], "url": self.proxy.url}])
        page = context.new_page()
        attempt = self._begin(page, plan)
        for position in keys_of(self.site, attempt):
            if position == plan.at:
                self.struck(plan)
            page = self._fill(context, page, attempt, position)
        self._hand_in(context, page, attempt)
        self._note(page, attempt)
        self.attempts[attempt] = plan
        context.close()

    def _until(self, what: str, attempt: Callable[[], bool]) -> None:
        """Again and again, as a patient person would; a page that does not come or breaks off is an Error."""
        began = time.monotonic()
        self.doing.append((what, round(began)))
        end = began + SECONDS
        while time.monotonic() < end:
            if self.stopping.is_set():
                raise Stopped
            with contextlib.suppress(Error):
                if attempt():
                    return
            time.sleep(0.2)
        raise AssertionError(f"{self.name} tried in vain for {SECONDS} s: {what}")

    def _begin(self, page: Page, plan: Plan) -> str:
        found: list[str] = []

        def once() -> bool:
            page.goto(f"/quizzes/{plan.quiz}/")
            page.dblclick("main button.main")  # an impatient person
            page.wait_for_url("**/attempts/**")
            if match := re.search(r"/attempts/([0-9a-f-]{36})/", page.url):
                found.append(match[1])
            return bool(found)

        self._until(f"begin {plan.quiz}", once)
        return found[0]

    def _open(self, page: Page, attempt: str, position: int) -> bool:
        """Whether the question stands there with its scripts."""
        page.goto(f"/attempts/{attempt}/?item={position}")
        return bool(ask(page, READY, str(position)))

    def _fill(self, context: BrowserContext, page: Page, attempt: str, position: int) -> Page:
        kind, key = patiently(lambda: right_answer(self.site, attempt, position))
        afterwards = self.draw.choice(AFTERWARDS)

        def once() -> bool:
            if not self._open(page, attempt, position):
                return False
            give(page, kind, key)
            return True

        self._until(f"give an answer to {position}", once)
        if afterwards == "waits":
            self._until("see it saved", lambda: ask(page, UNSENT, attempt) is None)
        if afterwards == "goes on":  # waits for the queue, or says that one has to
            with contextlib.suppress(Error):
                page.click(".turn .main", no_wait_after=True)
        if afterwards == "reloads":
            with contextlib.suppress(Error):
                page.reload(wait_until="commit")
        if afterwards in {"closes the tab", "answers in another tab"}:
            other = context.new_page()
            if afterwards == "closes the tab":
                page.close()
            return other
        return page

    def _hand_in(self, context: BrowserContext, page: Page, attempt: str) -> None:
        """From two tabs at once, once the queue is empty."""

        def ready(tab: Page) -> bool:
            tab.goto(f"/attempts/{attempt}/submit/")
            tab.wait_for_function("attempt => !localStorage.getItem('outbox:' + attempt)", arg=attempt)
            return bool(ask(tab, CAN_HAND_IN))

        def once() -> bool:
            if "/review/" in page.url:
                return True
            other = context.new_page()
            try:
                page.goto(f"/attempts/{attempt}/submit/")
                if "/review/" in page.url or (ready(page) and ready(other)):
                    for tab in (page, other):
                        if "/review/" not in tab.url:
                            tab.dblclick("button[value=submit]", no_wait_after=True)
                    page.wait_for_url("**/review/")
            finally:
                other.close()
            return "/review/" in page.url

        self._until("hand in", once)

    def _note(self, page: Page, attempt: str) -> None:
        told: list[Told] = []

        def once() -> bool:
            if not page.url.startswith(self.proxy.url):
                page.goto("/")
            for text in ask(page, TOLD):
                one = json.loads(text)
                if attempt in one["address"] and one["said"].get("seq"):
                    sent, said = one["sent"], one["said"]
                    told.append(
                        Told(attempt, sent["client_id"], said["seq"], sent["position"], said["late"], is_right=True)
                    )
            return True

        self._until("note what was confirmed", once)
        self.told += told
