"""Sittings on PostgreSQL while web server, worker, database and network are killed and cut at seeded points.

FAULT_SITTINGS says how many; 20 in the suite, 200 by `./dev faults`. A failure prints seed and plan.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from random import Random
from threading import Event, Thread, Timer

import pytest

from quizzes import scoring
from tests.browser.serving import Site, serving, until
from tests.faults import proof
from tests.faults.browsers import BrowserSitter
from tests.faults.learners import MODULES, Visitor, keys_of, new_id
from tests.faults.proxy import Proxy
from tests.faults.sitters import BUSY, SKIPPED, Plan, Sitter, Tab, Told, plans, together
from tests.postgres import Postgres
from tests.processes import descendants, send

SITTINGS = int(os.environ.get("FAULT_SITTINGS", "20"))
SEED = os.environ.get("FAULT_SEED", "2026")
SITTERS = 6
BROWSERS = max(2, SITTINGS // 20)
WRITERS = 64
LOSE = 0.03
WORKER = ("--look-every", "1", "--patience", "60")
KILLS = (
    *("web",) * 3,
    *("process of web",) * 3,
    *("worker",) * 2,
    *("process of worker",) * 2,
    *("database",) * 3,
    *("postmaster",) * 2,
    *("process of database",) * 3,
    "web and database",
    "everything",
)
PREPARE = """
from django.core.management import call_command
from django.utils import timezone
for command in (["migrate", "-v", "0"], ["sync_roles"], ["load_framework"], ["load_programme", "courses/starter"],
                ["sync_schedules"], ["make_signing_key"]):
    call_command(*command)
from courses.models import Programme
from courses.services import enrolments
from quizzes.models import Quiz
from tests.factories import make_mandate, make_person, make_unit
for quiz in Quiz.objects.filter(slug__in=[f"{module}-assessment" for module in %(modules)r]):
    quiz.policy |= {"attempts": None, "minutes": 60}
    quiz.save()
unit = make_unit()
for name in %(names)r:
    person = make_person(name="王秀兰", username=name)
    make_mandate(person=person, unit=unit)
    enrolments.enrol(person=person, programme=Programme.objects.get(slug="starter"), by=None, now=timezone.now())
"""
SESSIONS = """
from django.test import Client
from lms.people.models import Person
for name in %(names)r:
    for _ in range(2):
        client = Client()
        client.force_login(Person.objects.get(username=name), backend="lms.people.backends.PersonBackend")
        print("SESSION", name, client.cookies["sessionid"].value)
"""
HURRY = """
import time
import django
django.setup()
from django.db import Error, close_old_connections
from django_q.tasks import async_task
while True:
    close_old_connections()
    try:
        async_task("quizzes.delivery.services.attempts.close_overdue")
    except Error:
        print("the database is away")
    time.sleep(3)
