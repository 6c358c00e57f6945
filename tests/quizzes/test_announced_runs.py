"""A rule, thresholds or a calibration take effect by an announced run alone, and everybody is decided anew by it."""

from collections.abc import Collection
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.people.models import Mandate, Person, Role
from lms.records.models import Statement
from lms.records.services.verify import verify
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.models import ItemVersion
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.readiness import changes, hooks
from quizzes.readiness.models import (
    AnnouncedRun,
    CutScore,
    Evidence,
    LevelDecision,
    ReadinessGrade,
    ReadinessRule,
    RunLine,
    Standard,
)
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.selectors.overview import overview
from quizzes.readiness.services import acts, evidence, grades, rules, runs
from tests.factories import make_mandate, make_person, make_staff
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.readiness_factories import NOW, TODAY, competence, load_all, make_items, observe, sit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)
DAY = TODAY + timedelta(days=10)
REASON = "专家组重新研究了标准线"
SCOPE = Scope("programme:x", ("A1",), {"district": frozenset({"A1"})})
TEN_OF_TWELVE: list[float | None] = [1.0] * 10 + [0.0] * 2


def cut(theta: float, version: int = 2, code: str = "A1") -> CutScore:
    return CutScore.objects.create(
        competence=competence(code), level=2, theta=theta, se=0.2, method="angoff", decided_on=TODAY, version=version
    )


def deputy(right: list[float | None] = TEN_OF_TWELVE, versions: list[ItemVersion] | None = None) -> Person:
    """Somebody at level 2 in A1, with a sitting and a task."""
    mandate = make_mandate()
    person = mandate.person
    evidence.derive_from_attempt(attempt=sit(person, right, versions=versions), now=NOW)
    evidence.derive_from_observation(observation=observe(person), now=NOW)
    grades.refresh(mandate=mandate, scope=SCOPE, now=NOW)
    return person


@pytest.fixture(autouse=True)
def scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    def of(people: Collection[Person]) -> dict[int, list[tuple[Mandate, Scope]]]:
        found: dict[int, list[tuple[Mandate, Scope]]] = {}
        for mandate in Mandate.objects.filter(person__in=people).select_related("term__congress"):
            found.setdefault(mandate.person_id, []).append((mandate, SCOPE))
        return found

    monkeypatch.setattr(hooks, "_scopes", of)


def propose(by: Person | None = None, **changes: Any) -> AnnouncedRun:
    fields: dict[str, Any] = {
        "rule": rules.in_force(TODAY),
        "cut_version": 1,
        "calibrations": [],
        "takes_effect_on": DAY,
        "reason": REASON,
    }
    return runs.propose(**fields | changes, by=by or make_staff(Role.COMMITTEE), now=NOW)


def job(run: AnnouncedRun) -> Job:
    return Job.objects.filter(key__startswith=f"standard:{run.pk}:").latest("pk")


def work(run: AnnouncedRun, **more: Any) -> AnnouncedRun:
    """What the queue does until nothing is left."""
    do = runs.foretell if run.state == AnnouncedRun.State.FORETELLING else runs.carry_out
    for _chunk in range(3):
        do(job(run), run.pk, **more)
    run.refresh_from_db()
    return run


def confirm(run: AnnouncedRun) -> AnnouncedRun:
    return runs.confirm(act=run, by=make_staff(Role.COMMITTEE), now=NOW)


def carried_out(run: AnnouncedRun) -> AnnouncedRun:
    confirm(work(run))
    assert runs.start_due(LATER) == 1
    run.refresh_from_db()
    return work(run, now=LATER)


def level(person: Person) -> int:
    return level_selectors.current(person)["A1"].level


