"""What is complete and what is not; pure functions, no database."""

import pytest

from quizzes.bank import rows
from quizzes.bank.selectors.differences import differences
from quizzes.bank.validation import canonical, item_problems, placing_problems, task_problems
from quizzes.bank.words import BANDS, nearest_band
from tests.quizzes.bank_factories import TASK_ROW, row

THREE = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}, {"id": "c", "text": "丙"}]
BOOLEAN = [{"id": "true", "text": "正确"}, {"id": "false", "text": "错误"}]
GOOD = [
    ("single", THREE, {"correct": "b"}),
    ("multiple", THREE, {"correct": ["a", "c"]}),
    ("multiple", THREE, {"correct": ["a"]}),
    ("boolean", BOOLEAN, {"correct": "false"}),
    ("ordering", THREE, {"order": ["c", "a", "b"]}),
]


def problems(kind, options, key, stem="问题？", feedback=None):
    return item_problems(kind, *canonical(kind, {"stem": stem, "options": options}, key, feedback or {}))


@pytest.mark.parametrize(("kind", "options", "key"), GOOD)
def test_a_complete_item_of_each_kind_has_no_problem(kind, options, key):
    assert problems(kind, options, key) == []


BAD = [
    ("single", THREE, {"correct": "d"}, "key"),
    ("single", THREE, {"correct": ["a"]}, "key"),
    ("single", THREE, {}, "key"),
    ("single", THREE[:1], {"correct": "a"}, "options"),
    ("single", [{"id": f"o{n}", "text": f"第{n}项"} for n in range(21)], {"correct": "o1"}, "options"),
    ("single", [*THREE, {"id": "a", "text": "丁"}], {"correct": "a"}, "options"),
    ("single", [*THREE, {"id": "d", "text": " 甲 "}], {"correct": "a"}, "options"),
    ("single", [*THREE, {"id": "d", "text": "  "}], {"correct": "a"}, "options"),
    ("single", [*THREE, {"id": "", "text": "丁"}], {"correct": "a"}, "options"),
    ("multiple", THREE, {"correct": []}, "key"),
    ("multiple", THREE, {"correct": ["a", "b", "c"]}, "key"),
    ("multiple", THREE, {"correct": ["a", "z"]}, "key"),
    ("multiple", THREE, {"correct": ["a", "a"]}, "key"),
    ("multiple", THREE, {"correct": "a"}, "key"),
    ("boolean", THREE[:2], {"correct": "a"}, "options"),
    ("boolean", BOOLEAN, {"correct": True}, "key"),
    ("ordering", THREE, {"order": ["a", "b"]}, "key"),
    ("ordering", THREE, {"order": ["a", "b", "b"]}, "key"),
    ("ordering", THREE, {"order": ["a", "b", "d"]}, "key"),
    ("essay", THREE, {"correct": "a"}, "kind"),
]


@pytest.mark.parametrize(("kind", "options", "key", "field"), BAD)
def test_what_is_incomplete_is_named_with_its_field_and_a_reason_in_words(kind, options, key, field):
    found = problems(kind, options, key)
    assert field in {problem.field for problem in found}
    assert all(problem.reason and str(problem) for problem in found)


def test_an_empty_or_endless_question_is_refused():
    assert [p.field for p in problems("single", THREE, {"correct": "a"}, stem=" ")] == ["stem"]
    assert [p.field for p in problems("single", THREE, {"correct": "a"}, stem="问" * 5001)] == ["stem"]


def test_an_explanation_for_an_option_that_is_not_there_is_refused():
    assert [p.field for p in problems("single", THREE, {"correct": "a"}, feedback={"options": {"z": "x"}})] == [
        "feedback"
    ]


def test_equal_content_compares_equal_whatever_its_blanks_and_the_order_of_its_key():
    one = canonical(
        "multiple", {"stem": " 问 ", "options": THREE}, {"correct": ["c", "a"]}, {"general": "", "options": {"a": " "}}
    )
    two = canonical("multiple", {"stem": "问", "options": THREE}, {"correct": ["a", "c"]}, {})
    assert one == two


@pytest.mark.parametrize(
    ("level", "band", "wrong"),
    [(0, 0, "level"), (5, 0, "level"), ("2", 0, "level"), (2, "x", "band"), (2, 9, "band"), (2, float("nan"), "band")],
)
def test_a_level_or_difficulty_off_the_scale_is_refused(level, band, wrong):
    assert [problem.field for problem in placing_problems(level, band)] == [wrong]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"brief": ""}, "brief"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [{"id": "a", "text": "", "must": True}]}, "criteria"),
        ({"criteria": [{"id": "a", "text": "甲"}, {"id": "a", "text": "乙"}]}, "criteria"),
        ({"pass_count": 1}, "pass_count"),
        ({"pass_count": 4}, "pass_count"),
        ({"pass_count": None}, "pass_count"),
        ({"level": 9}, "level"),
    ],
)
def test_an_incomplete_task_is_named_with_its_field(changes, field):
    fields = {name: value for name, value in TASK_ROW.items() if name != "slug"} | changes
    assert field in {problem.field for problem in task_problems(**fields)}


def test_a_row_read_and_written_is_the_same_row():
    assert rows.write(rows.read(row())) == row()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stem": ""}, "stem"),
        ({"id": "有 空格"}, "id"),
        ({"colour": "red"}, "colour"),
        ({"options": "甲乙"}, "options"),
        ({"key": "a"}, "key"),
        ({"source": "源" * 201}, "source"),
        ({"expires_on": "明年"}, "expires_on"),
    ],
)
def test_a_row_that_cannot_be_read_names_the_field(changes, field):
    assert field in {problem.field for problem in rows.row_problems(row(**changes))}


def test_something_that_is_no_row_is_refused():
    assert rows.row_problems("甲")


def test_each_difficulty_word_is_nearest_to_itself():
    assert all(nearest_band(value) == value for value, _word in BANDS)
    assert nearest_band(-1.2) == -1.5
    assert nearest_band(0.2) == 0.0


def test_differences_name_only_what_changed():
    before = canonical("single", {"stem": "问", "options": THREE}, {"correct": "a"}, {})
    after = canonical("single", {"stem": "问？", "options": THREE[:2]}, {"correct": "b"}, {"general": "因为"})
    changed = {change.field: (change.before, change.after) for change in differences("single", before, after)}
    assert list(changed.values()) == [("问", "问？"), ("甲", "乙"), ("", "因为"), ("丙", "")]
