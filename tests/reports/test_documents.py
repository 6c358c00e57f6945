"""The files of a report."""

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.management import call_command
from docx import Document
from docx.oxml.ns import qn
from PIL import Image, ImageColor
from pypdf import PdfReader

from courses.models import Programme
from lms.web.pdf import uncovered
from reports.models import Snapshot
from reports.services.content import Content, broken, content_of, pictures_of
from reports.services.dictionary import description
from reports.services.documents import all_documents, csv_, tables_package, xlsx
from reports.services.publishing import publish
from reports.words import COLUMNS
from tests.factories import make_mandate
from tests.reports.factories import cohort, make_programme, make_snapshot, one_row

pytestmark = pytest.mark.django_db
MADE: dict[str, bytes] = {}


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot(cohort(2, reach=0.9), persons=480, uuid=UUID(int=7))


@pytest.fixture
def content(snapshot: Snapshot) -> Content:
    return content_of(snapshot)


@pytest.fixture
def files(content: Content) -> dict[str, bytes]:
    """The same bytes for the same snapshot: made once."""
    if not MADE:
        MADE.update(all_documents(content))
    return MADE


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")


def test_that_making_the_files_again_gives_the_same_bytes(snapshot: Snapshot, files: dict[str, bytes]) -> None:
    Programme.objects.update(title="改了名的方案", hours={"online": 99})
    again = all_documents(content_of(Snapshot.objects.get(pk=snapshot.pk)))
    assert {name: hashlib.sha256(data).hexdigest() for name, data in again.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }


def test_that_the_manifest_names_every_file_with_its_hash(snapshot: Snapshot, files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == {"report.pdf", "report.docx", "report.xlsx", "report.csv", "dictionary.csv"}
    for name, said in manifest["files"].items():
        assert said["sha256"] == hashlib.sha256(files[name]).hexdigest()
    for key in ("source_hash", "seal", "rules", "mandates"):
        assert manifest[key] == getattr(snapshot, key)
    assert (manifest["snapshot"], manifest["as_of"]) == (str(snapshot.uuid), "2026-11-24")
    assert manifest["software"].startswith("daibiao-xuetang ")


def test_that_the_pdf_is_chinese_text_with_embedded_fonts_and_all_its_glyphs(files: dict[str, bytes]) -> None:
    text = text_of(files["report.pdf"])
    for words in (
        "送审稿", "区人大常委会：", "一、工作情况", "二、测评结果", "三、存在问题", "四、下步打算", "特此报告",
        "截至2026年11月24日", "应测评488人次（480人）", "附件1",
    ):  # fmt: skip
        assert words in text, words
    assert "\ufffd" not in text
    for page in PdfReader(io.BytesIO(files["report.pdf"])).pages:
        width, height = (float(side) for side in page.mediabox[2:])
        assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (210, 297)
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_that_a_page_of_the_pdf_holds_22_lines_of_28_characters(snapshot: Snapshot) -> None:
    long = content_of(snapshot, texts={"problems": "测" * 28 * 70, "plans": "无"})
    pages = [
        page.extract_text().splitlines() for page in PdfReader(io.BytesIO(all_documents(long)["report.pdf"])).pages
    ]
    full = max(pages, key=lambda lines: sum(set(line) == {"测"} for line in lines))
    assert [len(line) for line in full if set(line) == {"测"}] == [28] * 22


def test_that_no_word_of_the_law_is_said_of_a_result_and_nothing_needs_a_missing_glyph(content: Content) -> None:
    words = "".join([content.opening, *(part.text for section in content.sections for part in section.paragraphs)])
    words += "".join(part.text for part in content.notes)
    assert not [word for word in ("合格", "补考", "资格", "排名靠后") if word in words]
    assert uncovered(words) == []
    assert not [text for text in words.split("。") if "{" in text]


def test_that_withheld_cells_are_in_no_file_and_no_picture(snapshot: Snapshot) -> None:
    tables = publish(snapshot)
    hidden = [(table, label, cells) for table in tables for label, cells in table.rows if None in cells.values()]
    assert hidden
    for table, label, cells in hidden:
        picture = pictures_of(table).get(label, "")
        if cells.get("share", 0) is None and table.key != "grades":
            assert "<circle" not in picture
    book = openpyxl.load_workbook(io.BytesIO(xlsx(content_of(snapshot))))
    marks = sum(cell.value == "*" for sheet in book for row in sheet.iter_rows() for cell in row)
    lines = list(csv.DictReader(io.StringIO(csv_(content_of(snapshot)).decode("utf-8-sig"))))
    assert (
        marks
        == sum(line["suppressed"] == "1" for line in lines)
        == sum(list(cells.values()).count(None) for _, _, cells in hidden)
    )
    assert all(line["value"] == "" for line in lines if line["suppressed"] == "1")


def test_that_the_bars_of_the_word_file_begin_and_end_at_the_edges_of_their_pictures(
    files: dict[str, bytes], content: Content
) -> None:
    grades = content.annexes[0]
    document = Document(io.BytesIO(files["report.docx"]))
    found = document.tables[0]._tbl.findall(f".//{qn('a:blip')}")
    assert len(found) == len(grades.pictures) > 0
    for blip, drawing in zip(found, grades.pictures.values(), strict=True):
        picture = Image.open(io.BytesIO(document.part.related_parts[blip.get(qn("r:embed"))].blob)).convert("RGB")
        widths, colours = (
            re.findall('<rect x="[^"]+" y="0" width="([^"]+)"', drawing),
            re.findall("#[0-9a-f]{6}", drawing),
        )
        parts = [ImageColor.getrgb(colour) for colour, width in zip(colours, widths, strict=True) if float(width) > 1]
        for down in (1, picture.height - 2):
            assert picture.getpixel((0, down)) == parts[0]
            assert picture.getpixel((picture.width - 1, down)) == parts[-1]


def test_that_each_sheet_is_one_table_and_each_withheld_cell_says_why(
    files: dict[str, bytes], content: Content
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))
    assert book.sheetnames == ["说明", *(f"表{annex.number}" for annex in content.annexes), "数据字典"]
    for sheet, annex in zip(book.worksheets[1:], [*content.annexes, None], strict=False):
        (table,) = sheet.tables.values()
        assert table.name == (annex.table.key if annex else "dictionary")
        assert table.ref == sheet.dimensions == table.autoFilter.ref
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
        assert sheet.freeze_panes == "B2"
        for column in sheet.iter_cols():
            words = max(wide_of(str(cell.value)) for cell in column)
            assert sheet.column_dimensions[column[0].column_letter].width >= min(words, 46)
            for cell in column[1:]:
                assert (cell.comment is not None) == (cell.value == "*")
                if isinstance(cell.value, int | float):
                    assert cell.number_format == ("0%" if sheet.title != "数据字典" and is_share(column) else "#,##0")


