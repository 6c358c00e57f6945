"""The needs survey: its file, one changeable sheet a person, the link that is cut, who may see what."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.content import rules
from courses.files.reading import read
from courses.models import NeedsAnswer, NeedsRound, NeedsSheet, NeedsText, Programme
from courses.needs.selectors import people
from courses.needs.services import reminders, rounds, sheets, texts
from courses.services import exporting, loading
from courses.services.changes import SAME
from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.notify.services import jobs
from lms.web.errors import BadInput, NotAllowed, Refusal
from tests.courses.factories import NOW, write_programme
from tests.courses.needs_factories import FILE, answer, make_round
from tests.factories import make_mandate, make_person, make_staff, make_unit
from tests.quizzes.delivery_factories import make_competence

pytestmark = pytest.mark.django_db


def deputy(level="township", **fields):
    return make_mandate(level=level, person=make_person(**fields)).person


def test_that_the_questionnaire_travels_both_ways_and_loading_it_again_changes_nothing(tmp_path):
    make_competence("A1")
    write_programme(tmp_path / "in", **{"needs_survey.yaml": FILE.read_text(encoding="utf-8")})
    loading.load(folder=tmp_path / "in", now=NOW)
    programme = read(tmp_path / "in").needs_survey
    assert 14 <= sum(len(part["questions"]) for part in programme["parts"]) <= 18
    exporting.export_programme(programme=Programme.objects.get(), folder=tmp_path / "out", now=NOW)
    assert read(tmp_path / "out").needs_survey == programme == Programme.objects.get().needs_survey
    assert set(loading.load(folder=tmp_path / "out", now=NOW).counts) == {SAME}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("id: phone", "id: other", "parts.0.questions.0.id"),
        ("id: writing", "id: phone", "parts.0.questions.1.id"),
        ("kind: one", "kind: ranking", "parts.0.questions.0.kind"),
        ("          - {id: s3, text: 说不清}\n", "", "parts.1.questions.2.options"),
        ("short: 使用的手机", "label: 使用的手机", "parts.0.questions.0.label"),
    ],
)
def test_that_a_mistake_in_the_questionnaire_is_told_with_its_place(tmp_path, before, after, words):
    text = FILE.read_text(encoding="utf-8").replace(before, after, 1)
    with pytest.raises(BadInput, match=words):
        loading.load(folder=write_programme(tmp_path, **{"needs_survey.yaml": text}), now=NOW)


def test_that_content_rules_reach_the_questionnaire(tmp_path):
    text = FILE.read_text(encoding="utf-8").replace("这不是测评", "這不是补考" + "很长" * 45, 1)
    write_programme(tmp_path, **{"needs_survey.yaml": text})
    found = rules.check(folder=tmp_path, law_texts=None, today=NOW.date())
    assert {one.rule for one in found if one.file == "needs_survey.yaml"} == {
        "result-word",
        "sentence-long",
        "traditional",
    }


def test_that_a_person_has_one_sheet_and_changes_it_until_the_round_closes():
    asked, person = make_round(), deputy()
    answer(asked, person, phone="smart", obstacles=["eyes", "fraud"], wish="会请假")
    handed_in = NeedsSheet.objects.get().handed_in_at
    answer(asked, person, phone="plain")
    sheet = NeedsSheet.objects.get()
    assert sheet.answers == {"phone": "plain", "obstacles": ["eyes", "fraud"], "wish": "会请假"}
    assert sheet.handed_in_at == handed_in
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedsSheet.objects.create(round=asked, person=person, group="staff", unit="", changed_at=timezone.now())
    rounds.close(asked=asked, by=None, now=timezone.now())
    with pytest.raises(Refusal):
        answer(asked, person, phone="smart")
    with pytest.raises(Refusal):
        sheets.take_back(asked=asked, person=person, now=timezone.now())


def test_that_closing_leaves_nothing_that_leads_to_a_person():
    asked, unit = make_round(), make_unit()
    district = [make_mandate(unit=unit).person for _ in range(5)]
    for person, phone in zip(district, ("smart", "plain", "smart", "large", "plain"), strict=True):
        answer(asked, person, phone=phone, wish="学会扫码")
    alone = deputy()
    answer(asked, alone, phone="none", obstacles=["other"], obstacles_other="手机常没电")
    answer(asked, deputy(), hand_in=False, phone="none")
    rounds.close(asked=asked, by=make_staff("committee"), now=timezone.now())
    rounds.close(asked=asked, by=None, now=timezone.now())
    assert not NeedsSheet.objects.exists()
    rows = list(NeedsAnswer.objects.values_list("group", "unit", "answers"))
    written = {"wish": "written"}
    assert rows[:5] == [
        ("district", unit.short_name, {"phone": phone} | written)
        for phone in ("large", "plain", "plain", "smart", "smart")
    ]
    assert rows[5:] == [("township", "", {"obstacles": ["other"], "phone": "none"})], "a unit of one is not kept"
    assert list(NeedsText.objects.values_list("question", "text")) == [
        ("obstacles", "手机常没电"),
        *[("wish", "学会扫码")] * 5,
    ]
    for model in (NeedsAnswer, NeedsText):
        fields = {field.name for field in model._meta.get_fields()}
        assert not fields & {"person", "at", "created_at", "changed_at", "handed_in_at"}
    asked.refresh_from_db()
    assert asked.invited == {"district": 5, "township": 2, "staff": 1}
    with pytest.raises(TypeError):
        NeedsAnswer.objects.first().save()


def test_that_a_round_closes_by_itself_and_only_one_is_open():
    asked = make_round(ends_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refusal):
        rounds.open_round(
            programme=asked.programme, title="又一次", starts_on=asked.starts_on, ends_on=asked.ends_on, by=None,
            now=timezone.now(),
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedsRound.objects.filter(pk=asked.pk).update(state="closed")
    assert rounds.sweep_due(timezone.now()) == 0
    assert rounds.sweep_due(timezone.now() + timedelta(days=2)) == 1
    assert rounds.sweep_due(timezone.now() + timedelta(days=2)) == 0


def test_that_only_deputies_in_office_and_staff_are_asked():
    asked = make_round()
    for person in (make_staff("trainer"), make_mandate(state="ended").person):
        with pytest.raises(NotAllowed):
            answer(asked, person, phone="smart")
    chair = make_staff("chair")
    answer(asked, chair, phone="smart")
    both = make_mandate(person=deputy(), level="district").person
    answer(asked, both, phone="smart")
    assert dict(NeedsSheet.objects.values_list("person", "group")) == {chair.pk: "staff", both.pk: "district"}
    with pytest.raises(BadInput):
        sheets.hand_in(asked=asked, person=deputy(), now=timezone.now())
    yesterday = timezone.now() - timedelta(days=1)
    with pytest.raises(Refusal):
        sheets.save(asked=asked, person=chair, parts=[0], answers={"phone": "plain"}, now=yesterday)


def test_that_whoever_has_not_answered_is_reminded_once():
    asked, organiser = make_round(), make_staff("organiser")
    unit = organiser.role_grants.get().unit
    done, missing = make_mandate(unit=unit).person, make_mandate(unit=unit).person
    elsewhere = deputy()
    answer(asked, done, phone="smart")
    for by in (organiser, organiser, make_staff("committee")):
        reminders.remind(asked=asked, by=by, now=timezone.now())
        for job in Job.objects.filter(state="queued"):
            jobs.run(str(job.uuid))
        told = set(Notice.objects.filter(kind="needs").values_list("to_uuid", flat=True))
        assert missing.uuid in told
        assert done.uuid not in told
        assert (elsewhere.uuid in told) == (by != organiser)
    assert Notice.objects.filter(to_uuid=missing.uuid).count() == 1
    assert Notice.objects.get(to_uuid=missing.uuid).url == "/needs/"
    with pytest.raises(NotAllowed):
        reminders.remind(asked=asked, by=done, now=timezone.now())


def test_that_words_are_released_one_by_one_without_names():
    asked, person = make_round(), deputy(name="欧阳若兰")
    answer(asked, person, wish="欧阳若兰想学会请假")
    rounds.close(asked=asked, by=None, now=timezone.now())
    text, staff = NeedsText.objects.get(), make_staff("committee")
    for wording in ("欧阳若兰想学会请假", "请打13800138000", "长" * 201):
        with pytest.raises(BadInput):
            texts.release(text=text, wording=wording, by=staff, now=timezone.now())
    with pytest.raises(NotAllowed):
        texts.release(text=text, wording="想学会请假", by=make_staff("organiser"), now=timezone.now())
    assert texts.release(text=text, wording="想学会请假", by=staff, now=timezone.now()).released == "想学会请假"
    assert AuditEntry.objects.filter(verb="needs.text_released").count() == 1
    assert texts.release(text=text, wording="", by=staff, now=timezone.now()).released_at is None


def test_that_the_pages_keep_each_part_and_lose_nothing(client):
    make_round()
    client.force_login(deputy())
    assert "/needs/" in client.get("/learn/").content.decode()
    assert client.get("/needs/").status_code == 200
    sent = client.post("/needs/1/", {"phone": "large", "network": "wifi"})
    assert sent["Location"] == "/needs/2/"
    assert 'value="large" id="id_phone_1" checked' in client.get("/needs/1/").content.decode().replace("required ", "")
    for number in (2, 3, 4, 5):
        sent = client.post(f"/needs/{number}/", {"obstacles_other": "看不懂外文"} if number == 3 else {})
    assert sent["Location"] == "/needs/check/"
    assert NeedsSheet.objects.get().handed_in_at is None
    assert client.post("/needs/check/")["Location"] == "/needs/"
    page = client.get("/needs/").content.decode()
    assert "谢谢" in page
    assert NeedsSheet.objects.get().answers["obstacles"] == ["other"]
    assert "/needs/" not in client.get("/learn/").content.decode()
    assert client.post("/needs/1/", {"phone": "unknown"}).status_code == 400
    assert client.get("/needs/9/").status_code == 404
    assert client.post("/needs/take-back/").status_code == 302
    assert not NeedsSheet.objects.exists()
    assert not any("phone" in session.get_decoded() for session in Session.objects.all())


def test_that_each_role_reaches_what_is_its_own(client):
    asked = make_round()
    answer(asked, deputy(), phone="smart", wish="学会扫码")
    pages = ["", f"{asked.uuid}/", f"{asked.uuid}/texts/"]
    acts = [f"{asked.uuid}/remind/", f"{asked.uuid}/close/"]
    allowed = {"committee": 5, "organiser": 3, "chair": 2, "trainer": 0, "audit_admin": 0}
    for role, wanted in allowed.items():
        client.force_login(make_staff(role))
        reached = [client.get(f"/needs/rounds/{page}").status_code == 200 for page in pages]
        reached += [client.post(f"/needs/rounds/{act}").status_code == 302 for act in acts]
        assert sum(reached) == wanted, role
    client.force_login(deputy())
    assert {client.get(f"/needs/rounds/{page}").status_code for page in pages} == {403}
    assert NeedsRound.objects.get().is_open, "closing asks for a tick"
    assert AuditEntry.objects.filter(verb="needs.texts_looked").count() == 1


def test_that_response_is_counted_in_the_same_number_of_queries_however_many_answer(django_assert_num_queries):
    asked, staff = make_round(), make_staff("committee")
    for count in (2, 6):
        for _ in range(count):
            answer(asked, deputy(), phone="smart")
        staff.__dict__.pop("role_names", None)
        with django_assert_num_queries(7):
            rows = people.response_of(asked, staff)
    assert [(row.name, row.asked, row.handed_in) for row in rows][:2] == [("镇人大代表", 8, 8), ("人大工作人员", 1, 0)]