def test_a_higher_threshold_is_foretold_announced_and_carried_out_with_both_decisions_kept() -> None:
    person, same = deputy(), make_person()
    evidence.lessons_finished(person=same, competence=competence(), source_id="a1", now=NOW)
    assert level(person) == 2
    cut(1.5)
    run = work(propose(cut_version=2))
    assert (run.state, run.people) == ("foretold", 2)
    assert {(line.before, line.foretold) for line in run.lines.all()} == {("2", "1"), ("basic", "starting")}
    assert level(person) == 2 and Standard.objects.count() == 1
    confirm(run)
    assert runs.start_due(NOW) == 0
    assert runs.start_due(LATER) == 1
    run.refresh_from_db()
    run = work(run, now=LATER)
    assert (run.state, run.open, level(person), level(same)) == ("finished", False, 1, 1)
    assert [
        (row.level, row.standard.number)
        for row in LevelDecision.objects.filter(person=person, level__gt=0).order_by("pk")
    ][-2:] == [
        (2, 1),
        (1, 2),
    ]
    assert [row.grade for row in ReadinessGrade.objects.in_force()] == ["starting"]
    assert all(line.came == line.foretold for line in run.lines.all())
    assert AuditEntry.objects.filter(verb__startswith="standard.").count() == 3


def test_whoever_changes_is_told_once_with_the_reason_and_nobody_else() -> None:
    person, same = deputy(), make_person()
    evidence.lessons_finished(person=same, competence=competence(), source_id="a1", now=NOW)
    cut(1.5)
    run = carried_out(propose(cut_version=2))
    notice = Notice.objects.get(key=f"standard:{run.pk}:{person.pk}")
    assert REASON in notice.text and "“基础”变为“入门”" in notice.text and "就绪度" in notice.text
    assert not Notice.objects.filter(key__startswith="standard:", to_uuid=same.uuid).exists()
    assert run.standard is not None
    runs.apply(run=run, person_ids=[person.pk], now=LATER)
    assert Notice.objects.filter(to_uuid=person.uuid, key__startswith="standard:").count() == 1


def test_a_risen_level_is_told_by_the_run_alone() -> None:
    person = deputy([1.0] * 6 + [0.0] * 6)
    assert level(person) == 1
    cut(-1.5)
    carried_out(propose(cut_version=2))
    assert level(person) == 2
    assert not Notice.objects.filter(
        to_uuid=person.uuid, kind="level", key__startswith="level:", created_at=LATER
    ).exists()


def test_a_sitting_is_measured_anew_and_what_it_said_before_is_withdrawn_not_lost() -> None:
    person = deputy()
    before = Evidence.objects.get(person=person, kind="test", level=2)
    cut(0.5)
    carried_out(propose(cut_version=2))
    after = Evidence.objects.standing().get(person=person, kind="test", level=2)
    assert before.probability is not None and after.probability is not None
    assert after.probability < before.probability and (after.theta, after.at) == (before.theta, before.at)
    assert after.valid_until == before.valid_until
    assert Evidence.objects.filter(person=person, kind="test").count() == 6
    assert Evidence.objects.get(pk=before.pk).withdrawal.reason == "new standard"


def test_the_page_of_a_level_says_that_a_new_standard_decided_it_anew_and_why(client: Client) -> None:
    person = deputy()
    cut(1.5)
    carried_out(propose(cut_version=2))
    client.force_login(person)
    page = client.get(reverse("quizzes:competence", args=["A1"])).content.decode()
    assert f"按新标准重新核定：{REASON}" in page and "标准线第2版" in page and "标准线第1版" in page
    assert "已按新标准重新测算" in page


def calibration(versions: list[ItemVersion], shift: float, se: float = 0.2, **settings_: Any) -> Calibration:
    bank = versions[0].item.bank
    row = Calibration.objects.create(
        source=f"bank:{bank.slug}", bank=bank, version=Calibration.objects.count() + 1,
        data_hash=f"{Calibration.objects.count():064}", settings={"model": "rasch"} | settings_, people=137,
        items=len(versions), answers=2000, iterations=9, log_likelihood=-1.0, mean=0.0, mean_se=0.1, sd=1.1, sd_se=0.1,
        reliability=0.8, at=NOW,
    )  # fmt: skip
    for position, version in enumerate(versions):
        ItemParameter.objects.create(
            calibration=row, item_version=version, position=position, name=f"i{position}",
            difficulty=version.item.band + shift, se=se, answers=60, infit=1, outfit=1, z=0,
        )  # fmt: skip
    return row


