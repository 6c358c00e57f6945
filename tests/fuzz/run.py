"""Runs in a process of its own, with its time and memory bounded: `python -m tests.fuzz.run FAMILY CASES [SEED]`.

Every case must end in questions that are whole, refusals with a reason, or one sentence about the file; within seconds.
The last line counts them. Any other end is a traceback and exit code 1, with the case kept for the next day.
"""

import os
import random
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import django

SECONDS, MEGABYTES = 60.0, 1500
"""For one case, on a machine that does other things too; of address space."""


def main(family: str, cases: int, seed: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024 * 1024,) * 2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    warnings.simplefilter("ignore")  # of the libraries that read damaged workbooks
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    from tests.fuzz import seeds
    from tests.fuzz.mutations import mutated, mutated_archive, mutated_xml

    known = seeds.own()[family] + seeds.real()[family]
    mutate = {"text": mutated, "xml": mutated_xml, "archive": mutated_archive}[family]
    ends: Counter[str] = Counter()
    slowest = [0.0]

    @seeded(seed)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(known), st.integers(0, 2**64))
    def check(one: seeds.Seed, number: int) -> None:
        content = mutate(one.content, random.Random(number))
        began = time.monotonic()
        try:
            ends[end_of(one.name, content)] += 1
        except BaseException:
            kept = Path(tempfile.gettempdir()) / f"fuzz-{one.name}"
            kept.write_bytes(content)
            print(f"kept as {kept}", file=sys.stderr)
            raise
        slowest[0] = max(slowest[0], time.monotonic() - began)
        assert slowest[0] < SECONDS, (one.name, slowest[0])

    check()
    print(f"{sum(ends.values())} cases of {family}: {dict(ends)}; slowest {slowest[0]:.2f} s")
    return 0


def end_of(name: str, content: bytes) -> str:
    """How reading it ended; an exception that is no refusal leaves here."""
    from lms.web.errors import Refusal
    from quizzes.bank import validation
    from quizzes.exchange.taking import take

    try:
        taken = take(content=content, name=name)
    except Refusal:
        return "file refused"
    assert taken.questions or taken.refused
    assert all(refused.reason for refused in taken.refused)
    for question in taken.questions:
        again = validation.canonical(question.kind, question.body, question.key, question.feedback)
        assert again == (question.body, question.key, question.feedback)
        assert "<script" not in str(question.body.get("html", ""))
    return "read" if taken.questions else "all refused"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1))
