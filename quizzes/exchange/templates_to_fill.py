"""The templates that teachers fill in: examples of every kind, lists to choose from, and how to fill them. Their words
are Chinese as those of the files that are read, whatever the language of the screens."""

import io
from pathlib import Path

import docx
import yaml
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Pt

from quizzes.exchange.question import Position
from quizzes.exchange.tables.columns import WRITTEN
from quizzes.exchange.tables.writing import write_workbook
from quizzes.exchange.typed.fields import Choice, Typed
from quizzes.framework.models import Competence

DATA = Path(__file__).parent / "data"
MARKS = ("# ", "## ", "> ")
"""In paper.txt: a title, a section, a remark."""


def examples() -> list[Typed]:
    names = {title: name for name, title in WRITTEN.items()}
    found = []
    for number, row in enumerate(yaml.safe_load((DATA / "examples.yaml").read_text(encoding="utf-8")), start=1):
        options = tuple(Choice(chr(65 + place), text) for place, text in enumerate(row.pop("选项", [])))
        found.append(Typed(number, Position(), options=options, **{names[title]: text for title, text in row.items()}))
    return found


def xlsx_template() -> bytes:
    codes = list(Competence.objects.order_by("order").values_list("code", flat=True))
    lines = (DATA / "sheet_help.txt").read_text(encoding="utf-8").splitlines()
    return write_workbook(examples(), help_lines=lines, codes=codes)


def docx_template() -> bytes:
    document = docx.Document()
    usual = document.styles["Normal"]
    usual.font.size, usual.font.name = Pt(12), "宋体"
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for line in (DATA / "paper.txt").read_text(encoding="utf-8").splitlines():
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        run = document.add_paragraph().add_run(line.removeprefix(mark))
        run.bold = mark in {"# ", "## "}
        if mark == "# ":
            run.font.size = Pt(16)
        if mark == "> ":
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
