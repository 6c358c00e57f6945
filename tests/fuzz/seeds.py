"""Files to mutate: small ones of our own, and, where SHARED_DIR is there, those of the world."""

import io
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx

from tests.quizzes.exchange.files import HEADER, SINGLE, workbook
from tests.quizzes.exchange.test_typed_lines import AIKEN, PAPER
from tests.quizzes.exchange.xml_files import (
    answers,
    choice,
    declared,
    item,
    manifest,
    moodle_question,
    package,
    template,
)

GIFT = """// [id:q-1] [tag:level:2]
::锁屏::[html]<p>哪一种<b>最稳妥</b>？</p>{
=口令 # 对
~%50%图案
~不设 \\{\\}
####说明
}

$CATEGORY: 甲/乙
对吗？{FALSE#错了#对了}

连线{=甲 -> 一 =乙 -> 二}

多少？{#3.14:0.01}

哪些？{~%50%甲 ~%50%乙 ~%-100%丙}

写{}
"""
CLOZE = "首都是{1:SHORTANSWER:=北京#对~%50%京}，有{2:NUMERICAL:=5:1}级，选{1:MCV:=甲~乙}。"
CSV = "\n".join(
    ",".join(row) for row in (HEADER, SINGLE, ["多选题", "哪些？", "甲", "乙", "丙", "AC", "", "F1", "1", ""])
)
YAML = """- id: a1-p01
  kind: single
  level: 1
  stem: 哪一样？
  options: [{id: a, text: 甲}, {id: b, text: 乙, feedback: 不对。}]
  key: {correct: a}
"""
MOODLE = (
    "<quiz>"
    + "".join(
        (
            moodle_question("multichoice", "<single>true</single>" + answers({"甲": 100, "乙": 0})),
            moodle_question("truefalse", answers({"true": 100, "false": 0})),
            moodle_question("shortanswer", answers({"甲": 100, "*": 0})),
            moodle_question("cloze", "", CLOZE),
        )
    )
    + "</quiz>"
)
QTI = item(declared("A"), choice(), template("match_correct"))


@dataclass(frozen=True)
class Seed:
    name: str
    content: bytes


def _document() -> bytes:
    document = docx.Document()
    for line in PAPER.splitlines():
        document.add_paragraph(line)
    table = document.add_table(2, 3)
    for place, text in enumerate(["题干", "题型", "答案", "对吗？", "判断题", "对"]):
        table.cell(place // 3, place % 3).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def own() -> dict[str, list[Seed]]:
    """By family: what is read as text, as XML, as an archive."""
    texts = {"a.gift": GIFT, "b.txt": AIKEN, "c.txt": PAPER, "d.csv": CSV, "e.yaml": YAML, "f.cloze": CLOZE}
    one = manifest(("imsqti_item_xmlv2p2", "one.xml"))
    return {
        "text": [Seed(name, text.encode()) for name, text in texts.items()],
        "xml": [Seed("a.xml", MOODLE.encode()), Seed("b.xml", QTI.encode())],
        "archive": [
            Seed("a.xlsx", workbook([SINGLE, SINGLE])),
            Seed("b.docx", _document()),
            Seed("c.zip", package({"imsmanifest.xml": one, "one.xml": QTI})),
        ],
    }


@cache
def real() -> dict[str, list[Seed]]:
    """Nothing where SHARED_DIR is not there. Files above half a megabyte would only be slow."""
    folder = Path(os.environ.get("SHARED_DIR") or "/nowhere") / "data"
    files = [file for name in ("moodle", "qti") for file in sorted((folder / name).rglob("*")) if file.is_file()]
    found: dict[str, list[Seed]] = {"text": [], "xml": [], "archive": []}
    for file in files:
        if file.suffix in {".md", ".json"} or file.stat().st_size > 500_000:
            continue
        content = file.read_bytes()
        xml = content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
        family = "archive" if content.startswith(b"PK") else "xml" if xml else "text"
        found[family].append(Seed(file.name, content))
    return found