def test_a_calibration_in_force_measures_by_its_difficulties_and_their_errors() -> None:
    versions = make_items()
    person = deputy(versions=versions)
    before = Evidence.objects.get(person=person, kind="test", level=2)
    carried_out(propose(calibrations=[calibration(versions[:6], shift=0.0)]))
    after = Evidence.objects.standing().get(person=person, kind="test", level=2)
    assert before.se is not None and after.se is not None and before.theta is not None
    assert after.theta == pytest.approx(before.theta) and after.se < before.se
    other = deputy(versions=make_items())
    assert Evidence.objects.get(person=other, kind="test", level=2).standard == Standard.objects.get(number=1)
    fresh = make_person()
    evidence.derive_from_attempt(attempt=sit(fresh, TEN_OF_TWELVE, versions=versions, at=LATER), now=LATER)
    assert Evidence.objects.get(person=fresh, kind="test", level=2).standard == Standard.objects.get(number=2)
    assert Evidence.objects.get(person=fresh, kind="test", level=2).se == after.se


def test_whoever_acts_before_the_queue_comes_by_is_brought_up_and_still_told() -> None:
    person = deputy()
    cut(1.5)
    run = work(propose(cut_version=2))
    confirm(run)
    runs.start_due(LATER)
    evidence.lessons_finished(person=person, competence=competence(), source_id="a1", now=LATER)
    assert level(person) == 1
    run.refresh_from_db()
    run = work(run, now=LATER)
    assert run.state == "finished"
    assert Notice.objects.filter(key=f"standard:{run.pk}:{person.pk}").exists()


