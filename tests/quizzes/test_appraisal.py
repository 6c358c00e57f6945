"""The readiness test, from the design to the result."""

from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction

from lms.notify.models import Notice
from lms.people.models import Role
from lms.web.errors import Refusal
from quizzes.appraisal.foretelling import results_after
from quizzes.appraisal.models import Appraisal, Booklet, BookletItem, BookletSitting, FormDesign
from quizzes.appraisal.selectors.standing import standing_of
from quizzes.appraisal.services import appraisals, booklets, designs
from quizzes.bank.models import Item, ItemBank, ItemKey
from quizzes.delivery.consequences import Change
from quizzes.delivery.models import Attempt, Outcome, PaperForm, PresentedItem, Score
from quizzes.delivery.services import attempts, paper, results
from quizzes.models import Evidence
from quizzes.psychometrics.person import estimate
from quizzes.readiness.scope import Scope
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.appraisal_factories import NOW, make_design, make_pool, sit, sit_all
from tests.quizzes.delivery_factories import make_learner

pytestmark = pytest.mark.django_db


def test_that_a_round_is_made_once_with_forms_of_the_blueprint() -> None:
    scope = make_pool()
    design = make_design(scope)
    assert designs.ensure(scope=scope, now=NOW) == design
    form = FormDesign.objects.get().layout["forms"][0]
    areas = Counter(Item.objects.filter(pk__in=form["scored"]).values_list("competence__area__code", flat=True))
    assert areas == {"A": 6, "B": 6, "C": 8, "D": 8, "E": 6, "F": 6}
    assert 0.10 <= len(form["pilot"]) / (len(form["pilot"]) + 40) <= 0.15


def test_that_a_pool_too_small_for_a_form_makes_no_round() -> None:
    assert designs.ensure(scope=make_pool(3, ["A1", "B1", "C1"]), now=NOW) is None


def test_that_a_test_has_four_parts_of_twelve_and_begins_with_practice() -> None:
    design, me = make_design(), make_learner()
    booklet = booklets.give(person=me, design=design, now=NOW)
    assert [part.items for part in standing_of(booklet).parts] == [12, 12, 12, 12]
    parts = list(BookletItem.objects.filter(booklet=booklet).values_list("part", flat=True))
    assert parts[:3] == ["practice"] * 3 and "practice" not in parts[3:]
    assert Counter(parts) == {"practice": 3, "scored": 40, "pilot": 5}
    pools = {part: set() for part in ("practice", "scored", "pilot")}
    for part, purpose in BookletItem.objects.filter(booklet=booklet).values_list("part", "item__bank__purpose"):
        pools[part].add(purpose)
    readiness, practice = ItemBank.Purpose.READINESS.value, ItemBank.Purpose.PRACTICE.value
    assert pools == {"practice": {practice}, "scored": {readiness}, "pilot": {readiness}}


def test_that_questions_are_shared_out_evenly_among_whoever_comes() -> None:
    design = make_design()
    for number in range(40):
        booklets.give(person=make_learner(f"人{number}"), design=design, now=NOW)
    rows = BookletItem.objects.filter(part="scored").values_list("item__competence__code", "item")
    of_code: dict[str, Counter[int]] = {}
    for code, item in rows:
        of_code.setdefault(code, Counter())[item] += 1
    assert all(max(counts.values()) - min(counts.values()) <= 1 for counts in of_code.values())
    assert max(max(counts.values()) for counts in of_code.values()) / 40 <= 0.30


def test_that_a_sitting_is_an_attempt_that_can_be_gone_on_with_on_another_day() -> None:
    design, me = make_design(), make_learner()
    begun = attempts.start(person=me, quiz=design.quiz, mode="phone", now=NOW)
    assert begun.deadline is None
    attempts.record_response(attempt=begun, position=1, payload={"choice": "b"}, client_id="c1", now=NOW)
    later = attempts.start(person=me, quiz=design.quiz, mode="desktop", now=NOW + timedelta(days=3))
    assert later == begun
    assert later.responses.count() == 1
    attempts.submit(attempt=later, now=NOW + timedelta(days=3))
    following = attempts.start(person=me, quiz=design.quiz, mode="desktop", now=NOW + timedelta(days=5))
    assert following != begun
    shown = PresentedItem.objects.filter(attempt__in=[begun, following]).values_list("version__item", flat=True)
    assert len(set(shown)) == 24
    assert not Appraisal.objects.exists()


