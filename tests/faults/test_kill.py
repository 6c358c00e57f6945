"""`kill -9` at seeded moments while people answer: nothing that was confirmed is lost, and the work is finished.

FAULT_ROUNDS says how many kills; 8 in the suite, 100 by `./dev faults`.
"""

import os
import signal
import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.browser.serving import Site, serving, until
from tests.faults.learners import MAKE, MODULES, PASSWORD, Learner
from tests.processes import descendants

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "8"))
SEED = os.environ.get("FAULT_SEED", "2026")
LEARNERS = 4
TASK_SECONDS = "10"
"""A new worker's first certificate takes some seconds, for its fonts: with 3 the queue ended it again and again."""
WORKER = ("--look-every", "1", "--patience", "20")
RESPONSES = """
SELECT a.uuid, r.client_id, r.seq FROM quizzes_response r JOIN quizzes_attempt a ON a.id = r.attempt_id WHERE NOT r.late
"""
SWEEP = """
import time
import django
django.setup()
from certificates.services.batches import sweep_due
from courses.services.completions import sweep_completions
from lms.notify.services.jobs import sweep_forgotten
while True:
    sweep_forgotten()
    sweep_completions()
    sweep_due()
    time.sleep(3)
"""
"""In a process of its own from the last kill on: starting Django for each round costs seconds."""
SING = "from django_q.tasks import async_task\nasync_task('lms.notify.services.canary.sing')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(Site(tmp_path_factory.mktemp("faults"), QUEUE_TIMEOUT=TASK_SECONDS)) as one:
        one.prepare()
        one.python(MAKE % {"count": LEARNERS, "password": PASSWORD, "modules": MODULES})
        one.start_web()
        one.start_worker(*WORKER)
        yield one


def kill_something(site: Site, draw: Random) -> str:
    """One of: the web server, the worker with all its processes, both, a process of the queue, a web process."""
    what = draw.choice(["web", "worker", "web and worker", "process of web", "process of worker"])
    if what.startswith("process of "):
        name = what.removeprefix("process of ")
        if processes := descendants(site.running[name].pid):
            os.kill(draw.choice(sorted(processes)), signal.SIGKILL)
        return what
    for name in what.split(" and "):
        site.kill(name)
    time.sleep(draw.uniform(0, 0.5))
    if "web" in what:
        site.start_web(wait=False)
    if "worker" in what:
        site.start_worker(*WORKER)
    return what


def certificates(site: Site) -> int:
    return int(site.value("SELECT count(*) FROM certificates_certificate"))


def sung_at(site: Site) -> str:
    found = site.rows("SELECT sung_at FROM notify_canary")
    return str(found[0][0]) if found else ""


def sings_anew(site: Site, *, seconds: float) -> None:
    before = sung_at(site)
    site.python(SING)
    until(lambda: sung_at(site) > before, seconds=seconds, what="a worker takes a task")


def test_that_nothing_confirmed_is_lost_and_everything_is_finished(site: Site) -> None:
    draw = Random(SEED)
    learners = [Learner(site, number) for number in range(LEARNERS)]
    for learner in learners:
        learner.start()
    killed = []
    for _ in range(ROUNDS):
        until(site.answers, seconds=60, what=f"the site answers after {killed}")
        time.sleep(draw.uniform(0.5, 3))
        killed.append(kill_something(site, draw))
    for learner in learners:
        learner.assessed.wait(timeout=90)
    for learner in learners:
        learner.stopping.set()
    for learner in learners:
        learner.join(timeout=30)
    confirmed = {one for learner in learners for one in learner.confirmed}
    print(f"\n{len(confirmed)} answers confirmed; killed: {', '.join(killed)}")
    assert [learner.failure for learner in learners if learner.failure] == []
    assert [odd for learner in learners for odd in learner.odd] == []
    assert all(learner.assessed.is_set() for learner in learners)
    assert confirmed - {tuple(row) for row in site.rows(RESPONSES)} == set()

    until(site.answers, seconds=60, what="the site answers")
    completed = "SELECT count(*) FROM courses_enrolment WHERE completed_at IS NOT NULL"
    site.start("sweep", "-c", SWEEP)
    until(lambda: certificates(site) == LEARNERS, seconds=180, what="everybody has a certificate")
    site.kill("sweep")
    assert site.value(completed) == certificates(site) == LEARNERS
    assert site.value("SELECT count(DISTINCT person_id) FROM certificates_certificate") == LEARNERS
    proof = site.manage("verify_records")
    assert proof.returncode == 0, proof.stdout + proof.stderr
    sings_anew(site, seconds=60)


def test_that_idle_workers_killed_are_replaced(site: Site) -> None:
    sings_anew(site, seconds=60)
    for pid in reversed(descendants(site.running["worker"].pid)[1:]):  # all but the head of the cluster
        os.kill(pid, signal.SIGKILL)
    sings_anew(site, seconds=60)
