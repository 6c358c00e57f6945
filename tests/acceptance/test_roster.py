"""The rosters of SHARED_DIR, by the same services as the commands and the pages."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from lms.people.models import ImportBatch, Mandate, MandateChange, Person, PersonNameHistory
from lms.people.services import organs, roster
from lms.people.services.roster import RosterRefused
from lms.web.errors import BadInput
from tests.people.roster_mutations import MUTATIONS, mutate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
GOOD = "示例区_代表名册_490.xlsx"
WRONG = {
    (5, "姓名", "name_missing"),
    (9, "手机号码", "phone_too_short"),
    (13, "代表层级", "level_unknown"),
    (17, "出生年月", "born_no_such_month"),
    (22, "任职类型", "origin_unknown"),
    (26, "代表状态", "state_unknown"),
    (31, "手机号码", "phone_of_another"),
    (36, "届次", "term_missing"),
    (40, "所属人大", "congress_unknown"),
    (44, "出生年月", "born_in_future"),
    (49, "姓名", "name_formula"),
    (55, "性别", "sex_unknown"),
}
TWO_MANDATES = (30, 94, 116, 187, 191, 212, 214, 242, 243, 244, 245, 247, 249, 252)


@pytest.fixture
def folder(shared: Path) -> Path:
    found = shared / "data" / "roster" / "deputies"
    content = (found / "示例区_机构.csv").read_bytes()
    organs.import_organs(content=content, filename="organs.csv", by=None, now=NOW)
    return found


def bring(path: Path, *, effective_on: date | None = None) -> roster.Told:
    return roster.import_roster(
        content=path.read_bytes(), filename=path.name, effective_on=effective_on, by=None, now=NOW
    )


def faults(check: roster.Check) -> set[tuple[int, str, str]]:
    return {(fault.row, fault.title, str(fault.code)) for fault in check.faults}


def counted() -> tuple[int, ...]:
    models = (Mandate, Person, MandateChange, ImportBatch, PersonNameHistory)
    return tuple(model._default_manager.count() for model in models)


def test_that_490_mandates_of_483_people_come_in_within_five_seconds(folder: Path) -> None:
    begun = time.perf_counter()
    told = bring(folder / GOOD)
    took = time.perf_counter() - begun
    assert (told.counts["rows"], told.counts["people"]) == (490, 483)
    assert counted() == (490, 483, 490, 1, 0)
    assert Mandate.objects.filter(term__congress__level="district").count() == 240
    assert set(Mandate.objects.filter(unit__kind="street").values_list("term__congress__level", flat=True)) == {
        "district"
    }
    assert not Mandate.objects.filter(unit__kind="committee").exists()
    assert took < 5


def test_that_every_name_keeps_its_code_points(folder: Path) -> None:
    bring(folder / GOOD)
    sheet = CalamineWorkbook.from_path(folder / GOOD).get_sheet_by_index(0).to_python()
    assert set(Person.objects.values_list("name", flat=True)) == {str(row[1]) for row in sheet[1:]}


def test_that_the_second_file_changes_nothing(folder: Path) -> None:
    bring(folder / GOOD)
    before = counted()
    for name in ("示例区_代表名册_490_gb18030.csv", GOOD):
        told = bring(folder / name)
        assert (told.batch, told.counts["unchanged"]) == (None, 490)
    assert counted() == before


@pytest.mark.parametrize("after_the_good_one", [False, True])
def test_that_the_bad_file_is_refused_whole_with_exactly_its_twelve_rows(
    folder: Path, after_the_good_one: bool
) -> None:
    if after_the_good_one:
        bring(folder / GOOD)
    before = counted()
    with pytest.raises(RosterRefused) as refused:
        bring(folder / "名册_12处错误.xlsx")
    assert faults(refused.value.check) == WRONG
    assert len(refused.value.check.faults) == 12
    assert not refused.value.check.conflicts
    assert [fault.row for fault in refused.value.check.faults] == sorted(row for row, _title, _code in WRONG)
    assert counted() == before


def test_that_the_mid_term_file_shows_exactly_its_changes(folder: Path) -> None:
    bring(folder / GOOD)
    path = folder / "届中变动_492.xlsx"
    told = bring(path, effective_on=date(2027, 6, 1))
    kinds = [str(difference.kind) for difference in told.check.differences]
    assert {kind: kinds.count(kind) for kind in kinds} == {"ended": 3, "phone": 4, "renamed": 1, "by_elected": 2}
    assert counted() == (492, 485, 495, 2, 1)
    assert Mandate.objects.serving_on(date(2027, 5, 31)).count() == 490
    assert Mandate.objects.serving_on(date(2027, 6, 1)).count() == 489
    assert bring(path, effective_on=date(2027, 6, 1)).batch is None


def test_that_files_without_a_congress_column_are_refused_with_the_header_row_and_the_columns(shared: Path) -> None:
    files = sorted((shared / "data" / "roster" / "zh-synthetic").iterdir())
    assert len(files) == 3
    for path in files:
        with pytest.raises(BadInput) as refused:
            bring(path)
        row = 2 if path.suffix == ".xlsx" else 1
        assert f"第 {row} 行" in str(refused.value)
        for column in ("出生年月", "代表层级", "所属人大", "届次", "选区", "代表团", "任职类型", "代表状态"):
            assert column in str(refused.value)


def test_that_no_other_file_of_the_folder_is_taken_for_a_roster_or_breaks_the_reading(shared: Path) -> None:
    for path in sorted((shared / "data" / "roster").rglob("*")):
        if path.is_file() and path.parent.name != "deputies":
            with pytest.raises(BadInput):
                bring(path)


@pytest.mark.parametrize("serial", TWO_MANDATES)
def test_that_a_number_changed_at_one_of_two_mandates_is_a_conflict(folder: Path, serial: int) -> None:
    bring(folder / GOOD)
    row = serial + 1
    check = roster.check(
        content=(folder / GOOD).read_bytes(),
        effective_on=NOW.date(),
        now=NOW,
        corrections={(row, "phone"): "19911110000"},
    )
    assert faults(check) == {(row, "手机号码", "phone_differs")}


@pytest.fixture(scope="module")
def good_rows(shared: Path) -> list[list[str]]:
    sheet = CalamineWorkbook.from_path(shared / "data" / "roster" / "deputies" / GOOD).get_sheet_by_index(0)
    return [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in sheet.to_python()]


def test_that_forty_seeded_mutations_are_judged_as_their_own_logs_say(folder: Path, good_rows: list[list[str]]) -> None:
    bring(folder / GOOD)
    tried = set()
    for seed in range(40):
        content, log = mutate(good_rows, seed)
        tried.add(log.what.partition(" ")[0])
        told = f"seed {seed}: {log.what}"
        if log.missing:
            with pytest.raises(BadInput) as refused:
                roster.check(content=content, effective_on=NOW.date(), now=NOW)
            assert all(column in str(refused.value) for column in log.missing), told
            continue
        check = roster.check(content=content, effective_on=NOW.date(), now=NOW)
        assert faults(check) == log.faults, told
        assert {conflict.row for conflict in check.conflicts} == log.doubts, told
        assert check.table.unread == log.unread, told
        if not log.faults and not log.doubts:
            assert not check.changes, told
            assert check.table.header_row == log.header_row, told
    assert len(MUTATIONS) <= 40
    assert len(tried) > 5