def test_that_the_result_is_what_the_psychometrics_say_of_the_scored_answers() -> None:
    design, me = make_design(), make_learner()
    booklet = sit_all(me, design, right=lambda item: item.level < 3)
    appraisal = Appraisal.objects.get(booklet=booklet)
    items = [row.item for row in booklet.items.filter(part="scored").select_related("item")]
    found = estimate(
        [float(item.level < 3) for item in items],
        [item.band for item in items],
        0.0,
        1.1,
        difficulty_se=[0.7] * 40,
        asymptote=0.97,
    )
    assert (appraisal.theta, appraisal.se) == (pytest.approx(found.theta, abs=1e-5), pytest.approx(found.se, abs=1e-5))
    assert appraisal.score == round(500 + 100 * found.theta)
    assert appraisal.margin == round(164.5 * found.se)
    assert (appraisal.items, appraisal.calibrated) == (40, 0)
    assert [area["items"] for area in appraisal.areas] == [6, 6, 8, 8, 6, 6]


def test_that_nearly_all_right_is_the_upper_band_and_nearly_all_wrong_the_lower() -> None:
    design = make_design()
    five, one = count(1), count(1)  # of six in a row, whatever the form is made of
    good = sit_all(make_learner("甲"), design, right=lambda item: next(five) % 6 != 0)
    bad = sit_all(make_learner("乙"), design, right=lambda item: next(one) % 6 == 0)
    bands = {which: {area["band"] for area in Appraisal.objects.get(booklet=which).areas} for which in (good, bad)}
    assert ("upper" in bands[good], "lower" in bands[good]) == (True, False)
    assert ("upper" in bands[bad], "lower" in bands[bad]) == (False, True)  # here and there too few items decide


def test_that_practice_and_pilot_items_do_not_count() -> None:
    design, one, other = make_design(), make_learner("甲"), make_learner("乙")
    FormDesign.objects.filter(pk=design.pk).update(layout={"forms": design.layout["forms"][:1], "second": []})
    scored = set(design.layout["forms"][0]["scored"])
    sit_all(one, design, right=lambda item: item.pk in scored and item.level < 3)
    sit_all(other, design, right=lambda item: item.pk not in scored or item.level < 3)
    assert len(set(Appraisal.objects.values_list("theta", flat=True))) == 1


def test_that_the_test_leaves_no_evidence_of_a_competence_and_tells_the_person_once() -> None:
    design, me = make_design(), make_learner()
    sit_all(me, design)
    assert not Evidence.objects.exists()
    assert Notice.objects.filter(to_uuid=me.uuid, kind="appraisal").count() == 1
    assert appraisals.score_due(NOW + timedelta(days=1)) == 0


def test_that_a_finished_test_cannot_be_begun_again() -> None:
    design, me = make_design(), make_learner()
    sit_all(me, design)
    with pytest.raises(Refusal, match="做完"):
        attempts.start(person=me, quiz=design.quiz, mode="phone", now=NOW + timedelta(days=1))


def test_that_the_sweep_scores_what_no_signal_told(monkeypatch: pytest.MonkeyPatch) -> None:
    design, me = make_design(), make_learner()
    with monkeypatch.context() as lost:
        lost.setattr("quizzes.appraisal.receivers.appraisals.score_attempt", lambda **how: None)
        booklet = sit_all(me, design)
    assert not Appraisal.objects.exists()
    assert appraisals.score_due(NOW + timedelta(hours=1)) == 1
    assert Appraisal.objects.get().booklet == booklet


def test_that_a_second_form_shares_no_question_and_counts_together_when_begun_soon() -> None:
    design, me = make_design(), make_learner()
    first = sit_all(me, design, right=lambda item: item.level == 1)
    before = Appraisal.objects.get(booklet=first)
    second = booklets.ask_second(person=me, appraisal=before, now=NOW + timedelta(days=2))
    shared = set(first.items.exclude(part="practice").values_list("item", flat=True))
    assert not shared & set(second.items.exclude(part="practice").values_list("item", flat=True))
    sit_all(me, design, right=lambda item: item.level < 3, at=NOW + timedelta(days=3))
    after = Appraisal.objects.get(booklet=second)
    assert (after.items, after.together) == (80, [first.pk])
    assert after.se < before.se
    assert Appraisal.objects.get(booklet=first) == before
    with pytest.raises(Refusal):
        booklets.ask_second(person=me, appraisal=after, now=NOW + timedelta(days=9))


def test_that_a_second_form_begun_late_counts_by_itself() -> None:
    design, me = make_design(), make_learner()
    first = sit_all(me, design, right=lambda item: item.level == 1)
    booklets.ask_second(person=me, appraisal=Appraisal.objects.get(booklet=first), now=NOW)
    second = sit_all(me, design, right=lambda item: item.level < 3, at=NOW + timedelta(days=30))
    assert Appraisal.objects.get(booklet=second).items == 40


