"""The figures of report.csv, which equal SQL over the frozen rows (test_figures), against every other form of them."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import permutations

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from reports.models import Snapshot
from reports.selectors.excerpt import excerpt
from reports.services.content import Content, content_of
from reports.services.documents import csv_, print_and_word, xlsx
from reports.words import COLUMNS
from tests.reports.factories import cohort, make_snapshot
from tests.reports.test_other_outputs import with_role

pytestmark = pytest.mark.django_db
SHARE, LOW, HIGH, LEAST, MOST = (COLUMNS[key] for key in ("share", "low", "high", "least", "most"))
WITHHELD = None
Figures = dict[str, dict[str, dict[str, str | None]]]
"""Table, row, column: the figure, None where withheld, no entry where there is nothing to say."""


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot(cohort(2, reach=0.9), persons=480)


@pytest.fixture
def content(snapshot: Snapshot) -> Content:
    return content_of(snapshot)


@pytest.fixture
def figures(content: Content) -> Figures:
    found: Figures = {}
    for line in csv.DictReader(io.StringIO(csv_(content).decode("utf-8-sig"))):
        row = found.setdefault(line["table"], {}).setdefault(line["row"], {})
        if line["suppressed"] == "1":
            row[line["column"]] = WITHHELD
        elif line["value"]:
            row[line["column"]] = line["value"]
    return found


def printed(row: dict[str, str | None], head: str) -> str:
    """What stands in a printed cell under that head, written anew from the figures."""
    if head.startswith("比例"):
        if SHARE not in row:
            return "—"
        if row[LOW] is None:
            return "*"
        interval = f"{row[LOW]}%～{row[HIGH]}%"
        return interval if row[SHARE] is None else f"{row[SHARE]}%（{interval}）"
    if head == "计入暂无后":
        return "—" if LEAST not in row else "*" if row[LEAST] is None else f"{row[LEAST]}%～{row[MOST]}%"
    return "—" if head not in row else row[head] or "*"


def check(figures: Figures, title: str, grid: list[list[str]]) -> int:
    """A printed table, its head first, cell by cell; how many cells there are."""
    heads, rows = grid[0], figures[title]
    assert [line[0] for line in grid[1:]] == list(rows)
    for line in grid[1:]:
        for head, cell in zip(heads[1:], line[1:], strict=True):
            assert cell == printed(rows[line[0]], head), (title, line[0], head)
    return sum(map(len, grid[1:]))


class Tables(HTMLParser):
    """Reads the tables of a page as lists of lines."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in {"th", "td"}:
            self.found[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1][-1][-1] += data


def test_that_word_print_workbook_and_dashboard_show_the_figures_of_the_csv(
    snapshot: Snapshot, content: Content, figures: Figures, client: Client
) -> None:
    files = print_and_word(content)
    cells = sum(check(figures, *one) for one in in_word(content, files["docx"]))
    assert cells > 200
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    for annex in content.annexes:
        for label, row in figures[annex.table.title].items():
            line = "".join([label, *(printed(row, head) for head in annex.table.heads)])
            assert re.sub(r"\s", "", line) in text, (annex.table.title, label)
    client.force_login(with_role("committee"))
    page = Tables()
    page.feed(client.get(reverse("reports:dashboard")).content.decode())
    titles = [annex.table.title for annex in content.annexes]
    assert sum(check(figures, *one) for one in zip(titles, page.found, strict=True)) >= cells
    book = openpyxl.load_workbook(io.BytesIO(xlsx(content)))
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.defined_names
    for annex, sheet in zip(content.annexes, book.worksheets[1:], strict=False):
        heads, *lines = sheet.iter_rows()
        for label, *found in lines:
            row = figures[annex.table.title][label.value]
            for head, cell in zip(heads[1:], found, strict=True):
                percent = cell.number_format == "0%" and cell.value not in (None, "*")
                wanted = "*" if row.get(head.value, "") is None else int(row[head.value]) if head.value in row else None
                assert (round(cell.value * 100) if percent else cell.value) == wanted


def in_word(content: Content, data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Title and cells of each table, without the column of pictures."""
    title, places = "", iter(content.annexes)
    for part in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Paragraph):
            title = part.text.partition("　")[2] if part.style.name == "公文表题" else title
        elif isinstance(part, Table):
            last = -1 if next(places).pictures else None
            yield title, [[cell.text for cell in row.cells][:last] for row in part.rows]


def test_that_sentences_and_pictures_tell_no_count_that_the_tables_withhold(
    snapshot: Snapshot, content: Content, figures: Figures
) -> None:
    """Each number of mandates in the text is published, or the difference of two published ones of its row."""
    told, differences = {str(snapshot.mandates), str(snapshot.persons)}, set()
    for rows in figures.values():
        for row in rows.values():
            counts = [
                int(value) for name, value in row.items() if value and name not in (SHARE, LOW, HIGH, LEAST, MOST)
            ]
            told |= set(map(str, counts))
            differences |= {str(one - other) for one, other in permutations(counts, 2) if one - other >= 5}
    text = "".join([*content.points, *(part.text for section in content.sections for part in section.paragraphs)])
    numbers = re.findall(r"(\d+)人次", text)
    assert len(numbers) > 20
    assert set(numbers) <= told | differences
    for annex in content.annexes:
        for label, picture in annex.pictures.items():
            row = figures[annex.table.title][label]
            words = re.sub("<[^>]*>", " ", picture).replace(label, "", 1)
            shown = {value for value in row.values() if value}
            assert set(re.findall(r"\d+", words)) <= shown | {"0"}, words


def test_that_the_excerpts_of_all_places_tell_no_more_than_its_tables(snapshot: Snapshot, figures: Figures) -> None:
    for unit in ("东岭镇", "西河镇", "城东街道"):
        for part in excerpt(snapshot, unit).parts:
            label, cells = part.lines[0]
            row = figures[part.title][label]
            assert cells == [printed(row, head) for head in part.heads]
