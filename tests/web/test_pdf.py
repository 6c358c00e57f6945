"""PDF with our own fonts: the same bytes for the same input, and no empty box for a rare name."""

from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from lms.web.pdf import MissingGlyph, render_pdf, uncovered

NOW = datetime(2026, 11, 27, tzinfo=UTC)
NAMES = ("李𬱖", "张䶮", "陈㛃", "赵𠅤", "𠮷野", "阿依古丽·买买提")
HTML = f"<html lang=zh><title>证书</title><body><p>{' '.join(NAMES)}</p><b>加粗</b></body></html>"


def text_of(content: bytes, tmp_path) -> str:  # type: ignore[no-untyped-def]
    path = tmp_path / "one.pdf"
    path.write_bytes(content)
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def test_that_chinese_and_rare_characters_come_out_as_text(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = text_of(render_pdf(HTML, now=NOW), tmp_path)
    for name in (*NAMES, "加粗"):
        assert name in text


def test_that_every_font_is_embedded(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "one.pdf"
    path.write_bytes(render_pdf(HTML, now=NOW))
    with pikepdf.open(path) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one]
        assert fonts
        for font in fonts:
            assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].keys())


def test_that_the_same_input_gives_the_same_bytes() -> None:
    assert render_pdf(HTML, now=NOW) == render_pdf(HTML, now=NOW)


def test_that_a_character_no_font_has_is_refused_by_name() -> None:
    strange = "\U000e0fff\U0010fffd"
    assert uncovered(f"李{strange[1]}") == [strange[1]]
    with pytest.raises(MissingGlyph):
        render_pdf(f"<html lang=zh><title>x</title><p>李{strange[1]}</p></html>", now=NOW)


def test_that_nothing_is_fetched_from_a_network() -> None:
    html = '<html lang=zh><title>x</title><img alt="" src="http://127.0.0.1:9/x.png"><p>好</p></html>'
    assert render_pdf(html, now=NOW).startswith(b"%PDF")
