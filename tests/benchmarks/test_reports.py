"""A report at 490, 4,900 and 49,000 mandates: time, memory and growth against the first one in the same process.

What is measured: freezing, deciding what is published, and the five documents. Units grow with the district, by the
square root, so that towns become larger and more numerous alike.
"""

import gc
import math
import resource
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import Enrolment, Programme
from lms.people.models import ElectoralDistrict, Mandate, MandateChange, Person
from quizzes.models import ReadinessGrade
from quizzes.readiness.services import rules
from reports.selectors.tables import tables_of
from reports.services.content import content_of
from reports.services.documents import all_documents
from reports.services.publishing import publish
from reports.services.snapshots import freeze
from tests.factories import LONG_AGO, make_term, make_unit
from tests.reports.factories import make_programme

SIZES = (490, 4_900, 49_000)
GRADES = ("unassessed", "starting", "starting", "basic", "basic", "basic", "full", "exemplary")
BIRTHS = [date(1950 + 6 * step, 3, 1) for step in range(9)]


def fill(size: int, programme: Programme, scope_key: str) -> None:
    """Mandates of the district congress with their grades, without any history of learning."""
    now, term, rule = timezone.now(), make_term(), rules.in_force(timezone.localdate())
    ward, _ = ElectoralDistrict.objects.get_or_create(term=term, name="第1选区")
    units = [make_unit(position=place) for place in range(round(7 * math.sqrt(size / 490)))]
    people = Person.objects.bulk_create(
        [
            Person(
                username=f"bench-{uuid4().hex}",
                name="王秀兰",
                password="!",
                birth_month=BIRTHS[place % 9],
                created_at=now,
            )
            for place in range(size)
        ],
        batch_size=2000,
    )
    mandates = Mandate.objects.bulk_create(
        [
            Mandate(
                person=person,
                term=term,
                electoral_district=ward,
                unit=units[place * len(units) // size],
                origin="new" if place % 3 else "re_elected",
                created_at=now,
            )
            for place, person in enumerate(people)
        ],
        batch_size=2000,
    )
    MandateChange.objects.bulk_create(
        [MandateChange(mandate=one, state="serving", effective_on=LONG_AGO, recorded_at=now) for one in mandates],
        batch_size=2000,
    )
    Enrolment.objects.bulk_create(
        [Enrolment(person=person, programme=programme, at=now) for person in people], batch_size=2000
    )
    ReadinessGrade.objects.bulk_create(
        [
            ReadinessGrade(
                mandate=one, scope_key=scope_key, rule=rule, grade=GRADES[place % len(GRADES)], as_of=now.date(), at=now
            )
            for place, one in enumerate(mandates)
        ],
        batch_size=2000,
    )


def seconds(work: Callable[[], object], times: int) -> float:
    """CPU-seconds of one run, the mean of so many: who else uses the machine does not count."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def peak(work: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_that_a_report_grows_no_faster_than_its_district(capsys: pytest.CaptureFixture[str]) -> None:
    from courses.selectors.programmes import scope_of

    programme = make_programme()
    key, there = scope_of(programme).key, 0
    found: dict[int, dict[str, float]] = {}
    for size in SIZES:
        fill(size - there, programme, key)
        there = size
        now = timezone.now()

        def take(now: object = now) -> object:
            return freeze(programme=programme, as_of=timezone.localdate(), by=None, now=now)  # type: ignore[arg-type]

        often = 5 if size == SIZES[0] else 1
        times = {"freeze": seconds(take, often)}
        snapshot = take()
        assert snapshot.mandates == size  # type: ignore[attr-defined]
        times["publish"] = seconds(lambda snapshot=snapshot: publish(snapshot), often)  # type: ignore[misc]
        times["documents"] = seconds(lambda snapshot=snapshot: all_documents(content_of(snapshot)), often)  # type: ignore[misc]
        times["memory of freeze, MB"] = peak(take)
        times["memory of counting, MB"] = peak(lambda snapshot=snapshot: tables_of(snapshot)[0])  # type: ignore[misc]
        found[size] = times
    with capsys.disabled():
        print(f"\n{'':24}" + "".join(f"{size:>22,}" for size in SIZES))
        for what in found[SIZES[0]]:
            base = found[SIZES[0]][what]
            print(
                f"{what:24}"
                + "".join(f"{found[size][what]:>12.2f} ×{found[size][what] / base:<8.1f}" for size in SIZES)
            )
        print(f"peak of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    small, large = found[SIZES[0]], found[SIZES[-1]]
    assert large["freeze"] < 250 * small["freeze"]
    assert large["documents"] < 60 * small["documents"]
    assert large["memory of freeze, MB"] < 60, "memory must not grow with the district"
    assert large["memory of counting, MB"] < 30 * max(small["memory of counting, MB"], 1)
