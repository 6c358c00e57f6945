"""A Word document becomes the blocks of a lesson; what does not fit is told with its place."""

import io
import zipfile
from typing import Any

import docx
import pytest

from courses.files.lessons import to_blocks, to_text
from courses.word.drafted import Drafted
from courses.word.marking import MOST_PICTURES, described
from courses.word.reading import read
from lms.web.errors import BadInput
from tests.courses import word_files as word
from tests.courses.word_files import drawn, lesson, listed, numbered, saved


def drafted(document: Any) -> Drafted:
    return read(saved(document), "课文.docx")


def blocks(document: Any) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in drafted(document).blocks]


def lost(document: Any) -> dict[str, str]:
    return {each.reason: each.place for each in drafted(document).lost}


def test_that_title_headings_and_paragraphs_keep_what_a_lesson_can_show() -> None:
    document = lesson("　　第一段，", title="用手机办事")
    document.paragraphs[-1].add_run("重点").bold = True
    document.paragraphs[-1].add_run("和斜体").italic = True
    word.linked(document, "人大网", "https://www.npc.gov.cn/?a=1&b=2")
    document.add_heading("一、入口", 2)
    document.add_heading("细节", 4)
    document.add_paragraph("5 m")
    document.paragraphs[-1].add_run("2").font.superscript = True
    found = drafted(document)
    assert (found.title, found.minutes) == ("用手机办事", 1)
    assert found.blocks == [
        {
            "type": "text",
            "value": '<p>第一段，<b>重点</b><i>和斜体</i><a href="https://www.npc.gov.cn/?a=1&amp;b=2">人大网</a></p>'
            "<h2>一、入口</h2><h3>细节</h3><p>5 m²</p>",
        }
    ]
    assert found.lost == []


def test_that_a_document_without_a_title_is_called_as_its_file() -> None:
    document = docx.Document()
    for number in (1, 2):
        document.add_heading(f"第{number}节", 1)
        document.add_paragraph("文字")
    assert drafted(document).title == "课文"


def test_that_links_to_anything_but_web_pages_lose_their_address_alone() -> None:
    document = lesson("看")
    word.linked(document, "这里", "javascript:alert(1)")
    assert blocks(document) == [("text", "<p>看这里</p>")]
    assert lost(document) == {"这个链接不是网页地址，没有保留，文字还在。": "“看这里”"}


def test_that_hostile_words_stay_words() -> None:
    assert blocks(lesson("<script>alert(1)</script> & <b>")) == [
        ("text", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>")
    ]


def test_that_lists_are_lists_and_a_list_continued_behind_a_picture_keeps_its_numbers() -> None:
    document = lesson()
    first, second = numbered(document, "decimal", "%1."), numbered(document, "decimal", "%1.")
    for text in ("甲", "乙"):
        listed(document, first, text)
    document.add_paragraph("中间")
    listed(document, second, "打开")
    document.add_picture(drawn())
    listed(document, second, "提交")
    assert blocks(document) == [
        ("text", "<ol><li>甲</li><li>乙</li></ol><p>中间</p><p>1. 打开</p>"),
        ("image", {"image": 1, "alt": "", "caption": ""}),
        ("text", "<p>2. 提交</p>"),
    ]


def test_that_numbers_which_no_list_of_a_lesson_shows_are_written_down() -> None:
    document = lesson()
    chinese = numbered(document, "chineseCounting", "%1、")
    listed(document, chinese, "总则", "Heading 1")
    listed(document, chinese, "附则", "Heading 1")
    letters = numbered(document, "upperLetter", "%1.")
    listed(document, letters, "选这个")
    assert blocks(document) == [("text", "<h2>一、 总则</h2><h2>二、 附则</h2><p>A. 选这个</p>")]


def test_that_a_picture_inside_an_item_stands_behind_it() -> None:
    document = lesson()
    number = numbered(document, "decimal", "%1.")
    listed(document, number, "打开")
    document.paragraphs[-1].add_run().add_picture(drawn())
    listed(document, number, "提交")
    assert [kind for kind, _value in blocks(document)] == ["text", "image", "text"]
    assert blocks(document)[2] == ("text", "<p>2. 提交</p>")


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("提示：先充电。", "callout", {"kind": "tip", "title": "", "text": "<p>先充电。</p>"}),
        ("【温馨提示】先充电。", "callout", {"kind": "tip", "title": "温馨提示", "text": "<p>先充电。</p>"}),
        ("注意: 别点。", "callout", {"kind": "warning", "title": "", "text": "<p>别点。</p>"}),
        ("法律规定：第八条。", "callout", {"kind": "law", "title": "法律规定", "text": "<p>第八条。</p>"}),
        ("试一试：打开它。", "try", {"title": "试一试", "text": "<p>打开它。</p>"}),
        ("提示音很响。", "text", "<p>提示音很响。</p>"),
        ("注意力要集中：别分心。", "text", "<p>注意力要集中：别分心。</p>"),
    ],
)
def test_that_only_what_is_clearly_marked_becomes_a_box(line: str, kind: str, value: Any) -> None:
    assert blocks(lesson(line)) == [(kind, value)]


