import random
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.test import override_settings
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people import checks
from lms.people.models import Mandate, MandateChange, Person, PersonNameHistory, Role
from lms.people.names import initials, masked, sort_key
from lms.people.roster.sheet import Cell
from lms.people.services import accounts, mandates, phones, usernames
from lms.web.errors import BadInput, Refusal
from tests.factories import LONG_AGO, make_mandate, make_person, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "raw",
    ["19900000001", " 199 0000 0001", "199-0000-0001", "１９９０００００００１", "+8619900000001", "008619900000001",
     "+86 199 0000 0001", "8619900000001", 19900000001, 19900000001.0, "19900000001.0", "19900000001.00", "\u202a199\u20110000\u00ad0001\u202c"],
)  # fmt: skip
def test_a_number_is_the_same_however_it_was_written(raw: Cell) -> None:
    assert phones.normalise(raw) == "19900000001"
    assert phones.index_of(str(raw)) == phones.index_of("19900000001")


@pytest.mark.parametrize("raw", ["", "1990000001", "199000000011", "02883601122", "12900000001", "x", None, 1.5, "１"])
def test_what_is_no_mobile_number_is_refused(raw: Cell) -> None:
    with pytest.raises(ValueError, match="not a mobile number"):
        phones.normalise(raw)


def test_a_number_is_kept_sealed_and_read_again() -> None:
    person = make_person(phone="19900000001")
    assert phones.clear_phone(person) == "19900000001"
    assert "19900000001" not in person.phone_cipher + str(person.phone_index)
    assert phones.encrypt("19900000001") != phones.encrypt("19900000001")
    assert phones.clear_phone(make_person()) == ""
    assert (phones.masked("19900000001"), phones.masked("")) == ("199****0001", "")


def test_another_key_finds_nothing_and_reads_nothing() -> None:
    person = make_person(phone="19900000001")
    with override_settings(PHONE_INDEX_KEY="another", PHONE_CIPHER_KEY="another"):
        assert phones.index_of("19900000001") != person.phone_index
        with pytest.raises(Refusal, match="密钥"):
            phones.clear_phone(person)


def test_a_surname_is_sorted_by_its_reading_as_a_surname() -> None:
    names = ["曾志强", "单立人", "王秀兰", "欧阳建国", "仇英", "安平"]
    assert sorted(names, key=sort_key) == ["安平", "欧阳建国", "仇英", "单立人", "王秀兰", "曾志强"]
    assert sort_key("尉迟恭").startswith("yu4 chi2")
    assert len(sort_key("王" * 64)) <= 200


def test_a_name_without_a_reading_still_gets_letters_and_keeps_its_code_points() -> None:
    assert initials("王秀兰") == "wxl"
    assert initials("𰻝𰻝").isascii()
    person = accounts.create_person(name="李𬱖", username="li.x", by=None, now=timezone.now())
    assert Person.objects.get(pk=person.pk).name == "李𬱖"
    assert [masked(name) for name in ("王", "王秀", "王秀兰", "阿依古丽·买买提")] == ["王", "王*", "王*兰", "阿**提"]


def test_user_names_are_short_typable_free_and_made_in_few_queries(django_assert_max_num_queries) -> None:
    names = ["王秀兰"] * 300 + ["欧阳建国"] * 100
    for username in usernames.for_names(["王秀兰"] * 40, rng=random.Random(1)):
        make_person(username=username)
    with django_assert_max_num_queries(4):
        made = usernames.for_names(names, rng=random.Random(1))
    assert len(set(made)) == 400
    assert not set(made) & set(Person.objects.values_list("username", flat=True))
    assert all(usernames.ALLOWED.fullmatch(name) and len(name) <= 8 for name in made)


@pytest.mark.parametrize("username", ["ab", "1abc", "王秀兰", "a b c", "x" * 33, ""])
def test_a_user_name_of_another_shape_is_refused(username: str) -> None:
    with pytest.raises(Refusal):
        accounts.create_person(name="王秀兰", username=username, by=None, now=timezone.now())


def test_an_account_of_the_staff_must_choose_its_password_and_is_audited() -> None:
    admin = make_staff(Role.SYSTEM_ADMIN)
    person = accounts.create_person(
        name=" 何映雪 ", username="ＨeYX", password="temporary-1", by=admin, now=timezone.now()
    )
    assert (person.name, person.username, person.must_set_password) == ("何映雪", "heyx", True)
    entry = AuditEntry.objects.get(verb="account.created")
    assert (entry.actor_uuid, entry.object_id) == (admin.uuid, str(person.uuid))
    with pytest.raises(Refusal, match="已有人使用"):
        accounts.create_person(name="何映雪", username="HEYX", by=admin, now=timezone.now())
    with pytest.raises(BadInput):
        accounts.create_person(name=" ", username="nobody", by=admin, now=timezone.now())


@override_settings(DEMO=True)
def test_an_invented_deputy_gets_a_published_sign_in_in_a_demonstration_alone() -> None:
    person = make_person()
    accounts.adopt_for_demo(person=person, username="deputy", password="xuetang-2026", now=timezone.now())
    again = accounts.adopt_for_demo(person=person, username="deputy", password="xuetang-2026", now=timezone.now())
    assert (again.username, again.is_demo, again.must_set_password) == ("deputy", True, False)
    with override_settings(DEMO=False), pytest.raises(Refusal):
        accounts.adopt_for_demo(person=person, username="x", password="y", now=timezone.now())


