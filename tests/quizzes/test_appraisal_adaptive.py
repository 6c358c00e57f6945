"""The readiness test that adapts itself: a pool large enough, parts that follow from answers, blueprint, exposure, end."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from lms.people.models import Role
from quizzes.appraisal.models import Appraisal, Booklet, BookletItem, FormDesign
from quizzes.appraisal.rule import parse
from quizzes.appraisal.selectors.pages import card_of
from quizzes.appraisal.selectors.pools import source_of
from quizzes.appraisal.selectors.standing import standing_of
from quizzes.appraisal.services import appraisals, booklets, rules
from quizzes.appraisal.services.parts import Sizes
from quizzes.bank.models import Item
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.delivery.models import Outcome, PaperForm, PresentedItem, Score
from quizzes.delivery.services import paper, results
from quizzes.psychometrics import recovery
from quizzes.psychometrics.adaptive import choose_part
from quizzes.readiness.scope import Scope
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.appraisal_factories import KEY, NOW, make_design, make_pool, sit, sit_all
from tests.quizzes.delivery_factories import make_learner


def calibrated(scope: Scope, least: int = 0) -> Calibration:
    """A calibration of every item of the pool but the first `least`, by its band."""
    row = Calibration.objects.create(
        source=source_of(scope.key), version=1, data_hash="0", settings={"model": "rasch"}, people=200, items=340,
        answers=6000, iterations=9, log_likelihood=-1, mean=0, mean_se=0.1, sd=1.1, sd_se=0.1, at=NOW,
    )  # fmt: skip
    items = Item.objects.filter(bank__purpose="readiness").order_by("pk")[least:]
    ItemParameter.objects.bulk_create(
        ItemParameter(
            calibration=row, item_version_id=item.live_version_id, position=place, name=item.slug,
            difficulty=item.band + 0.3 * ((place % 7) - 3), se=0.35, answers=30, infit=1, outfit=1, z=0,
        )
        for place, item in enumerate(items)
    )  # fmt: skip
    return row


@pytest.fixture
def design(db: None) -> FormDesign:
    scope = make_pool(17)
    calibrated(scope)
    return make_design(scope)


def test_that_parts_follow_from_answers_within_the_blueprint_and_pages_say_so(
    client: Client, design: FormDesign
) -> None:
    assert design.layout["adaptive"]
    strong, weak = make_learner("甲"), make_learner("乙")
    sit(strong, design)
    first = Booklet.objects.get(person=strong)
    assert [part.items for part in standing_of(first).parts] == [12, 12]
    assert (standing_of(first).total, list(standing_of(first).upcoming)) == (4, [3, 4])
    card = card_of(strong, Scope(KEY, ()))
    assert card is not None and (card.done, card.total, card.state) == (1, 4, "begun")
    client.force_login(make_staff(Role.COMMITTEE))
    page = client.get("/readiness/test/staff/").content.decode()
    assert "采用因人选题" in page and "30%" in page
    sit(weak, design, right=False)
    second = Booklet.objects.get(person=weak)
    known = dict(ItemParameter.objects.values_list("item_version__item", "difficulty"))

    def mean(booklet: Booklet, part: int) -> float:
        asked = booklet.items.filter(sitting=part, part="scored").values_list("item", flat=True)
        return float(np.mean([known[item] for item in asked]))

    assert mean(first, 2) - mean(second, 2) > 1
    assert not Appraisal.objects.exists()
    sit_all(weak, design, right=lambda item: item.pk % 2 == 0)
    parts = Counter(second.items.values_list("part", flat=True))
    assert parts in ({"practice": 3, "scored": 41, "pilot": 4}, {"practice": 3, "scored": 48, "pilot": 5})
    competences = Counter(second.items.filter(part="scored").values_list("item__competence", flat=True))
    assert len(competences) == 20 and max(competences.values()) - min(competences.values()) <= 1
    areas = Appraisal.objects.get(booklet=second).areas
    assert min(area["items"] for area in areas) >= 6


def test_that_whom_forty_one_questions_do_not_measure_well_enough_gets_a_fifth_part_and_nothing_after_a_result(
    design: FormDesign,
) -> None:
    booklet = sit_all(make_learner(), design)  # all right: nothing says how far above the hardest question
    assert standing_of(booklet).total == 5
    appraisal = Appraisal.objects.get(booklet=booklet)
    assert (appraisal.items, appraisal.calibrated) == (48, 48)
    adaptive = parse(design.rule).adaptive
    assert adaptive is not None and appraisal.se > adaptive.precise
    before = booklet.items.count()
    shown = PresentedItem.objects.filter(attempt__booklet_sitting__booklet=booklet, attempt__booklet_sitting__number=2)
    outcome = Outcome.objects.get(attempt=shown[0].attempt)
    again = results.tally(
        outcome.attempt, Score.objects.filter(response__attempt=outcome.attempt), at=NOW + timedelta(days=1), reason="x"
    )
    results.replace(outcome, again)
    later = appraisals.score(booklet=booklet, now=NOW + timedelta(days=1))
    assert later is not None and (later.version, booklet.items.count()) == (2, before)


def test_that_no_question_stands_in_more_than_three_tests_of_ten_and_none_comes_twice(design: FormDesign) -> None:
    me = make_learner()
    result = sit_all(me, design, right=lambda item: item.pk % 2 == 0)
    second = booklets.give(person=me, design=design, now=NOW, occasion="asked")
    for number in range(38):
        booklets.give(person=make_learner(f"人{number}"), design=design, now=NOW)
    shown = Counter(BookletItem.objects.filter(part="scored").values_list("item", flat=True))
    assert max(shown.values()) <= 0.30 * 40
    asked = [set(one.items.exclude(part="practice").values_list("item", flat=True)) for one in (result, second)]
    assert not asked[0] & asked[1]


def test_that_a_part_on_paper_leads_to_the_next_on_the_screen(design: FormDesign) -> None:
    unit, me = make_unit(), make_learner()
    make_mandate(person=me, unit=unit)
    staff = [make_staff(Role.ORGANISER, unit) for _ in range(2)]
    printed = paper.print_forms(quiz=design.quiz, unit=unit, people=[me], by=staff[0], now=NOW)
    form = PaperForm.objects.get(batch=printed.batch)
    answers = {one.position: {"choice": "b"} for one in form.items.all()}
    for one in staff:
        paper.enter(form=form, answers=answers, helper="", sat_on=NOW.date(), by=one, now=NOW + timedelta(hours=1))
    booklet = Booklet.objects.get(person=me)
    assert standing_of(booklet).next_sitting == 2
    assert sit(me, design, at=NOW + timedelta(days=1)).presented.count() == 12


def test_that_a_pool_with_fewer_than_three_hundred_calibrated_questions_uses_blocks(db: None) -> None:
    scope = make_pool(17)
    calibrated(scope, least=60)
    design = make_design(scope)
    assert "adaptive" not in design.layout
    booklet = booklets.give(person=make_learner(), design=design, now=NOW)
    assert (booklet.expected, len(standing_of(booklet).parts)) == (0, 4)


def test_that_the_sizes_of_parts_are_those_that_were_simulated() -> None:
    rule = parse(rules.newest())
    assert rule.adaptive is not None
    sizes = Sizes.of(rule, rule.form.practice)
    parts = sizes.parts_for(rule.form.scored)
    assert (sizes.first, *[sizes.later] * (parts - 1)) == recovery.PARTS
    assert sum(recovery.PARTS) + recovery.LAST_PART == rule.adaptive.most


def test_that_simulated_terms_in_parts_are_exact_and_show_no_item_too_often() -> None:
    rng, missed, shares = np.random.default_rng(5), [], []
    for _round in range(2):
        items, found = recovery.calibrated_pool(rng)
        sat, theta, share = recovery.term_in_parts(60, items, found, rng)
        missed.append(((sat.theta - theta) ** 2).mean())
        shares.append(share)
    assert np.sqrt(np.mean(missed)) < 0.40
    assert max(shares) <= 0.30


def test_that_a_part_fills_the_least_asked_strata_first_and_refuses_too_few_items() -> None:
    rng = np.random.default_rng(1)
    stratum, open_ = np.arange(12) % 4, np.ones(12, dtype=bool)
    asked = np.array([1, 0, 0, 1])
    chosen = choose_part(0.0, np.linspace(-2, 2, 12), open_, stratum, asked, 6, rng)
    assert sorted(np.bincount(stratum[chosen], minlength=4) + asked) == [2, 2, 2, 2]
    assert len(set(chosen.tolist())) == 6
    with pytest.raises(ValueError, match="Too few"):
        choose_part(0.0, np.zeros(3), np.array([True, False, False]), np.zeros(3, dtype=int), np.zeros(1, int), 2, rng)
