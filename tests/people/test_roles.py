from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role, RoleGrant
from lms.people.permissions import has_role
from lms.people.services import role_permissions, roles
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.factories import grant_role, make_person, make_staff, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Person:
    return make_staff(Role.SYSTEM_ADMIN, name="唐立新")


def test_a_grant_gives_the_group_and_is_audited(admin: Person) -> None:
    person = make_person()
    made = roles.grant(person=person, role=Role.TRAINER, by=admin, now=timezone.now())
    assert [group.name for group in person.groups.all()] == ["trainer"]
    assert has_role(Person.objects.get(pk=person.pk), Role.TRAINER)
    entry = AuditEntry.objects.get(verb="role.granted")
    assert (entry.actor_uuid, entry.object_id, entry.purpose) == (admin.uuid, str(person.uuid), "trainer")
    assert roles.grant(person=person, role=Role.TRAINER, by=admin, now=timezone.now()) == made
    assert AuditEntry.objects.filter(verb="role.granted").count() == 1


def test_only_a_system_administrator_grants_and_nobody_to_themselves(admin: Person) -> None:
    with pytest.raises(NotAllowed):
        roles.grant(person=make_person(), role=Role.TRAINER, by=make_staff(Role.COMMITTEE), now=timezone.now())
    with pytest.raises(Refusal, match="不能给自己"):
        roles.grant(person=admin, role=Role.TRAINER, by=admin, now=timezone.now())
    assert RoleGrant.objects.filter(role=Role.TRAINER).count() == 0


