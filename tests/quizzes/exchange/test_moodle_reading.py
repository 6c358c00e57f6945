"""Moodle XML in: each type, its points, and what is refused."""

import base64

import pytest

from quizzes.exchange.question import Aside, Question, Refused
from quizzes.scoring import score
from tests.quizzes.exchange.xml_files import PNG, answers, moodle_entries, moodle_one, moodle_question, moodle_refusal


def test_that_one_right_option_is_a_single_choice_with_its_explanations() -> None:
    told = "<answer fraction='100'><text>甲</text><feedback><text>对</text></feedback></answer>"
    found = moodle_one("multichoice", f"<single>true</single>{told}{answers({'乙': 0})}")
    assert (found.kind, found.key) == ("single", {"correct": "a"})
    assert [option["text"] for option in found.body["options"]] == ["甲", "乙"]
    assert found.feedback == {"general": "说明", "options": {"a": "对"}}
    assert found.title == "甲"


def test_that_fractions_become_weights() -> None:
    found = moodle_one("multichoice", "<single>true</single>" + answers({"甲": 100, "乙": 50, "丙": "-33.33333"}))
    assert [score("single", {"choice": id}, found.key) for id in "abc"] == [1, 0.5, 0]


def test_that_a_question_whose_best_answer_earns_less_than_all_is_one_that_counts_less() -> None:
    found = moodle_one("multichoice", "<single>true</single>" + answers({"甲": 80, "乙": 40}))
    assert [score("single", {"choice": id}, found.key) for id in "ab"] == [1, 0.5]
    assert len(found.notes) == 1


def test_that_right_less_wrong_ones_is_our_own_rule() -> None:
    found = moodle_one("multichoice", "<single>0</single>" + answers({"甲": 50, "乙": 50, "丙": -50}))
    assert found.key == {"correct": ["a", "b"]}


def test_that_other_fractions_of_several_answers_are_weights_that_add_up() -> None:
    shares = {"甲": "33.33333", "乙": "33.33333", "丙": "33.33333", "丁": 0}
    found = moodle_one("multichoice", "<single>false</single>" + answers(shares))
    assert score("multiple", {"choices": ["a", "b", "c"]}, found.key) == 1
    assert score("multiple", {"choices": ["a", "d"]}, found.key) == pytest.approx(1 / 3)


def test_that_true_and_false_are_ours() -> None:
    found = moodle_one("truefalse", answers({"true": 0, "false": 100}))
    assert (found.kind, found.key) == ("boolean", {"correct": "false"})
    assert [option["id"] for option in found.body["options"]] == ["true", "false"]


@pytest.mark.parametrize(("grading", "rule"), [("-1", "all"), ("0", "position"), ("1", None), ("ABSOLUTE", "position")])
def test_that_an_order_keeps_its_way_of_scoring(grading: str, rule: str | None) -> None:
    lines = "".join(f'<answer fraction="{n}"><text>{n}</text></answer>' for n in (2, 1, 3))
    found = moodle_one("ordering", f"<gradingtype>{grading}</gradingtype><selecttype>ALL</selecttype>{lines}")
    assert found.key == {"order": ["a", "b", "c"]} | ({"rule": rule} if rule else {})
    assert [option["text"] for option in found.body["options"]] == ["1", "2", "3"]


def test_that_pictures_of_the_file_come_along() -> None:
    file = f'<file name="a b.png" encoding="base64">{base64.b64encode(PNG).decode()}</file>'
    question = moodle_question("truefalse", answers({"true": 100, "false": 0}), '<img src="@@PLUGINFILE@@/a%20b.png">')
    (found,) = moodle_entries(question.replace("</questiontext>", f"{file}</questiontext>"))
    assert isinstance(found, Question)
    assert list(found.pictures.values()) == [PNG]
    assert next(iter(found.pictures)) in found.body["html"]


def test_that_losses_without_a_meaning_are_noted() -> None:
    extra = "<defaultgrade>3</defaultgrade><hint><text>想想</text></hint><answernumbering>iii</answernumbering>"
    found = moodle_one("truefalse", extra + answers({"true": 100, "false": 0}))
    assert len(found.notes) == 3


def test_that_categories_tags_and_numbers_are_kept_and_descriptions_are_no_questions() -> None:
    category = '<question type="category"><category><text>$course$/一/二</text></category></question>'
    tagged = "<idnumber>A-7</idnumber><tags><tag><text>法律</text></tag></tags>"
    entries = moodle_entries(
        category,
        moodle_question("description", ""),
        moodle_question("truefalse", tagged + answers({"true": 100, "false": 0})),
    )
    assert [each.what for each in entries if isinstance(each, Aside)] == ["category", "description"]
    (found,) = [each for each in entries if isinstance(each, Question)]
    assert (found.number, found.category, found.slug, found.tags) == (1, "$course$/一/二", "A-7", ("法律",))


@pytest.mark.parametrize(
    "kind", ["stack", "coderunner", "calculated", "ddmarker", "ddimageortext", "randomsamatch", "x"]
)
def test_that_a_type_without_a_like_is_refused_by_its_name(kind: str) -> None:
    assert f"“{kind}”" in moodle_refusal(kind, "")


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("multichoice", "<single>true</single>" + answers({"甲": "abc"})),
        ("multichoice", "<single>true</single>" + answers({"甲": 700})),
        ("multichoice", "<single>false</single>" + answers({"甲": 50, "乙": 0})),
        ("multichoice", ""),
        ("truefalse", answers({"true": 100})),
        ("truefalse", answers({"true": 100, "false": 100})),
        ("ordering", "<gradingtype>7</gradingtype>"),
        ("essay", "<attachmentsrequired>1</attachmentsrequired>"),
        ("essay", "<responseformat>noinline</responseformat>"),
    ],
)
def test_that_points_or_files_we_cannot_keep_are_refused(kind: str, inside: str) -> None:
    assert moodle_refusal(kind, inside)


def test_that_one_bad_question_leaves_the_others_alone() -> None:
    good = moodle_question("truefalse", answers({"true": 100, "false": 0}))
    bad = moodle_question("truefalse", answers({"true": 100, "false": 0}), "<script>1</script>")
    entries = moodle_entries(good, bad, good)
    assert [type(each) for each in entries] == [Question, Refused, Question]
    assert [each.number for each in entries] == [1, 2, 3]
    assert entries[1].position.line == 1


def test_that_markdown_and_plain_text_are_read_as_what_they_are() -> None:
    question = moodle_question("truefalse", answers({"true": 100, "false": 0}), "**甲** <乙>")
    (plain,) = moodle_entries(question.replace('<questiontext format="html">', '<questiontext format="plain_text">'))
    (marked,) = moodle_entries(question.replace('<questiontext format="html">', '<questiontext format="markdown">'))
    assert plain.body["stem"] == "**甲** <乙>"
    assert marked.body["html"].startswith("<p><b>甲</b>")