def test_that_a_mark_alone_takes_the_paragraph_behind_it() -> None:
    assert blocks(lesson("【注意】", "不要转账。", "下一段")) == [
        ("callout", {"kind": "warning", "title": "", "text": "<p>不要转账。</p>"}),
        ("text", "<p>下一段</p>"),
    ]


def test_that_a_framed_text_is_a_box_where_it_is_marked() -> None:
    document = lesson()
    for text in ("【提示】", "普通"):
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = text
        cell.add_paragraph("框里的话。")
        document.add_paragraph("隔开")
    assert blocks(document) == [
        ("callout", {"kind": "tip", "title": "", "text": "<p>框里的话。</p>"}),
        ("text", "<p>隔开</p><p>普通</p><p>框里的话。</p><p>隔开</p>"),
    ]
    assert len(lost(document)) == 1


def test_that_a_numbered_list_behind_its_announcement_is_steps() -> None:
    document = lesson("操作步骤：")
    number = numbered(document, "decimal", "%1.")
    for text in ("打开手机", "点“提交”"):
        listed(document, number, text)
    assert blocks(document) == [("steps", {"title": "操作步骤", "steps": ["<p>打开手机</p>", "<p>点“提交”</p>"]})]
    assert blocks(lesson("操作步骤：", "没有列表")) == [("text", "<p>操作步骤：</p><p>没有列表</p>")]


def tabled(rows: list[list[str]]) -> Any:
    document = lesson("表1 平台")
    table = document.add_table(len(rows), len(rows[0]))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(place, column).text = text
    return document


def test_that_a_table_has_headings_a_caption_and_names_of_rows() -> None:
    document = tabled([["方式", "回音"], ["手机", "当天"], ["书面", "三天"]])
    for row in (1, 2):
        document.tables[0].cell(row, 0).paragraphs[0].runs[0].bold = True
    ((kind, value),) = blocks(document)
    assert kind == "table"
    assert value == {
        "table": {
            "columns": [{"type": "text", "heading": "方式"}, {"type": "text", "heading": "回音"}],
            "rows": [{"values": ["手机", "当天"]}, {"values": ["书面", "三天"]}],
            "caption": "表1 平台",
        },
        "row_headers": True,
    }


def test_that_merged_cells_are_taken_apart_and_told() -> None:
    document = tabled([["甲", "乙", "丙"], ["1", "2", "3"], ["4", "5", "6"]])
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(1, 2))
    ((_kind, value),) = blocks(document)
    assert [row["values"] for row in value["table"]["rows"]] == [["1\n4", "2\n3", "2\n3"], ["1\n4", "5", "6"]]
    assert list(lost(document)) == ["合并的单元格已拆开，每一格都填上原来的内容。"]


def test_that_pictures_in_cells_stand_behind_the_table_and_links_lose_their_address() -> None:
    document = tabled([["甲", "乙"], ["1", "2"]])
    document.tables[0].cell(1, 1).paragraphs[0].add_run().add_picture(drawn())
    assert [kind for kind, _value in blocks(document)] == ["table", "image"]
    assert list(lost(document)) == ["表格里的图片放到了表格后面。"]


def test_that_a_table_too_large_for_the_editor_is_told() -> None:
    document = lesson("前面")
    table = document.add_table(101, 6)
    table.cell(0, 0).text = "编号"
    assert blocks(document) == [("text", "<p>前面</p>")]
    assert "606" in next(iter(lost(document)))


def test_that_a_picture_has_the_words_of_the_document_and_the_caption_below_it() -> None:
    document = lesson()
    document.add_picture(drawn())
    document.inline_shapes[0]._inline.docPr.set("descr", "首页，右下角有红色按钮")
    document.add_paragraph("图1 首页")
    found = drafted(document)
    assert found.blocks == [
        {"type": "image", "value": {"image": 1, "alt": "首页，右下角有红色按钮", "caption": "图1 首页"}}
    ]
    assert [(picture.number, picture.alt) for picture in found.pictures] == [(1, "首页，右下角有红色按钮")]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "图片 1",
        "IMG_2031.jpg",
        "Picture 4",
        "屏幕截图\n\n描述已自动生成",
        "A phone\n\nDescription automatically generated",
    ],
)
def test_that_words_which_a_program_made_up_describe_no_picture(said: str) -> None:
    assert described(said) == ""


@pytest.mark.parametrize(
    ("add", "mark", "reason"),
    [
        (word.formula, "〔此处公式未能带入〕", "公式没有带入"),
        (word.smart_art, "〔此处图表未能带入〕", "SmartArt"),
        (word.embedded, "〔此处嵌入文件未能带入〕", "嵌入的文件"),
        (word.arrow, "", "手绘图形"),
    ],
)
def test_that_what_a_lesson_cannot_show_is_told_and_leaves_a_mark(add: Any, mark: str, reason: str) -> None:
    document = lesson()
    document.add_heading("第一节", 1)
    document.add_paragraph("这里有东西：")
    add(document)
    document.add_paragraph("后面")
    assert blocks(document) == [("text", f"<h2>第一节</h2><p>这里有东西：{mark}</p><p>后面</p>")]
    ((told, place),) = lost(document).items()
    assert reason in told
    assert place == "第一节 › “这里有东西：”"


