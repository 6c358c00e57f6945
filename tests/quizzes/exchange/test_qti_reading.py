"""QTI 2.x and 3.0 in: interactions, texts, feedback, packages, and what is refused."""

import pytest

from quizzes.exchange.question import Question, Refused
from quizzes.exchange.reading import Unreadable
from tests.quizzes.exchange.xml_files import (
    MATCH,
    PNG,
    choice,
    declared,
    item,
    manifest,
    package,
    qti_entries,
    qti_one,
    qti_refusal,
    rules,
    template,
)

THREE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
QTI3 = f"""<qti-assessment-item xmlns="{THREE}" identifier="i" title="三" adaptive="false" time-dependent="false">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response>
<qti-value>B</qti-value></qti-correct-response></qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body><p>先读</p><qti-rubric-block view="tutor"><qti-content-body>教师</qti-content-body></qti-rubric-block>
<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>问题？</qti-prompt>
<qti-simple-choice identifier="A">甲</qti-simple-choice><qti-simple-choice identifier="B">乙</qti-simple-choice>
</qti-choice-interaction></qti-item-body>
<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""
ORDER = (
    '<orderInteraction responseIdentifier="RESPONSE"><prompt>排</prompt>'
    + "".join(f'<simpleChoice identifier="{id}">{id}</simpleChoice>' for id in "ABC")
    + "</orderInteraction>"
)


def test_that_qti_3_is_read_like_2() -> None:
    found = qti_one(QTI3)
    assert (found.kind, found.key, found.title) == ("single", {"correct": "b"}, "三")
    assert found.body["stem"] == "先读\n问题？"
    assert [option["text"] for option in found.body["options"]] == ["甲", "乙"]
    assert len(found.notes) == 1


def test_that_an_order_is_read() -> None:
    found = qti_one(item(declared("B,A,C", "ordered"), ORDER, template("match_correct")))
    assert found.key == {"order": ["b", "a", "c"], "rule": "all"}
    assert found.body["stem"] == "排"


def test_that_words_in_a_text_are_lettered_and_offered() -> None:
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><p>他 <hottext identifier="X">去了</hottext> '
        '<hottext identifier="Y">明天</hottext>。</p></hottextInteraction>'
    )
    found = qti_one(item(declared("Y"), body, template("match_correct")))
    assert found.body["stem"] == "他 〔A〕去了 〔B〕明天。"
    assert [option["text"] for option in found.body["options"]] == ["去了", "明天"]
    assert found.key == {"correct": "b"}


def test_that_feedback_is_told_by_option_and_in_general() -> None:
    modal = "".join(
        f'<modalFeedback outcomeIdentifier="{outcome}" identifier="{id}" showHide="show">{text}</modalFeedback>'
        for outcome, id, text in (("FEEDBACK", "A", "错了"), ("FEEDBACK", "B", "对了"), ("ALL", "x", "总之"))
    )
    outcomes = "".join(
        f'<outcomeDeclaration identifier="{name}" cardinality="single" baseType="identifier"/>'
        for name in ("FEEDBACK", "ALL")
    )
    steps = rules(
        "<setOutcomeValue identifier='FEEDBACK'><variable identifier='RESPONSE'/></setOutcomeValue>"
        "<setOutcomeValue identifier='ALL'><baseValue baseType='identifier'>x</baseValue></setOutcomeValue>"
        "<responseCondition><responseIf><match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf>"
        "</responseCondition>"
    )
    found = qti_one(item(declared("B") + outcomes, choice(), steps + modal))
    assert found.feedback == {"general": "总之", "options": {"a": "错了", "b": "对了"}}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (
            item(declared("A"), choice(), template("match_correct"), 'xml:lang="zh"').replace(
                'adaptive="false"', 'adaptive="true"'
            ),
            "自适应",
        ),
        (
            item('<templateDeclaration identifier="X" cardinality="single" baseType="integer"/>', choice(), ""),
            "模板题",
        ),
        (item(declared("A"), "<p>只有文字</p>", ""), "没有要作答"),
        (item(declared("A"), choice() + ORDER, ""), "orderInteraction"),
        (item(declared("A"), '<uploadInteraction responseIdentifier="RESPONSE"/>', ""), "uploadInteraction"),
        (item(declared("A"), '<drawingInteraction responseIdentifier="RESPONSE"/>', ""), "drawingInteraction"),
        (item(declared("A"), '<customInteraction responseIdentifier="RESPONSE"/>', ""), "customInteraction"),
        (item(declared("A"), "<p><printedVariable identifier='X'/></p>" + choice(), ""), "printedVariable"),
        (item(declared("A"), choice(), template("map_response_point")), "map_response_point"),
        (
            item(
                declared("A"),
                "<p><object data='a.mp3' type='audio/mp3'/></p>" + choice(),
                MATCH and template("match_correct"),
            ),
            "object",
        ),
        (item("", choice(), template("match_correct")), "RESPONSE"),
    ],
)
def test_that_what_has_no_like_is_refused_by_its_name(content: str, word: str) -> None:
    assert word in qti_refusal(content)


def test_that_a_package_brings_its_pictures_and_says_what_is_missing() -> None:
    shown = item(
        declared("A"), '<p><img src="../images/a%20b.png" alt="图"/></p>' + choice(), template("match_correct")
    )
    content = package(
        {
            "imsmanifest.xml": manifest(
                ("imsqti_item_xmlv2p2", "items/a.xml"),
                ("imsqti_item_xmlv2p2", "items/fehlt.xml"),
                ("webcontent", "images/nichts.png"),
            ),
            "items/a.xml": shown,
            "images/a b.png": PNG,
            "items/extra.xml": QTI3,
        }
    )
    first, second, lost = qti_entries(content, "a.zip")
    assert isinstance(first, Question)
    assert list(first.pictures.values()) == [PNG]
    assert first.position.file == "items/a.xml"
    assert second.key == {"correct": "b"}
    assert isinstance(lost, Refused)
    assert "items/fehlt.xml" in lost.reason
    assert [each.number for each in (first, second, lost)] == [1, 2, 3]


def test_that_a_damaged_manifest_refuses_the_package_and_a_damaged_item_itself_alone() -> None:
    with pytest.raises(Unreadable):
        qti_entries(package({"imsmanifest.xml": "<manifest>", "a.xml": QTI3}), "a.zip")
    first, second = qti_entries(package({"a.xml": QTI3[:-30], "b.xml": QTI3}), "a.zip")
    assert isinstance(first, Refused)
    assert isinstance(second, Question)


@pytest.mark.parametrize(
    "content",
    [
        manifest(("imsqti_item_xmlv2p1", "a.xml")),
        '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t"/>',
        f'<qti-assessment-test xmlns="{THREE}" identifier="t"/>',
        '<assessmentResult xmlns="http://www.imsglobal.org/xsd/imsqti_result_v2p1"/>',
    ],
)
def test_that_a_list_a_plan_or_results_are_told_for_what_they_are(content: str) -> None:
    with pytest.raises(Unreadable):
        qti_entries(content)


def test_that_a_stimulus_and_a_page_come_from_the_package() -> None:
    reference = '<qti-assessment-stimulus-ref identifier="S" href="../s.xml"/><qti-item-body>'
    stimulus = (
        f'<qti-assessment-stimulus xmlns="{THREE}"><qti-stimulus-body><p>材料</p></qti-stimulus-body>'
        "</qti-assessment-stimulus>"
    )
    content = QTI3.replace("<qti-item-body>", reference)
    found = qti_one(package({"items/a.xml": content, "s.xml": stimulus}), "a.zip")
    assert found.body["stem"].startswith("材料")
    assert "s.xml" in qti_refusal(package({"items/a.xml": content}), "a.zip")
    page = item(
        declared("A"), "<div><object type='text/html' data='p.html'/></div>" + choice(), template("match_correct")
    )
    found = qti_one(package({"a.xml": page, "p.html": "<html><body><h1>页</h1></body></html>"}), "a.zip")
    assert found.body["stem"].startswith("页")
