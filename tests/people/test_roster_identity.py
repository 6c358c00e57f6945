"""Who is who: the identity rule, and what only a person may decide."""

import pytest

from lms.people.models import Mandate, Person
from lms.people.services import phones
from lms.people.services.roster import RosterRefused
from tests.people.roster_files import bring, bring_organs, check, codes, put, rows, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported() -> None:
    bring_organs()
    bring(table())


def doubts(cells: list[list[str]]) -> list[tuple[int, str]]:
    return [(conflict.row, str(conflict.doubt)) for conflict in check(cells).conflicts]


def uuid_of(name: str) -> str:
    return str(Person.objects.get(name=name).uuid)


def test_that_a_known_number_with_another_name_is_a_renaming() -> None:
    told = bring(put(table(), 4, "姓名", "张岩"))
    assert [(str(each.kind), each.old, each.new) for each in told.check.changes] == [("renamed", "张䶮", "张岩")]


def test_that_name_month_and_mandate_together_find_a_person_with_a_new_number() -> None:
    told = bring(put(table(), 4, "手机号码", "19911110000"))
    assert [str(each.kind) for each in told.check.changes] == ["phone"]
    assert Person.objects.count() == 22


def test_that_a_number_changed_at_one_of_two_mandates_is_reported_and_at_both_is_not() -> None:
    second = next(number for number, row in enumerate(table(), 1) if row[1] == "王秀兰" and row[6] == "镇")
    one = put(table(), 2, "手机号码", "19911110000")
    assert codes(check(one)) == {(2, "手机号码", "phone_differs")}
    other = put(table(), second, "手机号码", "19911110000")
    assert codes(check(other)) == {(second, "手机号码", "phone_differs")}
    both = put(one, second, "手机号码", "19911110000")
    told = bring(both)
    assert [(str(each.kind), each.row) for each in told.check.changes] == [("phone", 2)]


def test_that_a_name_changed_at_one_of_two_mandates_is_reported() -> None:
    second = next(number for number, row in enumerate(table(), 1) if row[1] == "王秀兰" and row[6] == "镇")
    assert codes(check(put(table(), 2, "姓名", "王秀"))) == {(second, "姓名", "person_contradicts")}


def test_that_name_and_number_changed_together_are_for_a_person_to_decide() -> None:
    cells = put(put(table(), 4, "姓名", "张岩"), 4, "手机号码", "19911110000")
    assert doubts(cells) == [(4, "name_and_phone")]
    with pytest.raises(RosterRefused):
        bring(cells)
    same = bring(cells, decisions={4: uuid_of("张䶮")})
    assert sorted(str(each.kind) for each in same.check.changes) == ["phone", "renamed"]
    assert Person.objects.count() == 22


def test_that_the_same_row_may_be_decided_to_be_somebody_new() -> None:
    cells = put(put(table(), 4, "姓名", "张岩"), 4, "手机号码", "19911110000")
    told = bring(cells, decisions={4: "new"})
    assert (told.counts["created"], told.counts["absent"]) == (1, 1)
    assert Person.objects.count() == 23
    assert bring(cells).batch is None


def test_that_a_number_of_somebody_else_is_refused() -> None:
    cells = put(table(), 4, "手机号码", "19900030001")
    assert codes(check(cells)) == {(4, "手机号码", "phone_of_another")}
    alone = [cells[0], cells[3]]
    [fault] = check(alone).faults
    assert (fault.row, str(fault.code)) == (2, "phone_of_another")
    assert "李*" in fault.reason
    assert "李𬱖" not in fault.reason


def test_that_a_namesake_in_another_congress_is_decided_by_a_person() -> None:
    row = list(rows()[2])
    row[5:12] = ["19911110000", "镇", "柳河镇人民代表大会", "第六届", "柳河镇第9选区", "柳河镇第1代表小组", ""]
    cells = [*table(), row]
    assert doubts(cells) == [(26, "namesake")]
    new = check(cells, decisions={26: "new"})
    assert new.conflicts == []
    assert new.counts["people"] == 23
    same = check(cells, decisions={26: uuid_of("张䶮")})
    assert codes(same) == {(26, "手机号码", "phone_differs")}
    agreed = put(cells, 4, "手机号码", "19911110000")
    told = bring(agreed, decisions={26: uuid_of("张䶮")})
    assert Mandate.objects.filter(person__name="张䶮").count() == 2
    assert told.counts["phone"] == 1


def test_that_namesakes_within_one_new_file_are_decided_by_a_person() -> None:
    first, second = list(rows()[2]), list(rows()[2])
    first[1:6] = ["易新", "男", "汉", "1980-01", "19911110001"]
    second[1:6] = ["易新", "男", "汉", "1980-01", ""]
    second[6:12] = ["镇", "柳河镇人民代表大会", "第六届", "柳河镇第9选区", "柳河镇第1代表小组", ""]
    cells = [*table(), first, second]
    assert doubts(cells) == [(27, "namesake")]
    told = bring(cells, decisions={27: "row:26"})
    assert told.counts["people"] == 23
    person = Person.objects.get(name="易新")
    assert person.mandates.count() == 2
    assert phones.clear_phone(person) == "19911110001"
    assert bring(cells).batch is None


def test_that_a_deputy_without_a_number_is_known_again_by_name_month_and_mandate() -> None:
    row = list(rows()[2])
    row[1:6] = ["易新", "男", "汉", "1980-01", ""]
    cells = [*table(), row]
    bring(cells)
    assert Person.objects.get(name="易新").phone_index is None
    assert bring(cells).batch is None
    told = bring(put(cells, 26, "手机号码", "19911110001"))
    assert told.counts["phone"] == 1


def test_that_a_number_may_move_on_once_its_owner_gave_it_up() -> None:
    bring(put(table(), 4, "手机号码", "19911110000"))
    row = list(rows()[2])
    row[1:6] = ["易新", "女", "汉", "1991-01", "19900030002"]
    told = bring([*put(table(), 4, "手机号码", "19911110000"), row])
    assert told.counts["created"] == 1


def test_that_an_anonymised_person_is_nobody_to_the_import() -> None:
    person = Person.objects.get(name="尤佳")
    Person.objects.filter(pk=person.pk).update(
        name="", phone_index=None, birth_month=None, anonymised_at="2026-11-27T00:00Z"
    )
    told = bring(table())
    assert told.counts["created"] == 1
