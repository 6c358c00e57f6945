"""The figures beside each item: from whose answers, when they are told, and what they call for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.people.models import Role
from quizzes.delivery import marks, reviewing
from quizzes.delivery.models import Attempt, ItemStatistic, Response, Score, StatisticCursor
from quizzes.delivery.reviewing import Figures
from quizzes.delivery.selectors import regrades
from quizzes.delivery.selectors import statistics as selectors
from quizzes.delivery.services import statistics
from quizzes.models import Item, ItemKey, ItemVersion
from quizzes.psychometrics.classical import Choice, Figure
from tests.quizzes.analysis_factories import ladder, make_people, make_quiz, make_versions, sat
from tests.quizzes.delivery_factories import NOW, make_learner

LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def refreshed(version) -> ItemStatistic:
    return statistics.refresh(version_id=version.pk, now=LATER)


def test_no_figure_is_told_below_thirty_answers() -> None:
    versions = make_versions("single", "single", "single")
    sat(versions, ladder(29, 3))
    row = refreshed(versions[0])
    assert (row.sittings, row.answered) == (29, 29)
    assert not row.enough and row.facility is None and row.discrimination is None and row.seconds is None
    assert row.options == row.groups == row.signs == []


def test_figures_are_those_of_the_answers() -> None:
    versions = make_versions("single", "single", "single", "single")
    sat(versions, ladder(40, 4), seconds=[10, 30, 20, 40])
    row = refreshed(versions[1])
    rights = sum(answers[1] == "b" for answers in ladder(40, 4))
    assert row.facility == pytest.approx(rights / 40)
    assert row.discrimination is not None and row.discrimination > 0.3
    assert row.upper_lower == pytest.approx(0.5)  # the upper 27 % all know it, the twenty lowest tie on half of it
    assert (row.seconds, row.seconds_low, row.seconds_high) == (30, 30, 30)
    assert [option["id"] for option in row.options] == ["a", "b", "c", "d"]
    assert [option["right"] for option in row.options] == [False, True, False, False]
    assert sum(option["count"] for option in row.options) == 40
    assert [group["n"] for group in row.groups] and sum(group["n"] for group in row.groups) == 40
    assert reviewing.DEAD in row.signs
    assert row.key_number == 1 and row.rule == reviewing.CURRENT and row.as_of == LATER


def test_each_person_counts_once_with_the_first_sitting_and_without_help() -> None:
    versions = make_versions("single", "single")
    people, quiz = make_people(35), make_quiz()
    sat(versions, [["a", "a"]] * 35, people=people, quiz=quiz)
    sat(versions, [["b", "b"]] * 35, people=people, quiz=quiz, number=2, at=NOW + timedelta(days=1))
    sat(versions, [["b", "b"]] * 5, assisted_by="family")
    row = refreshed(versions[0])
    assert (row.sittings, row.facility) == (35, 0)


def test_skipped_and_empty_count_as_nothing_right_but_not_reached_does_not() -> None:
    versions = make_versions("single", "single", "single")
    sat(versions, [["b", "b", "b"]] * 30)
    sat(versions, [["b", "", "b"]] * 5)
    sat(versions, [["b", None, "b"]] * 3)
    sat(versions, [["b", None, None]] * 2, state=Attempt.State.CLOSED)
    sat(versions, [[None, None, None]] * 2, state=Attempt.State.CLOSED)
    row = refreshed(versions[1])
    assert (row.sittings, row.answered, row.skipped, row.unanswered) == (38, 30, 5, 3)
    assert row.facility == pytest.approx(30 / 38)
    assert reviewing.UNANSWERED in row.signs


def test_an_item_that_the_better_people_miss_calls_for_a_look_first() -> None:
    versions = make_versions("single", "single", "single", "single")
    rows = [
        [*("cb"[person % 2] if person < 20 else "a"), *"bbb"[: 1 + person // 14].ljust(3, "a")] for person in range(40)
    ]
    sat(versions, rows)
    row = refreshed(versions[0])
    assert row.signs[0] == reviewing.NEGATIVE and reviewing.WEAK not in row.signs
    assert reviewing.ATTRACTIVE in row.signs
    assert row.urgency == 100


def test_times_that_the_server_cannot_know_are_left_out() -> None:
    versions = make_versions("single", "single")
    sat(versions, ladder(35, 2), seconds=[30, 0])
    assert refreshed(versions[0]).seconds == 30
    assert refreshed(versions[1]).seconds is None
    others = make_versions("single", "single")
    sat(others, ladder(35, 2), mode="paper")
    assert refreshed(others[0]).seconds is None


def test_several_and_order_are_counted_by_what_was_given() -> None:
    several, order = make_versions("multiple", "ordering")
    sat([several, order], [[["b", "c"], "dcba"], [["a", "b"], "abcd"]] * 20)
    options = {option["id"]: option for option in refreshed(several).options}
    assert [options[one]["count"] for one in "abcd"] == [20, 40, 20, 0]
    assert [one for one in "abcd" if options[one]["right"]] == ["b", "c"]
    orders = refreshed(order).options
    assert {(option["id"], option["count"], option["right"]) for option in orders} == {
        ("d → c → b → a", 20, True),
        ("a → b → c → d", 20, False),
    }


def test_new_results_are_marked_and_reckoned_by_the_sweep() -> None:
    versions = make_versions("single", "single", "single")
    sat(versions[:2], ladder(31, 2))
    assert statistics.sweep_due(now=LATER) == 2
    assert statistics.sweep_due(now=LATER) == 0
    sat(versions[1:], ladder(2, 2))
    assert statistics.sweep_due(now=LATER) == 2
    assert ItemStatistic.objects.filter(stale=False).count() == 3
    assert ItemStatistic.objects.get(version=versions[1]).sittings == 33


def test_results_of_this_very_minute_wait() -> None:
    versions = make_versions("single")
    sat(versions, [["a"]] * 3)
    assert statistics.mark_new(now=NOW) == 0
    assert statistics.mark_new(now=LATER) == 3


def test_the_queries_do_not_grow_with_the_sittings() -> None:
    def count(people: int) -> int:
        versions = make_versions("single", "single", "multiple")
        sat(versions, [["a", "b", ["a", "b"]]] * people)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            statistics.refresh(version_id=versions[0].pk, now=LATER)
        return len(queries)

    assert count(31) == count(93)


def test_lists_reach_the_figures_through_the_item() -> None:
    versions = make_versions("single", "single")
    sat(versions, ladder(31, 2))
    statistics.sweep_due(now=LATER)
    shares = Item.objects.filter(live_version__statistic__facility__gte=0).values_list(
        "live_version__statistic__facility"
    )
    assert len(shares) == 2
    assert ItemStatistic.objects.live().count() == 2


def test_the_list_and_the_analysis_of_an_item_cost_the_same_whatever_their_size() -> None:
    trainer = make_learner("师", Role.TRAINER)
    assert trainer.role_names

    def count(items: int) -> int:
        sat(make_versions(*["single"] * items), ladder(31, items))
        statistics.sweep_due(now=LATER)
        with CaptureQueriesContext(connection) as queries:
            rows = list(selectors.rows(trainer))
            assert all(row.version.item.bank.title for row in rows)
            assert all(len(selectors.analysis(row).options) == 4 for row in rows)
        return len(queries)

    assert count(2) == count(6) == 1


def test_the_analysis_tells_how_many_answers_are_missing() -> None:
    versions = make_versions("single", "single")
    sat(versions, ladder(12, 2))
    found = selectors.analysis(refreshed(versions[0]))
    assert found.facility is None and found.missing == 18
    (history,) = selectors.of_versions(make_learner("师", Role.TRAINER), versions[0].item_id)
    assert history.sittings == 12


def test_only_trainers_see_figures() -> None:
    versions = make_versions("single")
    sat(versions, [["a"]] * 2)
    refreshed(versions[0])
    for roles, seen in (((), 0), ((Role.ORGANISER,), 0), ((Role.TRAINER,), 1), ((Role.COMMITTEE,), 0)):
        person = make_learner("某", *[role for role in roles if role != Role.ORGANISER])
        assert ItemStatistic.objects.visible_to(person).count() == seen


@pytest.mark.parametrize(
    "wrong", [{"sittings": 3, "answered": 1}, {"facility": 1.2}, {"facility": -0.1}, {"discrimination": -1.5}]
)
def test_a_row_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    (version,) = make_versions("single")
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemStatistic.objects.create(version=version, as_of=NOW, **wrong)


def test_there_is_one_cursor() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StatisticCursor.objects.create(pk=2)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"choice": "a"}, ["a"]),
        ({"choices": ["a", "b"]}, ["a", "b"]),
        ({"order": ["b", "a"]}, ["b → a"]),
        ({"pairs": {"p": "x"}}, ["p=x"]),
        ({"gaps": {"g": "人 大"}}, ["g=人 大"]),
        ({"value": "3.5", "unit": "万元"}, ["3.5 万元"]),
        ({"text": "１２３４５"}, ["12345"]),
        ({"text": "长" * 61}, []),
        ({"skipped": True}, []),
        ({"acts": [{"tap": "x"}]}, []),
    ],
)
def test_answers_of_every_form_become_marks(payload: dict, expected: list[str]) -> None:
    assert marks.marks(payload) == expected


def test_marks_are_told_in_the_words_of_the_item() -> None:
    body = {"options": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}], "prompts": [{"id": "p", "text": "题"}]}
    assert marks.words("a", body) == "甲"
    assert marks.words("b → a", body) == "乙 → 甲"
    assert marks.words("p=a", body) == "题 – 甲"
    assert marks.words("12345", body) == "12345"


def test_rare_free_answers_are_not_shown() -> None:
    sittings = [
        statistics.Sitting(attempt=number, total=1, highest=2, points=0, payload={"text": text})
        for number, text in enumerate(["12345"] * 20 + ["12348"] * 12 + ["我叫王秀兰"] * 2)
    ]
    fields = statistics.figures({"stem": "?"}, {"answers": [{"text": "12345"}]}, sittings, reviewing.limits())
    assert [(option["id"], option["right"]) for option in fields["options"]] == [("12345", True), ("12348", False)]
    assert reviewing.DEAD not in fields["signs"]


def test_an_answer_that_a_person_marks_is_counted_once_it_is_marked_and_never_shown() -> None:
    (version,) = make_versions("single")
    sat([version], [["a"]] * 31)
    Item.objects.filter(pk=version.item_id).update(kind="extended")
    ItemKey.objects.filter(version=version).update(key={"rubric": [{"id": "x", "text": "写清时间", "points": 1}]})
    Response.objects.filter(presented__version=version).update(payload={"text": "我叫王秀兰"})
    Score.objects.filter(response__presented__version=version).first().delete()
    row = refreshed(version)
    assert (row.sittings, row.unanswered) == (30, 0)
    assert row.options == []
    assert regrades.preview(ItemVersion.objects.select_related("item").get(pk=version.pk)).lines == []


def figures(**changes) -> Figures:
    sound = {
        "facility": Figure(0.6, 0.05, 60),
        "discrimination": Figure(0.4, 0.1, 60),
        "choices": {"a": choice(0.6), "b": choice(0.4)},
        "right": frozenset("a"),
        "listed": True,
        "unanswered": 0.0,
    }
    return Figures(**(sound | changes))


def choice(share: float, correlation: float = -0.3) -> Choice:
    return Choice(int(60 * share), Figure(share, 0.05, 60), None, Figure(correlation, 0.1, 60))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"facility": Figure(0.2, 0.05, 60)}, ["too_hard"]),
        ({"facility": Figure(0.28, 0.05, 60)}, []),
        ({"facility": Figure(0.99, 0.01, 60)}, ["too_easy"]),
        ({"discrimination": Figure(-0.2, 0.1, 60)}, ["negative"]),
        ({"discrimination": Figure(-0.05, 0.1, 60)}, ["weak"]),
        ({"discrimination": Figure(0.1, 0.1, 60)}, []),
        ({"choices": {"a": choice(1.0), "b": choice(0.0)}}, ["dead"]),
        ({"choices": {"a": choice(1.0), "b": choice(0.0)}, "listed": False}, []),
        ({"choices": {"a": choice(0.5), "b": choice(0.5, 0.3)}}, ["attractive"]),
        ({"unanswered": 0.2}, ["unanswered"]),
        ({"discrimination": None, "facility": None}, []),
    ],
)
def test_signs_follow_the_limits(changes: dict, expected: list[str]) -> None:
    rule = reviewing.limits()
    assert reviewing.signs(figures(**changes), rule) == expected
    assert reviewing.urgency(expected, rule) == max((rule.weights[one] for one in expected), default=0)