def test_a_run_that_was_killed_goes_on_behind_the_last_person(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [deputy(), deputy(), deputy()]
    cut(1.5)
    run = work(propose(cut_version=2))
    confirm(run)
    runs.start_due(LATER)
    run.refresh_from_db()
    monkeypatch.setattr(acts, "SECONDS", -1)
    runs.carry_out(job(run), run.pk, now=LATER)
    assert [level(person) for person in people] == [2, 2, 2]
    runs.apply(run=AnnouncedRun.objects.get(pk=run.pk), person_ids=[people[0].pk], now=LATER)
    monkeypatch.setattr(acts, "SECONDS", 15)
    run = work(run, now=LATER)
    assert ([level(person) for person in people], run.state) == ([1, 1, 1], "finished")
    assert LevelDecision.objects.filter(standard__number=2).count() == 3


def test_that_many_are_foretold_as_each_alone_and_in_as_many_queries() -> None:
    people = [deputy() for _ in range(4)]
    cut(1.5)
    run = propose(cut_version=2)
    alone: dict[int, list[changes.Turn]] = {}
    counts = []
    for person in people:
        with CaptureQueriesContext(connection) as queries:
            alone |= changes.foretell([person], run.basis, now=LATER)
        counts.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        together = changes.foretell(people, run.basis, now=LATER)
    assert together == alone
    assert all(any(turn.changes for turn in turns) for turns in together.values())
    assert len(queries) <= min(counts) <= 13


def test_that_many_are_decided_anew_in_as_many_queries_as_one_and_once() -> None:
    people = [deputy() for _ in range(4)]
    cut(1.5)
    run = work(propose(cut_version=2))
    confirm(run)
    runs.start_due(LATER)
    run.refresh_from_db()
    counts = []
    for some in (people[:1], people[1:], people):
        with CaptureQueriesContext(connection) as queries:
            runs.apply(run=run, person_ids=[person.pk for person in some], now=LATER)
        counts.append(len(queries))
    assert counts[2] < counts[1] <= counts[0] <= 36
    assert [level(person) for person in people] == [1] * 4
    assert LevelDecision.objects.filter(standard=run.standard).count() == 4
    assert all(line.came == line.foretold for line in run.lines.all())
    assert Notice.objects.filter(key__startswith="standard:", kind="level").count() == 4
    said = Statement.objects.filter(verb="levelled", result__level=1, recorded_at=LATER)
    assert said.filter(actor_uuid__in=[person.uuid for person in people]).count() == 4 and verify() is None


def test_that_one_who_cannot_be_foretold_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = deputy(), deputy(), deputy()
    cut(1.5)
    run = propose(cut_version=2)
    decide = changes.foretell

    def failing(people: Any, basis: Any, **more: Any) -> Any:
        if second in people:
            raise RuntimeError("no")
        return decide(people, basis, **more)

    monkeypatch.setattr(changes, "foretell", failing)
    runs.foretell(job(run), run.pk, now=NOW)
    assert set(RunLine.objects.filter(run=run).values_list("person", flat=True)) == {first.pk, third.pk}


def test_one_who_fails_holds_up_nobody_and_keeps_the_run_open(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = deputy(), deputy()
    cut(1.5)
    run = work(propose(cut_version=2))
    confirm(run)
    runs.start_due(LATER)
    run.refresh_from_db()
    apply = runs.apply

    def failing(*, person_ids: Collection[int], **more: Any) -> None:
        if first.pk in person_ids:
            raise RuntimeError("no")
        apply(person_ids=person_ids, **more)

    monkeypatch.setattr(runs, "apply", failing)
    runs.carry_out(job(run), run.pk, now=LATER)
    with pytest.raises(Refusal):
        runs.carry_out(job(run), run.pk, now=LATER)
    assert (level(first), level(second)) == (2, 1)
    monkeypatch.setattr(runs, "apply", apply)
    Job.objects.filter(pk=job(run).pk).update(state=Job.State.FAILED)
    runs.carry_on(act=run, by=make_staff(Role.COMMITTEE), now=LATER)
    assert work(run, now=LATER).state == "finished" and level(first) == 1


def test_a_new_rule_changes_grades_and_levels_alike() -> None:
    person = deputy()
    data = deepcopy(yaml.safe_load((settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml").read_text("utf-8")))
    data["version"], data["test"]["posterior"] = 2, 0.999
    rules.load([data])
    run = carried_out(propose(rule=ReadinessRule.objects.get(version=2)))
    assert (level(person), run.standard.rule.version if run.standard else 0) == (1, 2)
    assert ReadinessGrade.objects.in_force().get().rule.version == 2


def test_a_grade_stands_since_it_was_first_given_whatever_rule_says_the_same_later() -> None:
    person = deputy()
    data = deepcopy(yaml.safe_load((settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml").read_text("utf-8")))
    data["version"], data["test"]["borderline"] = 2, 0.45
    rules.load([data])
    carried_out(propose(rule=ReadinessRule.objects.get(version=2)))
    assert ReadinessGrade.objects.in_force().get().rule.version == 2
    (standing,) = overview(person, now=LATER).standings
    assert (standing.grade, standing.since) == ("basic", TODAY)


def test_who_may_do_what_and_when() -> None:
    load_all()
    cut(0.5)
    clerk = make_staff(Role.COMMITTEE)
    for by in (make_person(), make_staff(Role.TRAINER), make_staff(Role.SYSTEM_ADMIN)):
        with pytest.raises(NotAllowed):
            propose(by=by, cut_version=2)
    run = propose(by=clerk, cut_version=2)
    with pytest.raises(Refusal):
        propose(cut_version=2)
    with pytest.raises(Refusal):
        confirm(run)
    work(run)
    with pytest.raises(NotAllowed):
        runs.confirm(act=run, by=clerk, now=NOW)
    with pytest.raises(Refusal):
        runs.confirm(act=run, by=make_staff(Role.COMMITTEE), now=NOW + timedelta(days=11))
    runs.give_up(act=run, by=clerk, now=NOW)
    with pytest.raises(Refusal):
        confirm(run)
    assert runs.start_due(LATER) == 0 and propose(cut_version=2).open


@pytest.mark.parametrize(
    "changes",
    [
        {"cut_version": 9},
        {"cut_version": 2, "reason": "改"},
        {"cut_version": 2, "takes_effect_on": date(2026, 11, 23)},
        {},
    ],
    ids=["no such thresholds", "no reason", "a day past", "nothing different"],
)
def test_what_cannot_be_proposed(changes: dict[str, Any]) -> None:
    load_all()
    cut(0.5)
    with pytest.raises(Refusal if not changes else BadInput):
        propose(**changes)


def test_calibrations_that_measuring_cannot_use_are_refused() -> None:
    load_all()
    versions = make_items()
    slopes, one, two = calibration(versions, 0, model="2pl"), calibration(versions, 0), calibration(versions, 0.1)
    for chosen in ([slopes], [one, two]):
        with pytest.raises(BadInput):
            propose(calibrations=chosen)


def test_the_database_wants_two_persons_a_reason_and_one_open_run() -> None:
    load_all()
    cut(0.5)
    run = propose(cut_version=2)
    for broken in (
        {"confirmed_by": run.proposed_by},
        {"reason": ""},
        {"state": "announced"},
        {"state": "running", "confirmed_by": make_person()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnnouncedRun.objects.filter(pk=run.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        RunLine.objects.create(run=run, person=make_person(), before="1", foretold="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncedRun.objects.create(
            rule=run.rule, cut_version=2, before=run.before, takes_effect_on=DAY, reason="x", proposed_by=make_person(),
            proposed_at=NOW,
        )  # fmt: skip


# the screens


def test_the_committee_proposes_another_one_confirms_and_names_open_with_a_purpose(client: Client) -> None:
    person = deputy()
    cut(1.5)
    client.force_login(make_committee())
    sent = {"rule": rules.in_force(TODAY).pk, "cut_version": 2, "takes_effect_on": "2099-01-01", "reason": REASON}
    answer = client.post(reverse("standards:add"), sent)
    run = AnnouncedRun.objects.get()
    assert answer.url == reverse("standards:detail", args=[run.pk])
    assert "http-equiv" in client.get(answer.url).content.decode()
    work(run)
    page = client.get(answer.url).content.decode()
    assert "请另一位" in page and "确认并公告" not in page and person.name not in page
    client.post(answer.url, {"act": "confirm"})
    run.refresh_from_db()
    assert run.state == "foretold"
    client.force_login(make_committee())
    assert "确认并公告" in client.get(answer.url).content.decode()
    assert person.name in client.post(answer.url, {"act": "names", "purpose": "逐一核对"}).content.decode()
    assert AuditEntry.objects.filter(verb="standard.names_opened").count() == 1
    client.post(answer.url, {"act": "confirm"})
    run.refresh_from_db()
    assert run.state == "announced"
    client.force_login(person)
    for name in ("quizzes:readiness", "quizzes:how"):
        assert "2099年1月1日" in client.get(reverse(name)).content.decode()


def test_a_trainer_looks_without_names_and_does_nothing(client: Client) -> None:
    person = deputy()
    cut(1.5)
    run = work(propose(cut_version=2))
    client.force_login(make_trainer())
    detail = reverse("standards:detail", args=[run.pk])
    page = client.get(detail).content.decode()
    assert "1" in page and person.name not in page and 'name="act"' not in page
    assert client.get(reverse("standards:index")).status_code == 200
    assert client.post(detail, {"act": "names", "purpose": "看看"}).status_code in (302, 403)
    assert client.post(detail, {"act": "give_up"}).status_code in (302, 403)
    assert client.get(reverse("standards:add")).status_code in (302, 403)
    run.refresh_from_db()
    assert run.open and not AuditEntry.objects.filter(verb="standard.names_opened").exists()
