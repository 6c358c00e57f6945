"""Questions typed one after another."""

import pytest

from tests.quizzes.exchange.files import questions, refusals, taken

PAPER = """区人大代表测评题
一、单选题（每题2分）
1. 手机锁屏用哪一种办法最稳妥？
A. 六位以上口令   B. 不设锁屏
C. 四个相同数字
答案：A
解析：口令越长
越难猜。
能力：F1　等级：2　来源：实务
2、下列说法正确的是（B）。
A．甲
B．乙
【解析】看第二条。
二、多选题
1. 哪些属于个人信息？
A、身份证号 B、手机号 C、天气
【答案】AB
三、判断题
1. 口令可以告诉同事。（×）
2. （单选题）选一个 A. 一 B. 二 答案：B
"""


def test_that_a_paper_is_read_as_it_is_typed() -> None:
    first, second, third, fourth, fifth = questions(PAPER, "试卷.txt")
    assert first.kind == "single"
    assert [option["text"] for option in first.body["options"]] == ["六位以上口令", "不设锁屏", "四个相同数字"]
    assert first.feedback["general"] == "口令越长\n越难猜。"
    assert (first.competence, first.level, first.source) == ("F1", 2, "实务")
    assert second.key == {"correct": "b"}
    assert "B" not in second.body["stem"]
    assert (third.kind, third.key) == ("multiple", {"correct": ["a", "b"]})
    assert (fourth.kind, fourth.key) == ("boolean", {"correct": "false"})
    assert "×" not in fourth.body["stem"]
    assert (fifth.kind, fifth.key) == ("single", {"correct": "b"})
    assert fifth.position.line == 20


def test_that_titles_and_headings_are_told_and_no_line_is_lost() -> None:
    assert taken(PAPER, "试卷.txt").asides == {"text": 1, "heading": 3}


@pytest.mark.parametrize("start", ["题目：", "【题干】", "1．", "第1题 ", "（1）", "1）"])
def test_that_a_question_begins_in_many_ways(start: str) -> None:
    (question,) = questions(f"{start}口令要保密。\n答案：对", "x.txt")
    assert question.body["stem"] == "口令要保密。"


def test_that_numbers_and_letters_inside_a_text_part_nothing() -> None:
    (question,) = questions("1. 2025年有3.5万人。\n1994年呢？\nA. Vitamin C. 是药\nB. 不是\n答案：A", "x.txt")
    assert "1994年呢？" in question.body["stem"]
    assert [option["text"] for option in question.body["options"]] == ["Vitamin C. 是药", "不是"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1. 哪一个？\n答案：B", "选项"),
        ("1. 哪一个？\nA. 甲\nB. 乙\n解析：无", "答案"),
        ("1. 哪一个？\nA. 甲\nB. 乙\n答案：D", "D"),
        ("1. 哪一个？\nA. 甲\nB. 乙\n答案：A\n等级：九", "九"),
    ],
)
def test_that_what_does_not_fit_is_refused_with_its_line(text: str, word: str) -> None:
    (refused,) = refusals(text, "x.txt", "plain")
    assert refused.position.line == 1
    assert word in refused.reason


AIKEN = """What comes first?
A) One
B) Two
ANSWER: A

Two lines
of a question
A. x
B. y
C. z
answer: c
"""


def test_that_aiken_is_read() -> None:
    first, second = questions(AIKEN, "x.txt")
    assert first.key == {"correct": "a"}
    assert second.body["stem"] == "Two lines\nof a question"
    assert second.key == {"correct": "c"}
    assert second.position.line == 6


def test_that_aiken_with_chinese_marks_is_read() -> None:
    (question,) = questions("哪一项？\nA. 甲\nB、乙\nC．丙\nD）丁\nANSWER：C\n", "x.txt")
    assert [option["text"] for option in question.body["options"]] == ["甲", "乙", "丙", "丁"]
    assert question.key == {"correct": "c"}


def test_that_every_fault_of_an_aiken_file_is_told_with_its_line() -> None:
    text = "No options\n\nOne\nA) x\nB) y\nTwo\nA) x\nC) y\nANSWER: A\n\nANSWER: B\n\nThree\nA) x\nB) y\nANSWER: D\n"
    assert [(refused.number, refused.position.line) for refused in refusals(text, "x.txt")] == [
        (1, 1),
        (2, 3),
        (3, 6),
        (4, 11),
        (5, 13),
    ]
