"""A report at 490, 13,700 and 100,000 mandates: time, memory and growth against the first one in the same process.

What is measured: freezing, deciding what is published, and the six files. Units grow with the district, by the
square root, so that towns become larger and more numerous alike.
"""

import gc
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import Enrolment, Module, Programme, ProgrammeModule
from courses.selectors.programmes import scope_of
from lms.people.models import ElectoralDistrict, Mandate, MandateChange, OrganisingUnit, Person, Term
from quizzes.models import Competence, LevelDecision, ReadinessGrade
from quizzes.readiness.services import rules
from reports.models import Snapshot
from reports.services.content import content_of
from reports.services.documents import all_documents
from reports.services.publishing import publish
from reports.services.snapshots import freeze
from tests.courses.factories import framework
from tests.factories import LONG_AGO, make_term, make_unit
from tests.reports.factories import make_programme

SIZES = (490, 13_700, 100_000)
GRADES = ("unassessed", "starting", "starting", "basic", "basic", "basic", "full", "exemplary")
CORE = 3
STEP = 2_000
BIRTHS = [date(1950 + 6 * step, 3, 1) for step in range(9)]


def make_school() -> Programme:
    """A programme of a module for each of the twenty competences, the first three core."""
    framework()
    programme = make_programme()
    for order, competence in enumerate(Competence.objects.order_by("order", "code"), 1):
        module = Module.objects.create(
            slug=competence.code.lower(), title=competence.name, competence=competence, hours=1
        )
        core = ["district", "township"] if order <= CORE else []
        ProgrammeModule.objects.create(programme=programme, module=module, order=order, core_for=core, hours=1)
    return programme


def fill(programme: Programme, term: Term, there: int, size: int) -> None:
    """Mandates of the district congress with grades, and with levels in the core competences, up to so many. Units are
    new with each step. Written by some thousands, so that the process is not large before anything is measured."""
    units = [make_unit(position=place) for place in range(round(7 * math.sqrt((size - there) / 490)))]
    for start in range(there, size, STEP):
        places = range(start, min(start + STEP, size))
        fill_step(programme, term, places, [units[(one - there) * len(units) // (size - there)] for one in places])


def fill_step(programme: Programme, term: Term, places: range, units: list[OrganisingUnit]) -> None:
    now, rule = timezone.now(), rules.in_force(timezone.localdate())
    core = list(Competence.objects.order_by("order", "code")[:CORE])
    ward, _ = ElectoralDistrict.objects.get_or_create(term=term, name="第1选区")
    people = Person.objects.bulk_create(
        [
            Person(
                username=f"bench-{place}", name="王秀兰", password="!", birth_month=BIRTHS[place % 9], created_at=now
            )
            for place in places
        ]
    )
    mandates = Mandate.objects.bulk_create(
        [
            Mandate(
                person=person,
                term=term,
                electoral_district=ward,
                unit=unit,
                origin="new" if place % 3 else "re_elected",
                created_at=now,
            )
            for place, person, unit in zip(places, people, units, strict=True)
        ]
    )
    MandateChange.objects.bulk_create(
        [MandateChange(mandate=one, state="serving", effective_on=LONG_AGO, recorded_at=now) for one in mandates]
    )
    Enrolment.objects.bulk_create([Enrolment(person=person, programme=programme, at=now) for person in people])
    ReadinessGrade.objects.bulk_create(
        [
            ReadinessGrade(
                mandate=one,
                scope_key=scope_of(programme).key,
                rule=rule,
                grade=GRADES[place % len(GRADES)],
                as_of=now.date(),
                at=now,
            )
            for place, one in zip(places, mandates, strict=True)
        ]
    )
    LevelDecision.objects.bulk_create(
        [
            LevelDecision(
                person=person, competence=one, rule=rule, level=1 + place % 4, state="decided", measured=True, at=now
            )
            for place, person in zip(places, people, strict=True)
            for one in core
        ]
    )


@dataclass(frozen=True)
class Cost:
    """Of one piece of work: CPU-seconds, the megabytes by which the process grew at most, and its queries."""

    seconds: float
    memory: float
    queries: int


def cost(work: Callable[[], object]) -> Cost:
    """Who else uses the machine does not count. Memory is that of the whole process, numpy's and the database's
    included: the kernel's high-water mark, set back before."""
    asked = 0

    def count(execute: Callable[..., object], *rest: object) -> object:
        nonlocal asked
        asked += 1
        return execute(*rest)

    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before, began = status("VmRSS"), time.process_time()
    with connection.execute_wrapper(count):
        work()
    return Cost(time.process_time() - began, status("VmHWM") - before, asked)


def status(name: str) -> float:
    """That line of /proc/self/status, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name))) / 1024


def costs_of(programme: Programme, day: date, size: int) -> dict[str, Cost]:
    """Of the steps from the mandates to the files."""
    taken: list[Snapshot] = []
    freezing = cost(lambda: taken.append(freeze(programme=programme, as_of=day, by=None, now=timezone.now())))
    (snapshot,) = taken
    assert snapshot.mandates == size
    return {
        "freeze": freezing,
        "decide what is published": cost(lambda: publish(snapshot)),
        "render six files": cost(lambda: all_documents(content_of(snapshot))),
    }


@pytest.mark.django_db
def test_that_a_report_grows_no_faster_than_its_district(capsys: pytest.CaptureFixture[str]) -> None:
    programme, term, there = make_school(), make_term(), 0
    found: dict[int, dict[str, Cost]] = {}
    for size in SIZES:
        fill(programme, term, there, size)
        there = size
        if not found:
            costs_of(programme, LONG_AGO, size)  # loads the libraries
        found[size] = costs_of(programme, timezone.localdate(), size)
    with capsys.disabled():
        print("\nCPU-s, growth of memory in MB, queries; × the smallest, and the exponent since the size before")
        print(f"{'':26}" + "".join(f"{size:>38,}" for size in SIZES))
        for work, base in found[SIZES[0]].items():
            print(f"{work:26}" + "".join(shown(found, place, work, base) for place in range(len(SIZES))))
    small, large = found[SIZES[0]], found[SIZES[-1]]
    asked = [costs["freeze"].queries / size for size, costs in found.items()]
    assert asked[2] <= 1.02 * asked[1], "a thousand mandates ask as often in any district"
    assert large["render six files"].queries == small["render six files"].queries
    assert large["freeze"].memory < 100, "memory must not grow with the district"
    assert large["freeze"].seconds < 2 * SIZES[-1] / SIZES[0] * small["freeze"].seconds


def shown(found: dict[int, dict[str, Cost]], place: int, work: str, base: Cost) -> str:
    this = found[SIZES[place]][work]
    text = f"{this.seconds:.2f} ×{this.seconds / base.seconds:.1f}"
    if place:
        earlier, ratio = found[SIZES[place - 1]][work], SIZES[place] / SIZES[place - 1]
        text += f" ^{math.log(this.seconds / earlier.seconds) / math.log(ratio):.2f}"
    return f"{text}, {this.memory:.0f} MB, {this.queries}".rjust(38)
