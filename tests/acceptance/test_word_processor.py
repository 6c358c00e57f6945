"""Reports as DOCX before a word processor: LibreOffice sets them on the pages of the PDF, with the same words."""

import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pypdfium2
import pytest

from lms.web.pdf import KAI
from reports.services.content import Content, content_of
from reports.services.documents import all_documents
from reports.services.shapes import shapes
from tests.reports.factories import cohort, make_snapshot
from tests.reports.test_layout import BOTTOM, LEFT, MM, OFF, RIGHT, TOP, Char, _chars, many_towns, short, words

pytestmark = pytest.mark.django_db
STAND_INS = {
    "仿宋_GB2312": "Noto Serif CJK SC",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
    "楷体_GB2312": "AR PL KaitiM GB",
}
"""The faces of the PDF in place of those that offices have."""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include><dir>{kai}</dir>{matches}</fontconfig>"""
MATCH = """<match target="pattern"><test name="family"><string>{}</string></test>
<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>"""
HANGING = "，。、；："
PAGE_NUMBER = re.compile(r"—\d+—")
NUMBERED = "×人常代〔2026〕×号签发人:×××"
"""Stands under the red head in both, but is written at another moment."""


def reports() -> dict[str, Content]:
    """Of 1, 2 and more than 20 pages, and of each shape."""
    written = {"problems": "学用结合还需加强，运用到审议、调研、联系选民中还不够熟练。"}
    small = make_snapshot(cohort(2, reach=0.9))
    made = {shape: content_of(small, shape=shape) for shape in shapes()}
    made["one"] = short(content_of(small, shape="session", texts=written), 2)
    made["two"] = short(content_of(small, shape="upward", texts=written), 0)
    made["many"] = content_of(make_snapshot(many_towns(), small.programme), shape="chairs")
    return made


def converted(folder: Path, files: list[Path]) -> None:
    """All in one run of the word processor, with a profile and a choice of fonts that are thrown away."""
    matches = "".join(MATCH.format(*pair) for pair in STAND_INS.items())
    (folder / "fonts.conf").write_text(FONTS.format(kai=KAI.parent, matches=matches))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)}
    done = subprocess.run(
        [*command, "--outdir", folder / "word", *files], env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr


def pages_of(path: Path) -> list[list[Char]]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [list(_chars(page)) for page in document]
    finally:
        document.close()


def said(path: Path) -> list[str]:
    """The text of each page in the order in which it is written, without what may differ: blanks, compatible forms of a
    character, commas, which may hang beside the type area unread, the number of the page, and the heads of tables, which
    come again where a page begins."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    pages = ["".join(unicodedata.normalize("NFKC", page).split()) for page in text.split("\f")[:-1]]
    plain = [PAGE_NUMBER.sub("", page).replace(",", "") for page in pages]
    return [re.sub(r"分组应?.{0,70}?(?:0?50100%|分布)", "", page) for page in plain]


def check_word_page(page: list[Char], number: int) -> None:
    """Nothing outside the type area but the number of the page, 7 mm below it: odd to the right, even to the left."""
    foot = [char for char in page if char.y > BOTTOM + OFF]
    assert "".join(char.text for char in foot) == f"—{number}—"
    assert {round(char.size) for char in foot} == {14}
    assert foot[0].y - 0.38 * 14 == pytest.approx(BOTTOM + 7 * MM, abs=OFF)
    if number % 2:
        assert foot[-1].x + 14 == pytest.approx(RIGHT - 14, abs=OFF)
    else:
        assert foot[0].x == pytest.approx(LEFT + 14, abs=OFF)
    for char in page:
        if char not in foot:
            assert LEFT - OFF <= char.x <= RIGHT + OFF - (0 if char.text in HANGING else char.size / 2)
            assert char.y - char.size * 0.9 >= TOP - OFF


def test_that_a_word_processor_sets_the_same_words_on_the_same_pages(tmp_path: Path) -> None:
    made, counts = reports(), {}
    for name, content in made.items():
        files = all_documents(content)
        for kind in ("pdf", "docx"):
            (tmp_path / f"{name}.{kind}").write_bytes(files[f"report.{kind}"])
    converted(tmp_path, [tmp_path / f"{name}.docx" for name in made])
    for name, content in made.items():
        ours, theirs = said(tmp_path / f"{name}.pdf"), said(tmp_path / "word" / f"{name}.pdf")
        assert [NUMBERED in page for page in theirs[:1]] == [NUMBERED in page for page in ours[:1]], name
        assert "".join(theirs).replace(NUMBERED, "") == "".join(ours).replace(NUMBERED, ""), name
        assert abs(len(theirs) - len(ours)) <= 1, name
        counts[name] = len(theirs)
        pages = pages_of(tmp_path / "word" / f"{name}.pdf")
        for number, page in enumerate(pages, 1):
            check_word_page(page, number)
        if content.shape.recorded:
            assert len(pages) % 2 == 0
            assert f"—{len(pages)}—" in words(pages[-1])
            printed = [char for char in pages[-1] if char.size == 14 and char.y <= BOTTOM]
            assert words(printed).endswith("印发")
            assert max(char.y for char in printed) > BOTTOM - 28.95
    assert counts["one"] == 1
    assert counts["two"] == 2
    assert counts["many"] > 20
