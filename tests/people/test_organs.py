from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.audit.models import AuditEntry
from lms.people.models import Congress, OrganisingUnit, Term
from lms.people.services import organs
from lms.people.services.organs import OrgansRefused
from lms.web.errors import BadInput
from tests.people.roster_files import DISTRICT, NOW, ORGANS, as_xlsx, bring_organs

pytestmark = pytest.mark.django_db


def bring(text: str) -> organs.Told:
    return organs.import_organs(content=text.encode(), filename="organs.csv", by=None, now=NOW)


def test_that_committee_street_and_towns_become_units_in_the_order_of_the_file() -> None:
    bring_organs()
    units = list(OrganisingUnit.objects.values_list("short_name", "kind", "slug", "position"))
    assert units == [
        ("青禾区人大代工委", "committee", "qinghequ", 0),
        ("城南街道", "street", "chengnanjiedao", 1),
        ("柳河镇", "presidium", "liuhezhen", 2),
        ("石桥镇", "presidium", "shiqiaozhen", 3),
    ]
    assert OrganisingUnit.objects.get(short_name="柳河镇").name == "柳河镇人民代表大会主席团"
    assert OrganisingUnit.objects.get(kind="committee").name == "青禾区人大常委会代表工作委员会"


def test_that_every_congress_numbers_its_own_terms_below_the_district() -> None:
    bring_organs()
    terms = Term.objects.order_by("congress__unit__position").values_list("congress__name", "number", "start", "end")
    assert list(terms) == [
        (DISTRICT, 19, date(2026, 11, 5), date(2031, 11, 4)),
        ("柳河镇人民代表大会", 6, date(2026, 10, 20), date(2031, 10, 19)),
        ("石桥镇人民代表大会", 7, date(2026, 10, 20), date(2031, 10, 19)),
    ]
    assert set(Congress.objects.filter(level="township").values_list("parent__name", flat=True)) == {DISTRICT}


def test_that_a_second_import_changes_nothing() -> None:
    first, second = bring_organs(), bring_organs()
    assert first.created == 4 + 3 + 3
    assert (second.created, second.changed) == (0, 0)
    assert OrganisingUnit.objects.count() == 4


def test_that_a_new_term_is_added_and_a_corrected_day_is_taken_over() -> None:
    bring_organs()
    told = bring(
        f"{ORGANS}柳河镇人民代表大会,镇人大,{DISTRICT},第七届,2031-10-20,2036-10-19\n".replace(
            "2031-11-04", "2031-11-30"
        )
    )
    assert (told.created, told.changed) == (1, 1)
    assert list(Term.objects.filter(congress__name__startswith="柳河镇").values_list("number", flat=True)) == [6, 7]
    assert Term.objects.get(congress__name=DISTRICT).end == date(2031, 11, 30)


def test_that_synonyms_other_dates_and_an_xlsx_below_a_title_are_read() -> None:
    content = as_xlsx(
        [
            ["机构表", "", "", "", "", ""],
            ["机构名称", "机构类型", "上级人大", "届别", "任期起", "任期止"],
            [DISTRICT, "区人大", "", "19", "2026年11月5日", "2031/11/4"],
            ["城南街道人大工委", "人大街道工委", DISTRICT, "", "", ""],
            ["柳河乡人民代表大会", "乡人大", DISTRICT, "第六届", "20261020", ""],
        ]
    )
    organs.import_organs(content=content, filename="x.xlsx", by=None, now=NOW)
    assert Term.objects.get(congress__name="柳河乡人民代表大会").end is None
    assert OrganisingUnit.objects.get(kind="street").short_name == "城南街道"


def test_that_every_bad_row_is_named_and_nothing_is_written() -> None:
    text = f"""名称,类型,上级,届次,任期开始,任期结束
{DISTRICT},区（县）人大,,第十九届,2026-11-05,2031-11-04
第二区人民代表大会,区（县）人大,,第一届,2026-11-05,2031-11-04
,镇人大,{DISTRICT},第六届,2026-10-20,2031-10-19
某会,协会,{DISTRICT},,,
柳河镇人民代表大会,镇人大,别区人民代表大会,第六届,2026-10-20,2031-10-19
石桥镇人民代表大会,镇人大,{DISTRICT},第七届,明年,2031-10-19
松林镇人民代表大会,镇人大,{DISTRICT},本届,2026-10-20,2020-10-19
白鹭镇人民代表大会,镇人大,{DISTRICT},第六届,2026-10-20,2031-10-19
白鹭镇人民代表大会,镇人大,{DISTRICT},第六届,2026-10-20,2031-10-19
"""
    with pytest.raises(OrgansRefused) as refused:
        bring(text)
    assert [(fault.row, fault.title, str(fault.ill)) for fault in refused.value.faults] == [
        (3, "名称", "second_district"),
        (4, "名称", "name_missing"),
        (5, "类型", "kind_unknown"),
        (6, "上级", "parent_unknown"),
        (7, "任期开始", "date_unreadable"),
        (8, "届次", "term_unreadable"),
        (8, "任期结束", "ends_before_start"),
        (10, "名称", "name_twice"),
    ]
    assert "第 6 行" in str(refused.value)
    assert not OrganisingUnit.objects.exists()
    assert not AuditEntry.objects.exists()


def test_that_a_table_without_its_columns_is_refused_with_their_names() -> None:
    with pytest.raises(BadInput, match="届次"):
        bring(f"名称,类型,上级\n{DISTRICT},区人大,\n")
    with pytest.raises(BadInput, match="名称"):
        bring("甲,乙\n1,2\n")


def test_that_towns_alone_are_refused_while_there_is_no_district() -> None:
    with pytest.raises(OrgansRefused):
        bring(f"名称,类型,上级,届次,任期开始,任期结束\n柳河镇人民代表大会,镇人大,{DISTRICT},6,2026-10-20,\n")


def test_that_a_name_kept_by_another_type_is_refused() -> None:
    bring_organs()
    with pytest.raises(OrgansRefused) as refused:
        bring(f"名称,类型,上级,届次,任期开始,任期结束\n青禾区人大常委会代表工作委员会,街道工委,{DISTRICT},,,\n")
    assert [str(fault.ill) for fault in refused.value.faults] == ["name_of_other_kind"]


def test_that_two_places_of_one_reading_get_different_addresses() -> None:
    bring_organs()
    bring(f"{ORGANS}流河镇人民代表大会,镇人大,{DISTRICT},第一届,2026-10-20,\n")
    assert set(OrganisingUnit.objects.filter(kind="presidium").values_list("slug", flat=True)) == {
        "liuhezhen",
        "shiqiaozhen",
        "liuhezhen-2",
    }


def test_that_the_command_tells_one_line_and_the_import_is_audited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "organs.csv"
    file.write_text(ORGANS, encoding="utf-8")
    call_command("import_organs", str(file))
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert AuditEntry.objects.filter(verb="organs.imported").count() == 1
    with pytest.raises(CommandError):
        call_command("import_organs", str(tmp_path / "nothing.csv"))
