"""Foreign texts into what an item may carry."""

import base64

import pytest

from quizzes.exchange.material import Material, Pictures, from_html, from_text
from quizzes.exchange.material.drawings import to_png
from quizzes.exchange.material.pictures import size_of
from quizzes.exchange.material.rubrics import read_rubric, rubric_html
from quizzes.exchange.question import Unfaithful
from tests.quizzes.exchange.xml_files import PNG


def read(html: str, files: dict[str, bytes] | None = None) -> Material:
    return from_html(html, Pictures((files or {}).get))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("没有标签", "没有标签"),
        ("<p>一</p><p>二 &amp; 三</p>", "一\n二 & 三"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<p>1<!-- 注 -->2</p>", "12"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢（kan）"),
    ],
)
def test_that_plain_text_stays_plain(html: str, text: str) -> None:
    found = read(html)
    assert (found.text, found.html) == (text, "")


def test_that_what_is_struck_out_stays_so() -> None:
    assert read("<del>不</del>是<strike>了</strike>").html == "<s>不</s>是<s>了</s>"


def test_that_structure_is_kept_as_harmless_html() -> None:
    found = read(
        "<div><strong>粗</strong><table><tr><td onclick=''>格</td></tr></table></div>".replace(" onclick=''", "")
    )
    assert found.html == "<p><b>粗</b></p><table><tbody><tr><td>格</td></tr></tbody></table>"
    assert found.text == "粗\n格"


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<p onclick='x()'>a</p>",
        "<iframe src='x'></iframe>",
        "<video src='a.mp4'></video>",
        "<object data='a.swf'></object>",
        "a <input> b",
        "<bdo dir='rtl'>abc</bdo>",
        "<a href='@@PLUGINFILE@@/a.mp3'>听</a>",
        r"\(\ce{H2O}\)",
        r"\begin{array}{c}1\end{array}",
        "<math><mtable/></math>",
    ],
)
def test_that_what_would_change_its_meaning_is_refused(html: str) -> None:
    with pytest.raises(Unfaithful):
        read(html)


def test_that_lost_looks_and_links_are_noted_once_each() -> None:
    found = read("<p style='color:red'>红</p><p style='x'><a href='http://a.cn'>链接</a></p>")
    assert found.text == "红\n链接"
    assert len(found.notes) == 2
    assert "http://a.cn" in found.notes[1]


@pytest.mark.parametrize(
    ("source", "html", "text"),
    [
        (r"\(x^{3}\)", "<i>x</i><sup>3</sup>", "x³"),
        (r"$$a_1 \le 2$$", "<i>a</i><sub>1</sub> ≤ 2", "a₁ ≤ 2"),
        (r"\[\frac{a+b}{2}\cdot\sqrt{2}\]", "(<i>a</i> + <i>b</i>)/2 · √(2)", "(a + b)/2 · √(2)"),
        (r"\({1 \over 2}\)", "1/2", "1/2"),
        (r"\(\mathrm{if}\ x\)", "if <i>x</i>", "if x"),
        (r"\(\left( x \right)\)", "(<i>x</i>)", "(x)"),
        (r"\(\sqrt[3]{8}\)", "<sup>3</sup>√(8)", "³√(8)"),
        (r"\(\cosh 2x\)", "cosh 2<i>x</i>", "cosh 2x"),
        ("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>", "<i>a</i>/2", "a/2"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><mo>-</mo><mn>1</mn></math>", "<i>x</i><sup>2</sup> − 1", "x² − 1"),
    ],
)
def test_that_a_simple_formula_becomes_a_line(source: str, html: str, text: str) -> None:
    found = read(source)
    assert (found.html or found.text, found.text) == (html, text)


def test_that_text_alone_is_given_only_where_it_says_all() -> None:
    assert read("H<sub>2</sub>O").only_text() == "H₂O"
    with pytest.raises(Unfaithful):
        read("x<sup>中</sup>").only_text()
    with pytest.raises(Unfaithful):
        read("<table><tr><td>a</td></tr></table>").only_text()


def test_that_pictures_are_those_of_the_file_under_names_of_their_content() -> None:
    found = read('<p><img src="a%20b.png" alt="图"></p>', {"a b.png": PNG})
    (name,) = found.pictures
    assert found.html == f'<p><img src="picture:{name}" alt="图"></p>'
    assert found.pictures[name] == PNG
    data = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    assert list(read(f'<img src="{data}">').pictures) == [name]


@pytest.mark.parametrize(
    "source", ["fehlt.png", "http://a.cn/a.png", "//a.cn/a.png", "text.png", "data:image/png;base64,%%%", "data:,x"]
)
def test_that_a_picture_that_is_not_there_or_is_none_is_refused(source: str) -> None:
    with pytest.raises(Unfaithful):
        read(f'<img src="{source}">', {"text.png": b"no picture"})


def test_that_a_dollar_sign_in_a_text_is_no_formula() -> None:
    assert from_text("花了 $5 和 $6").text == "花了 $5 和 $6"


def test_that_a_rubric_is_read_back_from_its_list() -> None:
    rubric = [{"id": "c1", "text": "写清时间", "points": 0.4}, {"id": "c2", "text": "有根据（法条）", "points": 0.6}]
    assert read_rubric(rubric_html(rubric, "例文")) == (rubric, "例文")
    assert read_rubric("<ul><li>别的</li></ul>") is None


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="30">{}</svg>'


def test_that_a_drawing_becomes_a_picture_of_twice_its_size() -> None:
    drawing = SVG.format("<title>方块</title><rect x='5' y='5' width='20' height='20' fill='red'/>")
    found = read(f"<p>看图 {drawing} 作答</p>")
    (content,) = found.pictures.values()
    assert size_of(content) == (100, 60)
    assert 'alt="方块"' in found.html
    assert len(read('<img src="a.svg">', {"a.svg": drawing.encode()}).pictures) == 1


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<image href='file:///etc/passwd'/>",
        "<use href='#a'/>",
        "<rect onclick='x()'/>",
        "<rect style='fill: url(http://a.cn/x)'/>",
        "<style>@import 'http://a.cn/x';</style>",
        "<foreignObject/>",
        "<g>" * 200 + "</g>" * 200,
    ],
)
def test_that_a_drawing_that_does_more_than_draw_is_refused(inside: str) -> None:
    with pytest.raises(Unfaithful):
        to_png(SVG.format(inside).encode())


def test_that_a_drawing_without_a_sensible_size_is_refused() -> None:
    for size in ("width='99999' height='9'", "", "viewBox='0 0 0 0'"):
        with pytest.raises(Unfaithful):
            to_png(f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode())
