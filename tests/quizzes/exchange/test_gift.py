"""GIFT and Cloze text, and what we write as GIFT, read by another public parser."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizzes.exchange.align import same
from quizzes.exchange.formats import find, find_writable
from quizzes.exchange.formats.gift.syntax import Block, Failed, parse
from quizzes.exchange.question import Aside, Question, Refused
from quizzes.exchange.source import Source
from tests.quizzes.exchange.files import SINGLE, questions, refusals, taken, workbook

ROOT = Path(__file__).parents[3]
READER = "const {parse}=require('gift-pegjs');process.stdout.write(JSON.stringify(parse(require('fs').readFileSync(0,'utf8'))))"


def entries(text: str, name: str = "x.gift") -> list[Question | Refused | Aside]:
    """What the reader says, before the rules of our own kinds are asked."""
    return list(find("gift").read(Source(name, text.encode())))


def only(text: str) -> Question:
    (found,) = [entry for entry in entries(text) if not isinstance(entry, Aside)]
    assert isinstance(found, Question), found
    return found


def test_that_a_choice_is_read_with_title_identifier_tags_and_explanations() -> None:
    question = only(
        "// [id:q-1] [tag:法律] [tag:level:2]\n::锁屏::哪一种最稳妥？{\n=口令#对\n~%50%图案#一半\n~不设\n####说明\n}"
    )
    assert (question.kind, question.slug, question.title, question.tags) == (
        "single",
        "q-1",
        "锁屏",
        ("法律", "level:2"),
    )
    assert question.key["correct"] == "a"
    assert question.key["weights"]["b"] == 0.5
    assert question.feedback == {"general": "说明", "options": {"a": "对", "b": "一半"}}


def test_that_tags_of_ours_say_competence_level_and_difficulty() -> None:
    (question,) = questions("// [tag:competence:F1] [tag:level:2] [tag:band:0.5] [tag:法律]\n对吗？{T}", "x.gift")
    assert (question.competence, question.level, question.band, question.tags) == ("F1", 2, 0.5, ("法律",))


def test_that_several_answers_keep_their_shares() -> None:
    assert only("哪些？{~%50%甲~%50%乙~%-50%丙}").key == {"correct": ["a", "b"]}
    assert only("哪些？{~%50%甲~%50%乙~%-100%丙}").key["weights"]["c"] == -1


@pytest.mark.parametrize(
    ("said", "key"), [("T", "true"), ("TRUE", "true"), ("F", "false"), ("FALSE#错了#对了", "false")]
)
def test_that_true_and_false_are_read(said: str, key: str) -> None:
    assert only(f"对吗？{{{said}}}").key == {"correct": key}


def test_that_the_explanation_after_one_mark_is_for_the_wrong_answer() -> None:
    assert only("对吗？{FALSE#错了#对了}").feedback["options"] == {"true": "错了", "false": "对了"}


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("#1822", [("1822", "0")]),
        ("#-3.142:0.001", [("-3.142", "0.001")]),
        ("#1..5", [("3", "2")]),
        ("#=1822:0 =%50%1822:2", [("1822", "0"), ("1822", "2")]),
    ],
)
def test_that_numbers_are_read(said: str, answers: list[tuple[str, str]]) -> None:
    found = only(f"多少？{{{said}}}")
    assert [(each["value"], each["tolerance"]) for each in found.key["answers"]] == answers


def test_that_texts_pairs_and_essays_are_read() -> None:
    assert [each["text"] for each in only("首都？{=北京 =%50%京}").key["answers"]] == ["北京", "京"]
    matching = only("连线{=甲 -> 一\n=乙 -> 二\n= -> 三}")
    assert len(matching.body["prompts"]) == 2
    assert [choice["text"] for choice in matching.body["choices"]] == ["一", "二", "三"]
    assert only("请写{}").kind == "extended"


def test_that_a_missing_word_is_a_blank_in_the_text() -> None:
    assert only("二加二等于{~三 =四}对吧。").body["stem"] == "二加二等于_____对吧。"


def test_that_escapes_comments_categories_and_blank_lines_are_understood() -> None:
    text = "$CATEGORY: 甲/乙\n// 说明\n::a\\:b::1 \\= 1 \\{\\}\\#\\~\\\\ \\n 下一行？{T}\n\n只有说明\n\n// 末尾\n"
    found = entries(text)
    question = next(entry for entry in found if isinstance(entry, Question))
    assert (question.title, question.category) == ("a:b", "甲/乙")
    assert question.body["stem"] == "1 = 1 {}#~\\\n下一行？"
    asides = sorted(entry.what for entry in found if isinstance(entry, Aside))
    assert asides == ["category", "comment", "comment", "description"]


def test_that_html_and_markdown_become_harmless_html() -> None:
    assert only("[html]<p>水 H<sub>2</sub>O</p>{T}").body["html"] == "<p>水 H<sub>2</sub>O</p>"
    assert "<b>粗</b>" in only("[markdown]这是**粗**体{T}").body["html"]
    assert only("[plain]<b>不是格式</b>{T}").body["stem"] == "<b>不是格式</b>"


@pytest.mark.parametrize(
    "text",
    [
        "没有关上{T",
        "两个{=甲 ~乙}答案{=丙 ~丁}",
        "只有一个{~甲}",
        "前面有字{甲 =乙 ~丙}",
        "没有箭头{=甲 -> 一 =乙}",
        "不是数{#=}",
        "不是数{#甲}",
        '没有图[html]<img src="@@PLUGINFILE@@/a.png">{T}',
        "脚本[html]<script>alert(1)</script>{T}",
        "都不对{~甲 ~乙}",
        "次序{>2 ALL VERTICAL LONGEST_ORDERED_SUBSET SHOW none\n甲\n乙}",
    ],
)
def test_that_what_cannot_be_held_is_refused_with_its_line(text: str) -> None:
    (refused,) = refusals(f"// 题\n{text}\n\n好题{{T}}\n", "x.gift")
    assert refused.position.line == 2
    assert refused.reason


def test_that_cloze_text_is_one_question_with_gaps() -> None:
    text = "首都是{1:SHORTANSWER:=北京#对~%50%京}，有{2:NUMERICAL:=5:1}级，选{1:MCV:=甲~乙}。"
    (question,) = find("cloze").read(Source("x.txt", text.encode()))
    assert isinstance(question, Question)
    assert [gap["kind"] for gap in question.body["gaps"]] == ["short", "numeric", "choice"]
    assert question.key["gaps"]["2"]["weight"] == 2
    (refused,) = find("cloze").read(Source("x.txt", b"{1:MULTICHOICE:a~b}"))
    assert isinstance(refused, Refused)


def sheet_questions() -> list[Question]:
    return questions(
        workbook(
            [
                SINGLE,
                ["多选题", "哪些？= ~ # { } :", "甲", "乙", "丙", "AC", "说明", "F1", "3", ""],
                ["判断题", "对吗？", "", "", "", "错误", "多行\n说明", "A1", "1", ""],
                ["排序题", "顺序？", "甲", "乙", "丙", "C→A→B", "", "A1", "1", ""],
            ]
        ),
        "x.xlsx",
    )


def test_that_what_is_written_is_read_again_as_it_was() -> None:
    before = [replace(question, slug=f"q-{question.number}") for question in sheet_questions()]
    gift = find_writable("gift")
    assert [gift.unwritable(question) for question in before] == [""] * 4
    after = questions(gift.write(before), "x.gift")
    assert all(
        same((one.body, one.key, one.feedback), (other.body, other.key, other.feedback))
        for one, other in zip(before, after, strict=True)
    )
    told = [(q.kind, q.slug, q.competence, q.level) for q in before]
    assert [(q.kind, q.slug, q.competence, q.level) for q in after] == told


def test_that_all_or_nothing_and_pictures_are_not_written() -> None:
    question = sheet_questions()[1]
    gift = find_writable("gift")
    assert gift.unwritable(replace(question, key=question.key | {"rule": "all"}))
    assert gift.unwritable(replace(question, body=question.body | {"html": '<img src="picture:x">'}))


def read_by_another(text: bytes) -> list[dict[str, Any]]:
    done = subprocess.run(["node", "-e", READER], input=text, cwd=ROOT, capture_output=True, check=True, timeout=60)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_that_another_public_parser_reads_what_we_write() -> None:
    before = [question for question in sheet_questions() if question.kind != "ordering"]
    told = read_by_another(find_writable("gift").write(before))
    assert [each["type"] for each in told] == ["MC", "MC", "TF"]
    assert [each["stem"]["text"] for each in told] == [question.body["stem"] for question in before]
    single, several, statement = told
    assert [choice["text"]["text"] for choice in single["choices"]] == ["六位以上口令", "不设锁屏", "四个相同数字"]
    assert [choice["isCorrect"] for choice in single["choices"]] == [True, False, False]
    assert [choice["weight"] for choice in several["choices"]] == [50, -50, 50]
    assert statement["isTrue"] is False


def test_that_every_line_of_a_block_is_kept_by_the_syntax_alone() -> None:
    found = list(parse("::t::甲{\n=乙\n\n~丙}\n"))
    assert [type(entry) for entry in found] == [Failed, Failed]
    assert isinstance(next(iter(parse("甲{\n=乙\n// 注\n~丙}\n"))), type(next(iter(parse("// 注\n甲{T}")))))
    assert isinstance(next(iter(parse("甲{=乙 ~丙}"))), Block)


def test_that_gift_is_known_by_what_it_holds() -> None:
    assert taken("::题::对吗？{T}", "无名").format == "gift"
    assert taken("对吗？{TRUE}", "x.txt").format == "gift"
