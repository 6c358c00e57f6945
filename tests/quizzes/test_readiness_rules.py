"""The rule as data, and objections to what follows from it."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Person, Role
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.framework.models import Competence
from quizzes.framework.services import load as framework
from quizzes.readiness.models import Contest, CutScore, Evidence, LevelDecision, ReadinessRule, Standard
from quizzes.readiness.scope import Scope
from quizzes.readiness.selectors import grades as grade_selectors
from quizzes.readiness.selectors import levels as level_selectors
from quizzes.readiness.services import contests, evidence, grades, rules
from tests.factories import make_mandate, make_person, make_staff
from tests.quizzes.readiness_factories import ALL_RIGHT, NOW, competence, load_all, observe, sit

pytestmark = pytest.mark.django_db
FILE = settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml"
REASON = "查阅了现场观察记录，情况属实。"


def a_rule(**changes: Any) -> dict[str, Any]:
    return deepcopy(yaml.safe_load(FILE.read_text(encoding="utf-8"))) | changes


def test_loading_twice_changes_nothing() -> None:
    load_all()
    assert rules.load() == "readiness rules: 0 new; thresholds: 0 new"
    assert CutScore.objects.count() == 3 * Competence.objects.count() == 60
    cuts = CutScore.objects.filter(competence__code="F1").order_by("level")
    assert [(cut.theta, cut.se, cut.method) for cut in cuts] == [
        (-0.9, 0.35, "expert band"),
        (0.0, 0.35, "expert band"),
        (0.9, 0.35, "expert band"),
    ]


def test_a_loaded_version_does_not_change() -> None:
    load_all()
    with pytest.raises(Refusal):
        rules.load([a_rule(validity_months=36)])
    changed_cuts = a_rule()
    changed_cuts["cuts"]["levels"][2] = 0.1
    with pytest.raises(Refusal):
        rules.load([changed_cuts])
    assert ReadinessRule.objects.get().data["validity_months"] == 24
    assert CutScore.objects.filter(level=2, theta=0.0).count() == 20


def test_a_loaded_rule_takes_no_effect_by_itself() -> None:
    load_all()
    rules.load([a_rule(version=2, in_force_from=date(2027, 3, 1))])
    assert rules.in_force(date(2027, 3, 1)).version == 1
    assert rules.in_force(date(2020, 1, 1)).version == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadinessRule.objects.create(version=2, data={}, in_force_from=date(2027, 1, 1))


def test_a_rule_is_loaded_on_first_need_and_thresholds_for_later_competences() -> None:
    assert rules.in_force(date(2026, 12, 1)).version == 1
    call_command("load_framework", verbosity=0)
    CutScore.objects.filter(competence__code="A1").delete()
    assert len(evidence.derive_from_attempt(attempt=sit(make_person(), ALL_RIGHT), now=NOW)) == 3


def test_an_installation_that_decided_nothing_yet_begins_with_the_newest_rule() -> None:
    framework.load()
    rules.load([a_rule(), a_rule(version=2)])
    assert Standard.objects.get().rule.version == 2


def test_a_decision_names_the_rule_and_the_standard_under_which_it_was_made() -> None:
    me = make_person()
    evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW)
    decision = LevelDecision.objects.get()
    assert (decision.rule.version, decision.standard) == (1, Standard.objects.get())


# what the next grade needs

SCOPE = Scope("programme:x", ("A1", "C2", "F1"), {"district": frozenset({"A1", "F1"})})


def two(person: Person, code: str) -> None:
    evidence.derive_from_attempt(attempt=sit(person, ALL_RIGHT, code=code), now=NOW)
    evidence.derive_from_observation(observation=observe(person, code=code), now=NOW)


def test_what_the_next_grade_needs_is_named_by_competence() -> None:
    me = make_person()

    def missing() -> list[str]:
        found = grade_selectors.missing_for_next(level_selectors.current(me), SCOPE, "district")
        return [code for code, what in found if what]

    load_all()
    assert missing() == ["A1", "F1"]
    two(me, "A1")
    assert missing() == ["F1"]
    two(me, "F1")
    assert missing() == ["A1", "C2", "F1"]  # level 3 for the gate and for most of what is covered


def test_grades_are_read_for_many_mandates_now_and_at_an_earlier_moment() -> None:
    mandate = make_mandate()
    two(mandate.person, "A1")
    grades.refresh(mandate=mandate, scope=SCOPE, now=NOW)
    two(mandate.person, "F1")
    later = NOW + timedelta(days=1)
    grades.refresh(mandate=mandate, scope=SCOPE, now=later)
    for mandates in ([mandate], type(mandate).objects.filter(pk=mandate.pk), type(mandate).objects.all()[:5]):
        assert grade_selectors.current(mandates, "programme:x")[mandate.pk].grade == "basic"
        assert grade_selectors.as_of(mandates, "programme:x", NOW)[mandate.pk].grade == "unassessed"
        assert grade_selectors.current(mandates, "programme:y") == {}


# objections


def contested(person: Person | None = None) -> Contest:
    person = person or make_person()
    two(person, "A1")
    decision = level_selectors.current(person)["A1"]
    return contests.open_contest(person=person, decision=decision, text="十月的操作没有登记", now=NOW)


def held(contest: Contest) -> tuple[int, str]:
    found = level_selectors.current(contest.person)["A1"]
    return found.level, found.state


def test_an_objection_is_kept_with_a_statement_and_only_one_is_open() -> None:
    contest = contested()
    assert Statement.objects.get(verb="contested").actor_uuid == contest.person.uuid
    with pytest.raises(Refusal):
        contests.open_contest(person=contest.person, decision=contest.decision, text="再说一次", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(decision=contest.decision, person=contest.person, text="再说一次", at=NOW)


def test_only_the_person_objects_with_words_and_to_the_level_in_force() -> None:
    me = make_person()
    evidence.lessons_finished(person=me, competence=competence(), source_id="a1", now=NOW)
    old = level_selectors.current(me)["A1"]
    with pytest.raises(NotAllowed):
        contests.open_contest(person=make_person(), decision=old, text="不是我的等级", now=NOW)
    with pytest.raises(BadInput):
        contests.open_contest(person=me, decision=old, text="  不对 ", now=NOW)
    two(me, "A1")
    with pytest.raises(Refusal):
        contests.open_contest(person=me, decision=old, text="看的是旧的等级", now=NOW)


def test_upholding_leaves_the_level_and_tells_the_person() -> None:
    contest, clerk = contested(), make_staff(Role.COMMITTEE)
    contests.decide(contest=contest, upheld=True, text=REASON, by=clerk, now=NOW)
    contest.refresh_from_db()
    assert (contest.state, contest.decided_by, held(contest)) == ("upheld", clerk, (2, "decided"))
    assert Notice.objects.filter(to_uuid=contest.person.uuid, kind="contest").count() == 1
    assert AuditEntry.objects.get(verb="contest.decided").actor_uuid == clerk.uuid
    with pytest.raises(Refusal):
        contests.decide(contest=contest, upheld=True, text=REASON, by=clerk, now=NOW)


@pytest.mark.parametrize("level", [0, 1, 3, 4])
def test_a_changed_level_is_derived_again_by_whoever_refreshes(level: int) -> None:
    contest = contested()
    contests.decide(contest=contest, upheld=False, level=level, text=REASON, by=make_staff(Role.COMMITTEE), now=NOW)
    assert held(contest)[0] == level
    before = LevelDecision.objects.count()
    evidence.derive_due(NOW + timedelta(minutes=1))
    assert (held(contest)[0], LevelDecision.objects.count()) == (level, before)


def test_lowering_withdraws_by_name_and_a_later_result_raises_again() -> None:
    contest, clerk = contested(), make_staff(Role.COMMITTEE)
    contests.decide(contest=contest, upheld=False, level=1, text=REASON, by=clerk, now=NOW)
    assert Evidence.objects.filter(withdrawal__by=clerk).count() == 3  # two rows of the sitting, one task
    assert not Notice.objects.filter(to_uuid=contest.person.uuid, kind="level", created_at__gt=NOW).exists()
    two(contest.person, "A1")
    assert held(contest) == (2, "decided")


def test_who_may_decide() -> None:
    contest = contested()
    observer = Evidence.objects.get(kind="task").by
    assert observer is not None
    for by in (make_person(), make_staff(Role.ORGANISER), make_staff(Role.TRAINER)):
        with pytest.raises(NotAllowed):
            contests.decide(contest=contest, upheld=True, text=REASON, by=by, now=NOW)
    from tests.factories import grant_role

    for insider in (observer, contest.person):
        grant_role(insider, Role.COMMITTEE)
        with pytest.raises(NotAllowed):
            contests.decide(contest=contest, upheld=True, text=REASON, by=Person.objects.get(pk=insider.pk), now=NOW)


def test_one_member_may_decide_a_second_objection() -> None:
    contest, clerk = contested(), make_staff(Role.COMMITTEE)
    contests.decide(contest=contest, upheld=False, level=3, text=REASON, by=clerk, now=NOW)
    decision = level_selectors.current(contest.person)["A1"]
    again = contests.open_contest(person=contest.person, decision=decision, text="还想再看一次", now=NOW)
    contests.decide(contest=again, upheld=True, text=REASON, by=clerk, now=NOW)
    assert held(contest)[0] == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"upheld": True, "text": "同意"},
        {"upheld": False, "text": REASON, "level": None},
        {"upheld": False, "text": REASON, "level": 5},
        {"upheld": False, "text": REASON, "level": 2},
    ],
)
def test_a_decision_has_a_reason_and_a_level_that_differs(fields: dict[str, Any]) -> None:
    contest = contested()
    with pytest.raises(BadInput):
        contests.decide(contest=contest, by=make_staff(Role.COMMITTEE), now=NOW, **fields)
    contest.refresh_from_db()
    assert contest.state == "open"


def test_a_look_is_audited_with_its_purpose() -> None:
    contest, clerk = contested(), make_staff(Role.COMMITTEE)
    with pytest.raises(BadInput):
        contests.look(contest=contest, purpose="看", by=clerk, now=NOW)
    with pytest.raises(NotAllowed):
        contests.look(contest=contest, purpose="办理复核申请", by=make_staff(Role.TRAINER), now=NOW)
    contests.look(contest=contest, purpose="办理复核申请", by=clerk, now=NOW)
    assert AuditEntry.objects.get(verb="level.viewed").purpose == "办理复核申请"


@pytest.mark.parametrize("fields", [{"state": "upheld"}, {"state": "open", "decided": True}])
def test_the_database_wants_a_name_and_words_for_each_decision(fields: dict[str, Any]) -> None:
    contest = contested()
    clerk = make_staff(Role.COMMITTEE) if fields.pop("decided", False) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(decided_by=clerk, **fields)
