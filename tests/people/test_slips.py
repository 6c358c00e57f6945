import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone
from pypdf import PdfReader

from lms.audit.models import AuditEntry
from lms.notify.models import Job
from lms.notify.services import jobs
from lms.people import throttle
from lms.people.models import Mandate, OrganisingUnit, Person, Role, SignInSlip
from lms.people.services import accounts, slip_sheets, slips
from lms.people.services.slips import SlipRefused
from lms.web.errors import Refusal
from lms.web.private import private_storage
from tests.factories import grant_role, make_mandate, make_person, make_staff, make_unit
from tests.people.counting import queries_of
from tests.people.test_sign_in import add_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "red-river-88"


@pytest.fixture
def unit() -> OrganisingUnit:
    return make_unit(name="柳河镇人大主席团", kind="presidium", slug="liuhe")


@pytest.fixture
def deputy(unit: OrganisingUnit) -> Person:
    return make_mandate(person=make_person(name="王秀兰", username="wxl4827"), unit=unit).person


def print_for(*people: Person, unit: OrganisingUnit | None = None) -> list[str]:
    return [slip.token for slip in slips.make_slips(unit=unit, people=people, by=None, now=timezone.now())]


def test_a_slip_keeps_the_hash_alone_and_its_token_has_128_bits(deputy: Person, unit: OrganisingUnit) -> None:
    (token,) = print_for(deputy, unit=unit)
    row = SignInSlip.objects.get()
    assert re.fullmatch(r"[\w-]{22}", token)
    assert token not in str(row.__dict__)
    assert row.expires_at - row.created_at == timedelta(days=14)
    assert AuditEntry.objects.get(verb="slips.printed").object_id == "liuhe"


def test_only_deputies_in_office_without_a_password_get_slips_by_themselves(
    unit: OrganisingUnit, deputy: Person
) -> None:
    make_mandate(person=make_person(name="已设", password=PASSWORD), unit=unit)
    make_mandate(person=make_person(name="停用", is_active=False), unit=unit)
    make_mandate(person=make_person(name="离任"), unit=unit, state=Mandate.State.ENDED)
    make_mandate(person=make_person(name="别处"))
    printed = slips.make_slips(unit=unit, by=None, now=timezone.now())
    assert [slip.person for slip in printed] == [deputy]
    Person.objects.filter(pk=deputy.pk).update(is_active=False)
    with pytest.raises(Refusal, match="没有需要"):
        slips.make_slips(unit=unit, by=None, now=timezone.now())
    with pytest.raises(Refusal, match="王秀兰"):
        slips.make_slips(unit=unit, people=[Person.objects.get(pk=deputy.pk)], by=None, now=timezone.now())


def test_looking_at_a_slip_uses_nothing_up_and_shows_a_masked_name(client: Client, deputy: Person) -> None:
    (token,) = print_for(deputy)
    for _ in range(3):
        page = client.get(f"/s/{token}/").content.decode()
        assert "王*兰" in page
        assert "王秀兰" not in page
    assert client.head(f"/s/{token}/").status_code == 200
    assert "_auth_user_id" not in client.session
    assert SignInSlip.objects.get().used_at is None


