"""GIFT, Aiken, Cloze, sheets and typed text of the world: read faithfully or refused with place and reason."""

import json
from pathlib import Path

import pytest

from quizzes.exchange.formats import find, recognise
from quizzes.exchange.formats.gift.syntax import Block, parse
from quizzes.exchange.question import Question, Refused
from quizzes.exchange.source import Source

TYPES = {
    "TF": "truefalse", "MC": "multichoice", "Short": "shortanswer", "Essay": "essay", "Numerical": "numerical",
    "Matching": "matching", "Description": "description",
}  # fmt: skip
WITHOUT = {"moodle_ordering_testexport.gift.txt", "broken_multianswer_1.txt", "broken_multianswer_2.txt"}
"""An order scored in a way that is not here; two that are broken on purpose."""


def entries(file: Path) -> list[Question | Refused]:
    source = Source(file.name, file.read_bytes())
    found = find(recognise(source)).read(source)
    return [entry for entry in found if isinstance(entry, Question | Refused)]


def files(shared: Path) -> list[Path]:
    folder = shared / "data" / "moodle"
    found = [*(folder / "gift").rglob("*"), *(folder / "chinese").glob("*.gift"), *(folder / "other-formats").glob("*")]
    kept = [file for file in found if file.suffix in {".gift", ".txt", ".cloze"} and file.name not in WITHOUT]
    return sorted(kept)


def test_that_nineteen_of_twenty_questions_are_read_and_the_others_have_place_and_reason(shared: Path) -> None:
    found = [entry for file in files(shared) for entry in entries(file)]
    refused = [entry for entry in found if isinstance(entry, Refused)]
    assert len(found) > 400
    assert len(refused) <= 0.05 * len(found)
    assert all(entry.reason and entry.position.line for entry in refused)


@pytest.mark.parametrize(
    ("name", "count"), [("derived_zh_truefalse_200.gift", 200), ("derived_zh_truefalse_50_gbk.gift", 50)]
)
def test_that_chinese_gift_is_read_whole_in_either_encoding(shared: Path, name: str, count: int) -> None:
    found = entries(shared / "data" / "moodle" / "chinese" / name)
    assert [type(entry) for entry in found] == [Question] * count


def test_that_the_parses_of_another_grammar_are_ours(shared: Path) -> None:
    folder = shared / "data" / "moodle" / "gift" / "peg-grammar"
    compared = 0
    for file in sorted(folder.glob("*.json")):
        wanted = [entry for entry in json.loads(file.read_text(encoding="utf-8")) if entry["type"] != "Category"]
        ours = [
            found for found in parse(file.with_suffix(".gift").read_text(encoding="utf-8")) if isinstance(found, Block)
        ]
        assert [found.type for found in ours] == [TYPES[entry["type"]] for entry in wanted]
        for found, entry in zip(ours, wanted, strict=True):
            assert found.title == (entry["title"] or "")
            assert found.stem.format == entry["stem"]["format"]
            assert "".join(found.stem.text.split()) == "".join(entry["stem"]["text"].split())
            compared += 1
    assert compared >= 30


def test_that_a_sheet_of_another_system_is_understood(shared: Path) -> None:
    found = entries(shared / "data" / "moodle" / "chinese" / "题库模板.xlsx")
    assert [entry.number for entry in found if isinstance(entry, Refused)] == [11]
    assert [entry.key for entry in found if isinstance(entry, Question)][:2] == [
        {"correct": "true"},
        {"correct": "false"},
    ]
