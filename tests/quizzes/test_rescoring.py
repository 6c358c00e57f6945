"""Results of a round are estimated anew by an announced act alone; both versions stay and whoever changes is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.notify.models import Job, Notice
from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.appraisal.models import Appraisal, AppraisalCase, FormDesign, Rescoring
from quizzes.appraisal.services import appraisals, rescorings
from quizzes.bank.models import Item
from quizzes.calibration.models import Calibration
from quizzes.calibration.services.linking import link
from quizzes.models import Evidence
from quizzes.psychometrics.person import estimate
from quizzes.readiness.scope import Scope
from quizzes.terms.selectors import growth
from tests.factories import make_person, make_staff
from tests.quizzes.appraisal_factories import NOW, make_design, make_pool, sit_all
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.test_terms import SMALL, WHY, pool_calibration, result

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)
DAY = LATER.date()
REASON = "第一年度作答足够，题目难度已校准。"


@pytest.fixture
def design() -> FormDesign:
    return make_design(make_pool(10, SMALL))


def propose(design: FormDesign, calibration: Calibration, **changes: Any) -> Rescoring:
    fields: dict[str, Any] = {"takes_effect_on": DAY, "reason": REASON, "by": make_staff(Role.COMMITTEE), "now": NOW}
    return rescorings.propose(design=design, calibration=calibration, **fields | changes)


def work(act: Rescoring) -> Rescoring:
    """What the queue does until nothing is left."""
    foretelling = act.state == Rescoring.State.FORETELLING
    for _chunk in range(2):
        job = Job.objects.filter(key__startswith=f"rescoring:{act.pk}:").latest("pk")
        if foretelling:
            rescorings.foretell(job, act.pk)
        else:
            rescorings.carry_out(job, act.pk, now=LATER)
    act.refresh_from_db()
    return act


def carried_out(act: Rescoring) -> Rescoring:
    rescorings.confirm(act=work(act), by=make_staff(Role.COMMITTEE), now=NOW)
    assert rescorings.start_due(LATER) == 1
    act.refresh_from_db()
    return work(act)


def expected(booklet: Any, shift: float) -> Any:
    """By hand, for whoever gets the items below level 3: bands moved by `shift`, as `pool_calibration` has them."""
    items = [row.item for row in booklet.items.filter(part="scored").select_related("item")]
    return estimate(
        [float(item.level < 3) for item in items], [item.band + shift for item in items], 0.1 + shift, 1.0,
        difficulty_se=[0.2] * len(items), asymptote=0.97,
    )  # fmt: skip


def below_three(item: Item) -> bool:
    return item.level < 3


def test_that_a_round_is_scored_anew_on_its_day_and_not_before_with_both_versions_kept(design: FormDesign) -> None:
    person = make_person()
    booklet = sit_all(person, design, right=below_three)
    first = Appraisal.objects.get()
    act = work(propose(design, pool_calibration(0.4, 1)))
    assert (act.state, act.results) == ("foretold", 1)
    line = act.lines.get()
    found = expected(booklet, 0.4)
    assert (line.before, line.foretold, line.came) == (first.score, round(500 + 100 * found.theta), None)
    with pytest.raises(NotAllowed):
        rescorings.confirm(act=act, by=act.proposed_by, now=NOW)
    rescorings.confirm(act=act, by=make_staff(Role.COMMITTEE), now=NOW)
    assert rescorings.start_due(NOW) == 0
    assert appraisals.score(booklet=booklet, now=NOW) == first and Appraisal.objects.count() == 1
    assert rescorings.start_due(LATER) == 1
    act.refresh_from_db()
    act = work(act)
    assert (act.state, act.open) == ("finished", False)
    second = Appraisal.objects.get(version=2)
    assert (second.theta, second.se) == pytest.approx((found.theta, found.se), abs=1e-5)
    assert (second.rescoring, second.calibrated, second.outcomes) == (act, second.items, first.outcomes)
    assert Appraisal.objects.get(version=1).theta == first.theta and act.lines.get().came == second.score
    notice = Notice.objects.get(key=f"appraisal:{second.uuid}")
    assert REASON in notice.text and str(first.score) in notice.text and str(second.score) in notice.text
    rescorings.apply(act=act, booklet=booklet, now=LATER)
    assert Appraisal.objects.count() == 2 and not Evidence.objects.exists()
    verbs = AuditEntry.objects.filter(verb__startswith="appraisal.rescoring").values_list("verb", flat=True)
    assert sorted(one.rpartition("_")[2] for one in verbs) == ["announced", "begun", "proposed"]
    late = sit_all(make_person(), design, right=below_three, at=LATER)
    row = Appraisal.objects.get(booklet=late)
    assert row.rescoring == act and row.theta == pytest.approx(expected(late, 0.4).theta, abs=1e-5)
    with pytest.raises(Refusal):
        propose(design, act.calibration)


def test_that_a_round_that_was_scored_before_a_link_comes_onto_the_common_scale_by_a_rescoring(
    design: FormDesign,
) -> None:
    """The same calibration, linked meanwhile: results move by the shift, growth between rounds does not change."""
    own, old, person = pool_calibration(-0.5, 2), pool_calibration(0.0, 1), make_person()
    FormDesign.objects.filter(pk=design.pk).update(calibration=own, prior_mean=-0.4, prior_sd=1.0)
    design.refresh_from_db()
    booklet = sit_all(person, design, right=below_three)
    earlier = FormDesign.objects.get(pk=make_design(make_other(design)).pk)
    FormDesign.objects.filter(pk=earlier.pk).update(calibration=old, prior_mean=0.1, prior_sd=1.0)
    earlier.refresh_from_db()
    result(person, earlier, 0.0)
    link(calibration=own, to=old, reason=WHY, now=NOW)
    before = growth.step_between(earlier, design)
    assert before.link == pytest.approx((0.5, 0.0), abs=1e-6)
    carried_out(propose(design, own))
    thetas = list(Appraisal.objects.filter(booklet=booklet).order_by("version").values_list("theta", flat=True))
    assert thetas[1] - thetas[0] == pytest.approx(0.5, abs=1e-4)
    assert growth.step_between(earlier, design).link == pytest.approx((0.0, 0.0), abs=1e-6)


def make_other(design: FormDesign) -> Any:
    """A scope of another programme over the same pool."""
    return Scope("programme:other", tuple(design.codes))


def test_that_a_result_that_was_set_aside_stays_so_when_it_is_scored_anew(design: FormDesign) -> None:
    person = make_person()
    booklet = sit_all(person, design, right=below_three)
    AppraisalCase.objects.create(
        appraisal=Appraisal.objects.get(), signs=["fit"], at=NOW, state="anew", reason="太快", decided_at=NOW,
        decided_by=make_person(),
    )  # fmt: skip
    act = carried_out(propose(design, pool_calibration(0.4, 1)))
    assert Appraisal.objects.filter(booklet=booklet).count() == 2 and act.state == "finished"
    assert growth.standing([design]) == {}


def test_what_is_not_proposed(design: FormDesign) -> None:
    good, other = pool_calibration(0.4, 1), pool_calibration(0.1, 2)
    Calibration.objects.filter(pk=other.pk).update(source="test:programme:other")
    other.refresh_from_db()
    for calibration, changes in (
        (other, {}),
        (good, {"reason": "难度"}),
        (good, {"takes_effect_on": NOW.date() - timedelta(days=1)}),
    ):
        with pytest.raises(BadInput):
            propose(design, calibration, **changes)
    with pytest.raises(NotAllowed):
        propose(design, good, by=make_trainer())
    act = propose(design, good)
    with pytest.raises(Refusal):
        propose(design, good)
    rescorings.give_up(act=act, by=make_staff(Role.COMMITTEE), now=NOW)
    assert propose(design, good).pk != act.pk


def test_that_the_database_refuses_what_no_service_writes(design: FormDesign) -> None:
    act, other = propose(design, pool_calibration(0.4, 1)), make_person()
    for broken in (
        {"reason": ""},
        {"prior_sd": 0},
        {"state": "announced"},
        {"state": "running", "confirmed_by": other},
        {"confirmed_by": act.proposed_by},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rescoring.objects.filter(pk=act.pk).update(**broken)
    act.pk, act._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        act.save()


def test_the_pages_of_the_committee_and_of_the_person(client: Client, design: FormDesign) -> None:
    person, committee, second = make_person(), make_committee("周处长"), make_committee("吴处长")
    booklet = sit_all(person, design, right=below_three)
    calibration = pool_calibration(0.4, 1)
    client.force_login(committee)
    assert client.get(reverse("rescorings:add")).status_code == 200
    sent = {"design": design.pk, "calibration": calibration.pk, "takes_effect_on": "2036-12-04", "reason": REASON}
    answer = client.post(reverse("rescorings:add"), sent)
    act = Rescoring.objects.get()
    detail = reverse("rescorings:detail", args=[act.pk])
    assert answer["Location"] == detail
    work(act)
    assert "另一位" in client.get(detail).content.decode()
    client.post(detail, {"act": "confirm"})
    assert Rescoring.objects.get().state == "foretold"
    client.force_login(second)
    page = client.get(detail).content.decode()
    assert "↑ 1" in page and "等级不变" in page and person.name not in page
    client.post(detail, {"act": "confirm"})
    assert REASON in client.get(reverse("rescorings:index")).content.decode()
    own = reverse("quizzes:appraisal_result", args=[booklet.uuid])
    client.force_login(person)
    assert "2036年12月4日重新估计" in client.get(own).content.decode()
    Rescoring.objects.update(takes_effect_on=NOW.date())
    assert rescorings.start_due(NOW) == 1
    act.refresh_from_db()
    work(act)
    page = client.get(own).content.decode()
    assert "按原有作答重新估计" in page and REASON in page and "校准" in page
    for other in (make_trainer(), make_staff(Role.ORGANISER), person):
        client.force_login(other)
        for name, args in (("index", []), ("add", []), ("detail", [act.pk])):
            assert client.get(reverse(f"rescorings:{name}", args=args)).status_code in (302, 403)