def test_that_a_new_round_asks_other_questions_and_closes_the_one_before() -> None:
    scope = make_pool()
    design, me = make_design(scope), make_learner()
    committee = make_learner("周慧琴", Role.COMMITTEE)
    first = sit_all(me, design)
    following = designs.next_round(scope=scope, by=committee, reason="第一年末", now=NOW + timedelta(days=300))
    assert following.round == 2
    again = booklets.give(person=me, design=following, now=NOW + timedelta(days=301))
    seen = set(first.items.exclude(part="practice").values_list("item", flat=True))
    asked = set(again.items.filter(part="scored").values_list("item", flat=True))
    assert len(seen & asked) <= 4
    with pytest.raises(Refusal):
        attempts.start(person=make_learner(), quiz=FormDesign.objects.get(round=1).quiz, mode="phone", now=NOW)


def test_that_with_help_no_area_is_placed_above_the_lower_band() -> None:
    design, me = make_design(), make_learner()
    attempt = attempts.start(person=me, quiz=design.quiz, mode="phone", now=NOW)
    attempts.mark_assisted(attempt=attempt, helper="家人", now=NOW)
    booklet = sit_all(me, design)
    appraisal = Appraisal.objects.get(booklet=booklet)
    assert appraisal.assisted
    assert {area["band"] for area in appraisal.areas} == {"undecided"}


def test_that_a_retired_question_is_left_out_and_the_test_goes_on() -> None:
    design, me = make_design(), make_learner()
    booklet = booklets.give(person=me, design=design, now=NOW)
    gone = booklet.items.filter(sitting=2, part="scored").first()
    Item.objects.filter(pk=gone.item_id).update(retired=True)
    sit(me, design)
    assert sit(me, design).presented.count() == 11
    sit_all(me, design)
    assert Appraisal.objects.get().items == 39


def test_that_scopes_have_rounds_of_their_own() -> None:
    scope = make_pool()
    one = make_design(scope)
    two = make_design(Scope("programme:other", scope.covered))
    me = make_learner()
    sit(me, one)
    sit(me, two)
    assert Attempt.objects.filter(person=me).values("quiz").distinct().count() == 2
    assert Booklet.objects.filter(person=me).count() == 2


def test_that_a_corrected_key_makes_another_version_and_keeps_the_first() -> None:
    design, me = make_design(), make_learner()
    booklet = sit_all(me, design, right=lambda item: item.level == 1)
    first = Appraisal.objects.get()
    item = booklet.items.filter(part="scored", item__level=3).first().item
    key = ItemKey.objects.create(version=item.live_version, number=2, key={"correct": "a"}, at=NOW)
    shown = PresentedItem.objects.get(version=item.live_version, attempt__person=me)
    answer, before = shown.responses.get(), shown.attempt.outcomes.get()
    later = Score.objects.create(response=answer, key=key, scorer_version=1, points=1.0, at=NOW)
    answer.scores.exclude(pk=later.pk).update(superseded_by=later)
    change = Change(shown.attempt_id, me.pk, design.quiz_id, "readiness", before.pk, shown.pk, 1, 4, 5, False, False)
    assert [one.count for one in results_after([change])] == [1]
    after = Outcome(attempt=shown.attempt, points=before.points + 1, max_points=12, passed=False, at=NOW, reason="键")
    results.replace(before, after)
    results.tell(shown.attempt, after, NOW + timedelta(days=1))
    versions = Appraisal.objects.order_by("version")
    assert [one.version for one in versions] == [1, 2]
    assert versions[0] == first and versions[1].theta > versions[0].theta
    assert Notice.objects.filter(to_uuid=me.uuid, kind="appraisal").count() == 2


def test_that_a_part_on_paper_counts_and_one_overtaken_by_the_screen_is_refused() -> None:
    design, unit = make_design(), make_unit()
    me = make_mandate(unit=unit).person
    one, two = make_staff(Role.ORGANISER, unit=unit), make_staff(Role.COMMITTEE)
    paper.print_forms(quiz=design.quiz, unit=unit, people=[me], by=one, now=NOW)
    form = PaperForm.objects.get()
    assert form.items.count() == 12
    answers = {row.position: {"choice": "b"} for row in form.items.all()}
    for person in (one, two):
        paper.enter(form=form, answers=answers, helper="", sat_on=NOW.date(), by=person, now=NOW)
    sitting = BookletSitting.objects.get()
    assert (sitting.number, sitting.attempt.mode) == (1, "paper")
    paper.print_forms(quiz=design.quiz, unit=unit, people=[me], by=one, now=NOW)
    sit(me, design)
    late = PaperForm.objects.get(result=None)
    paper.enter(form=late, answers=answers, helper="", sat_on=NOW.date(), by=one, now=NOW)
    with pytest.raises(Refusal, match="网上做过"), transaction.atomic():
        paper.enter(form=late, answers=answers, helper="", sat_on=NOW.date(), by=two, now=NOW)
    assert standing_of(sitting.booklet).done == 2
