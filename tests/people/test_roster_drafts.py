"""The life of an uploaded roster, and its pages."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoCaptureOnCommitCallbacks

from lms.audit.models import AuditEntry
from lms.notify.models import Job
from lms.people.models import ImportBatch, Mandate, Person, Role, RosterDraft
from lms.people.services import roster_drafts
from lms.people.services.roster import RosterRefused
from lms.web.errors import BadInput, Refusal
from tests.factories import grant_role, make_person
from tests.people.roster_files import NOW, as_csv, as_xlsx, bring, bring_organs, put, rows, table

pytestmark = pytest.mark.django_db
Commits = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def committee() -> Person:
    bring_organs()
    person = make_person(name="周慧琴")
    grant_role(person, Role.COMMITTEE)
    return person


@pytest.fixture
def browser(client: Client, committee: Person) -> Client:
    client.force_login(committee)
    return client


def upload(by: Person, cells: list[list[str]] | bytes) -> RosterDraft:
    content = cells if isinstance(cells, bytes) else as_csv(cells)
    return roster_drafts.open_draft(content=content, filename="名册.csv", effective_on=NOW.date(), by=by, now=NOW)


def send(browser: Client, content: bytes, name: str = "名册.csv"):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("people:roster"), {"file": file, "effective_on": "2026-11-27"})


def there(path: str) -> bool:
    return bool(path) and storages["private"].exists(path)


def address(name: str, draft: RosterDraft) -> str:
    return reverse(f"people:{name}", args=[draft.uuid])


def test_that_a_good_roster_goes_from_upload_to_the_account_slips(
    browser: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    answer = send(browser, as_csv(table()))
    draft = RosterDraft.objects.get()
    assert answer.url == address("roster_draft", draft)
    page = browser.get(answer.url)
    assert page.context["counts"]["created"] == 24
    assert "确认导入" in page.content.decode()
    path = draft.file
    assert there(path)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(address("roster_confirm", draft))
    assert answer.url == address("roster_done", draft)
    assert reverse("people:slips") in browser.get(answer.url).content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.file, draft.counts["created"]) == ("imported", "", 24)
    assert not there(path)
    assert Mandate.objects.count() == 24
    assert list(AuditEntry.objects.filter(object_type="roster").values_list("verb", flat=True).order_by("seq")) == [
        "roster.uploaded",
        "roster.imported",
    ]


def test_that_confirming_twice_is_harmless(browser: Client, committee: Person) -> None:
    draft = upload(committee, table())
    for _press in range(2):
        assert browser.post(address("roster_confirm", draft)).url == address("roster_done", draft)
    assert ImportBatch.objects.count() == 1
    assert roster_drafts.confirm(draft=draft, by=committee, now=NOW).counts["created"] == 24


def test_that_wrong_cells_are_corrected_on_the_page_and_judged_again(browser: Client, committee: Person) -> None:
    cells = put(put(put(table(), 4, "手机号码", "199"), 6, "性别", "未知"), 8, "姓名", "")
    draft = upload(committee, cells)
    page = browser.get(address("roster_draft", draft)).content.decode()
    assert 'name="cell:4:phone" value="199"' in page
    assert "确认导入" not in page
    browser.post(
        address("roster_draft", draft),
        {
            "cell:4:phone": "19900030002", "was:4:phone": "199", "cell:6:sex": "未知", "was:6:sex": "未知",
            "cell:8:name": "钱芳", "was:8:name": "",
        },
    )  # fmt: skip
    page = browser.get(address("roster_draft", draft))
    assert [cell["key"] for cell in page.context["faults"]] == ["6:sex"]
    browser.post(address("roster_draft", draft), {"cell:6:sex": "男", "was:6:sex": "未知"})
    assert browser.get(address("roster_draft", draft)).context["check"].may_be_imported
    browser.post(address("roster_confirm", draft))
    assert Person.objects.filter(name="钱芳").exists()
    draft.refresh_from_db()
    assert (draft.corrections, draft.decisions) == ({}, {})
    assert not any("19900030002" in entry.purpose or "钱芳" in entry.purpose for entry in AuditEntry.objects.all())


def test_that_a_formula_is_replaced_by_what_is_typed(browser: Client, committee: Person) -> None:
    draft = upload(committee, as_xlsx(table(), formulas={(3, 1): '=HYPERLINK("http://x","王")'}))
    assert [cell["key"] for cell in browser.get(address("roster_draft", draft)).context["faults"]] == ["4:name"]
    browser.post(address("roster_draft", draft), {"cell:4:name": "张䶮", "was:4:name": ""})
    assert browser.get(address("roster_draft", draft)).context["check"].may_be_imported


def test_that_a_person_in_doubt_is_decided_on_the_page(browser: Client, committee: Person) -> None:
    bring(table())
    draft = upload(committee, put(put(table(), 4, "姓名", "张岩"), 4, "手机号码", "19911110000"))
    page = browser.get(address("roster_draft", draft))
    [conflict] = page.context["conflicts"]
    assert 'name="person:4"' in page.content.decode()
    browser.post(address("roster_draft", draft), {"person:4": str(make_person().uuid)})
    assert len(browser.get(address("roster_draft", draft)).context["conflicts"]) == 1
    browser.post(address("roster_draft", draft), {"person:4": conflict.candidates[0].choice})
    browser.post(address("roster_confirm", draft))
    assert Person.objects.get(name="张岩").former_names.get().name == "张䶮"


def test_that_a_decision_falls_when_its_row_is_corrected_later(committee: Person) -> None:
    bring(table())
    draft = upload(committee, put(put(table(), 4, "姓名", "张岩"), 4, "手机号码", "19911110000"))
    roster_drafts.correct(draft=draft, cells={}, people={4: "new"}, by=committee, now=NOW)
    draft.refresh_from_db()
    assert draft.decisions == {"4": "new"}
    roster_drafts.correct(draft=draft, cells={(4, "name"): "张言"}, people={}, by=committee, now=NOW)
    draft.refresh_from_db()
    assert draft.decisions == {}


def test_that_confirming_what_is_wrong_leads_back_to_the_page(browser: Client, committee: Person) -> None:
    draft = upload(committee, put(table(), 4, "性别", "未知"))
    assert browser.post(address("roster_confirm", draft)).url == address("roster_draft", draft)
    with pytest.raises(RosterRefused):
        roster_drafts.confirm(draft=draft, by=committee, now=NOW)
    assert not Mandate.objects.exists()


def test_that_giving_up_deletes_the_file(
    browser: Client, committee: Person, django_capture_on_commit_callbacks: Commits
) -> None:
    draft = upload(committee, table())
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address("roster_give_up", draft))
    assert not there(draft.file)
    assert browser.get(address("roster_draft", draft)).url == address("roster_done", draft)
    with pytest.raises(Refusal):
        roster_drafts.correct(draft=draft, cells={}, people={}, by=committee, now=NOW)
    with pytest.raises(Refusal):
        roster_drafts.confirm(draft=draft, by=committee, now=NOW)
    roster_drafts.give_up(draft=draft, by=committee, now=NOW)
    assert AuditEntry.objects.filter(verb="roster.given_up").count() == 1


def test_that_a_draft_older_than_a_day_and_a_forgotten_file_are_swept(
    committee: Person, django_capture_on_commit_callbacks: Commits
) -> None:
    old, young = upload(committee, table()), upload(committee, table())
    RosterDraft.objects.filter(pk=young.pk).update(created_at=NOW + timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        assert roster_drafts.sweep_old(now=NOW + timedelta(hours=25)) >= 1
    assert not there(old.file)
    assert there(young.file)
    assert set(RosterDraft.objects.values_list("state", flat=True)) == {"given_up", "open"}
    forgotten = storages["private"].save("rosters/forgotten", io.BytesIO(b"x"))
    roster_drafts.sweep_old(now=NOW + timedelta(days=4000))
    assert not there(forgotten)


def test_that_a_file_that_cannot_be_read_is_told_at_the_form_and_not_kept(browser: Client) -> None:
    answer = send(browser, b"%PDF-1.7", "名册.pdf")
    assert answer.status_code == 400
    assert "不是" in answer.content.decode()
    assert not RosterDraft.objects.exists()
    answer = send(browser, as_csv([["姓名", "性别", "民族", "电话"], ["王秀兰", "女", "汉", ""]]))
    assert "所属人大" in answer.content.decode()


def test_that_the_marked_workbook_colours_the_wrong_cells_and_holds_no_formula(
    browser: Client, committee: Person
) -> None:
    draft = upload(committee, put(put(table(), 4, "手机号码", "199"), 6, "姓名", "=cmd()"))
    answer = browser.post(address("roster_faults", draft))
    assert answer["Cache-Control"] == "private, no-store"
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)] == ["行", 4, 6]
    phone, name = sheet.cell(2, 7), sheet.cell(3, 3)
    assert phone.value == "199"
    assert phone.comment is not None
    assert "11 位" in phone.comment.text
    assert phone.fill.fgColor.rgb != sheet.cell(2, 3).fill.fgColor.rgb
    assert name.value == "'=cmd()"
    assert AuditEntry.objects.filter(verb="roster.errors_saved").count() == 1


def test_that_a_long_roster_goes_through_the_queue(
    browser: Client, committee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_drafts, "AT_ONCE", 10)
    draft = upload(committee, table())
    first = browser.post(address("roster_confirm", draft))
    assert browser.post(address("roster_confirm", draft)).url == first.url
    job = Job.objects.get()
    roster_drafts.confirm_for_job(job, draft=draft.pk, by=committee.pk)
    roster_drafts.confirm_for_job(job, draft=draft.pk, by=committee.pk)
    job.refresh_from_db()
    assert "24" in job.message
    assert Mandate.objects.count() == 24
    assert ImportBatch.objects.count() == 1


def test_that_a_refused_job_may_be_asked_for_again(committee: Person) -> None:
    draft = upload(committee, table())
    first = roster_drafts.confirm_by_queue(draft=draft, by=committee, next_url="/", now=NOW)
    Job.objects.filter(pk=first.pk).update(state=Job.State.FAILED)
    second = roster_drafts.confirm_by_queue(draft=draft, by=committee, next_url="/", now=NOW)
    assert second.pk != first.pk


@pytest.mark.parametrize("name", ["roster_draft", "roster_done", "roster_confirm", "roster_give_up", "roster_faults"])
def test_that_a_draft_is_nobody_elses(client: Client, committee: Person, name: str) -> None:
    draft = upload(committee, table())
    other = make_person(name="程致远")
    grant_role(other, Role.COMMITTEE)
    client.force_login(other)
    method = client.get if name in ("roster_draft", "roster_done") else client.post
    assert method(address(name, draft)).status_code == 404


@pytest.mark.parametrize("role", [Role.TRAINER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, None])
def test_that_only_the_committee_imports_rosters(client: Client, committee: Person, role: Role | None) -> None:
    person = make_person()
    if role:
        grant_role(person, role)
    client.force_login(person)
    assert client.get(reverse("people:roster")).status_code == 403


def test_that_typed_values_are_cut_and_unknown_fields_ignored(committee: Person) -> None:
    draft = upload(committee, table())
    cells = {(4, "name"): "王" * 300, (4, "is_staff"): "1", (999, "name"): "x"}
    roster_drafts.correct(draft=draft, cells=cells, people={}, by=committee, now=NOW)
    draft.refresh_from_db()
    assert set(draft.corrections) == {"4:name", "999:name"}
    assert len(draft.corrections["4:name"]) == 200


def test_that_what_was_typed_is_shown_as_text(browser: Client, committee: Person) -> None:
    draft = upload(committee, put(table(), 4, "性别", '"><script>alert(1)</script>'))
    assert "<script>alert" not in browser.get(address("roster_draft", draft)).content.decode()


def test_that_differences_are_filtered_by_kind_and_paged(browser: Client, committee: Person) -> None:
    bring(table())
    cells = put(put(table(), 4, "姓名", "张岩"), 5, "手机号码", "19911110000")
    draft = upload(committee, [*cells[:8], *cells[9:]])
    page = browser.get(address("roster_draft", draft))
    assert [str(kind) for kind, _words, _count in page.context["kinds"]] == ["renamed", "phone", "absent"]
    page = browser.get(address("roster_draft", draft), {"kind": "phone"})
    assert [change.kind_in_words for change in page.context["page"]] == ["手机号变更"]
    assert "19911110000" not in page.content.decode()


def test_that_a_closed_draft_keeps_no_file(committee: Person) -> None:
    draft = upload(committee, table())
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterDraft.objects.filter(pk=draft.pk).update(state="imported", closed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterDraft.objects.filter(pk=draft.pk).update(closed_at=NOW)


def test_that_an_unreadable_draft_is_refused_in_words(committee: Person) -> None:
    draft = upload(committee, table())
    storages["private"].delete(draft.file)
    with pytest.raises(Refusal, match="重新上传"):
        roster_drafts.check(draft, now=NOW)
    with pytest.raises(BadInput):
        upload(committee, b"")
    assert rows()