def test_that_a_text_box_stands_behind_its_paragraph_or_is_told_as_missing() -> None:
    document = lesson("段落")
    word.text_box(document, "框里")
    assert blocks(document) == [("text", "<p>段落</p><p>框里</p>")]
    assert "成了这一段后面的一段" in next(iter(lost(document)))
    document = lesson("段落")
    word.text_box(document, "框里", older=False)
    assert blocks(document) == [("text", "<p>段落〔此处文本框未能带入〕</p>")]


def test_that_tracked_changes_are_taken_as_accepted_and_told_once() -> None:
    document = lesson("应当")
    word.inserted(document, "三日内", "五日内")
    word.inserted(document, "答复", "回复")
    assert blocks(document) == [("text", "<p>应当三日内答复</p>")]
    assert list(lost(document)) == ["文档有修订记录，按“全部接受”后的文字带入。"]


def test_that_headers_are_told_and_numbers_of_pages_are_not() -> None:
    document = lesson("文字")
    document.sections[0].footer.paragraphs[0].text = "- 3 -"
    assert lost(document) == {}
    document.sections[0].header.paragraphs[0].text = "内部资料"
    assert lost(document) == {"页眉页脚没有带入。": "整份文档"}


def test_that_a_picture_on_another_host_is_neither_fetched_nor_taken() -> None:
    document = lesson("看图")
    document.add_picture(drawn())
    word.remote_picture(document, "http://192.0.2.1/secret.png")
    assert [kind for kind, _value in blocks(document)] == ["text"]
    assert "只有一个链接" in next(iter(lost(document)))


@pytest.mark.parametrize("name", ["image1.emf", "image1.wmf", "image1.tiff"])
def test_that_pictures_of_other_kinds_are_told_by_name(name: str) -> None:
    document = lesson("看图")
    document.add_picture(drawn())

    def renamed(member: str, data: bytes) -> bytes:
        return data.replace(b"media/image1.png", f"media/{name}".encode())

    out, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(saved(document)))
    with zipfile.ZipFile(out, "w") as copy:
        for info in source.infolist():
            data = renamed(info.filename, source.read(info.filename))
            if info.filename == "[Content_Types].xml":
                ending = name.rpartition(".")[2].encode()
                data = data.replace(b'Extension="png"', b'Extension="' + ending + b'"')
            copy.writestr(info.filename.replace("image1.png", name), data)
    content = out.getvalue()
    (told,) = read(content, "课文.docx").lost
    assert told.reason.startswith(name.rpartition(".")[2].upper())


def test_that_a_damaged_picture_and_one_of_too_many_pixels_are_told() -> None:
    document = lesson("看图")
    document.add_picture(drawn())
    content = word.changed(saved(document), lambda name, data: b"\x89PNG rubbish" if "media/" in name else data)
    (told,) = read(content, "课文.docx").lost
    assert "PNG、JPEG" in told.reason
    document = lesson("看图")
    document.add_picture(drawn(size=(40_100, 1000)))
    assert "万像素" in next(iter(lost(document)))


def test_that_more_pictures_than_a_lesson_bears_are_refused() -> None:
    document = lesson()
    for _number in range(MOST_PICTURES + 1):
        document.add_picture(drawn())
    with pytest.raises(BadInput, match="分成几课"):
        drafted(document)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
DEEP = b"<a>" * 3000 + b"</a>" * 3000


def with_document(content: bytes) -> bytes:
    return word.changed(saved(lesson("文字")), lambda name, data: content if name == "word/document.xml" else data)


def with_member(name: str, content: bytes) -> bytes:
    return word.changed(saved(lesson("文字")), lambda name, data: data, **{name: content})


HOSTILE = {
    "an old or locked document": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "another kind": lambda: b"%PDF-1.7",
    "nothing": lambda: b"",
    "a cut file": lambda: saved(lesson("文字"))[:-200],
    "a workbook": lambda: saved(lesson("文字")).replace(b"word/", b"xl00/"),
    "a bomb": lambda: with_member("word/media/x.png", b"\0" * 5_000_000),
    "entities": lambda: with_document(ENTITIES),
    "depth": lambda: with_document(DEEP),
    "macros": lambda: with_member("word/vbaProject.bin", b"x"),
    "a slip": lambda: with_member("../../etc/x", b"x"),
    "a book": lambda: with_document(b"<a>" + b" " * 13_000_000 + b"</a>"),
    "no text": lambda: saved(docx.Document()),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_that_a_hostile_or_wrong_file_is_refused_in_one_sentence(what: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read(HOSTILE[what](), "课文.docx")
    assert any("一" <= sign <= "鿿" for sign in str(refusal.value))


def test_that_the_blocks_of_a_document_survive_the_way_through_a_file() -> None:
    document = tabled([["甲|乙", "a\\"], ["1", "两\n行"]])
    document.add_paragraph("提示：好。")
    found = drafted(document).blocks
    told: list[str] = []
    assert to_blocks(to_text(found), lambda line, reason: told.append(reason)) == found
    assert told == []