def test_production_makes_no_demonstration_account_and_reports_those_there_are() -> None:
    make_person(is_demo=True)
    assert checks.no_demonstration_accounts(None) == []
    with override_settings(PRODUCTION=True, PHONE_INDEX_KEY=""):
        with pytest.raises(Refusal):
            accounts.create_person(name="林知远", username="trainer", by=None, now=timezone.now(), demo=True)
        assert {"people.E001", "people.E002"} <= {message.id for message in run_checks()}
    Person.objects.update(is_active=False)
    with override_settings(PRODUCTION=True):
        assert checks.no_demonstration_accounts(None) + checks.keys_are_there(None) == []


def test_an_account_is_closed_and_opened_with_a_reason_and_not_by_oneself() -> None:
    admin, person, now = make_staff(Role.SYSTEM_ADMIN), make_person(), timezone.now()
    with pytest.raises(BadInput):
        accounts.set_active(person=person, active=False, by=admin, reason=" ", now=now)
    with pytest.raises(Refusal):
        accounts.set_active(person=admin, active=False, by=admin, reason="x", now=now)
    accounts.set_active(person=person, active=False, by=admin, reason="调离", now=now)
    accounts.set_active(person=person, active=False, by=admin, reason="调离", now=now)
    assert AuditEntry.objects.get(verb="account.closed").purpose == "调离"
    accounts.set_active(person=person, active=True, by=admin, reason="调回", now=now)
    assert Person.objects.get(pk=person.pk).is_active


def test_a_user_name_is_changed_to_a_free_one() -> None:
    admin, person = make_staff(Role.SYSTEM_ADMIN), make_person(username="old1")
    make_person(username="taken")
    accounts.rename_username(person=person, username="OLD1", by=admin, now=timezone.now())
    with pytest.raises(Refusal):
        accounts.rename_username(person=person, username="taken", by=admin, now=timezone.now())
    accounts.rename_username(person=person, username="new1", by=admin, now=timezone.now())
    assert Person.objects.get(pk=person.pk).username == "new1"
    assert AuditEntry.objects.filter(verb="account.renamed").count() == 1


def test_anonymising_takes_the_names_and_leaves_the_pseudonym() -> None:
    admin, now = make_staff(Role.SYSTEM_ADMIN), timezone.now()
    mandate = make_mandate(person=make_person(phone="19900000001", password="red-river-88", ethnicity="羌"))
    person, uuid = mandate.person, mandate.person.uuid
    PersonNameHistory.objects.create(person=person, name="王秀", until=LONG_AGO, recorded_at=now)
    with pytest.raises(Refusal, match="在任"):
        accounts.anonymise(person=person, by=admin, reason="申请", now=now)
    mandates.change_state(
        mandate=mandate, state=Mandate.State.ENDED, effective_on=timezone.localdate(), by=admin, reason="辞职", now=now
    )
    accounts.anonymise(person=person, by=admin, reason="申请", now=now)
    accounts.anonymise(person=person, by=admin, reason="申请", now=now)
    gone = Person.objects.get(uuid=uuid)
    assert not any((gone.name, gone.name_sort, gone.phone_index, gone.phone_cipher, gone.ethnicity, gone.is_active))
    assert not gone.has_usable_password()
    assert not PersonNameHistory.objects.exists()
    assert AuditEntry.objects.filter(verb="account.anonymised").count() == 1
    with pytest.raises(Refusal):
        accounts.set_active(person=gone, active=True, by=admin, reason="x", now=now)


def test_who_holds_a_role_is_not_anonymised() -> None:
    admin = make_staff(Role.SYSTEM_ADMIN)
    with pytest.raises(Refusal, match="角色"):
        accounts.anonymise(person=make_staff(Role.TRAINER), by=admin, reason="x", now=timezone.now())


def test_a_mandate_keeps_every_state_it_had() -> None:
    admin, now, today = make_staff(Role.COMMITTEE), timezone.now(), timezone.localdate()
    mandate = make_mandate()
    same = mandates.change_state(
        mandate=mandate, state=Mandate.State.SERVING, effective_on=today, by=admin, reason="", now=now
    )
    assert same.effective_on == LONG_AGO
    change = mandates.change_state(
        mandate=mandate, state=Mandate.State.SUSPENDED, effective_on=today, by=admin, reason="停职", now=now
    )
    again = mandates.change_state(
        mandate=mandate, state=Mandate.State.SUSPENDED, effective_on=today, by=admin, reason="停职", now=now
    )
    assert again == change
    assert mandate.state == Mandate.State.SUSPENDED
    assert not Mandate.objects.serving_on(today).exists()
    assert Mandate.objects.serving_on(today - timedelta(days=1)).count() == 1
    assert MandateChange.objects.count() == 2
    assert AuditEntry.objects.filter(verb="mandate.changed").count() == 1
    with pytest.raises(BadInput):
        mandates.change_state(mandate=mandate, state="asleep", effective_on=today, by=admin, reason="", now=now)
