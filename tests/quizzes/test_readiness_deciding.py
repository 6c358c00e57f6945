"""The deciding functions, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import yaml
from django.conf import settings

from quizzes.readiness import deciding, grading
from quizzes.readiness.deciding import Fact, decide
from quizzes.readiness.grading import Standing, grade
from quizzes.readiness.rule import months_after, parse

RULE = parse(yaml.safe_load((settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml").read_text(encoding="utf-8")))
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LATER = date(2028, 11, 24)
_ids = count(1)


def fact(kind: str, level: int, **fields: object) -> Fact:
    number = next(_ids)
    base = Fact(id=number, kind=kind, level=level, source=f"s{number}", at=NOON, valid_until=LATER)
    return replace(base, **fields)  # type: ignore[arg-type]


def sitting(*probabilities: float, items: int = 12, source: str = "", **fields: object) -> list[Fact]:
    """The rows of one test: P at level 1, 2, 3."""
    source = source or f"t{next(_ids)}"
    return [
        fact("test", level, probability=p, items=items, theta=0.5, se=0.5, source=source, **fields)
        for level, p in enumerate(probabilities, start=1)
    ]


def level_of(*facts: Fact) -> tuple[int, str, bool]:
    found = decide(facts, RULE, TODAY)
    return found.level, found.state, found.measured


GOOD = sitting(0.99, 0.95, 0.85)
FAIR = sitting(0.97, 0.85, 0.3)
TASK = fact("task", 2)
ATTESTED3, ATTESTED4 = fact("attestation", 3), fact("attestation", 4)


def test_nothing_is_not_assessed_and_a_self_rating_changes_nothing() -> None:
    assert decide([], RULE, TODAY) == deciding.NOTHING
    assert decide([fact("self", 4)], RULE, TODAY) == deciding.NOTHING
    assert level_of(*FAIR, fact("self", 4)) == level_of(*FAIR)


def test_lessons_give_level_one_without_measuring() -> None:
    assert level_of(fact("lessons", 1)) == (1, "decided", False)


def test_a_test_with_help_gives_level_one_at_most() -> None:
    helped = fact("test", 1, assisted=True, items=12)
    assert level_of(helped, TASK, ATTESTED3, ATTESTED4) == (1, "decided", True)
    assert level_of(replace(helped, supports=False)) == (0, "decided", True)


def test_a_task_with_help_gives_level_one_at_most() -> None:
    assert level_of(*GOOD, fact("task", 1, assisted=True)) == (1, "decided", True)


def test_level_two_needs_test_and_task() -> None:
    assert level_of(*FAIR) == (1, "decided", True)
    assert level_of(TASK) == (1, "decided", True)
    assert level_of(*FAIR, TASK) == (2, "decided", True)
    assert level_of(*FAIR, replace(TASK, supports=False)) == (1, "decided", True)


def test_level_three_needs_test_task_and_attestation() -> None:
    assert level_of(*GOOD, TASK) == (2, "decided", True)
    assert level_of(*FAIR, TASK, ATTESTED3) == (2, "decided", True)
    assert level_of(*GOOD, ATTESTED3) == (1, "decided", True)
    assert level_of(*GOOD, TASK, ATTESTED3) == (3, "decided", True)


def test_level_four_stands_on_level_three() -> None:
    assert level_of(*GOOD, TASK, ATTESTED4) == (4, "decided", True)
    assert level_of(*FAIR, TASK, ATTESTED4) == (2, "decided", True)


def test_measured_and_below_level_one_is_decided_at_zero() -> None:
    assert level_of(*sitting(0.2, 0.05, 0.01)) == (0, "decided", True)


def test_five_items_are_too_few() -> None:
    few = sitting(0.99, 0.95, 0.9, items=5)
    found = decide(few, RULE, TODAY)
    assert (found.level, found.state, found.measured, found.missing) == (0, "too_few", False, ("items:1",))
    assert level_of(*few, TASK) == (1, "decided", True)
    assert level_of(*sitting(0.99, 0.95, 0.9, items=6), TASK) == (2, "decided", True)


def test_the_threshold_of_the_posterior_is_included() -> None:
    assert level_of(*sitting(0.9, 0.8, 0.1), TASK)[0] == 2
    assert level_of(*sitting(0.9, 0.799, 0.1), TASK)[0] == 1


def test_the_latest_sitting_counts_in_both_directions() -> None:
    old = sitting(0.99, 0.95, 0.9, at=NOON - timedelta(days=9))
    new = sitting(0.9, 0.4, 0.1)
    assert level_of(*old, *new, TASK)[0] == 1
    assert level_of(*sitting(0.9, 0.4, 0.1, at=NOON - timedelta(days=9)), *GOOD, TASK)[0] == 2


def test_a_later_sitting_of_too_few_items_or_with_help_does_not_displace_an_earlier_one() -> None:
    old = sitting(0.99, 0.95, 0.9, at=NOON - timedelta(days=9))
    assert level_of(*old, *sitting(0.1, 0.1, 0.1, items=3), TASK)[0] == 2
    assert level_of(*old, fact("test", 1, assisted=True, supports=False, items=12), TASK)[0] == 2


def test_a_level_lasts_as_long_as_the_weakest_of_what_it_needs() -> None:
    task = replace(TASK, valid_until=date(2027, 5, 1))
    assert decide([*FAIR, task], RULE, TODAY).valid_until == date(2027, 5, 1)
    longer = fact("task", 2, valid_until=date(2028, 1, 1))
    assert decide([*FAIR, task, longer], RULE, TODAY).valid_until == date(2028, 1, 1)


def test_after_the_last_day_the_level_falls_and_at_last_expires() -> None:
    task = replace(TASK, valid_until=date(2027, 5, 1))
    facts = [*FAIR, task]
    assert decide(facts, RULE, date(2027, 5, 1)).level == 2
    fallen = decide(facts, RULE, date(2027, 5, 2))
    assert (fallen.level, fallen.state, fallen.missing) == (1, "decided", ("task",))
    gone = decide(facts, RULE, LATER + timedelta(days=1))
    assert (gone.level, gone.state, gone.valid_until) == (0, "expired", None)
    assert gone.evidence == {row.id for row in facts}


def test_expired_is_told_even_when_lessons_are_still_valid() -> None:
    lessons = fact("lessons", 1, valid_until=date(2030, 1, 1))
    assert decide([*FAIR, lessons], RULE, LATER + timedelta(days=1)).state == "expired"


def test_the_end_of_a_measured_result_is_looked_at_even_when_the_level_stands_longer() -> None:
    lessons = fact("lessons", 1, valid_until=date(2030, 1, 1))
    failed = sitting(0.2, 0.1, 0.1)
    assert decide([*failed, lessons], RULE, TODAY).valid_until == LATER


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ([fact("lessons", 1)], ("test", "task")),
        (FAIR, ("task",)),
        ([TASK], ("test",)),
        ([*sitting(0.9, 0.6, 0.1), TASK], ("second_form",)),
        ([*sitting(0.9, 0.3, 0.1), TASK], ("test_again",)),
        ([*FAIR, replace(TASK, supports=False)], ("task_again",)),
        ([fact("lessons", 1), *sitting(0.9, 0.9, 0.9, items=4)], ("items:2", "task")),
        ([*FAIR, TASK], ("test_again", "attestation")),
        ([*GOOD, TASK], ("attestation",)),
        ([*GOOD, TASK, ATTESTED3], ("attestation",)),
        ([*GOOD, TASK, ATTESTED4], ()),
        (sitting(0.6, 0.1, 0.0), ("second_form",)),
    ],
)
def test_what_the_next_level_needs_is_named(facts: list[Fact], missing: tuple[str, ...]) -> None:
    assert decide(facts, RULE, TODAY).missing == missing


def test_a_ruling_sets_its_level_and_those_below_and_more_evidence_may_raise_it() -> None:
    ruling = fact("attestation", 2, ruling=True)
    assert level_of(ruling) == (2, "decided", True)
    assert level_of(ruling, *GOOD) == (2, "decided", True)
    assert level_of(ruling, *GOOD, TASK, ATTESTED3) == (3, "decided", True)


def test_a_ruling_is_no_attestation_of_duty_performance() -> None:
    assert level_of(*GOOD, TASK, fact("attestation", 3, ruling=True, valid_until=TODAY - timedelta(days=1))) == (
        2,
        "decided",
        True,
    )


def test_what_was_weighed_is_kept_and_older_sittings_are_not() -> None:
    old = sitting(0.1, 0.1, 0.1, at=NOON - timedelta(days=5))
    found = decide([*old, *FAIR, TASK], RULE, TODAY)
    assert found.evidence == {row.id for row in (*FAIR, TASK)}
    assert (found.probability, found.theta, found.items) == (0.85, 0.5, 12)


def test_the_order_of_the_facts_does_not_matter() -> None:
    facts = [*GOOD, TASK, ATTESTED3, fact("lessons", 1), *sitting(0.5, 0.2, 0.1, at=NOON - timedelta(days=5))]
    assert decide(facts, RULE, TODAY) == decide(facts[::-1], RULE, TODAY)


# grades

CORE = ("A1", "C2", "F1")


def held(*levels: int, state: str = "decided", measured: bool = True) -> dict[str, Standing]:
    return {code: Standing(level, state, measured) for code, level in zip(CORE, levels, strict=False)}


def grade_of(standings: dict[str, Standing], covered: tuple[str, ...] = CORE) -> str:
    return grade(standings, covered=covered, core=CORE, rule=RULE.grades)


def test_one_core_competence_without_a_result_leaves_the_mandate_not_assessed() -> None:
    assert grade_of({}) == grading.UNASSESSED
    assert grade_of(held(2, 2)) == grading.UNASSESSED
    assert grade_of(held(0, 1)) == grading.UNASSESSED
    assert grade_of(held(2, 2) | {"F1": Standing(1, "decided", False)}) == grading.UNASSESSED
    assert grade_of(held(2, 2) | {"F1": Standing(0, "too_few", False)}) == grading.UNASSESSED


def test_a_scope_without_core_has_no_grade() -> None:
    assert grade(held(4, 4, 4), covered=CORE, core=(), rule=RULE.grades) == grading.UNASSESSED


def test_an_expired_core_competence_makes_the_grade_expired_once_all_were_measured() -> None:
    expired = {"F1": Standing(0, "expired", False)}
    assert grade_of(held(2, 2) | expired) == grading.EXPIRED
    assert grade_of(held(2) | expired) == grading.UNASSESSED


def test_the_grades_rise_with_the_levels() -> None:
    assert grade_of(held(2, 1, 2)) == grading.STARTING
    assert grade_of(held(2, 2, 2)) == grading.BASIC
    assert grade_of(held(3, 3, 2)) == grading.BASIC  # the gate F1 below level 3
    assert grade_of(held(2, 2, 3)) == grading.BASIC  # one of three at level 3
    assert grade_of(held(3, 2, 3)) == grading.FULL
    assert grade_of(held(4, 2, 3)) == grading.FULL
    assert grade_of(held(4, 2, 4)) == grading.EXEMPLARY


def test_what_is_covered_beside_the_core_counts_in_the_share_and_in_the_gates() -> None:
    assert grade_of(held(3, 2, 3), (*CORE, "B1", "B2")) == grading.BASIC
    more = held(3, 3, 3) | {"B1": Standing(1, "decided", True)}
    assert grade_of(more, (*CORE, "B1", "B2")) == grading.FULL
    assert grade_of(held(3, 3, 3), (*CORE, "F2")) == grading.BASIC


def test_lacking_for_full_names_gates_and_what_the_share_needs() -> None:
    def lacking(standings: dict[str, Standing]) -> set[str]:
        return grading.lacking_for_full(standings, covered=CORE, rule=RULE.grades)

    assert lacking(held(2, 2, 2)) == {"A1", "C2", "F1"}
    assert lacking(held(3, 3, 2)) == {"F1"}
    assert lacking(held(3, 2, 3)) == set()


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_validity_ends_on_the_same_day_or_the_months_last(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


def test_a_rule_with_a_word_too_many_is_refused() -> None:
    data = yaml.safe_load((settings.BASE_DIR / "quizzes/readiness/data/rule_v1.yaml").read_text(encoding="utf-8"))
    with pytest.raises(TypeError):
        parse(data | {"test": data["test"] | {"minimum": 3}})
    with pytest.raises(TypeError):
        parse(data | {"levels": {1: {"some": []}}})