@pytest.mark.parametrize("second", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_one_person_never_holds_two_of_the_administrators_roles(admin: Person, second: Role) -> None:
    with pytest.raises(Refusal, match="三类管理员"):
        roles.grant(person=admin, role=second, by=None, now=timezone.now())


def test_a_role_that_is_ending_later_still_keeps_the_second_administrators_role_away(admin: Person) -> None:
    RoleGrant.objects.update(ends_on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(Refusal):
        roles.grant(person=admin, role=Role.AUDIT_ADMIN, by=None, now=timezone.now())


def test_an_organiser_needs_a_unit_and_a_trainer_has_none(admin: Person) -> None:
    with pytest.raises(Refusal, match="请选择"):
        roles.grant(person=make_person(), role=Role.ORGANISER, by=admin, now=timezone.now())
    with pytest.raises(Refusal, match="留空"):
        roles.grant(person=make_person(), role=Role.TRAINER, unit=make_unit(), by=admin, now=timezone.now())
    with pytest.raises(BadInput):
        roles.grant(person=make_person(), role="emperor", by=admin, now=timezone.now())
    two = make_person()
    for unit in (make_unit(), make_unit()):
        roles.grant(person=two, role=Role.ORGANISER, unit=unit, by=admin, now=timezone.now())
    assert two.groups.count() == 1


def test_a_closed_account_is_given_no_role(admin: Person) -> None:
    with pytest.raises(Refusal, match="停用"):
        roles.grant(person=make_person(is_active=False), role=Role.TRAINER, by=admin, now=timezone.now())


def test_an_ended_role_takes_the_group_away_and_the_other_unit_keeps_it(admin: Person) -> None:
    person, now = make_person(), timezone.now()
    first, second = (
        roles.grant(person=person, role=Role.ORGANISER, unit=make_unit(), by=admin, now=now) for _ in range(2)
    )
    roles.end(grant=first, by=admin, now=now)
    assert person.groups.count() == 1
    roles.end(grant=second, by=admin, now=now)
    roles.end(grant=second, by=admin, now=now)
    assert person.groups.count() == 0
    assert not has_role(Person.objects.get(pk=person.pk), Role.ORGANISER)
    assert AuditEntry.objects.filter(verb="role.ended").count() == 2


def test_nobody_ends_a_role_of_their_own(admin: Person) -> None:
    with pytest.raises(Refusal):
        roles.end(grant=admin.role_grants.get(), by=admin, now=timezone.now())


def test_the_sweep_follows_the_days_of_the_grants() -> None:
    person = make_person()
    running = grant_role(person, Role.TRAINER)
    tomorrow = timezone.now() + timedelta(days=1)
    later = RoleGrant.objects.create(
        person=person, role=Role.COMMITTEE, starts_on=timezone.localdate(tomorrow), recorded_at=timezone.now()
    )
    assert roles.sweep_ended() == 1
    assert roles.sweep_ended() == 0
    assert set(person.groups.values_list("name", flat=True)) == {"trainer"}
    RoleGrant.objects.filter(pk=running.pk).update(ends_on=later.starts_on)
    assert roles.sweep_ended(now=tomorrow) == 1
    assert set(person.groups.values_list("name", flat=True)) == {"committee"}


def test_the_sweep_leaves_groups_alone_that_are_no_roles() -> None:
    person = make_person()
    person.groups.add(Group.objects.create(name="others"))
    grant_role(person, Role.TRAINER, starts_on=date(2026, 1, 1))
    roles.sweep_ended()
    assert set(person.groups.values_list("name", flat=True)) == {"others", "trainer"}


def test_the_sync_makes_a_group_for_each_role_and_a_second_one_changes_nothing() -> None:
    roles.sync()
    assert set(Role.values) <= set(Group.objects.values_list("name", flat=True))
    assert "0 处" in roles.sync()
    trainer, committee = Group.objects.get(name="trainer"), Group.objects.get(name="committee")
    assert set(trainer.page_permissions.values_list("permission__codename", flat=True)) == {"add_page", "change_page"}
    assert committee.page_permissions.filter(permission__codename="publish_page").count() == 1
    assert trainer.collection_permissions.count() == 6
    assert not Group.objects.get(name="system_admin").permissions.exists()


def test_the_sync_takes_away_what_the_data_do_not_name() -> None:
    roles.sync()
    trainer, committee = Group.objects.get(name="trainer"), Group.objects.get(name="committee")
    trainer.permissions.add(*committee.permissions.all())
    trainer.page_permissions.create(page=committee.page_permissions.first().page, permission_type="publish")
    trainer.collection_permissions.all().delete()
    roles.sync()
    assert not trainer.page_permissions.filter(permission__codename="publish_page").exists()
    assert not trainer.permissions.filter(codename="add_programme").exists()
    assert trainer.collection_permissions.count() == 6


def test_a_permission_there_is_not_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    odd = tmp_path / "roles.yaml"
    text = role_permissions.FILE.read_text(encoding="utf-8")
    odd.write_text(text.replace("- courses.view_programme", "- courses.fly_programme", 1), encoding="utf-8")
    monkeypatch.setattr(role_permissions, "FILE", odd)
    with pytest.raises(Refusal, match=r"courses\.fly_programme"):
        roles.sync()
    odd.write_text(text.replace("chair: {}", ""), encoding="utf-8")
    with pytest.raises(Refusal, match="chair"):
        roles.sync()


def test_the_command_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_roles")
    assert "7 种角色" in capsys.readouterr().out


def test_the_first_administrators_are_three_people_and_are_made_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--system", "唐立新:tanglx", "--security", "沈静安:shenja", "--audit", "魏思齐:weisq"]
    out = tmp_path / "slips.pdf"
    call_command("make_administrators", *words, "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o77 == 0
    held = {person.username: set(person.role_names) for person in Person.objects.all()}
    assert held == {"tanglx": {"system_admin"}, "shenja": {"security_admin"}, "weisq": {"audit_admin"}}
    assert not any(person.has_usable_password() for person in Person.objects.all())
    again = tmp_path / "again.pdf"
    with pytest.raises(SystemExit) as refused:
        call_command("make_administrators", *words, "--out", str(again))
    assert refused.value.code == 1
    assert not again.exists()
    assert "已有管理员" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("make_administrators", "--system", "唐立新", *words[2:], "--out", str(out))