"""
ATTEMPTS = """
SELECT CAST(a.uuid AS text) FROM quizzes_attempt a JOIN people_person p ON p.id = a.person_id
WHERE p.username <> 'writers'
"""
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass
class Faulty:
    """The site, the network before it, and what its browsers were told."""

    site: Site
    postgres: Postgres
    proxy: Proxy
    draw: Random
    sessions: dict[str, list[str]]
    told: list[Told] = field(default_factory=list)
    by_http: set[str] = field(default_factory=set)
    stopping: Event = field(default_factory=Event)

    def sitter(
        self, kind: type[Sitter], name: str, waiting: "SimpleQueue[Plan]", struck: "SimpleQueue[Plan]"
    ) -> Sitter:
        return kind(self.site, self.proxy, name, self.sessions[name], waiting, struck.put, self.stopping, SEED)

    def strike(self, what: str) -> None:
        """Kill what is named, then start it again as an administrator or systemd would, and wait for the site."""
        draw, site, postgres = self.draw, self.site, self.postgres
        time.sleep(draw.uniform(0, 0.3))
        if what.startswith("process of "):
            owner = what.removeprefix("process of ")
            pid = postgres.pid if owner == "database" else site.running[owner].pid
            if processes := sorted(descendants(pid)):
                send(draw.choice(processes), signal.SIGKILL)
        else:
            parts = "web and worker and database" if what == "everything" else what
            for name in parts.split(" and "):
                if name in {"database", "postmaster"}:
                    postgres.kill(all_of_it=name == "database")
                else:
                    site.kill(name)
            time.sleep(draw.uniform(0, 0.3))
            if "web" in parts:
                site.start_web(wait=False)
            if "worker" in parts:
                site.start_worker(*WORKER)
            if "database" in parts or "postmaster" in parts:
                postgres.start()
        if draw.random() < 0.3:
            draw.choice([self.proxy.cut, self.proxy.stall])()
            time.sleep(draw.uniform(0.3, 2))
            self.proxy.heal()
        until(site.answers, seconds=120, what=f"the site answers after the end of {what}")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    postgres, draw = Postgres(), Random(SEED)
    try:
        postgres.start()
        with serving(Site(tmp_path_factory.mktemp("sittings"), postgres=postgres)) as site:
            site.begin()
            proxy = Proxy(site.port, Random(SEED), lose=LOSE)
            names = [f"sitter{number}" for number in range(SITTERS)] + ["writers", "browser"]
            said = site.python((PREPARE + SESSIONS) % {"modules": MODULES, "names": names})
            sessions: dict[str, list[str]] = {name: [] for name in names}
            for _, name, key in (line.split() for line in said.splitlines() if line.startswith("SESSION ")):
                sessions[name].append(key)
            site.start_web()
            site.start_worker(*WORKER)
            site.start("hurry", "-c", HURRY)
            proxy.start()
            made = Faulty(site, postgres, proxy, draw, sessions)
            yield made
            made.stopping.set()
            proxy.stop()
    finally:
        postgres.remove()


def test_that_every_sitting_ends_scored_once_with_all_that_was_confirmed(faulty: Faulty) -> None:
    assert {name: faulty.site.value(f"SHOW {name}") for name in SAFE} == SAFE
    kills = list(KILLS) * -(-SITTINGS // len(KILLS))
    draw = Random(f"{SEED} plans")  # the same ones whichever test came before
    draw.shuffle(kills)
    planned = plans(draw, kills[:SITTINGS], BROWSERS)
    print(f"\nFAULT_SEED={SEED} FAULT_SITTINGS={SITTINGS}", *planned, sep="\n")  # shown when it fails
    waiting: SimpleQueue[Plan] = SimpleQueue()
    for_browsers: SimpleQueue[Plan] = SimpleQueue()
    for plan in planned:
        (for_browsers if plan.manner == "browser" else waiting).put(plan)
    struck: SimpleQueue[Plan] = SimpleQueue()
    sitters = [faulty.sitter(Sitter, f"sitter{number}", waiting, struck) for number in range(SITTERS)]
    sitters.append(faulty.sitter(BrowserSitter, "browser", for_browsers, struck))
    for sitter in sitters:
        sitter.start()
    killed: Counter[str] = Counter()
    end = time.monotonic() + 300 + 15 * SITTINGS
    while any(sitter.is_alive() for sitter in sitters) and not any(sitter.failure for sitter in sitters):
        assert time.monotonic() < end, (
            f"still sitting: {[(one.name, one.doing[-30:]) for one in sitters if one.is_alive()]}"
        )
        try:
            plan = struck.get(timeout=0.2)
        except Empty:
            continue
        faulty.strike(plan.kill)
        killed[plan.kill] += 1
    told = [one for sitter in sitters for one in sitter.told]
    attempts = {attempt: plan for sitter in sitters for attempt, plan in sitter.attempts.items()}
    faulty.told += told
    faulty.by_http |= {attempt for attempt, plan in attempts.items() if plan.manner != "browser"}
    print(f"{len(told)} answers confirmed; killed: {dict(killed)}; network: {dict(faulty.proxy.happened)}")
    assert [sitter.failure for sitter in sitters if sitter.failure] == []
    assert [odd for sitter in sitters for odd in sitter.odd] == []
    assert sorted(plan.number for plan in attempts.values()) == list(range(SITTINGS))
    assert {attempt for (attempt,) in faulty.site.rows(ATTEMPTS)} == set(attempts)
    assert sum(killed.values()) == SITTINGS
    is_over = "SELECT count(*) FROM quizzes_attempt WHERE state = 'open'"
    until(lambda: faulty.site.value(is_over) == 0, seconds=90, what="the worker closes what was left")
    prove(faulty)


def prove(faulty: Faulty) -> None:
    assert proof.lost(faulty.site, faulty.told) == set()
    assert proof.unasked(faulty.site, faulty.told, faulty.by_http) == set()
    assert proof.misjudged(faulty.site, faulty.told, faulty.by_http) == {}
    assert proof.wrong(faulty.site) == {}
    shown = faulty.site.manage("verify_records")
    assert shown.returncode == 0, shown.stdout + shown.stderr


def test_that_64_writers_on_one_attempt_lose_nothing(faulty: Faulty) -> None:
    owner = Visitor(faulty.proxy.url, faulty.stopping, busy=BUSY, session=faulty.sessions["writers"][0])
    attempt = owner.begin("f1-assessment")
    answers = [
        (position, payload)
        for position, (kind, key) in keys_of(faulty.site, attempt).items()
        for payload in (scoring.answer_of(kind, key), SKIPPED)
    ]

    def write(number: int) -> list[Told | None]:
        """Two answers from a browser of its own, each until it counts."""
        draw = Random(f"{SEED} writer {number}")
        tab = Tab(owner, f"writer {number}")
        given = [(*draw.choice(answers), new_id(draw)) for _ in range(2)]
        return [
            tab.save(attempt, {"position": position, "payload": payload, "client_id": name}, True, draw)
            for position, payload, name in given
        ]

    limit = Timer(180, faulty.stopping.set)
    limit.start()
    kills = [Thread(target=faulty.strike, args=[what]) for what in ("process of database", "process of web")]
    for kill in kills:
        kill.start()
    found = together([partial(write, number) for number in range(WRITERS)])
    for kill in kills:
        kill.join()
    together([partial(owner.form, f"/attempts/{attempt}/submit/", {"go": "submit"})] * WRITERS)
    limit.cancel()
    told = [one for of_writer in found for one in of_writer if one]
    faulty.told += told
    faulty.by_http.add(attempt)
    assert owner.odd == []
    assert sorted(one.seq for one in told) == list(range(1, 2 * WRITERS + 1))
    prove(faulty)
