"""What goes out as a file and comes back earns the same points for every answer that can be given."""

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from quizzes.exchange import formats
from quizzes.exchange.question import Aside, Question
from quizzes.exchange.source import Source
from quizzes.scoring import score
from quizzes.scoring.kinds import names
from tests.quizzes.exchange.made import KINDS, answers, made
from tests.quizzes.exchange.xml_files import PNG

FILES = {"moodle": "a.xml", "qti": "a.zip", "xlsx": "a.xlsx", "gift": "a.gift"}
WITHOUT = {("hotspot", "moodle"), ("hotspot", "xlsx"), ("hotspot", "gift"), ("cloze", "gift")}
"""Kinds that a format cannot say at all."""
THOROUGH = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def back(question: Question, format: str) -> Question:
    target = formats.find_writable(format)
    source = Source(FILES[format], target.write([question]))
    assert formats.recognise(source) == format
    (found,) = [entry for entry in formats.find(format).read(source) if not isinstance(entry, Aside)]
    assert isinstance(found, Question), found
    assert found.kind == question.kind
    return found


def by_text(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, str]:
    there = {each["text"]: each["id"] for each in after}
    return {each["id"]: there[each["text"]] for each in before}


def ids(before: Question, after: Question) -> dict[str, str]:
    """Our ids to those after the round trip. The two options of a true-or-false item have one each."""
    if before.kind == "boolean":
        return {"true": "true", "false": "false"}
    found: dict[str, str] = {}
    for name in ("options", "prompts", "choices", "areas"):
        found |= by_text(before.body.get(name, []), after.body.get(name, []))
    return found


def translated(answer: dict[str, Any], before: Question, after: Question) -> dict[str, Any]:
    if before.kind == "cloze":
        return {"gaps": dict(_gaps(answer["gaps"], before, after))}
    ours = ids(before, after)
    if "pairs" in answer:
        return {"pairs": {ours[prompt]: ours[choice] for prompt, choice in answer["pairs"].items()}}
    if "choice" in answer:
        return {"choice": ours[answer["choice"]]}
    for name in ("choices", "order"):
        if name in answer:
            given = [ours[id] for id in answer[name]]
            return {name: sorted(given) if name == "choices" else given}
    return answer


def _gaps(given: dict[str, str], before: Question, after: Question) -> Iterator[tuple[str, str]]:
    for gap, other in zip(before.body["gaps"], after.body["gaps"], strict=True):
        assert gap["kind"] == other["kind"]
        if gap["id"] in given:
            words = by_text(gap.get("options", []), other.get("options", []))
            yield other["id"], words.get(given[gap["id"]], given[gap["id"]])


@pytest.mark.parametrize("format", list(FILES))
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in names()])
def test_that_every_answer_earns_the_same_after_the_way_out_and_back(kind: str, format: str) -> None:
    tried = 0

    @THOROUGH
    @given(question=KINDS[kind])
    def check(question: Question) -> None:
        nonlocal tried
        if formats.find_writable(format).unwritable(question):
            return
        tried += 1
        after = back(question, format)
        for answer in answers(question):
            ours = score(kind, answer, question.key)
            theirs = score(kind, translated(answer, question, after), after.key)
            assert theirs == pytest.approx(ours, abs=1e-5), (answer, question.key, after.key)

    check()
    assert tried or (kind, format) in WITHOUT


@pytest.mark.parametrize("format", ["moodle", "qti"])
def test_that_formatting_and_pictures_come_back_as_they_were(format: str) -> None:
    html = (
        "<p><b>粗</b><i>斜</i><u>线</u><s>删</s>x<sup>2</sup>H<sub>2</sub></p><ul><li>一</li></ul>"
        "<table><tbody><tr><td>格</td></tr></tbody></table>"
    )
    picture = str(uuid.UUID(bytes=hashlib.sha256(PNG).digest()[:16], version=4))
    shown = f'{html}<p><img src="picture:{picture}" alt="图"></p>'
    offered = [{"id": "a", "text": "甲", "html": "<b>甲</b>"}, {"id": "b", "text": "乙"}]
    question = made(
        "single", {"stem": "题", "html": shown, "options": offered}, {"correct": "a"}, pictures={picture: PNG}
    )
    after = back(question, format)
    assert after.body["html"].replace("\n", "") == shown
    assert after.body["options"] == offered
    assert after.pictures == {picture: PNG}
