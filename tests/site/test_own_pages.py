"""What the composing room gives to the person who is signed in, and to nobody else."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from certificates.services.issue import issue
from courses.models import Enrolment, Module, ModuleCompletion
from courses.selectors.programmes import scope_of
from lms.audit.models import AuditEntry
from lms.notify.services.notices import tell
from lms.records.models import Statement
from quizzes.models import Competence
from quizzes.readiness.services import evidence, grades, levels
from tests.certificates.factories import finisher, small_programme
from tests.courses.factories import NOW, do_task, enrolled, framework, make_module, make_programme, sit
from tests.factories import make_mandate, make_person, make_staff

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    return client


@pytest.fixture
def learner():
    programme = small_programme()
    module = make_module(programme, lessons=1, task=False)
    person = finisher(programme, name="王秀兰")
    sit(person, module)
    tell(to_uuid=person.uuid, kind="session", key="one", text="明天上午九点", now=NOW)
    return person


@pytest.mark.parametrize("address", ["/learn/", "/me/", "/me/data/"])
def test_that_a_stranger_is_asked_to_sign_in(client, address) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")


def test_that_the_copy_of_ones_data_is_whole_and_holds_nobody_elses(learner) -> None:
    other = finisher(learner.enrolments.get().programme, name="李桂芳")
    tell(to_uuid=other.uuid, kind="session", key="two", text="别人的通知", now=NOW)
    answer = signed_in(learner).get("/me/data/")
    data = json.loads(answer.content)
    assert data["person"]["name"] == "王秀兰"
    assert all(data[part] for part in ("mandates", "enrolments", "lessons", "attempts", "answers", "points", "notices"))
    assert len(data["answers"]) == 2
    assert {row["verb"] for row in data["learning_record"]} >= {"completed", "submitted", "scored"}
    text = answer.content.decode()
    assert "李桂芳" not in text
    assert "别人的通知" not in text
    assert "correct" not in text
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(verb="own_data.exported").actor_uuid == learner.uuid


def test_that_the_record_is_told_in_titles_not_in_short_names(learner) -> None:
    issue(person=learner, programme=learner.enrolments.get().programme, now=NOW)
    task_done = make_module(learner.enrolments.get().programme, lessons=0, assessment=False)
    do_task(learner, task_done)
    page = signed_in(learner).get("/me/record/")
    told = {line.what for line in page.context["lines"]}
    rows = Statement.objects.filter(actor_uuid=learner.uuid)
    assert not told & set(rows.values_list("object_id", flat=True))
    assert {"第1课", "讲清用途"} <= told
    assert any(what.endswith("（第1次）") for what in told)
    assert any(what.startswith("结业证书：") for what in told)


def test_that_notices_are_read_by_their_owner_alone(learner) -> None:
    assert "明天上午九点" in signed_in(learner).get("/me/").content.decode()
    other = signed_in(make_person())
    assert "明天上午九点" not in other.get("/me/").content.decode()
    other.post("/me/notices/read/")
    assert "明天上午九点" in signed_in(learner).get("/me/").content.decode()
    assert signed_in(learner).get("/me/notices/read/").status_code == 405
    signed_in(learner).post("/me/notices/read/")
    assert "明天上午九点" not in signed_in(learner).get("/me/").content.decode()


def test_that_many_notices_leave_the_way_to_everything_else_short(learner) -> None:
    for number in range(8):
        tell(to_uuid=learner.uuid, kind="session", key=f"k{number}", text=f"通知{number}", now=NOW)
    latest, _, earlier = signed_in(learner).get("/me/").content.decode().partition("更早的通知")
    assert sum(f"通知{number}" in latest for number in range(8)) <= 5
    assert all(f"通知{number}" in latest + earlier for number in range(8))


def test_that_the_home_leads_on_whatever_somebody_has_done(learner) -> None:
    programme = learner.enrolments.get().programme
    new = make_mandate().person
    enrolled(new, programme)
    for person in (new, learner, make_mandate().person, make_person()):
        page = signed_in(person).get("/learn/")
        assert page.status_code == 200
        assert 'class="btn main"' in page.content.decode()


def test_that_the_home_tells_how_much_of_the_core_has_a_result_and_folds_a_long_list() -> None:
    framework()
    programme = make_programme()
    for code in ("B1", "C1", "C2", "F1", "F2"):
        module = make_module(programme, lessons=1, assessment=False, task=False)
        Module.objects.filter(pk=module.pk).update(competence=Competence.objects.get(code=code))
    mandate, scope = make_mandate(), scope_of(programme)
    person = mandate.person
    enrolled(person, programme)
    Enrolment.objects.update(at=timezone.now())
    home = signed_in(person).get("/learn/").content.decode()
    assert "5项核心能力，已有结果的0项。" in home
    assert "就到“" not in home
    for code in scope.covered:
        evidence.attest(
            person=person,
            competence=Competence.objects.get(code=code),
            level=3,
            text="当面演示了全部步骤，独立完成。",
            by=make_staff("committee"),
            now=timezone.now(),
        )
    assert grades.refresh(mandate=mandate, scope=scope, now=timezone.now()).grade == "starting"
    home = signed_in(person).get("/learn/").content.decode()
    assert "再完成5项，就到“基本胜任”" in home
    assert "<summary>还有2项</summary>" in home
    later = timezone.now() + timedelta(days=800)
    levels.refresh_expired(now=later)
    assert grades.refresh(mandate=mandate, scope=scope, now=later).grade == "expired"
    assert "有的测评结果已过期" in signed_in(person).get("/learn/").content.decode()


def test_that_of_several_programmes_the_unfinished_one_comes_first(learner) -> None:
    first = learner.enrolments.get().programme
    ModuleCompletion.objects.bulk_create(
        ModuleCompletion(person=learner, module=use.module, way="learnt", at=NOW)
        for use in first.programme_modules.exclude(module__completions__person=learner)
    )
    second = make_programme(title="第二期")
    make_module(second, lessons=1, assessment=False, task=False)
    Enrolment.objects.create(person=learner, programme=second, at=timezone.now())
    Enrolment.objects.filter(programme=first).update(at=timezone.now())
    assert signed_in(learner).get("/learn/").context["home"].programme == second


def test_that_the_api_tells_only_the_own_standing(learner) -> None:
    mine = signed_in(learner).get("/api/v1/me").json()
    assert (mine["name"], mine["certificates"]) == ("王秀兰", [])
    assert mine["points"] > 0
    nobody = signed_in(make_person(name="李桂芳")).get("/api/v1/me").json()
    assert (nobody["name"], nobody["points"], nobody["levels"]) == ("李桂芳", 0, [])


def test_that_the_api_is_described_and_closed_to_strangers(client) -> None:
    make_programme(slug="open", title="公开的培训")
    assert client.get("/api/v1/me").status_code == 401
    assert {"slug": "open", "title": "公开的培训"} in client.get("/api/v1/programmes").json()
    assert "/static/ninja/swagger-ui-bundle.js" in client.get("/api/v1/docs").content.decode()
    assert set(client.get("/api/v1/openapi.json").json()["paths"]) == {"/api/v1/me", "/api/v1/programmes"}


@pytest.mark.parametrize("name", ["", "deputy/", "trainer/", "organiser/", "committee/", "privacy/", "accessibility/"])
def test_that_help_is_open_to_everybody(client, name) -> None:
    assert client.get(f"/help/{name}").status_code == 200


def test_that_help_serves_its_own_files_only(client) -> None:
    for name in ("settings", "..", "deputy.md"):
        assert client.get(f"/help/{name}/").status_code == 404
