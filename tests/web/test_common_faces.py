"""Faces cut down to common characters: the same files every time, and the whole face behind them."""

from pathlib import Path

from fontTools.ttLib import TTFont
from pypdf import PdfReader

from lms.web import pdf
from lms.web.common_faces import COMMON, _cut, cut_faces, prepare
from lms.web.pdf import font_files, render_pdf

FONTS = 'html{font-family:"School Serif Common","School Serif","School Rare"}'


def faces_of(name: str, path: Path) -> set[str]:
    """The families that one name is printed in."""
    html = f"<html lang=zh><title>证书</title><body><p>{name}</p></body></html>"
    path.write_bytes(render_pdf(html, stylesheets=[cut_faces("School Serif"), FONTS]))
    reader = PdfReader(path)
    assert name in reader.pages[0].extract_text().replace("\n", "")
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}


def test_that_a_face_behind_is_used_only_for_what_the_one_before_lacks(tmp_path) -> None:
    path = tmp_path / "one.pdf"
    assert faces_of("王秀英·二〇二六（A1）", path) == {"School-Serif-Common"}
    assert faces_of("王䶮", path) == {"School-Serif-Common", "School-Serif"}
    assert faces_of("王𠮷䶮", path) == {"School-Serif-Common", "School-Serif", "School-Rare-Medium"}


def test_that_a_new_font_configuration_knows_the_cut_faces_too(tmp_path) -> None:
    path = tmp_path / "one.pdf"
    before = faces_of("王秀英", path)
    pdf._fonts.cache_clear()
    assert faces_of("王秀英", path) == before == {"School-Serif-Common"}


def test_that_cutting_gives_the_same_file_and_outlines_each_time(settings, tmp_path) -> None:
    whole = font_files()["School Sans", 400]
    settings.VAR = tmp_path / "one"
    one = _cut(whole, COMMON)
    settings.VAR = tmp_path / "other"
    other = _cut(whole, COMMON)
    assert one.name == other.name and one.read_bytes() == other.read_bytes()
    assert [path.name for path in one.parent.iterdir()] == [one.name]
    with TTFont(one) as cut, TTFont(whole) as source:
        assert set(map(ord, COMMON)) & set(source.getBestCmap()) <= set(cut.getBestCmap())
        assert set(map(ord, "王秀英·二〇二六")) <= set(cut.getBestCmap())
        for character in map(ord, "王龙永a8"):
            glyphs = [font["glyf"][font.getBestCmap()[character]] for font in (cut, source)]
            assert glyphs[0].getCoordinates(cut["glyf"])[0] == glyphs[1].getCoordinates(source["glyf"])[0]


def test_that_workers_start_without_fonts_too(settings, tmp_path) -> None:
    settings.FONTS_ROOT = tmp_path
    installed = tmp_path / "var"
    settings.VAR = installed
    cut_faces.cache_clear()
    prepare()
    assert not installed.exists()
