"""Hostile bytes: encodings, archives, XML."""

import io
import zipfile

import pytest

from lms.web.errors import BadInput
from quizzes.exchange.reading import Unreadable, decode, limits, open_archive, parse
from quizzes.exchange.taking import take

TEXT = "下列哪一项属于代表和群众天天用得上的“前台”？\r\nA. 机房服务器\rB. 家站线上平台\n答案：B。会议由主席团召集。"
TRADITIONAL = (
    "下列哪一項屬於代表和群眾天天用得上的「前台」？\nA. 機房伺服器\nB. 家站線上平台\n答案：B。會議由主席團召集。"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_that_chinese_is_read_in_every_usual_encoding_with_one_line_end(encoding: str) -> None:
    text = decode(TEXT.encode(encoding)).text
    assert text == TEXT.replace("\r\n", "\n").replace("\r", "\n")


def test_that_big5_is_told_from_gb_18030() -> None:
    assert decode(TRADITIONAL.encode("big5")).encoding == "Big5"
    assert decode(TRADITIONAL.encode("gb18030")).text == TRADITIONAL
    assert decode(TEXT.encode("gb18030")).encoding == "GB 18030"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf  \n",
        b"\xff\xfe\x00",
        "é à ü ß".encode("latin-1"),
        b"\x00\x01\x02\x03" * 9,
        b"abc\x00def",
        b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)
def test_that_what_is_no_text_or_undecidable_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(content)


def archive(members: dict[str, bytes], **changes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in changes.items():
                setattr(info, field, value)
            file.writestr(info, content)
    return out.getvalue()


def test_that_members_are_read_and_references_are_followed_inside_only() -> None:
    found = open_archive(archive({"items/one.xml": b"<a/>", "media/x.png": b"x"}))
    assert found.read("media/x.png") == b"x"
    assert found.beside("items/one.xml", "../media/x.png") == "media/x.png"
    assert found.beside("items/one.xml", "../../etc/passwd") is None


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "a/../../b", "..\\evil", "C:\\evil", "\\evil"])
def test_that_a_slip_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        open_archive(archive({name: b"x"}))


def test_that_bombs_links_nested_and_damaged_archives_are_refused() -> None:
    bomb = archive({"a.xml": b"0" * (limits.MEGABYTE * 3)})
    link = archive({"a": b"/etc/passwd"}, external_attr=0o120777 << 16)
    for content in (bomb, link, b"PK\x03\x04rubbish", archive({"a": b"b"})[:-30]):
        with pytest.raises(Unreadable):
            open_archive(content)
    with pytest.raises(Unreadable):
        open_archive(archive({"inner.zip": b"PK\x03\x04"})).read("inner.zip")
    with pytest.raises(Unreadable):
        open_archive(archive({f"{number}": b"" for number in range(limits.MAX_MEMBERS + 1)}))


def test_that_a_member_whose_bytes_were_changed_is_refused() -> None:
    content = bytearray(archive({"a.xml": b"<a>hello hello</a>" * 20}))
    content[45] ^= 0xFF
    with pytest.raises(Unreadable):
        open_archive(bytes(content)).read("a.xml")


BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>"""


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><a/>',
        "<a>&undefined;</a>",
        "<a><b></a>",
        "<a>" * 200 + "</a>" * 200,
        "no xml at all",
        "",
    ],
)
def test_that_xml_with_entities_too_deep_or_broken_is_refused(xml: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(Unreadable):
            parse(xml.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gb2312", "big5"])
def test_that_xml_is_read_in_its_own_encoding_and_keeps_its_lines(encoding: str) -> None:
    declared = encoding.replace("-sig", "")
    xml = f'<?xml version="1.0" encoding="{declared}"?>\n<!-- 人大 -->\n<quiz>\n<q>人民代表大會</q></quiz>'
    xml = xml.replace("會", "会") if encoding == "gb2312" else xml
    root = parse(xml.encode(encoding))
    assert root[0].text in {"人民代表大會", "人民代表大会"}
    assert root[0].sourceline == 4


def test_that_a_wrongly_declared_encoding_does_no_harm() -> None:
    xml = '<?xml version="1.0" encoding="UTF-8"?><q>' + TEXT + "</q>"
    assert "家站线上平台" in (parse(xml.encode("gb18030")).text or "")


def test_that_a_document_type_without_rules_is_no_trick() -> None:
    assert parse(b'<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd"><questestinterop/>').tag == "questestinterop"


def test_that_a_document_type_that_only_names_elements_is_passed_over() -> None:
    content = b'<!DOCTYPE q SYSTEM "q.dtd" [\n<!ELEMENT e (f+)>\n<!ATTLIST e a CDATA "x">\n]>\n<q>\n<e/></q>'
    root = parse(content)
    assert root.tag == "q"
    assert root[0].attrib == {}
    assert root[0].sourceline == 6


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [(bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 99, "a.docx", "旧的"), (b'[{"q":1}]', "a.json", "认不出")],
)
def test_that_a_file_of_another_kind_is_refused_in_words_whatever_its_name_says(
    content: bytes, name: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        take(content=content, name=name)
