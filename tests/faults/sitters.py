"""Sittings as they are drawn for the test of faults, and who takes them by HTTP as the page's script would."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from random import Random
from typing import Any, TypeVar

from quizzes import scoring
from tests.browser.serving import Site
from tests.faults.learners import MODULES, Stopped, Visitor, keys_of, new_id, patiently
from tests.faults.proxy import Proxy

T = TypeVar("T")
PATIENCE = 6
"""Seconds; the page's script waits 12 and comes to the same: the answer is sent again under its name."""
BUSY = (500, 502, 503)
SKIPPED = {"skipped": True}
MANNERS = ("alone", "alone", "two tabs", "two tabs", "two devices", "leaves")


@dataclass(frozen=True)
class Plan:
    """One sitting: of which quiz, in which manner, and what is killed when the person has come to question `at`."""

    number: int
    quiz: str
    manner: str
    at: int
    kill: str


@dataclass(frozen=True)
class Told:
    """One answer that the site confirmed, as the person understood it."""

    attempt: str
    client_id: str
    seq: int
    position: int
    late: bool
    is_right: bool


def plans(draw: Random, kills: list[str], browsers: int) -> list[Plan]:
    """A sitting for each kill, `browsers` of them in a real browser, the others in a shuffled deck of manners."""
    manners = ["browser"] * browsers + [MANNERS[one % len(MANNERS)] for one in range(len(kills) - browsers)]
    draw.shuffle(manners)
    return [
        Plan(number, f"{draw.choice(MODULES)}-assessment", manner, draw.randint(1, 12), kill)
        for number, (manner, kill) in enumerate(zip(manners, kills, strict=True))
    ]


class Sitter(threading.Thread):
    """One person, who takes one sitting after the other from `waiting`. `struck` hears the plan when its point has
    come. `attempts` are those that were brought to an end, with their manner; `doing` is what was tried, and since which
    second of the clock."""

    def __init__(
        self,
        site: Site,
        proxy: Proxy,
        name: str,
        sessions: list[str],
        waiting: "SimpleQueue[Plan]",
        struck: Callable[[Plan], None],
        stopping: threading.Event,
        seed: str,
    ) -> None:
        super().__init__(daemon=True, name=name)
        self.site, self.proxy, self.sessions, self.waiting, self.struck = site, proxy, sessions, waiting, struck
        self.draw = Random(f"{seed} {name}")
        self.stopping = stopping
        self.told: list[Told] = []
        self.attempts: dict[str, Plan] = {}
        self.odd: list[str] = []
        self.failure: BaseException | None = None
        self.doing: list[tuple[str, int]] = []

    def run(self) -> None:
        try:
            self.come()
            try:
                while True:
                    self.sit(self.waiting.get_nowait())
            finally:
                self.leave()
        except (Empty, Stopped):
            return
        except BaseException as failure:
            self.failure = failure

    def come(self) -> None:
        """One browser with two tabs, and another device."""
        here, elsewhere = (
            Visitor(self.proxy.url, self.stopping, patience=PATIENCE, busy=BUSY, session=one) for one in self.sessions
        )
        here.odd = elsewhere.odd = self.odd
        for visitor in (here, elsewhere):
            visitor.send("/")  # two tabs of a browser that has no cookie against forgery yet would each get their own
        self.tabs = [Tab(here, self.name), Tab(here, self.name)]
        self.device = Tab(elsewhere, f"{self.name} elsewhere")

    def leave(self) -> None:
        """Nothing of it lives on."""

    def sit(self, plan: Plan) -> None:
        tabs = {"two tabs": self.tabs, "two devices": [self.tabs[0], self.device]}.get(plan.manner, self.tabs[:1])
        twice = tabs if len(tabs) > 1 else tabs * 2
        begun = set(together([partial(tab.visitor.begin, plan.quiz) for tab in twice]))
        assert len(begun) == 1, f"{self.name} began one sitting and got {begun}"
        attempt = begun.pop()
        for tab in tabs:
            tab.seen = {}
        keys = keys_of(self.site, attempt)
        leaves_at = len(keys) // 2 if plan.manner == "leaves" else 0
        for position, (kind, key) in keys.items():
            if position == plan.at:
                self.struck(plan)
            if position == leaves_at:
                patiently(lambda: self.site.rows(OVER, attempt))
            self._answer(plan, attempt, tabs, position, scoring.answer_of(kind, key))
            self.stopping.wait(self.draw.uniform(0, 0.15))
        if plan.manner == "leaves":  # who came again within the grace would begin now the old sitting, now a new one
            self.stopping.wait(GRACE)
        else:
            together([partial(tab.visitor.form, f"/attempts/{attempt}/submit/", {"go": "submit"}) for tab in twice])
        self.attempts[attempt] = plan

    def _answer(self, plan: Plan, attempt: str, tabs: list["Tab"], position: int, right: dict[str, Any]) -> None:
        """Most answers are right; some are skipped, and some of both are changed afterwards."""
        given = [right if self.draw.random() < 0.75 else SKIPPED]
        if self.draw.random() < 0.3:
            given.append(SKIPPED if given[0] is right else right)
        for payload in given:
            self.told += [one for one in self._give(plan, attempt, tabs, position, payload, right) if one]

    def _give(
        self,
        plan: Plan,
        attempt: str,
        tabs: list["Tab"],
        position: int,
        payload: dict[str, Any],
        right: dict[str, Any],
    ) -> list[Told | None]:
        draw = self.draw
        body = {"position": position, "payload": payload, "client_id": new_id(draw)}
        if plan.manner == "two devices":
            other = {"position": position, "payload": draw.choice([right, SKIPPED]), "client_id": new_id(draw)}
            mine, theirs = tabs
            return together(
                [
                    lambda: mine.save(attempt, body, draw.random() < 0.5, draw),
                    lambda: theirs.save(attempt, other, draw.random() < 0.5, draw),
                ]
            )
        if plan.manner == "two tabs" and draw.random() < 0.4:  # both empty the outbox that they share
            found = together([partial(tab.save, attempt, dict(body), True, draw) for tab in tabs])
            assert len(set(found)) == 1, f"one answer, confirmed as {found}"
            return found
        return [draw.choice(tabs).save(attempt, body, True, draw)]


class Tab:
    """A page of a sitting: which answers it has seen, so that it can say what its own are based on."""

    def __init__(self, visitor: Visitor, client: str) -> None:
        self.visitor, self.client = visitor, client
        self.seen: dict[int, int] = {}

    def save(self, attempt: str, body: dict[str, Any], insists: bool, draw: Random) -> Told | None:
        """Send until confirmed; after a conflict the person keeps the other answer (None), or insists."""
        position = body["position"]
        while True:
            body |= {"client": self.client, "based_on": self.seen.get(position, 0)}
            status, said = self.visitor.save(attempt, body, meant=(200, 409))
            if status == 200:
                self.seen[position] = max(self.seen.get(position, 0), said["seq"])
                is_right = not body["payload"].get("skipped")
                return Told(attempt, body["client_id"], said["seq"], position, said["late"], is_right)
            if status != 409:
                return None
            self.seen[position] = said["current"]["seq"]
            if not insists:
                return None
            body |= {"client_id": new_id(draw)}


OVER = """
UPDATE quizzes_attempt SET started_at = started_at - interval '5 minutes', deadline = now() - interval '58 seconds'
WHERE uuid = ? RETURNING id
"""
"""Instead of waiting for it: the time, with its 60 seconds of grace, is over in 2 seconds."""
GRACE = 3


def together(works: list[Callable[[], T]]) -> list[T]:
    """What each gives, all done at the same time."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(work) for work in works]]
