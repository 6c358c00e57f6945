"""Freezing: who is counted, what is frozen, and that it stays."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, HourEntry, Programme
from courses.selectors.programmes import scope_of
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people.models import Mandate, MandateChange
from lms.records.services.seals import seal_file
from quizzes.models import ReadinessGrade, ReadinessRule
from quizzes.readiness.services import rules
from reports.models import PublishedCell, Snapshot, SnapshotLevel, SnapshotMandate
from reports.services import freezing, snapshots
from reports.services.snapshots import canonical, freeze
from tests.factories import make_mandate, make_person, make_unit
from tests.reports.factories import DAY, NOW, make_programme, make_snapshot, one_row

pytestmark = pytest.mark.django_db


def graded(mandate: Mandate, grade: str, at: datetime, rule: ReadinessRule, generation: int = 1) -> ReadinessGrade:
    return ReadinessGrade.objects.create(
        mandate=mandate,
        scope_key=scope_of(Programme.objects.get()).key,
        rule=rule,
        generation=generation,
        grade=grade,
        as_of=at.date(),
        at=at,
    )


def test_that_only_those_in_office_on_the_day_are_counted() -> None:
    programme, unit = make_programme(), make_unit()
    for _ in range(6):
        make_mandate(unit=unit, effective_on=date(2026, 11, 1))
    gone = make_mandate(unit=unit, effective_on=date(2026, 11, 1))
    MandateChange.objects.create(mandate=gone, state="ended", effective_on=DAY, recorded_at=NOW)
    make_mandate(unit=unit, effective_on=DAY + timedelta(days=1))
    assert freeze(programme=programme, as_of=DAY, by=None, now=NOW).mandates == 6
    assert freeze(programme=programme, as_of=DAY - timedelta(days=1), by=None, now=NOW).mandates == 7


def test_that_the_audience_of_the_programme_is_kept() -> None:
    programme = make_programme(audience={"levels": ["township"], "origins": ["new"]})
    make_mandate(level="township")
    make_mandate(level="township", origin="re_elected")
    make_mandate(level="district")
    assert freeze(programme=programme, as_of=DAY, by=None, now=NOW).mandates == 1


def test_that_a_person_with_two_mandates_is_one_person_and_two_rows() -> None:
    person = make_person()
    make_mandate(person=person, level="district")
    make_mandate(person=person, level="township")
    snapshot = freeze(programme=make_programme(), as_of=DAY, by=None, now=NOW)
    assert (snapshot.mandates, snapshot.persons) == (2, 1)
    keys = set(snapshot.rows.values_list("person_key", flat=True))
    assert len(keys) == 1
    assert str(person.uuid).replace("-", "") not in keys


def test_that_what_happened_after_the_day_is_not_seen() -> None:
    programme, rule = make_programme(), rules.in_force(DAY)
    mandate = make_mandate()
    before, after = NOW - timedelta(days=3), NOW + timedelta(days=3)
    Enrolment.objects.create(person=mandate.person, programme=programme, at=before, completed_at=after, rule_version=1)
    for at, hours, key in ((before, 2, "module:1"), (after, 3, "module:2")):
        HourEntry.objects.create(person=mandate.person, programme=programme, mode="online", hours=hours, key=key, at=at)
    old, new = graded(mandate, "starting", before, rule), graded(mandate, "basic", after, rule, 2)
    ReadinessGrade.objects.filter(pk=old.pk).update(superseded_by=new)
    row = freeze(programme=programme, as_of=DAY, by=None, now=after + timedelta(days=1)).rows.get()
    assert (row.grade, row.enrolled, row.completed, row.hours) == ("starting", True, False, Decimal(2))
    later = freeze(programme=programme, as_of=after.date(), by=None, now=after + timedelta(days=1)).rows.get()
    assert (later.grade, later.completed, later.hours) == ("basic", True, Decimal(5))


def test_that_a_mandate_without_a_grade_is_not_assessed_and_ages_are_bands() -> None:
    make_mandate(person=make_person(birth_month=date(1960, 1, 1)))
    row = freeze(programme=make_programme(), as_of=DAY, by=None, now=NOW).rows.get()
    assert (row.grade, row.age_band, row.mode) == ("unassessed", "60岁及以上", "")


def test_that_freezing_the_same_again_gives_the_same_snapshot() -> None:
    programme = make_programme()
    for _ in range(5):
        make_mandate()
    first = freeze(programme=programme, as_of=DAY, by=None, now=NOW)
    again = freeze(programme=programme, as_of=DAY, by=None, now=NOW + timedelta(hours=1))
    assert again.pk == first.pk
    assert Snapshot.objects.count() == 1
    assert SnapshotMandate.objects.count() == 5
    make_mandate()
    assert freeze(programme=programme, as_of=DAY, by=None, now=NOW).pk != first.pk


def test_that_the_hash_can_be_computed_again_from_the_rows() -> None:
    person = make_person()
    make_mandate(person=person, level="district")
    for _ in range(4):
        make_mandate(level="township")
    make_mandate(person=person, level="township")
    snapshot = freeze(programme=make_programme(), as_of=DAY, by=None, now=NOW)
    digest, places = b"", {}
    for row in snapshot.rows.order_by("number"):
        place = places.setdefault(row.person_key, len(places))
        digest = hashlib.sha256(digest + canonical(row, list(row.levels.order_by("pk")), place)).digest()
    assert digest.hex() == snapshot.source_hash


def test_that_the_number_of_a_row_does_not_lead_back_to_a_mandate() -> None:
    unit = make_unit()
    for number in range(30):
        make_mandate(unit=unit, origin="new" if number % 2 else "re_elected")
    snapshot = freeze(programme=make_programme(), as_of=DAY, by=None, now=NOW)
    origins = list(snapshot.rows.order_by("number").values_list("origin", flat=True))
    assert origins == sorted(origins)


def test_that_the_last_seal_is_written_down() -> None:
    path = seal_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("1 a\n2 the last one\n", encoding="utf-8")
    try:
        make_mandate()
        assert freeze(programme=make_programme(), as_of=DAY, by=None, now=NOW).seal == "2 the last one"
    finally:
        path.unlink()


def test_that_queries_do_not_grow_with_the_mandates() -> None:
    programme, unit = make_programme(), make_unit()

    def queries(how_many: int) -> int:
        for _ in range(how_many):
            make_mandate(unit=unit)
        with CaptureQueriesContext(connection) as caught:
            freeze(programme=programme, as_of=DAY, by=None, now=datetime.now(UTC))
        return len(caught)

    queries(1)
    assert queries(9) == queries(30)


def test_that_frozen_rows_never_change() -> None:
    row = make_snapshot([one_row(levels={"A1": ("decided", 2)})]).rows.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.levels.get().save()


def broken(model: type, **fields: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)  # type: ignore[attr-defined]


def test_that_the_database_keeps_rows_levels_and_cells_apart() -> None:
    snapshot = make_snapshot([one_row(levels={"A1": ("decided", 2)})])
    row = snapshot.rows.get()
    broken(SnapshotMandate, snapshot=snapshot, person_key="x", **(one_row() | {"number": 1}))
    broken(SnapshotLevel, row=row, competence="A1", state="decided", level=3)
    cell = {"snapshot": snapshot, "table": "grades", "row": "全部", "column": "due"}
    PublishedCell.objects.create(**cell, value=9)
    broken(PublishedCell, **cell, value=9)
    broken(PublishedCell, **(cell | {"column": "known"}), value=3, suppressed=True)


def test_that_a_freeze_in_runs_of_the_queue_is_the_freeze_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three at a time, a run each, with somebody in two congresses: the same rows and the same hash."""
    programme, by, person = make_programme(), make_person(), make_person()
    for level in ("district", "township"):
        make_mandate(person=person, level=level)
    for number in range(12):
        make_mandate(origin="new" if number % 3 else "re_elected")
    monkeypatch.setattr(snapshots, "CHUNK", 3)
    monkeypatch.setattr(freezing, "SECONDS", 0)
    job = jobs.enqueue(
        func="reports.services.freezing.run",
        key="freeze",
        kwargs={"programme_id": programme.pk, "by_id": by.pk},
        by_uuid=by.uuid,
        now=NOW,
    )
    runs = 0
    while not Job.objects.get(pk=job.pk).finished:
        assert not Snapshot.objects.finished().exists()
        jobs.run(str(job.uuid))
        runs += 1
    assert runs > 5
    taken = Snapshot.objects.get()
    assert (taken.mandates, taken.persons, taken.rows.count()) == (14, 13, 14)
    again = freeze(programme=programme, as_of=taken.as_of, by=None, now=taken.made_at)
    assert again.pk == taken.pk
    assert SnapshotMandate.objects.count() == 14


def test_that_what_was_begun_and_never_finished_goes_after_a_day() -> None:
    programme = make_programme()
    make_mandate()
    left = snapshots.begin(programme=programme, as_of=DAY, by=None, now=NOW)
    snapshots.go_on(left, snapshots.Progress())
    snapshots.begin(programme=programme, as_of=DAY, by=None, now=NOW + timedelta(hours=1))
    assert Snapshot.objects.filter(pk=left.pk).exists()
    snapshots.begin(programme=programme, as_of=DAY, by=None, now=NOW + timedelta(days=2))
    assert not Snapshot.objects.filter(pk=left.pk).exists()
    assert SnapshotMandate.objects.count() == 0