def test_the_whole_way_from_the_paper_to_a_password(client: Client, deputy: Person, unit: OrganisingUnit) -> None:
    (token,) = print_for(deputy, unit=unit)
    before = client.session.session_key
    entered = client.post(f"/s/{token}/")
    assert entered["Location"] == "/me/password/"
    assert client.session.session_key != before
    assert "wxl4827" in client.get("/me/password/").content.decode()
    assert client.get("/me/account/").status_code == 302
    another_phone = Client()
    assert another_phone.post(f"/s/{token}/")["Location"] == "/me/password/"
    client.post("/me/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert SignInSlip.objects.get().used_at
    assert another_phone.get("/me/account/").status_code == 302
    used = Client().get(f"/s/{token}/")
    assert used.status_code == 410
    assert "已经用过" in used.content.decode()
    fresh = Client()
    fresh.post("/accounts/login/", {"login": "wxl4827", "password": PASSWORD})
    assert fresh.get("/me/account/").status_code == 200
    assert AuditEntry.objects.filter(verb="slips.opened", actor_uuid=deputy.uuid).count() == 2


def test_a_forgotten_password_is_replaced_by_a_new_slip(client: Client, deputy: Person) -> None:
    accounts.set_password(person=deputy, password="forgotten-11", now=timezone.now())
    (token,) = print_for(deputy)
    client.post(f"/s/{token}/")
    assert Person.objects.get(pk=deputy.pk).must_set_password
    client.post("/me/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert Person.objects.get(pk=deputy.pk).check_password(PASSWORD)


def test_each_slip_that_opens_nothing_says_why(client: Client, deputy: Person) -> None:
    (first,) = print_for(deputy)
    (second,) = print_for(deputy)
    for token, kind, words in [
        (first, "replaced", "最新"),
        ("x" * 22, "unknown", "没有找到"),
        ("🙂", "unknown", "没有找到"),
    ]:
        with pytest.raises(SlipRefused) as refused:
            slips.find(token=token, now=timezone.now())
        assert refused.value.kind == kind
        for response in (client.get(f"/s/{token}/"), client.post(f"/s/{token}/")):
            assert response.status_code == 410
            assert words in response.content.decode()
    SignInSlip.objects.filter(replaced_at=None).update(expires_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(SlipRefused) as late:
        slips.redeem(token=second, now=timezone.now() + timedelta(seconds=2))
    assert late.value.kind == "expired"
    Person.objects.filter(pk=deputy.pk).update(is_active=False)
    with pytest.raises(SlipRefused) as closed:
        slips.redeem(token=second, now=timezone.now())
    assert closed.value.kind == "closed"
    assert "_auth_user_id" not in client.session


def test_unknown_slips_are_limited_by_address_and_good_ones_are_not(client: Client, deputy: Person) -> None:
    (token,) = print_for(deputy)
    for _ in range(throttle.LIMIT + 5):
        assert client.get(f"/s/{token}/").status_code == 200
    for _ in range(throttle.LIMIT):
        assert client.get("/s/unknown/").status_code == 410
    assert client.get("/s/unknown/").status_code == 429
    assert client.get(f"/s/{token}/").status_code == 429
    assert client.get(f"/s/{token}/", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_second_factor_is_asked_for_after_a_slip_too(client: Client) -> None:
    admin = make_staff(Role.AUDIT_ADMIN)
    add_second_factor(admin)
    (token,) = print_for(admin)
    assert client.post(f"/s/{token}/")["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def sheet_text(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@override_settings(BASE_URL="https://xuetang.example")
def test_the_sheet_has_eight_slips_a_page_and_all_that_a_deputy_needs(unit: OrganisingUnit) -> None:
    names = ["王秀兰", "李𬱖", "张䶮", "阿依古丽·买买提", "欧阳建国", "单立人", "曾志强", "陈伟", "杨芳"]
    people = [make_person(name=name, username=f"user{place}") for place, name in enumerate(names)]
    printed = slips.make_slips(unit=unit, people=people, by=None, now=timezone.now())
    content = slip_sheets.render_sheet(unit=unit, printed=printed, now=timezone.now())
    first, second = sheet_text(content)
    assert (first.count("有效期至"), second.count("有效期至")) == (8, 1)
    for name, page in zip(names, [first] * 8 + [second], strict=True):
        assert name in page
    assert "user8" in second
    assert unit.contact in second
    assert "扫一扫" in second
    assert printed[0].token not in first


def test_a_character_that_no_font_has_does_not_stop_the_sheet(unit: OrganisingUnit) -> None:
    person = make_person(name="王\U0003fffd兰")
    printed = slips.make_slips(unit=unit, people=[person], by=None, now=timezone.now())
    assert "王〓兰" in sheet_text(slip_sheets.render_sheet(unit=unit, printed=printed, now=timezone.now()))[0]


def test_the_command_writes_the_sheet_and_refuses_what_it_cannot_do(
    unit: OrganisingUnit, deputy: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "slips.pdf"
    call_command("print_slips", "--unit", "liuhe", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o77 == 0
    assert "1 张" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        call_command("print_slips", "--unit", "nowhere", "--out", str(out))
    assert stopped.value.code == 1
    assert "liuhe" in capsys.readouterr().err


def organiser(unit: OrganisingUnit) -> Person:
    return make_staff(Role.ORGANISER, unit, name="何映雪")


def test_an_organiser_prints_for_the_own_unit_and_sees_no_other(
    client: Client, unit: OrganisingUnit, deputy: Person
) -> None:
    me, elsewhere = organiser(unit), make_mandate(person=make_person(name="赵别处")).unit
    client.force_login(me)
    page = client.get("/people/slips/").content.decode()
    assert "王秀兰" in page
    assert "赵别处" not in page
    assert client.get(f"/people/slips/?unit={elsewhere.slug}").status_code == 404
    assert client.post("/people/slips/make/", {"unit": elsewhere.slug, "for": "waiting"}).status_code == 404
    made = client.post("/people/slips/make/", {"unit": unit.slug, "for": "waiting"}, follow=True)
    assert "1 张账号条已制作好" in made.content.decode()
    ((name, _until),) = slip_sheets.kept_for(me)
    sheet = client.get(f"/people/slips/sheets/{name}")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet["Cache-Control"] == "private, no-store"
    assert "王秀兰" in sheet_text(b"".join(sheet.streaming_content))[0]
    assert AuditEntry.objects.filter(verb="slips.downloaded", actor_uuid=me.uuid, object_id=name).count() == 1
    client.force_login(organiser(unit))
    assert client.get(f"/people/slips/sheets/{name}").status_code == 404


def test_a_slip_is_made_for_those_who_are_ticked_and_belong_here(
    client: Client, unit: OrganisingUnit, deputy: Person
) -> None:
    stranger = make_mandate(person=make_person(name="赵别处")).person
    accounts.set_password(person=deputy, password="forgotten-11", now=timezone.now())
    client.force_login(organiser(unit))
    assert "已设置密码" in client.get("/people/slips/?who=everybody&q=王").content.decode()
    address, data = "/people/slips/make/", {"unit": unit.slug, "for": "chosen"}
    assert client.post(address, data).status_code == 400
    assert client.post(address, data | {"person": [str(stranger.uuid), str(uuid4())]}).status_code == 404
    client.post(address, data | {"person": [str(stranger.uuid), str(deputy.uuid)]})
    assert list(SignInSlip.objects.values_list("person_id", flat=True)) == [deputy.pk]


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CHAIR, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_else_prints_slips(client: Client, unit: OrganisingUnit, role: Role | None) -> None:
    person = make_person()
    if role:
        grant_role(person, role, unit if role == Role.CHAIR else None)
    assert client.get("/people/slips/").status_code == 302
    client.force_login(person)
    assert client.get("/people/slips/").status_code == 403
    assert client.post("/people/slips/make/", {"unit": unit.slug}).status_code == 403


def test_many_slips_are_made_by_the_queue_and_a_second_run_replaces_the_first(
    client: Client, unit: OrganisingUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip_sheets, "AT_ONCE", 2)
    for number in range(3):
        make_mandate(person=make_person(name=f"代表{number}"), unit=unit)
    me = make_staff(Role.COMMITTEE)
    client.force_login(me)
    asked = client.post("/people/slips/make/", {"unit": unit.slug, "for": "waiting"})
    job = Job.objects.get()
    assert asked["Location"] == f"/jobs/{job.uuid}/"
    jobs.run(str(job.uuid))
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)
    slip_sheets.make_for_job(job, unit=unit.pk, by=me.pk, at=job.kwargs["at"])
    assert SignInSlip.objects.filter(replaced_at=None).count() == 3
    assert len(slip_sheets.kept_for(me)) == 2


def test_a_site_without_units_says_what_comes_first(client: Client) -> None:
    client.force_login(make_staff(Role.COMMITTEE))
    page = client.get("/people/slips/")
    assert page.status_code == 200
    assert "还没有镇、街道" in page.content.decode()


def test_a_sheet_is_gone_after_an_hour(unit: OrganisingUnit, deputy: Person) -> None:
    me = organiser(unit)
    slip_sheets.make(unit=unit, by=me, now=timezone.now())
    private_storage().save("slips/somebody/else.pdf", ContentFile(b"x"))
    assert slip_sheets.sweep_old() == 0
    assert slip_sheets.sweep_old(now=timezone.now() + timedelta(minutes=61)) >= 2
    assert slip_sheets.kept_for(me) == []


def test_the_page_asks_as_much_for_a_hundred_as_for_ten(client: Client, unit: OrganisingUnit) -> None:
    client.force_login(make_staff(Role.COMMITTEE))
    counts = []
    for number in (10, 90):
        for _ in range(number):
            make_mandate(unit=unit)
        counts.append(queries_of(client, f"/people/slips/?unit={unit.slug}"))
    assert counts[0] == counts[1]
