"""What we write is read by other people's parsers: moodle-xml-parser for Moodle XML; for QTI 2.2 citolab's converter to
3.0, and citolab's reader of that."""

from dataclasses import replace
from pathlib import Path

import pytest
from citolab_qti_json_schema_converters import convert_qti_zip_to_exam_document
from hypothesis import HealthCheck, given, settings
from moodle_xml_parser.parser import parse_bytes
from qti_convert import upgrade_package

from quizzes.exchange.formats import moodle, qti
from quizzes.exchange.question import Question
from quizzes.exchange.source import Source
from quizzes.scoring import score
from quizzes.scoring.kinds import names
from tests.quizzes.exchange.made import KINDS, answers, made
from tests.quizzes.exchange.test_round_trips import translated

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
OPTIONS = [{"id": "a", "text": "甲 < 乙"}, {"id": "b", "text": "丙 & 丁"}, {"id": "c", "text": "“戊”"}]
BODY = {"stem": "哪一项？", "options": OPTIONS}


def choices(key: dict[str, object], kind: str) -> Question:
    return replace(made(kind, BODY, key, {"general": "", "options": {"b": "不对。"}}), slug=f"q-{kind}")


def test_that_another_reader_of_moodle_xml_finds_our_points() -> None:
    content = moodle.write([choices({"correct": "a"}, "single"), choices({"correct": ["a", "c"]}, "multiple")])
    one, several = parse_bytes(content)["multichoice"]
    assert [option.score_fraction for option in one.options] == [100, 0, 0]
    assert [option.answer for option in one.options] == ["<p>甲 < 乙</p>", "<p>丙 & 丁</p>", "<p>“戊”</p>"]
    assert one.options[1].feedback == "<p>不对。</p>"
    assert (one.single, several.single) == (True, False)
    assert [option.score_fraction for option in several.options] == [50, -50, 50]


def test_that_another_reader_of_qti_finds_our_right_answer(tmp_path: Path) -> None:
    (tmp_path / "two.zip").write_bytes(
        qti.write([choices({"correct": "b"}, "single"), choices({"correct": ["a", "c"], "rule": "all"}, "multiple")])
    )
    upgrade_package(tmp_path / "two.zip", tmp_path / "three.zip")
    one, several = convert_qti_zip_to_exam_document(str(tmp_path / "three.zip")).items
    assert one.question == "哪一项？"
    assert [option.value for option in one.question_options] == [option["text"] for option in OPTIONS]
    assert one.answer == one.question_options[1].id
    assert [option.id for option in several.question_options if option.id in several.answer] == ["C1", "C3"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in names()])
def test_that_another_converter_to_qti_3_keeps_the_points_of_every_answer(kind: str, tmp_path: Path) -> None:
    @FEW
    @given(question=KINDS[kind])
    def check(question: Question) -> None:
        (tmp_path / "two.zip").write_bytes(qti.write([question]))
        upgrade_package(tmp_path / "two.zip", tmp_path / "three.zip")
        (after,) = qti.read(Source("three.zip", (tmp_path / "three.zip").read_bytes()))
        assert isinstance(after, Question), after
        for answer in answers(question):
            ours = score(kind, answer, question.key)
            assert score(kind, translated(answer, question, after), after.key) == pytest.approx(ours, abs=1e-5)

    check()
