"""Which files are read, and in which words the others are refused."""

import io
import zipfile
from datetime import datetime

import pytest

from lms.people.roster import columns, reading, sheet, workbook
from lms.people.roster.columns import tabulate
from lms.people.roster.reading import read
from lms.web.errors import BadInput
from tests.people.roster_files import HEADER, as_csv, as_xlsx, rows, table

UTF16_SPREADSHEET = "utf-16"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", UTF16_SPREADSHEET])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_that_csv_is_read_in_every_usual_wrapping(encoding: str, delimiter: str) -> None:
    read_table = tabulate(read(as_csv(table(), encoding=encoding, delimiter=delimiter)))
    assert [line.cells["name"] for line in read_table.lines] == [row[1] for row in rows()]


def test_that_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    cells = table()
    cells[1][12] = "第一行\n第二行"
    cells.insert(3, [""] * len(HEADER))
    read_table = tabulate(read(as_csv(cells)))
    assert [line.number for line in read_table.lines][:4] == [2, 3, 5, 6]


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("copies", [1, 200])
def test_that_an_open_quotation_mark_swallows_no_row_unseen(delimiter: str, copies: int) -> None:
    """The longer file reaches the parser's own limit for one cell."""
    content = as_csv([list(HEADER), *rows() * copies], delimiter=delimiter).decode()
    broken = content.replace(f"在任{delimiter}\r\n", f'在任{delimiter}"见附件\r\n', 2).replace('"', "", 1)
    with pytest.raises(BadInput, match=r"第 3 行.*引号"):
        read(broken.encode())


def test_that_a_workbook_with_title_merged_cells_dates_numbers_and_a_total_is_read() -> None:
    cells: list[list[object]] = [["青禾区人大代表名册", *[None] * 15], list(HEADER), *[list(row) for row in rows()[:6]]]
    for line in cells[2:]:
        line[5], line[7] = float(str(line[5])), None
    cells.append(["合计", 6.0, *[None] * 14])
    content = as_xlsx(cells, merges=[(2, 7, 7, 7, "青禾区人民代表大会")], dates=[(3, 4, datetime(1957, 2, 9))])
    read_table = tabulate(read(content))
    assert read_table.header_row == 2
    assert read_table.ignored == 1
    assert {line.cells["congress"] for line in read_table.lines} == {"青禾区人民代表大会"}
    assert sheet.text_of(read_table.lines[0].cells["phone"]) == "19900030000"
    assert str(read_table.lines[1].cells["born"]).startswith("1957-02-09")


def test_that_a_header_of_two_rows_is_read_as_one() -> None:
    """姓名 stands in the upper row, merged downwards; 手机号码 in the lower, below 联系方式."""
    upper = [title if place < 5 else "联系方式" if place == 5 else None for place, title in enumerate(HEADER)]
    lower = [None if place < 5 else title for place, title in enumerate(HEADER)]
    content = as_xlsx([upper, lower, *rows()], merges=[(0, place, 1, place, HEADER[place]) for place in range(5)])
    read_table = tabulate(read(content))
    assert read_table.header_row == 2
    assert read_table.titles["name"] == "姓名"
    assert read_table.titles["phone"] == "手机号码"
    assert len(read_table.lines) == 24


def test_that_a_header_repeated_for_printing_is_left_out() -> None:
    cells = table()
    cells.insert(10, list(HEADER))
    read_table = tabulate(read(as_csv(cells)))
    assert (len(read_table.lines), read_table.ignored) == (24, 1)


def test_that_formulas_are_found_where_they_stand() -> None:
    [found] = read(as_xlsx(table(), formulas={(4, 1): '=HYPERLINK("http://x","王")'}))
    assert found.formulas == {(5, 1)}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("姓 名", "name"), ("姓名（必填）", "name"), ("*手机号码：", "phone"), ("出生年月\n", "born"), ("所在代表团（组）", "delegation"),
        ("新任／连任", "origin"), ("ＸＹＺ", None), ("身份证号", None), ("", None),
    ],
)  # fmt: skip
def test_that_a_header_is_known_however_it_is_written(title: str, name: str | None) -> None:
    assert columns.field_of(title) == name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"), (b"\xef\xbb\xbf \r\n", "空"), (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 99, "xls"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "密码"), (b"%PDF-1.7 x", "不是"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是"), (b"<html><table><tr><td>1</td></tr></table>", "网页"),
        (b"PK\x03\x04broken", "损坏"), ("只有一列\n甲\n乙\n".encode(), "一列"), (b'{"a": [1, 2]}', "不是"),
    ],
)  # fmt: skip
def test_that_what_is_no_spreadsheet_is_refused_in_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        tabulate(read(content))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return out.getvalue()


def test_that_another_zip_file_is_no_spreadsheet() -> None:
    with pytest.raises(BadInput, match="不是"):
        read(archive(**{"word/document.xml": b"<x/>"}))
    with pytest.raises(BadInput, match="xlsb"):
        read(archive(**{"xl/workbook.bin": b"x"}))


def test_that_a_zip_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(BadInput, match="过大"):
        read(archive(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 2_000_000}))


def test_that_one_cell_in_the_far_corner_eats_no_memory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table()))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            target.writestr(name, content)
    with pytest.raises(BadInput, match="行"):
        read(out.getvalue())


def test_that_too_many_bytes_rows_and_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(BadInput, match="MB"):
        read(as_csv(table()))
    monkeypatch.undo()
    monkeypatch.setattr(columns, "MAX_ROWS", 10)
    with pytest.raises(BadInput, match="10"):
        tabulate(read(as_csv(table())))
    with pytest.raises(BadInput, match="列"):
        read(as_csv([["x"] * 300]))
    with pytest.raises(BadInput, match="列"):
        read(as_xlsx([["x"] * 300]))


def test_that_missing_columns_are_named_with_the_header_that_was_found() -> None:
    people = [
        ["某单位花名册", "", "", ""],
        ["姓名", "性别", "身份证号", "手机号"],
        ["王秀兰", "女", "0", "19900030000"],
    ]
    with pytest.raises(BadInput) as refused:
        tabulate(read(as_csv(people)))
    for words in ("第 2 行", "身份证号", "所属人大", "届次", "选区", "代表状态"):
        assert words in str(refused.value)


def test_that_a_file_without_any_header_is_refused_with_the_columns_it_needs() -> None:
    with pytest.raises(BadInput, match="所属人大"):
        tabulate(read(as_csv([["甲", "乙"], ["1", "2"]])))


def test_that_two_columns_of_one_meaning_are_refused() -> None:
    cells = [[*row, "x"] for row in table()]
    cells[0][-1] = "联系电话"
    with pytest.raises(BadInput, match="联系电话"):
        tabulate(read(as_csv(cells)))


def test_that_two_sheets_with_rosters_are_refused_and_an_empty_one_beside_is_not() -> None:
    with pytest.raises(BadInput, match="区、镇"):
        tabulate(read(as_xlsx(table(), sheets=["区", "镇"])))
    with pytest.raises(BadInput, match="第 1 行"):
        tabulate(read(as_csv([list(HEADER)])))


def test_that_a_damaged_workbook_is_refused() -> None:
    whole = as_xlsx(table())
    for cut in (len(whole) // 2, len(whole) - 30):
        with pytest.raises(BadInput):
            read(whole[:cut])
