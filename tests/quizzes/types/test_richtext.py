"""Which HTML a question may carry."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.types import richtext

PICTURE = UUID("2b0c3f6e-5a1d-4c58-9d43-7f6f1d1f8a10")


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("<p>甲<br>乙</p>", "<p>甲<br>乙</p>"),
        ("<strong>甲</strong><em>乙</em>", "<b>甲</b><i>乙</i>"),
        ("<h2 class=x>甲</h2><div>乙</div>", "<p>甲</p><p>乙</p>"),
        ("H<sub>2</sub>O x<sup>2</sup>", "H<sub>2</sub>O x<sup>2</sup>"),
        ('<td colspan="2" style="color:red">', ""),
        ("<script>alert(1)</script><style>p{}</style>甲", "甲"),
        ('<p onclick="x()">甲<a href="https://example.org">乙</a></p>', "<p>甲乙</p>"),
        ('<img src="https://example.org/x.png" alt="甲">乙', "乙"),
        ('<img src="javascript:x" onerror="x()">乙', "乙"),
        ('<img src="picture:1/2">乙', "乙"),
        ('<img src="picture:手机.png" alt="甲">', '<img src="picture:手机.png" alt="甲">'),
        (f'<img src="picture:{PICTURE}" alt="手机" width="900">', f'<img src="picture:{PICTURE}" alt="手机">'),
        ("<svg><script>x</script></svg><math><mi>x</mi></math>甲", "甲"),
        ("<p>&nbsp;</p>甲 &lt; 乙", "甲 &lt; 乙"),
    ],
)
def test_that_only_harmless_html_stays(given_html, kept):
    assert richtext.clean(given_html) == kept


def test_that_a_table_keeps_its_shape():
    table = '<table><thead><tr><th scope="col" colspan="2">甲</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'
    assert richtext.clean(table) == table
    assert richtext.to_text(table).split() == ["甲", "1", "2"]


def test_that_a_page_shows_our_pictures_by_their_address():
    html = f'<p>看图</p><img src="picture:{PICTURE}" alt="一部手机">'
    assert f'src="/media/items/{PICTURE}.webp"' in richtext.render(html)
    assert richtext.pictures_in(html) == [PICTURE]
    assert richtext.to_text(html) == "看图\n一部手机"


def test_that_a_picture_that_was_not_kept_yet_is_not_shown():
    assert richtext.render('甲<img src="picture:x.png" alt="乙">') == "甲"


TEXT = st.text(st.sampled_from('<>/="pimgsrct :;-甲&!'), max_size=60)


@given(TEXT)
def test_that_cleaning_twice_gives_the_same_as_once(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    richtext.to_text(html)
    assert "<script" not in richtext.render(html)
