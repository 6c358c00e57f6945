"""The rules of a quiz as data: checked once, frozen onto every sitting, kept by the server."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from lms.web.errors import BadInput, Refusal
from quizzes.bank.models import Item
from quizzes.delivery import policy
from quizzes.delivery.models import Attempt, Extension, ItemLock, Quiz, QuizSection, Response
from quizzes.delivery.selectors.disclosure import disclosure_of
from quizzes.delivery.selectors.reviews import review_of
from quizzes.delivery.selectors.starts import start_page
from quizzes.delivery.services import attempts, locks
from quizzes.delivery.services.quizzes import load_quiz
from tests.quizzes.delivery_factories import (
    NOW,
    make_bank,
    make_competence,
    make_item,
    make_learner,
    make_quiz,
    right_answer,
    shown,
    wrong_answer,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def begin(quiz, person=None, seed=1, now=NOW):
    return attempts.start(person=person or make_learner(), quiz=quiz, mode="phone", seed=seed, now=now)


def answer(attempt, one, payload=None, now=NOW, **more):
    return attempts.record_response(
        attempt=attempt,
        position=one.position,
        payload=payload or right_answer(one),
        client_id=f"{one.position}-{Response.objects.count()}",
        now=now,
        **more,
    )


# As data


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"attempts": 0},
        {"minutes": "20"},
        {"wait_hours": -1},
        {"wait_hours": True},
        {"pass_share": 0},
        {"feedback": "sometimes"},
        {"layout": "two"},
        {"navigation": "backward"},
        {"shuffle_items": 1},
        {"opens_at": "tomorrow"},
        {"opens_at": 5},
        {"opens_at": "2026-12-02T08:00", "closes_at": "2026-12-01T08:00"},
        {"feedback": "after_close"},
        {"layout": "all", "navigation": "forward"},
        {"layout": "all", "feedback": "after_item"},
    ],
)
def test_that_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(BadInput):
        policy.checked(wrong)


def test_that_moments_have_one_written_form_and_a_file_says_what_is_special():
    rules = policy.checked({"closes_at": "2026-12-01T00:00:00Z"})
    assert rules["closes_at"] == "2026-12-01T08:00+08:00"
    assert policy.checked({"closes_at": datetime(2026, 12, 1, 8)}) == rules == policy.checked(rules)
    assert policy.for_file(rules).keys() == {*policy.ALWAYS, "closes_at"}
    assert policy.checked(policy.for_file(rules)) == rules


def test_that_a_readiness_test_can_be_given_no_feedback():
    sections = [{"bank": make_bank("readiness"), "count": 1}]
    given = {"slug": "r", "title": "测试", "purpose": "readiness", "competence": None, "sections": sections}
    quiz, _ = load_quiz(**given, policy={})
    assert quiz.policy["feedback"] == "never"
    with pytest.raises(BadInput):
        load_quiz(**given, policy={"feedback": "after_attempt"})


@pytest.mark.parametrize(
    "wrong", [{"min_band": 9}, {"max_band": "1"}, {"min_band": 1, "max_band": 0}, {"competence": "Z9"}, {"count": True}]
)
def test_that_a_section_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(BadInput):
        load_quiz(
            slug="q",
            title="测评",
            purpose="module",
            competence=None,
            policy={},
            sections=[{"bank": make_bank(), "count": 1} | wrong],
        )


# The draw


def test_that_sections_draw_by_competence_and_difficulty():
    bank, other = make_bank(), make_competence("A2")
    for place, band in enumerate([-1.5, -0.5, 0.0, 0.5, 1.5] * 2):
        item = make_item(bank)
        Item.objects.filter(pk=item.pk).update(band=band, competence=other if place >= 5 else item.competence)
    quiz = Quiz.objects.create(slug="narrow", title="分段", purpose="module", policy={})
    wanted = [("A1", None, -0.5, 2), ("A2", 0.0, 0.5, 2), (None, 1.0, None, 2)]
    for order, (code, least, most, count) in enumerate(wanted):
        QuizSection.objects.create(
            quiz=quiz,
            order=order,
            bank=bank,
            competence=code and make_competence(code),
            min_band=least,
            max_band=most,
            count=count,
        )
    items = [one.version.item for one in shown(begin(quiz))]
    assert sorted((one.competence.code, one.band) for one in items[:2]) == [("A1", -1.5), ("A1", -0.5)]
    assert sorted((one.competence.code, one.band) for one in items[2:4]) == [("A2", 0.0), ("A2", 0.5)]
    assert [one.band for one in items[4:]] == [1.5, 1.5]


def test_that_items_are_mixed_over_all_sections_where_the_rules_say_so():
    bank = make_bank()
    for level in (1, 2, 3):
        for _ in range(4):
            make_item(bank, level=level)
    quiz = Quiz.objects.create(slug="mixed", title="混合", purpose="module", policy={"shuffle_items": True})
    for order, level in enumerate((1, 2, 3)):
        QuizSection.objects.create(quiz=quiz, order=order, bank=bank, level=level, count=4)
    levels = [[one.version.item.level for one in shown(begin(quiz, seed=seed))] for seed in range(3)]
    assert all(one != sorted(one) for one in levels)
    assert levels[0] == [one.version.item.level for one in shown(begin(quiz, seed=0))]


# The window and the wait


def test_that_nobody_begins_outside_the_window_and_every_sitting_ends_with_it():
    quiz = make_quiz("single", opens_at=at(NOW), closes_at=at(NOW + HOUR), minutes=45)
    for moment in (NOW - HOUR, NOW + HOUR):
        with pytest.raises(Refusal):
            begin(quiz, now=moment)
    assert begin(quiz).deadline == NOW + timedelta(minutes=45)
    late = begin(quiz, now=NOW + timedelta(minutes=50))
    assert late.deadline == NOW + HOUR
    open_end = make_quiz("single", closes_at=at(NOW + HOUR))
    assert begin(open_end).deadline == NOW + HOUR


def test_that_a_person_waits_between_two_sittings():
    person, quiz = make_learner(), make_quiz("single", wait_hours=24)
    attempt = begin(quiz, person)
    attempts.submit(attempt=attempt, now=NOW + HOUR)
    with pytest.raises(Refusal):
        begin(quiz, person, now=NOW + 24 * HOUR)
    page = start_page(person, quiz, NOW + 24 * HOUR)
    assert (page.may_start, page.again_at) == (False, NOW + 25 * HOUR)
    assert begin(quiz, person, now=NOW + 25 * HOUR).number == 2


def test_that_the_start_page_tells_the_window(client):
    quiz = make_quiz("single", opens_at=at(NOW), closes_at=at(NOW + HOUR))
    person = make_learner()
    assert [start_page(person, quiz, NOW + shift).may_start for shift in (-HOUR, 0 * HOUR, HOUR)] == [
        False,
        True,
        False,
    ]


# Navigation


def test_that_only_forward_means_that_a_left_item_takes_no_answer_that_counts():
    attempt = begin(make_quiz("single", "single", "single", navigation="forward"))
    one, two, three = shown(attempt)
    answer(attempt, one, wrong_answer(one))
    assert not answer(attempt, one).late  # still on it
    with pytest.raises(BadInput):
        answer(attempt, three)
    locks.leave(attempt=attempt, position=1, now=NOW)
    locks.leave(attempt=attempt, position=1, now=NOW)
    saved = answer(attempt, one, wrong_answer(one))
    assert (saved.late, saved.locked) == (True, True)
    assert not answer(attempt, two).late
    outcome = attempts.submit(attempt=attempt, now=NOW)
    assert outcome.points == 2
    assert Response.objects.count() == 4
    assert [lock.reason for lock in ItemLock.objects.all()] == ["left"]


def test_that_leaving_an_item_locks_nothing_where_the_way_is_free():
    attempt = begin(make_quiz("single"))
    locks.leave(attempt=attempt, position=1, now=NOW)
    assert not ItemLock.objects.exists()


# What is shown, and when


def test_that_seeing_the_explanation_makes_the_answer_final():
    attempt = begin(make_quiz("single", "single", feedback="after_item"))
    one, _two = shown(attempt)
    with pytest.raises(Refusal):
        locks.see(attempt=attempt, position=1, now=NOW)
    answer(attempt, one, wrong_answer(one))
    assert disclosure_of(attempt, NOW).items == frozenset()
    locks.see(attempt=attempt, position=1, now=NOW)
    locks.see(attempt=attempt, position=1, now=NOW)
    assert disclosure_of(attempt, NOW).items == {one.pk}
    assert answer(attempt, one).locked
    assert attempts.submit(attempt=attempt, now=NOW).points == 0
    attempt.refresh_from_db()
    assert disclosure_of(attempt, NOW).keys


@pytest.mark.parametrize("feedback", ["never", "after_attempt"])
def test_that_nothing_can_be_seen_early_under_another_policy(feedback):
    attempt = begin(make_quiz("single", feedback=feedback))
    answer(attempt, shown(attempt)[0])
    with pytest.raises(Refusal):
        locks.see(attempt=attempt, position=1, now=NOW)
    assert not ItemLock.objects.exists()


@pytest.mark.parametrize("feedback", policy.FEEDBACKS)
def test_that_a_readiness_test_never_discloses_anything(feedback):
    attempt = begin(make_quiz("single", purpose="readiness", feedback=feedback, closes_at=at(NOW + HOUR)))
    answer(attempt, shown(attempt)[0])
    with pytest.raises(Refusal):
        locks.see(attempt=attempt, position=1, now=NOW)
    attempts.submit(attempt=attempt, now=NOW)
    attempt.refresh_from_db()
    assert disclosure_of(attempt, NOW + 99 * HOUR) == disclosure_of(attempt, NOW)
    assert not disclosure_of(attempt, NOW).keys
    assert review_of(attempt, NOW + 99 * HOUR).lines == []


def test_that_answers_after_the_close_wait_for_the_last_who_may_still_sit():
    quiz = make_quiz("single", feedback="after_close", closes_at=at(NOW + HOUR))
    attempt = begin(quiz)
    attempts.submit(attempt=attempt, now=NOW)
    attempt.refresh_from_db()
    minute = timedelta(minutes=1)
    assert review_of(attempt, NOW + HOUR).lines == []
    assert review_of(attempt, NOW + HOUR).opens_at == NOW + HOUR + minute
    assert review_of(attempt, NOW + HOUR + 2 * minute).lines
    Extension.objects.create(
        quiz=quiz,
        person=make_learner(),
        closes_at=NOW + 3 * HOUR,
        reason="出差",
        by=make_learner(),
        until=NOW.date(),
        at=NOW,
    )
    assert review_of(attempt, NOW + HOUR + 2 * minute).lines == []
    assert review_of(attempt, NOW + 3 * HOUR + 2 * minute).lines
    quiz.policy |= {"closes_at": at(NOW + 5 * HOUR)}
    quiz.save()
    assert review_of(Attempt.objects.get(), NOW + 3 * HOUR + 2 * minute).lines == []
