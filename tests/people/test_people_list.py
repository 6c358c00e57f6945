"""The staff's list of deputies and a deputy's page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.people.models import Mandate, MandateChange, OrganisingUnit, Person, Role
from lms.people.services import looks
from lms.web.errors import BadInput
from tests.factories import grant_role, make_congress, make_mandate, make_person, make_term, make_unit
from tests.people.roster_files import NOW, bring, bring_organs, table

pytestmark = pytest.mark.django_db
LIST = "/people/"


@pytest.fixture
def district() -> None:
    bring_organs()
    bring(table())
    Person.objects.update(must_set_password=False)


def staff(role: Role, unit: str = "") -> Person:
    person = make_person(name="何映雪")
    grant_role(person, role, unit=OrganisingUnit.objects.get(short_name=unit) if unit else None)
    return person


def names(client: Client, **query: str) -> list[str]:
    return [mandate.person.name for mandate in client.get(LIST, query).context["page"]]


def test_that_the_committee_sees_all_by_unit_and_name(client: Client, district: None) -> None:
    client.force_login(staff(Role.COMMITTEE))
    page = client.get(LIST).context["page"]
    assert page.paginator.count == 24
    keys = [(mandate.unit.position, mandate.person.name_sort) for mandate in page]
    assert keys == sorted(keys)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CHAIR])
def test_that_organiser_and_chair_see_their_own_unit_alone(client: Client, district: None, role: Role) -> None:
    client.force_login(staff(role, "柳河镇"))
    page = client.get(LIST)
    assert {mandate.unit.short_name for mandate in page.context["page"]} == {"柳河镇"}
    assert page.context["page"].paginator.count == 10
    assert names(client, unit="shiqiaozhen") == []
    stranger = Person.objects.get(name="秦刚")
    assert client.get(reverse("people:detail", args=[stranger.uuid])).status_code == 404
    assert client.post(reverse("people:show_phone", args=[stranger.uuid]), {"purpose": "x"}).status_code in (403, 404)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_that_other_roles_and_deputies_see_no_list(client: Client, district: None, role: Role) -> None:
    client.force_login(staff(role))
    assert client.get(LIST).status_code == 403
    deputy = Person.objects.get(name="王秀兰")
    client.force_login(deputy)
    assert client.get(LIST).status_code == 403
    assert client.get(reverse("people:detail", args=[deputy.uuid])).status_code == 403


def test_that_an_organiser_who_is_a_deputy_elsewhere_does_not_list_the_own_mandate(
    client: Client, district: None
) -> None:
    person = Person.objects.get(name="秦刚")
    grant_role(person, Role.ORGANISER, unit=OrganisingUnit.objects.get(short_name="柳河镇"))
    client.force_login(person)
    assert {mandate.unit.short_name for mandate in client.get(LIST).context["page"]} == {"柳河镇"}


def test_that_filters_stand_in_the_address(client: Client, district: None) -> None:
    client.force_login(staff(Role.COMMITTEE))
    assert len(names(client, unit="liuhezhen")) == 10
    assert len(names(client, level="township")) == 12
    assert len(names(client, unit="liuhezhen", level="district")) == 4
    assert set(names(client, origin="re_elected")) == {"王秀兰", "阿依古丽·买买提", "周涛", "陈卫东", "沈明", "秦刚"}
    assert names(client, state="ended") == []
    assert len(names(client, state="nonsense", level="<b>")) == 24


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("阿依", "阿依古丽·买买提"), ("𬱖", "李𬱖"), ("ouyangjianguo", "欧阳建国"), ("ouyang jian", "欧阳建国"), ("oyjg", "欧阳建国"),
        ("ZHANGYAN", "张䶮"), ("zhao", "赵〇"),
    ],
)  # fmt: skip
def test_that_a_name_is_found_by_characters_and_by_pinyin(
    client: Client, district: None, typed: str, found: str
) -> None:
    client.force_login(staff(Role.COMMITTEE))
    assert found in names(client, q=typed)


@pytest.mark.parametrize("typed", ["%", "(", "[a-z]*", "'", "\\", "x" * 200])
def test_that_no_search_text_breaks_the_list_or_finds_everybody(client: Client, district: None, typed: str) -> None:
    client.force_login(staff(Role.COMMITTEE))
    assert names(client, q=typed) == []


def test_that_terms_that_are_over_are_shown_only_when_asked_for(client: Client) -> None:
    client.force_login(staff(Role.COMMITTEE))
    over = make_term(congress=make_congress(), number=5, start=date(2020, 1, 1), end=date(2025, 1, 1))
    make_mandate(person=make_person(name="旧代表"), term=over)
    make_mandate(person=make_person(name="新代表"))
    assert names(client) == ["新代表"]
    assert names(client, state="past") == ["旧代表"]


def test_that_the_list_makes_as_many_queries_for_many_as_for_few(client: Client) -> None:
    client.force_login(staff(Role.COMMITTEE))
    unit = make_unit()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    for number in range(3):
        make_mandate(person=make_person(name=f"甲{number}"), unit=unit)
    few = queries()
    for number in range(47):
        make_mandate(person=make_person(name=f"乙{number}"), unit=unit)
    assert queries() == few


def test_that_empty_states_tell_what_to_do(client: Client) -> None:
    bring_organs()
    client.force_login(staff(Role.COMMITTEE))
    assert reverse("people:roster") in client.get(LIST).content.decode()
    assert "没有找到" in client.get(LIST, {"q": "某某"}).content.decode()
    client.force_login(staff(Role.ORGANISER, "柳河镇"))
    page = client.get(LIST).content.decode()
    assert "还没有代表" in page
    assert reverse("people:roster") not in page


def detail(client: Client, name: str) -> Any:
    return client.get(reverse("people:detail", args=[Person.objects.get(name=name).uuid]))


def test_that_a_deputys_page_shows_mandates_and_no_clear_number(client: Client, district: None) -> None:
    client.force_login(staff(Role.COMMITTEE))
    page = detail(client, "王秀兰")
    text = page.content.decode()
    assert len(page.context["mandates"]) == 2
    assert "199****0000" in text
    assert "19900030000" not in text
    assert "1955-01" in text
    assert "1955-01-01" not in text
    assert page["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="person.viewed").count() == 1


def test_that_an_organiser_sees_only_the_mandate_of_the_own_unit(client: Client, district: None) -> None:
    client.force_login(staff(Role.ORGANISER, "石桥镇"))
    person = Person.objects.get(name="李𬱖")
    assert len(detail(client, "李𬱖").context["mandates"]) == 2
    Mandate.objects.filter(person=person, term__congress__level="district").update(
        unit=OrganisingUnit.objects.get(short_name="柳河镇")
    )
    assert len(detail(client, "李𬱖").context["mandates"]) == 1


def test_that_a_number_is_shown_for_a_purpose_that_is_audited(client: Client, district: None) -> None:
    viewer = staff(Role.ORGANISER, "柳河镇")
    client.force_login(viewer)
    person = Person.objects.get(name="王秀兰")
    address = reverse("people:show_phone", args=[person.uuid])
    assert "19900030000" not in client.post(address, {"purpose": ""}).content.decode()
    assert not AuditEntry.objects.filter(verb="phone.shown").exists()
    page = client.post(address, {"purpose": "通知集中授课"})
    assert "19900030000" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    entry = AuditEntry.objects.get(verb="phone.shown")
    assert (entry.actor_uuid, entry.object_id, entry.purpose) == (viewer.uuid, str(person.uuid), "通知集中授课")
    with pytest.raises(BadInput):
        looks.show_phone(person=person, by=viewer, purpose=" ", now=NOW)


def test_that_a_chair_reads_but_sees_no_number_and_changes_nothing(client: Client, district: None) -> None:
    client.force_login(staff(Role.CHAIR, "柳河镇"))
    person = Person.objects.get(name="王秀兰")
    page = detail(client, "王秀兰").content.decode()
    assert reverse("people:show_phone", args=[person.uuid]) not in page
    assert client.post(reverse("people:show_phone", args=[person.uuid]), {"purpose": "x"}).status_code == 403
    mandate = person.mandates.first()
    assert mandate is not None
    assert client.post(reverse("people:change_state", args=[person.uuid, mandate.pk]), {}).status_code == 403


def test_that_the_committee_changes_a_state_with_day_and_reason(client: Client, district: None) -> None:
    client.force_login(staff(Role.COMMITTEE))
    person = Person.objects.get(name="张䶮")
    mandate = person.mandates.get()
    address = reverse("people:change_state", args=[person.uuid, mandate.pk])
    sent = {f"{mandate.pk}-state": "ended", f"{mandate.pk}-effective_on": "2026-11-20", f"{mandate.pk}-reason": ""}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert answer.context["opened"] == mandate.pk
    assert client.post(address, sent | {f"{mandate.pk}-reason": "辞去代表职务"}).status_code == 302
    change = MandateChange.objects.get(state="ended")
    assert (change.effective_on, change.reason) == (date(2026, 11, 20), "辞去代表职务")
    assert "辞去代表职务" in detail(client, "张䶮").content.decode()
    other = Person.objects.get(name="王秀兰")
    assert client.post(reverse("people:change_state", args=[other.uuid, mandate.pk]), sent).status_code == 404
