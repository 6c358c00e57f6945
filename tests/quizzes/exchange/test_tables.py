"""Sheets with Chinese headers, as workbook and as csv."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest

from quizzes.exchange.formats import find_writable
from quizzes.exchange.question import Question
from quizzes.exchange.reading import Unreadable
from tests.quizzes.exchange.files import HEADER, SINGLE, questions, refusals, taken, workbook


def one(row: list[Any], header: list[str] | None = None) -> Question:
    (question,) = questions(workbook([row], header), "题目.xlsx")
    return question


def why(row: list[Any], header: list[str] | None = None) -> str:
    (refused,) = refusals(workbook([row], header), "题目.xlsx")
    assert refused.position.line == 2
    return refused.reason


def test_that_a_row_becomes_a_question_with_everything_the_row_says() -> None:
    question = one(SINGLE)
    assert question.kind == "single"
    assert question.body["stem"] == "手机锁屏用哪一种办法最稳妥？"
    assert [option["text"] for option in question.body["options"]] == ["六位以上口令", "不设锁屏", "四个相同数字"]
    assert question.key == {"correct": "a"}
    assert question.feedback["general"] == "口令越长越难猜。"
    assert (question.competence, question.level, question.source) == ("F1", 2, "实务")


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        (["题目类型", "题目内容", "A", "B", "C", "正确答案"], "A"),
        (["类型", "试题", "选项1", "选项2", "选项3", "标准答案"], "ａ"),
        (["题型*", "题干（必填）", "选项一", "选项二", "选项三", "参考答案"], "六位以上口令"),
        (["Type", "Question", "Option A", "Option B", "Option C", "Answer"], " A. "),
    ],
)
def test_that_headers_and_answers_are_read_under_their_other_names(header: list[str], answer: str) -> None:
    assert one(["单选", "锁屏？", "六位以上口令", "不设", "相同", answer], header).key == {"correct": "a"}


@pytest.mark.parametrize("said", ["1", 1, True, "对", "正确", "√", "T", "true", "是", 1.0])
def test_that_a_true_statement_is_said_in_many_ways(said: Any) -> None:
    row = ["判断题", "口令可以告诉同事。", "", "", "", said]
    assert one(row).key == {"correct": "true"}


@pytest.mark.parametrize("said", ["0", 0, False, "错", "错误", "×", "F", "否"])
def test_that_a_false_statement_is_said_in_many_ways(said: Any) -> None:
    assert one(["判断", "口令可以告诉同事。", "", "", "", said]).key == {"correct": "false"}


@pytest.mark.parametrize("answer", ["AC", "A,C", "A、C", "ＡＣ", "a c", "A；C", "六位以上口令\n四个相同数字"])
def test_that_several_letters_are_several_answers(answer: str) -> None:
    row = ["多选题", "哪些？", "六位以上口令", "不设锁屏", "四个相同数字", answer]
    assert one(row).key == {"correct": ["a", "c"]}


def test_that_a_sheet_without_kinds_tells_them_by_the_answers() -> None:
    header = ["题干", "选项A", "选项B", "选项C", "答案"]
    rows = [["一？", "甲", "乙", "", "A"], ["二？", "甲", "乙", "丙", "AB"], ["三。", "", "", "", "对"]]
    assert [question.kind for question in questions(workbook(rows, header), "x.xlsx")] == [
        "single",
        "multiple",
        "boolean",
    ]


def test_that_all_in_one_cell_is_taken_apart() -> None:
    header = ["题型", "题干", "选项", "答案"]
    for options in ("A. 甲 B. 乙 C. 丙", "甲\n乙\n丙", "甲|乙|丙", "A、甲\nB、乙\nC、丙"):
        question = one(["单选题", "哪一个？", options, "C"], header)
        assert [option["text"] for option in question.body["options"]] == ["甲", "乙", "丙"]


def test_that_numbers_are_read_as_the_screen_shows_them() -> None:
    content = workbook([["单选题", "多少？", 50, 0.5, 3.10, "B"]])
    question = questions(content, "x.xlsx")[0]
    assert [option["text"] for option in question.body["options"]] == ["50", "0.5", "3.1"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["单选题", "", "甲", "乙", "", "A"], "题干"),
        (["单选题", "哪一个？", "甲", "乙", "", "D"], "D"),
        (["单选题", "哪一个？", "甲", "乙", "", "AB"], "AB"),
        (["单选题", "哪一个？", "甲", "乙", "", ""], "答案"),
        (["单选题", "哪一个？", "", "", "", "A"], "选项"),
        (["猜谜题", "哪一个？", "甲", "乙", "", "A"], "猜谜题"),
        (["判断题", "对吗？", "", "", "", "也许"], "也许"),
        (["单选题", "哪一个？", "甲", "=1+1", "", "A"], "选项B"),
        (["单选题", "哪一个？", "甲", datetime(2024, 1, 2), "", "A"], "选项B"),
        (["单选题", "哪一个？", "甲", "甲", "", "A"], "甲"),
        ([*SINGLE[:8], "九", ""], "九"),
    ],
)
def test_that_what_does_not_fit_is_refused_with_row_and_reason(row: list[Any], word: str) -> None:
    assert word in why(row)


def test_that_titles_above_the_header_other_sheets_and_unknown_columns_are_told() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年题库"])
    sheet.append([*HEADER, "出题人"])
    sheet.append([*SINGLE, "陈老师"])
    sheet.append(HEADER)
    sheet.append(SINGLE)
    book.create_sheet("说明").append(["请按要求填写"])
    out = io.BytesIO()
    book.save(out)
    found = taken(out.getvalue(), "x.xlsx")
    assert [question.position.line for question in found.questions] == [3, 5]
    assert found.asides == {"column": 1, "sheet": 1}


def test_that_a_day_to_check_again_is_a_date_however_it_was_typed() -> None:
    header = [*HEADER, "复核日期"]
    for value in (datetime(2027, 12, 31), "2027-12-31", "2027/12/31", "2027年12月31日"):
        assert one([*SINGLE, value], header).expires_on == date(2027, 12, 31)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_that_csv_says_the_same_in_every_encoding(delimiter: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([HEADER, SINGLE])
    (question,) = questions(out.getvalue().encode(encoding), "题目.csv")
    expected = one(SINGLE)
    assert (question.body, question.key, question.feedback) == (expected.body, expected.key, expected.feedback)


@pytest.mark.parametrize(
    "text", ['题干,答案\n"没有关上,A\n', "姓名,电话\n甲,1\n", "题干,答案\n一？,A,多,出,来" + ",x" * 60]
)
def test_that_a_damaged_csv_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Unreadable):
        taken(text, "x.csv", "csv")


def test_that_a_workbook_without_a_header_damaged_or_with_tricks_is_refused() -> None:
    good = workbook([SINGLE])
    for content in (workbook([["甲", "乙"]], ["姓名", "电话"]), good[:-200], good[:200] + b"\0" * 50 + good[250:]):
        with pytest.raises(Unreadable):
            taken(content, "x.xlsx", "xlsx")


def test_that_what_is_written_is_read_again_as_it_was() -> None:
    rows = [
        SINGLE,
        ["多选题", "哪些？", "甲", "乙", "丙", "AC", "说明", "F1", "3", ""],
        ["判断题", "对吗？", "", "", "", "错误", "", "A1", "1", ""],
        ["排序题", "顺序？", "甲", "乙", "丙", "C→A→B", "", "A1", "1", ""],
    ]
    before = questions(workbook(rows), "x.xlsx")
    xlsx = find_writable("xlsx")
    assert [xlsx.unwritable(question) for question in before] == [""] * 4
    after = questions(xlsx.write(before), "y.xlsx")
    told = [(q.kind, q.body, q.key, q.feedback, q.competence, q.level, q.source) for q in before]
    assert [(q.kind, q.body, q.key, q.feedback, q.competence, q.level, q.source) for q in after] == told


def test_that_what_looks_like_a_formula_is_written_as_the_text_it_is() -> None:
    before = Question(**{**one(SINGLE).__dict__, "body": one(SINGLE).body | {"stem": "=1+1 是多少？"}})
    assert questions(find_writable("xlsx").write([before]), "x.xlsx")[0].body["stem"] == "=1+1 是多少？"


def test_that_formatting_is_not_written_into_a_sheet() -> None:
    question = one(SINGLE)
    rich = Question(**{**question.__dict__, "body": question.body | {"html": "<p>手机<b>锁屏</b></p>"}})
    assert find_writable("xlsx").unwritable(rich)
