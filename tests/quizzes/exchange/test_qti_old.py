"""QTI 1.2 in, in the dialects of Canvas, Respondus and Common Cartridge."""

import pytest

from quizzes.exchange.question import Aside, Question, Refused
from quizzes.scoring import score
from tests.quizzes.exchange.xml_files import PNG, manifest, package, qti_entries, qti_one, qti_refusal


def old_item(presentation: str, conditions: str, kind: str = "", more: str = "") -> str:
    field = (
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    )
    return (
        f'<item ident="q1" title="一"><itemmetadata><qtimetadata>{field}</qtimetadata></itemmetadata>'
        f"<presentation>{presentation}</presentation><resprocessing><outcomes>"
        f'<decvar varname="SCORE" vartype="Decimal" maxvalue="100"/></outcomes>{conditions}</resprocessing>{more}</item>'
    )


def old(*items: str) -> str:
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment><section>'
        f"{''.join(items)}</section></assessment></questestinterop>"
    )


def text(words: str) -> str:
    return f'<material><mattext texttype="text/html">&lt;p&gt;{words}&lt;/p&gt;</mattext></material>'


def asked(cardinality: str = "Single", ident: str = "r1", offered: str = "ABC", prompt: str = "") -> str:
    labels = "".join(f'<response_label ident="{each}">{text(each)}</response_label>' for each in offered)
    inside = text(prompt) if prompt else ""
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{inside}<render_choice>{labels}</render_choice></response_lid>'


def equal(value: str, ident: str = "r1") -> str:
    return f'<varequal respident="{ident}">{value}</varequal>'


def condition(inside: str, points: object = 100, action: str = "Set", more: str = "") -> str:
    return (
        f"<respcondition{more}><conditionvar>{inside}</conditionvar>"
        f'<setvar action="{action}" varname="SCORE">{points}</setvar></respcondition>'
    )


def test_that_a_canvas_choice_is_read_with_its_feedback() -> None:
    told = (
        '<itemfeedback ident="B_fb"><flow_mat>' + text("为什么") + "</flow_mat></itemfeedback>"
        '<itemfeedback ident="general_fb"><flow_mat>' + text("总之") + "</flow_mat></itemfeedback>"
    )
    shown = (
        "<respcondition continue='Yes'><conditionvar><other/></conditionvar>"
        "<displayfeedback linkrefid='general_fb'/></respcondition>"
        f"<respcondition continue='Yes'><conditionvar>{equal('B')}</conditionvar>"
        "<displayfeedback linkrefid='B_fb'/></respcondition>"
    )
    content = old(old_item(text("问题？") + asked(), shown + condition(equal("B")), "multiple_choice_question", told))
    found = qti_one(content)
    assert (found.kind, found.key) == ("single", {"correct": "b"})
    assert found.body["stem"] == "问题？"
    assert found.feedback == {"general": "总之", "options": {"b": "为什么"}}


def test_that_canvas_means_all_or_nothing_and_respondus_right_less_wrong() -> None:
    whole = condition(f"<and>{equal('A')}<not>{equal('B')}</not>{equal('C')}</and>")
    found = qti_one(old(old_item(text("选") + asked("Multiple"), whole)))
    assert found.key == {"correct": ["a", "c"], "rule": "all"}
    each = condition(equal("A"), 50, "Add") + condition(equal("B"), -50, "Add") + condition(equal("C"), 50, "Add")
    found = qti_one(old(old_item(text("选") + asked("Multiple"), each)))
    assert found.key == {"correct": ["a", "c"]}


def test_that_an_order_is_right_as_a_whole() -> None:
    found = qti_one(
        old(old_item(text("排") + asked("Ordered"), condition(equal("B") + equal("A") + equal("C"), 5, "Add")))
    )
    assert found.key == {"order": ["b", "a", "c"], "rule": "all"}
    assert score("ordering", {"order": ["b", "a", "c"]}, found.key) == 1


@pytest.mark.parametrize("kind", ["calculated_question", "file_upload_question", "hot_spot_question"])
def test_that_a_type_without_a_like_is_refused(kind: str) -> None:
    assert qti_refusal(old(old_item(text("？"), "", kind)))


def test_that_a_text_is_no_question_and_a_reference_to_another_bank_is_refused() -> None:
    reference = '<bankentry_item item_ref="x" sourcebank_ref="y"/>'
    aside, lost = qti_entries(old(old_item(text("只是文字"), "", "text_only_question"), reference))
    assert isinstance(aside, Aside)
    assert isinstance(lost, Refused)
    assert lost.number == 1


@pytest.mark.parametrize(
    "conditions",
    [
        condition(equal("A"), 0),
        condition("<other/>"),
        condition('<varsubstring respident="r1">A</varsubstring>'),
        condition(equal("A")) + condition(equal("B"), 5).replace("SCORE", "OTHER"),
        condition(equal("A"), "viel"),
    ],
)
def test_that_rules_that_score_nobody_everybody_or_strangely_are_refused(conditions: str) -> None:
    assert qti_refusal(old(old_item(text("？") + asked(), conditions)))


def test_that_a_cartridge_gives_a_quiz_once_in_its_fuller_form() -> None:
    poor = old(old_item(text("少") + asked(), condition(equal("A"))))
    full = old(
        old_item(text("多") + asked(), condition(equal("A"))), old_item(text("二") + asked(), condition(equal("B")))
    )
    picture = '<material><mattext texttype="text/html">&lt;img src="$IMS-CC-FILEBASE$/x/a.png"&gt;</mattext></material>'
    shown = old(old_item(picture + asked(), condition(equal("C"))))
    content = package(
        {
            "imsmanifest.xml": manifest(
                ("imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q7/assessment_qti.xml"), ("imsqti_xmlv1p2", "b.xml")
            ),
            "q7/assessment_qti.xml": poor,
            "non_cc_assessments/q7.xml.qti": full,
            "b.xml": shown,
            "web_resources/x/a.png": PNG,
        }
    )
    entries = qti_entries(content, "a.imscc")
    assert [each.body["stem"] for each in entries if isinstance(each, Question)] == ["", "多", "二"]
    assert [each.number for each in entries] == [1, 2, 3]
