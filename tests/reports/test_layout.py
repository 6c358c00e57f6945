"""Where every character of a report stands, read from the finished PDF (GB/T 9704-2012)."""

import ctypes
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from lms.web.pdf import extra_faces, font_files
from reports.services.content import Content, breakable, content_of
from reports.services.documents import pdf
from reports.services.shapes import shapes
from tests.reports.factories import cohort, make_snapshot, one_row

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
TOP, BOTTOM, LEFT, RIGHT = 37 * MM, (297 - 35) * MM, 28 * MM, (210 - 26) * MM
TYPE, LINE = 15.75, 28.95
OFF = 1 * MM
"""What the standard lets a margin be off."""


@dataclass(frozen=True)
class Char:
    """A character: where it begins, its baseline from the top of the page, and its size, all in points."""

    text: str
    x: float
    y: float
    size: float

    @property
    def end(self) -> float:
        return self.x + self.size * (0.56 if self.text.isascii() else 1)


def pages_of(content: Content) -> list[list[Char]]:
    document = pypdfium2.PdfDocument(pdf(content))
    try:
        return [list(_chars(page)) for page in document]
    finally:
        document.close()


def _chars(page: pypdfium2.PdfPage) -> Iterable[Char]:
    width, height = page.get_size()
    assert (round(width / MM), round(height / MM)) == (210, 297)
    text = page.get_textpage()
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
    for place in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, place))
        if not char.isspace():
            assert pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            assert pdfium.FPDFText_GetMatrix(text, place, matrix)
            size = round(pdfium.FPDFText_GetFontSize(text, place) * matrix.a, 2)
            yield Char(char, x.value, height - y.value, size)


def rows_of(page: list[Char]) -> dict[float, list[Char]]:
    """Baseline -> the characters on it, inside the type area."""
    rows: dict[float, list[Char]] = {}
    for char in page:
        if char.y <= BOTTOM:
            near = next((y for y in rows if abs(y - char.y) < 3), char.y)
            rows.setdefault(near, []).append(char)
    return dict(sorted(rows.items()))


@lru_cache
def first_baseline(size: float = TYPE) -> float:
    """Of 22 lines from the top margin, by what the font says of its height."""
    with TTFont(font_files()["School Serif", 400], lazy=True) as font:
        up, down = (value / font["head"].unitsPerEm * size for value in (font["hhea"].ascent, -font["hhea"].descent))
    return TOP + (LINE - up - down) / 2 + up


def check_page(page: list[Char], number: int) -> None:
    """Nothing outside the type area but the page number; and that where it belongs."""
    foot = [char for char in page if char.y > BOTTOM]
    assert "".join(char.text for char in foot) == f"—{number}—"
    assert {char.size for char in foot} == {14}
    middle = foot[0].y - 0.38 * 14  # a dash stands so far above its baseline
    assert middle == pytest.approx(BOTTOM + 7 * MM, abs=OFF)
    if number % 2:
        assert foot[-1].end == pytest.approx(RIGHT - 14, abs=OFF)
    else:
        assert foot[0].x == pytest.approx(LEFT + 14, abs=OFF)
    digits = [char.x for char in foot[1:-1]]
    assert all(after - before == pytest.approx(7, abs=0.1) for before, after in pairwise(digits))
    for char in page:
        if char not in foot:
            assert char.x >= LEFT - OFF
            assert char.x + char.size / 2 <= RIGHT + OFF
            assert char.y - char.size * 0.9 >= TOP - OFF
            assert char.y <= BOTTOM + OFF


def check_text_page(page: list[Char], *, goes_on: bool) -> None:
    """Every line on the grid of 22, no line of more than 28 characters, both margins met."""
    rows = rows_of(page)
    places = {}
    for y, chars in rows.items():
        place = round((y - first_baseline()) / LINE)
        assert 0 <= place < 22
        assert y == pytest.approx(first_baseline(chars[0].size) + place * LINE, abs=OFF / 2)
        places[place] = chars
        assert len(chars) <= 28 or not all(ord(char.text) > 0x2E80 for char in chars)
        assert {char.size for char in chars} <= {TYPE, 22.0}
    body = [chars for chars in rows.values() if chars[0].size == TYPE]
    assert min(chars[0].x for chars in body) >= LEFT - OFF
    assert max(chars[-1].end for chars in body) <= RIGHT + OFF
    if goes_on:
        assert 0 in places
        assert min(chars[0].x for chars in body) == pytest.approx(LEFT, abs=OFF)
        assert max(places) >= 20  # a head does not stay behind alone
        assert max(chars[-1].end for chars in body) == pytest.approx(RIGHT, abs=TYPE / 2)


def words(page: list[Char]) -> str:
    return "".join(char.text for char in page).encode("utf-16", "surrogatepass").decode("utf-16")


def short(content: Content, *sections: int) -> Content:
    """A report without annexes, of some of its sections alone."""
    kept = tuple(content.sections[place] for place in sections)
    return replace(content, sections=kept, attached=(), annexes=(), notes=(), points=())


