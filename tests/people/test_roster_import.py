"""What an import writes, and that it writes all or nothing."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEntry
from lms.people.models import (
    Delegation,
    ElectoralDistrict,
    ImportBatch,
    Mandate,
    MandateChange,
    Person,
    PersonNameHistory,
    Station,
)
from lms.people.services import phones
from lms.people.services.roster import RosterRefused
from lms.web.errors import Refusal
from tests.people.roster_files import NOW, TOWNS, as_csv, bring, bring_organs, check, codes, put, rows, table

pytestmark = pytest.mark.django_db
TABLES = (Person, Mandate, MandateChange, ElectoralDistrict, Delegation, Station, ImportBatch, PersonNameHistory)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in TABLES}


@pytest.fixture(autouse=True)
def organs() -> None:
    bring_organs()


def test_that_mandates_people_and_places_come_from_the_rows() -> None:
    told = bring(table())
    assert (told.counts["rows"], told.counts["people"], told.counts["created"]) == (24, 22, 24)
    assert counts() == {
        "Person": 22, "Mandate": 24, "MandateChange": 24, "ElectoralDistrict": 12, "Delegation": 7, "Station": 3,
        "ImportBatch": 1, "PersonNameHistory": 0,
    }  # fmt: skip
    both = Person.objects.get(name="王秀兰")
    assert [mandate.level for mandate in both.mandates.select_related("term__congress").order_by("pk")] == [
        "district",
        "township",
    ]
    assert (both.sex, both.ethnicity, both.birth_month) == ("female", "汉", date(1955, 1, 1))
    assert phones.clear_phone(both) == "19900030000"
    assert both.phone_index == phones.index_of("19900030000")


def test_that_new_people_get_an_account_that_only_a_slip_opens() -> None:
    bring(table())
    for person in Person.objects.all():
        assert not person.has_usable_password()
        assert person.must_set_password
        assert person.username
        assert "1990003" not in person.username
    assert Person.objects.get(name="张䶮").name_sort.startswith("zhang1 yan3")
    assert len(set(Person.objects.values_list("username", flat=True))) == 22


def test_that_a_mandate_belongs_to_its_town_its_street_or_the_committee() -> None:
    cells = put(table(), 2, "代表团", "解放军代表团")
    bring(cells)
    units = dict(Mandate.objects.order_by("pk").values_list("pk", "unit__short_name"))
    assert list(units.values())[:4] == ["青禾区人大代工委", "石桥镇", "城南街道", "柳河镇"]
    assert set(list(units.values())[12:]) == set(TOWNS)
    assert Delegation.objects.get(name="柳河镇第1代表小组").kind == "group"
    assert Delegation.objects.get(name="解放军代表团").unit.kind == "committee"
    assert set(Station.objects.values_list("unit__short_name", flat=True)) == {"柳河镇", "石桥镇", "城南街道"}


def test_that_a_mandate_begins_with_the_term_and_a_by_elected_one_with_the_roster() -> None:
    cells = put(table(), 4, "任职类型", "补选")
    bring(cells, effective_on=date(2026, 11, 20))
    begins = dict(MandateChange.objects.values_list("mandate__person__name", "effective_on"))
    assert begins["李𬱖"] in (date(2026, 11, 5), date(2026, 10, 20))
    assert begins["张䶮"] == date(2026, 11, 20)
    assert Mandate.objects.serving_on(date(2026, 11, 10)).count() == 23
    assert Mandate.objects.serving_on(date(2026, 11, 20)).count() == 24


def test_that_a_second_import_changes_nothing_in_whatever_form() -> None:
    bring(table())
    before, changed = (
        counts(),
        Person.objects.order_by("pk").values_list("name", "username", "phone_cipher", "name_sort"),
    )
    people = list(changed)
    told = bring(as_csv(table(), encoding="gb18030"))
    assert told.batch is None
    assert told.counts["unchanged"] == 24
    assert counts() == before
    assert list(changed.all()) == people


def test_that_a_dry_run_writes_nothing_and_tells_what_it_would() -> None:
    before = counts()
    told = bring(table(), dry_run=True)
    assert told.counts["created"] == 24
    assert "试运行" in str(told)
    assert counts() == before
    assert not AuditEntry.objects.filter(verb="roster.imported").exists()


def test_that_mid_term_changes_are_written_with_their_history() -> None:
    bring(table())
    cells = put(put(table(), 5, "代表状态", "代表资格终止"), 5, "备注", "辞去代表职务")
    cells = put(put(cells, 7, "姓名", "赵圆"), 8, "手机号码", "19911110000")
    cells = put(cells, 20, "代表状态", "暂时停止执行代表职务")
    new = list(rows()[11])
    new[1], new[4], new[5], new[13] = "易新", "1990-01", "19922220000", "补选"
    cells.append(new)
    told = bring(cells, effective_on=date(2026, 12, 1))
    assert {kind: told.counts[kind] for kind in ("ended", "suspended", "renamed", "phone", "by_elected", "new")} == {
        "ended": 1, "suspended": 1, "renamed": 1, "phone": 1, "by_elected": 1, "new": 0,
    }  # fmt: skip
    assert (told.counts["created"], told.counts["changed"], told.counts["unchanged"]) == (1, 4, 20)
    change = MandateChange.objects.get(state="ended")
    assert (change.effective_on, change.reason, change.import_batch) == (date(2026, 12, 1), "辞去代表职务", told.batch)
    assert change.mandate.person.name == "欧阳建国"
    renamed = Person.objects.get(name="赵圆")
    assert [(former.name, former.until) for former in renamed.former_names.all()] == [("赵〇", date(2026, 12, 1))]
    assert renamed.name_sort.startswith("zhao4 yuan2")
    assert phones.clear_phone(Person.objects.get(name="钱芳")) == "19911110000"
    assert Mandate.objects.serving_on(date(2026, 11, 30)).count() == 24
    assert Mandate.objects.serving_on(date(2026, 12, 1)).count() == 23
    assert bring(cells, effective_on=date(2026, 12, 1)).batch is None


def test_that_a_day_before_the_mandates_began_changes_no_state_and_an_end_counts_from_the_first_day() -> None:
    bring(table())
    assert bring(table(), effective_on=date(2026, 10, 1)).batch is None
    cells = put(table(), 4, "代表状态", "代表资格终止")
    told = bring(cells, effective_on=date(2026, 10, 1))
    assert [str(each.kind) for each in told.check.changes] == ["ended"]
    assert MandateChange.objects.get(state="ended").effective_on == date(2026, 11, 5)
    assert bring(cells, effective_on=date(2026, 10, 1)).batch is None
    assert Mandate.objects.serving_on(NOW.date()).count() == 23


def test_that_a_mandate_missing_from_a_later_roster_goes_on_and_is_reported() -> None:
    bring(table())
    told = bring([*table()[:3], *table()[4:]])
    assert told.counts["absent"] == 1
    assert told.batch is None
    assert [difference.name for difference in told.check.differences] == ["张䶮"]
    assert Mandate.objects.serving_on(NOW.date()).count() == 24


def test_that_a_roster_of_one_town_says_nothing_about_the_others() -> None:
    bring(table())
    told = bring([table()[0], *[row for row in rows() if row[7].startswith("柳河镇")]])
    assert (told.counts["rows"], told.counts["unchanged"], told.counts["absent"]) == (6, 6, 0)


def test_that_other_entries_of_person_and_mandate_are_corrected() -> None:
    bring(table())
    cells = put(put(table(), 4, "性别", "女"), 4, "出生年月", "1960-05")
    cells = put(put(cells, 4, "选区", "第9选区"), 4, "代表团", "石桥镇代表团")
    cells = put(put(cells, 4, "代表家站", "石桥镇人大代表之家"), 4, "任职类型", "连任")
    told = bring(cells)
    assert (told.counts["person"], told.counts["mandate"], told.counts["changed"]) == (2, 4, 1)
    mandate = Mandate.objects.get(person__name="张䶮")
    assert (mandate.person.sex, mandate.person.birth_month) == ("female", date(1960, 5, 1))
    assert (mandate.electoral_district.name, mandate.unit.short_name, mandate.origin) == (
        "第9选区",
        "石桥镇",
        "re_elected",
    )
    assert [station.name for station in mandate.stations.all()] == ["石桥镇人大代表之家"]


def test_that_an_empty_cell_takes_nothing_away() -> None:
    bring(table())
    cells = table()
    for title in ("民族", "手机号码", "代表团", "代表家站"):
        cells = put(cells, 4, title, "")
    assert bring(cells).batch is None


def test_that_a_wrong_row_stops_the_whole_file() -> None:
    before = counts()
    cells = put(put(table(), 4, "性别", "未知"), 9, "手机号码", "199")
    with pytest.raises(RosterRefused) as refused:
        bring(cells)
    assert codes(refused.value.check) == {(4, "性别", "sex_unknown"), (9, "手机号码", "phone_too_short")}
    assert counts() == before
    assert not AuditEntry.objects.filter(verb="roster.imported").exists()


def test_that_level_congress_term_and_group_must_fit_each_other() -> None:
    cells = put(put(table(), 2, "代表层级", "镇"), 3, "届次", "第二十届")
    cells = put(put(cells, 14, "代表团", "石桥镇第1代表小组"), 4, "出生年月", "2015-01")
    assert codes(check(cells)) == {
        (2, "代表层级", "level_of_other_congress"),
        (3, "届次", "term_unknown"),
        (4, "出生年月", "born_too_young"),
        (14, "代表团", "delegation_elsewhere"),
    }


def test_that_an_unknown_congress_is_never_made() -> None:
    cells = put(table(), 5, "所属人大", "不存在镇人民代表大会")
    [fault] = check(cells).faults
    assert fault.code == "congress_unknown"
    assert "柳河镇人民代表大会" in fault.fix


def test_that_a_roster_before_any_organ_is_refused_with_the_way_out() -> None:
    from lms.people.models import Congress, OrganisingUnit, Term

    Term.objects.all().delete()
    Congress.objects.filter(parent__isnull=False).delete()
    Congress.objects.all().delete()
    OrganisingUnit.objects.filter(parent__isnull=False).delete()
    with pytest.raises(Refusal, match="import_organs"):
        check(table())


def test_that_a_column_of_something_else_is_not_taken_for_names() -> None:
    cells = table()
    for row in cells[1:]:
        row[1] = "小学教师"
    assert {code for _row, _title, code in codes(check(cells))} == {"name_no_name"}


def test_that_the_import_is_audited_and_its_batch_names_file_and_columns() -> None:
    told = bring(table())
    assert told.batch is not None
    assert len(told.batch.sha256) == 64
    assert told.batch.mapping["phone"] == "手机号码"
    assert told.batch.counts["created"] == 24
    entry = AuditEntry.objects.get(verb="roster.imported")
    assert "roster.csv" in entry.purpose
    assert "王秀兰" not in entry.purpose


def test_that_no_query_is_made_for_each_row() -> None:
    def queries(cells: list[list[Any]]) -> int:
        with CaptureQueriesContext(connection) as seen:
            bring(cells)
        return len(seen)

    few, many = table(), [list(row) for row in table()]
    for number in range(300):
        row = list(rows()[2])
        row[1], row[5] = (
            f"{'赵钱孙李周吴郑王'[number % 8]}{'一二三四五六七八九十'[number % 10]}{chr(0x4E00 + number)}",
            f"1993{number:07d}",
        )
        many.append(row)
    first = queries(few)
    assert queries(many) <= first + 300 / 20  # SQLite takes fewer parameters at a time, so there are more batches


def test_that_the_command_tells_faults_masked_and_writes_them_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, errors = tmp_path / "r.csv", tmp_path / "errors.csv"
    cells = put(put(table(), 4, "手机号码", "1990003"), 6, "姓名", "=cmd()")
    file.write_bytes(as_csv(cells))
    with pytest.raises(CommandError):
        call_command("import_roster", str(file), "--errors", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        call_command("import_roster", str(file), "--errors", str(errors))
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "第 4 行" in told
    assert "1990003" not in told
    assert errors.read_bytes().startswith(b"\xef\xbb\xbf")
    with errors.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.reader(opened))
    assert [(line[0], line[1], line[5]) for line in lines[1:]] == [
        ("4", "手机号码", "phone_too_short"),
        ("6", "姓名", "name_formula"),
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_that_the_command_imports_tells_one_line_and_takes_a_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(as_csv(table()))
    call_command("import_roster", str(file), "--effective", "2026-11-20")
    assert len(capsys.readouterr().out.splitlines()) == 1
    batch = ImportBatch.objects.get()
    assert batch.effective_on == date(2026, 11, 20)
    with pytest.raises(SystemExit) as mistyped:
        call_command("import_roster", str(file), "--effective", "2062-11-20")
    assert mistyped.value.code == 1
    assert "一年以后" in capsys.readouterr().err
    changed = tmp_path / "c.csv"
    changed.write_bytes(as_csv(put(table(), 4, "手机号码", "19911110000")))
    call_command("import_roster", str(changed), "--dry-run")
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 2
    assert "199****0002 → 199****0000" in out[0]
    assert ImportBatch.objects.count() == 1
