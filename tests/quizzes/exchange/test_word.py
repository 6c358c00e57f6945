"""Word documents: typed questions with tables, pictures and Word's own numbers."""

import io
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from quizzes.exchange.question import Question
from quizzes.exchange.reading import Unreadable
from tests.quizzes.exchange.files import questions, refusals, taken
from tests.quizzes.exchange.test_reading import archive


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    out.seek(0)
    return out


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paper(*lines: str) -> Any:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def one(document: Any) -> Question:
    (question,) = questions(saved(document), "题目.docx")
    return question


def test_that_typed_questions_are_read_with_their_paragraphs_as_place() -> None:
    document = paper(
        "一、单选题",
        "1. 哪一个？",
        "A. 甲",
        "B. 乙",
        "答案：B",
        "解析：因为。",
        "2. 再一个？",
        "A. 甲 B. 乙 C. 丙",
        "答案：C",
    )
    first, second = questions(saved(document), "题目.docx")
    assert (first.key, first.feedback["general"]) == ({"correct": "b"}, "因为。")
    assert "7" in str(second.position)


def test_that_formatting_tables_and_pictures_stay_where_they_belong() -> None:
    document = paper("1. 看图和表，")
    run = document.paragraphs[0].add_run("选一个")
    run.bold = True
    document.paragraphs[0].add_run().add_picture(picture())
    table = document.add_table(2, 2)
    for place, text in enumerate(["年份", "人数", "2025", "5"]):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("A. H")
    document.paragraphs[-1].add_run("2").font.subscript = True
    document.paragraphs[-1].add_run("O    B. 乙")
    document.add_paragraph("答案：A")
    question = one(document)
    html = question.body["html"]
    assert "<b>选一个</b>" in html
    assert "<table>" in html
    assert "2025" in html
    (name,) = question.pictures
    assert f'src="picture:{name}"' in html
    assert question.body["options"][0]["html"] == "<p>H<sub>2</sub>O</p>"
    assert question.body["options"][1] == {"id": "b", "text": "乙"}


def numbered(document: Any, format: str, text: str) -> str:
    """A list of Word's own in this format; its number."""
    root = document.part.numbering_part.element
    known = len(root.findall(qn("w:abstractNum"))) + 50
    abstract, num = OxmlElement("w:abstractNum"), OxmlElement("w:num")
    abstract.set(qn("w:abstractNumId"), str(known))
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", format), ("w:lvlText", text)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    num.set(qn("w:numId"), str(known))
    target = OxmlElement("w:abstractNumId")
    target.set(qn("w:val"), str(known))
    num.append(target)
    root.insert(0, abstract)
    root.append(num)
    return str(known)


def listed(document: Any, num: str, text: str) -> None:
    paragraph = document.add_paragraph(text)
    properties = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", num)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        properties.append(child)
    paragraph._p.get_or_add_pPr().append(properties)


def test_that_numbers_and_letters_of_words_own_lists_part_questions() -> None:
    document = docx.Document()
    question, option = numbered(document, "decimal", "%1."), numbered(document, "upperLetter", "%1.")
    listed(document, question, "哪一个？")
    listed(document, option, "甲")
    listed(document, option, "乙")
    document.add_paragraph("答案：B")
    listed(document, question, "对吗？（√）")
    first, second = questions(saved(document), "题目.docx")
    assert [each["text"] for each in first.body["options"]] == ["甲", "乙"]
    assert first.key == {"correct": "b"}
    assert second.key == {"correct": "true"}


def test_that_a_table_with_our_header_is_a_table_of_questions() -> None:
    document = paper("1. 先一道。（对）")
    table = document.add_table(2, 4)
    for place, text in enumerate(["题干", "选项A", "选项B", "答案", "表内题？", "甲", "乙", "B"]):
        table.cell(place // 4, place % 4).text = text
    _first, second = questions(saved(document), "题目.docx")
    assert (second.number, second.body["stem"], second.key) == (2, "表内题？", {"correct": "b"})


def test_that_a_formula_refuses_its_question_alone() -> None:
    document = paper("1. 公式")
    document.paragraphs[0]._p.append(OxmlElement("m:oMath"))
    for line in ("A. 1 B. 2", "答案：B", "2. 对吗？（对）"):
        document.add_paragraph(line)
    found = taken(saved(document), "题目.docx")
    assert ([refused.number for refused in found.refused], len(found.questions)) == ([1], 1)


def test_that_an_answer_in_formatted_brackets_is_never_shown() -> None:
    document = paper("1. 哪一个（")
    document.paragraphs[0].add_run(" B ").underline = True
    document.paragraphs[0].add_run("）？")
    document.add_paragraph("A. 甲 B. 乙")
    question = one(document)
    assert question.key == {"correct": "b"}
    assert "B" not in question.body["stem"] + question.body.get("html", "")


def test_that_damaged_documents_and_tricks_are_refused_as_a_whole() -> None:
    good = saved(paper("1. 对吗？（对）"))
    bomb = archive(
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "[Content_Types].xml": b"<Types/>"}
    )
    deep = archive({"word/document.xml": b"<a>" * 3000 + b"</a>" * 3000})
    for content in (good[:-100], bomb, deep, archive({"word/document.xml": b"<a/>"})):
        with pytest.raises(Unreadable):
            taken(content, "x.docx", "docx")


def test_that_a_drawing_of_another_kind_is_refused() -> None:
    document = paper("1. 看图")
    document.paragraphs[0].add_run().add_picture(picture())
    document.add_paragraph("A. 甲 B. 乙 答案：A")
    import zipfile

    out, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(saved(document)))
    with zipfile.ZipFile(out, "w") as copy:
        for info in source.infolist():
            content = source.read(info.filename)
            copy.writestr(info, b"\xd7\xcd\xc6\x9a rubbish" if info.filename.startswith("word/media/") else content)
    assert refusals(out.getvalue(), "x.docx")