def wide_of(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def is_share(column: tuple[Any, ...]) -> bool:
    return any(word in column[0].value for word in ("比例", "区间", "暂无的"))


def test_that_the_first_sheet_says_what_it_is_and_of_which_day(files: dict[str, bytes], snapshot: Snapshot) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))["说明"]
    said = {row[0].value: row[1] for row in sheet.iter_rows() if row[0].value}
    assert said["数据截至"].value == datetime(2026, 11, 24)
    assert said["数据截至"].is_date
    assert said["快照校验值"].value == snapshot.source_hash
    assert "就绪度规则1" in said["规则版本"].value
    assert any("不予公布" in str(cell.value) for cell in sheet["B"])


def test_that_the_dictionary_tells_of_every_column_of_every_table(files: dict[str, bytes]) -> None:
    told = list(csv.reader(io.StringIO(files["dictionary.csv"].decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(files["report.xlsx"]))
    assert [[cell.value for cell in row] for row in book["数据字典"].iter_rows()] == told
    assert all(all(cells) and not [cell for cell in cells if "{" in cell] for cells in told)
    lines = list(csv.reader(io.StringIO(files["report.csv"].decode("utf-8-sig"))))
    columns = {(line[0], line[1], line[3]) for line in told[1:]}
    assert {(table, column, unit) for table, _row, column, unit, _value, _hidden in lines[1:]} <= columns
    assert [line[1] for line in told if line[0] == "report.csv"] == lines[0]
    assert len(columns) == len(told) - 1
    assert set(description()["columns"]) == set(COLUMNS)


def test_that_the_package_of_tables_can_be_checked(content: Content, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(tables_package(content))) as package:
        package.extractall(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "report.xlsx", "report.csv", "dictionary.csv", "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)
    assert set(json.loads((tmp_path / "manifest.json").read_text())["files"]) == {
        "report.xlsx", "report.csv", "dictionary.csv",
    }  # fmt: skip


def test_that_labels_from_a_roster_are_never_formulas() -> None:
    evil = '=HYPERLINK("http://x","y")'
    snapshot = make_snapshot([one_row(unit=evil, grade=grade) for grade in ("basic", "starting") for _ in range(20)])
    book = openpyxl.load_workbook(io.BytesIO(xlsx(content_of(snapshot))))
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert values
    assert all(cell.data_type == "s" for cell in values)
    assert f"'{evil}" in {
        line["row"] for line in csv.DictReader(io.StringIO(csv_(content_of(snapshot)).decode("utf-8-sig")))
    }


def test_that_the_word_file_has_real_styles_and_the_same_words(content: Content, files: dict[str, bytes]) -> None:
    document = Document(io.BytesIO(files["report.docx"]))
    heads = [each.text for each in document.paragraphs if each.style.name == "公文一级标题"]
    assert heads == [section.head for section in content.sections]
    body = "".join(each.text for each in document.paragraphs)
    for section in content.sections:
        for paragraph in section.paragraphs:
            assert paragraph.text in body
    assert document.styles["公文正文"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert document.styles["公文一级标题"].base_style.name == "Heading 1"
    assert len(document.tables) == len(content.annexes)
    assert round(document.sections[0].left_margin.mm) == 28
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(told) == sum(len(annex.pictures) for annex in content.annexes)
    assert all(told)
    assert document.core_properties.title == content.title
    assert document.core_properties.author == content.signature
    assert "签发人：×××" in body
    assert "抄送：各镇人大主席团，各人大街道工委。" in body
    assert document.settings.odd_and_even_pages_header_footer
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_that_office_files_carry_no_time_of_their_own(files: dict[str, bytes]) -> None:
    for name in ("report.docx", "report.xlsx"):
        members = zipfile.ZipFile(io.BytesIO(files[name])).infolist()
        assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_that_a_long_title_breaks_before_a_word() -> None:
    assert broken("关于新一届区镇两级人大代表数字履职培训和能力测评情况的报告") in (
        ["关于新一届区镇两级人大代表", "数字履职培训和能力测评情况的报告"],
        ["关于新一届区镇两级人大代表数字履职", "培训和能力测评情况的报告"],
    )
    assert broken("情况的报告") == ["情况的报告"]


def test_that_what_staff_wrote_stands_in_the_report(snapshot: Snapshot) -> None:
    written = content_of(
        snapshot, title="另一个标题", texts={"problems": "一是甲。\n二是乙。", "addressee": "主任、各位副主任："}
    )
    assert (written.title, written.addressee) == ("另一个标题", "主任、各位副主任：")
    assert [part.text for part in written.sections[2].paragraphs] == ["1.一是甲。", "2.二是乙。"]


def test_that_an_empty_district_still_makes_a_report() -> None:
    files = all_documents(content_of(make_snapshot([one_row(grade="unassessed", levels={}) for _ in range(12)])))
    assert "暂无12人次" in text_of(files["report.pdf"])


def test_that_the_command_writes_its_files_and_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(12):
        make_mandate()
    make_programme()
    for folder in ("one", "two"):
        call_command("readiness_report", "--programme", "starter", "--out", str(tmp_path / folder))
    assert capsys.readouterr().out.strip().splitlines()[-1].startswith("数据快照 ")
    names = {"report.pdf", "report.docx", "report.xlsx", "report.csv", "dictionary.csv", "manifest.json"}
    assert {path.name for path in (tmp_path / "one").iterdir()} == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    seen = subprocess.run(
        ["pdffonts", tmp_path / "one" / "report.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert all(line.split()[-5] == "yes" for line in seen.splitlines()[2:])


@pytest.mark.parametrize("words", [["--programme", "none"], ["--programme", "starter", "--as-of", "2999-01-01"], []])
def test_that_the_command_refuses_what_cannot_be(tmp_path: Path, words: list[str]) -> None:
    make_programme()
    with pytest.raises(SystemExit) as ended:
        call_command("readiness_report", *(words or ["--programme", "starter"]), "--out", str(tmp_path))
    assert ended.value.code == 1
    assert not list(tmp_path.iterdir())
    assert not Snapshot.objects.exists()
