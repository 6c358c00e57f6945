"""What a sitting costs the server: CPU-seconds of the web processes and of PostgreSQL, and sittings a second.

(a) is a whole sitting in seven requests, all questions on one page. (b) is twenty answers, each saved and confirmed by
itself. The baseline is a view that does nothing; each costs at most so many of it.
"""

import re
import time
from collections.abc import Callable
from random import Random

import pytest

from tests.benchmarks.conftest import ITEMS, LEARNERS, Bench
from tests.benchmarks.sitters import Learner, together
from tests.benchmarks.urls import EMPTY

MODULE = "/programme/starter/a1/"
AT_MOST = 120
"""Empty views in CPU-seconds; 58 to 79 were measured."""
SITTINGS = 16
"""In all, or one for each learner."""
HIDDEN = re.compile(r'name="(q\d+-(?:client_id|based_on)|client)" value="([^"]*)"')
OPTION = re.compile(r'name="(q\d+-choice)" value="([^"]+)"')


def seven_requests(learner: Learner) -> None:
    """Course page, start, the page of twenty items, its answers, overview, hand in, review."""
    learner.get(MODULE)
    attempt = learner.begin("bench-page")
    page = learner.get(f"/attempts/{attempt}/")
    chosen = dict(OPTION.findall(page))
    assert len(chosen) == ITEMS
    learner.post(f"/attempts/{attempt}/", [*HIDDEN.findall(page), *chosen.items(), ("go", "overview")])
    learner.get(f"/attempts/{attempt}/submit/")
    learner.post(f"/attempts/{attempt}/submit/", [("go", "submit")])
    learner.get(f"/attempts/{attempt}/review/")


def one_by_one(learner: Learner) -> None:
    """Course page, start, first item, twenty answers saved by the script, overview, hand in, review."""
    learner.get(MODULE)
    attempt = learner.begin("bench")
    learner.get(f"/attempts/{attempt}/")
    twenty_answers(learner, attempt)
    learner.get(f"/attempts/{attempt}/submit/")
    learner.post(f"/attempts/{attempt}/submit/", [("go", "submit")])
    learner.get(f"/attempts/{attempt}/review/")


def twenty_answers(learner: Learner, attempt: str) -> None:
    draw = Random(attempt)
    for position in range(1, ITEMS + 1):
        learner.save(attempt, position, {"choice": draw.choice("abcd" if draw.random() < 0.2 else "b")})


def items_shown(learner: Learner) -> None:
    """One item after the other on its page; nothing is answered."""
    attempt = learner.begin("bench")
    for position in range(1, ITEMS + 1):
        learner.get(f"/attempts/{attempt}/?item={position}")


def begin(learner: Learner) -> None:
    learner.get("/quizzes/bench/")
    learner.begin("bench")


def only_answers(learner: Learner) -> None:
    attempt = learner.begin("bench")
    twenty_answers(learner, attempt)


WORK: dict[str, tuple[Callable[[Learner], object], int]] = {
    "empty view": (lambda learner: learner.get(EMPTY), 200),
    "help page": (lambda learner: learner.get("/help/"), 100),
    "(a) 7 requests": (seven_requests, SITTINGS),
    "one by one, whole": (one_by_one, SITTINGS),
    "(b) 20 answers": (only_answers, SITTINGS),
    "20 items shown": (items_shown, SITTINGS),
}


@pytest.mark.parametrize("number", [1, 8, LEARNERS])
def test_that_many_sit_at_once(bench: Bench, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    learners = bench.learners(number)
    for warm_up in (one_by_one, seven_requests):
        together(warm_up, learners, 1)  # templates, plans and connections are warm
    lines: list[str] = []
    ratios: dict[str, float] = {}
    for name, (work, all_in_all) in WORK.items():
        together(begin, learners, 1)  # so that (b) has an attempt to go on with
        each = max(1, all_in_all // number)
        web, base, began = bench.web_seconds(), bench.base_seconds(), time.monotonic()
        together(work, learners, each)
        rate = number * each / (time.monotonic() - began)
        web, base = (bench.web_seconds() - web) / number / each, (bench.base_seconds() - base) / number / each
        if not lines:
            empty = web + base
        ratios[name] = (web + base) / empty
        lines.append(f"{name:20}{web:10.4f}{base:12.4f}{web + base:9.4f}{ratios[name]:9.0f}{rate:10.1f}")
    with capsys.disabled():
        print(
            f"\n{f'{number} learners':20}{'CPU-s web':>10}{'CPU-s base':>12}{'CPU-s':>9}{'x empty':>9}{'a second':>10}"
        )
        print("\n".join(lines))
    assert max(ratios["(a) 7 requests"], ratios["(b) 20 answers"]) <= AT_MOST