@pytest.mark.parametrize(
    ("shape", "sections", "pages"), [("session", [2], 1), ("upward", [0], 2), ("chairs", [0, 2], 2)]
)
def test_that_a_short_report_keeps_to_the_standard_on_every_page(shape: str, sections: list[int], pages: int) -> None:
    written = {"problems": "学用结合还需加强，运用到审议、调研、联系选民中还不够熟练。"}
    made = pages_of(short(content_of(make_snapshot(cohort(2, reach=0.9)), shape=shape, texts=written), *sections))
    assert len(made) == pages
    for number, page in enumerate(made, 1):
        check_page(page, number)
        if not words(page).startswith("抄送"):
            check_text_page([char for char in page if char.size != 14 or char.y > BOTTOM], goes_on=number < pages)


def many_towns() -> list[dict[str, Any]]:
    """Rows of so many towns that their tables take more than twenty pages."""
    towns = [f"{'甲乙丙丁戊己庚辛壬癸'[number // 26]}{chr(0x4E00 + 7 * number)}镇" for number in range(260)]
    return [
        one_row(level=level, unit=town, unit_position=place, grade=grade)
        for place, town in enumerate(towns)
        for level in ("township", "district")
        for grade in ("basic", "starting", "unassessed")
        for _ in range(6)
    ]


def test_that_a_report_of_many_towns_keeps_to_the_standard_on_every_page() -> None:
    rows = many_towns()
    towns = list(dict.fromkeys(row["unit"] for row in rows))
    made = pages_of(content_of(make_snapshot(rows), shape="chairs"))
    assert len(made) > 20
    annexes = next(place for place, page in enumerate(made) if words(page).startswith("附件1"))
    notes = next(place for place, page in enumerate(made) if words(page).startswith("附件2"))
    for number, page in enumerate(made, 1):
        check_page(page, number)
        if number <= annexes or number > notes:
            check_text_page(page, goes_on=number < annexes and not words(made[number]).startswith("以上汇报"))
        elif not words(page).startswith(("附件", "表")) and re.search("[甲-癸].镇", words(page)):
            assert words(page).startswith("分组"), "the head of the table comes again"
    printed = "".join(map(words, made))
    assert all(town in printed for town in towns)


@pytest.mark.parametrize("shape", ["upward", "chairs", "session"])
def test_that_each_shape_is_headed_addressed_and_closed_as_its_data_say(shape: str) -> None:
    content, said = content_of(make_snapshot(cohort(2, reach=0.9)), shape=shape), shapes()[shape]
    made = pages_of(content)
    first, rows = words(made[0]), list(rows_of(made[0]).values())
    assert first.startswith("送审稿")
    assert said.addressee in first
    assert ("签发人：×××" in first) is ("signer" in said.fields)
    assert ("次会议上" in first.replace("主任会议", "会议")) is ("meeting" in said.fields)
    assert said.closing in "".join(map(words, made))
    title = [char for row in rows for char in row if char.size == 22]
    assert "".join(char.text for char in title) == said.title
    for row in rows:
        if row[0].size == 22:
            assert row[0].x - LEFT == pytest.approx(RIGHT - row[-1].end, abs=OFF)
    dated = [page for page in made if words(page).count("2026年11月24日") and said.signed and "特此报告" in words(page)]
    for page in dated:
        row = next(row for row in rows_of(page).values() if words(row) == "2026年11月24日")
        assert RIGHT - row[-1].end == pytest.approx(4 * TYPE, abs=OFF)
    if said.recorded:
        assert len(made) % 2 == 0
        last = rows_of(made[-1])
        assert words(next(iter(reversed(last.values())))).endswith("印发")
        assert "抄送：各镇人大主席团，各人大街道工委。" in words(made[-1])


def test_that_a_character_without_glyph_in_one_face_is_taken_from_the_next() -> None:
    """Names beyond GB 2312 in the reporter's line, which is set in 楷体."""
    with TTFont(extra_faces()["School Kai"], lazy=True) as kai:
        assert ord("珺") not in kai.getBestCmap()
    content = content_of(make_snapshot(cohort(2)), shape="session", texts={"reporter": "代工委主任　王珺喆𬱖"})
    assert "王珺喆𬱖" in words(pages_of(short(content, 2))[0])


def test_that_the_offices_own_face_is_used_and_filled_up(settings: object) -> None:
    """With a face of GB 2312 alone as the installation's 仿宋: what it has comes from it, the rest from the next."""
    from lms.web import pdf as setting

    settings.FANGSONG_FONT = str(setting.KAI)  # type: ignore[attr-defined]
    setting._face_css.cache_clear()
    setting._fonts.cache_clear()
    try:
        made = pdf(short(content_of(make_snapshot(cohort(2)), shape="session", texts={"addressee": "喆主任："}), 2))
    finally:
        setting._face_css.cache_clear()
        setting._fonts.cache_clear()
    fonts = PdfReader(io.BytesIO(made)).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts}
    assert {"School-Fang", "School-Serif"} <= names


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("应测评", "应测评"),
        ("达到“基础”及以上", '达到<wbr><span class="kept">“基础”</span><wbr>及以上'),
        ("设备与网络／镇人大代表", '设备与网络／<wbr><span class="kept">镇人大代表</span><wbr>'),
        ("<乡>／“镇”", '&lt;乡&gt;／<wbr><span class="kept">“镇”</span><wbr>'),
    ],
)
def test_that_a_narrow_column_tears_neither_a_quoted_word_nor_whose_share_it_is(text: str, html: str) -> None:
    assert breakable(text) == html
