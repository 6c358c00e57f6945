"""QTI in: pairs, numbers, texts, gaps and places, whatever the version."""

import io

import pytest
from PIL import Image

from quizzes.exchange.formats.qti.interactions.areas import clipped
from quizzes.exchange.question import Question
from quizzes.scoring import score
from tests.quizzes.exchange.test_qti_old import asked, condition, equal, old, old_item, text
from tests.quizzes.exchange.xml_files import (
    declared,
    item,
    package,
    qti_entries,
    qti_one,
    qti_refusal,
    rules,
    template,
)

FIELD = '<textEntryInteraction responseIdentifier="RESPONSE"/>'


def mapping(entries: dict[str, object], more: str = "") -> str:
    rows = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}" caseSensitive="false"/>' for key, value in entries.items()
    )
    return f'<mapping defaultValue="0" {more}>{rows}</mapping>'


def match_sets(most: int = 1) -> str:
    def offered(ids: str, most: int) -> str:
        each = "".join(
            f'<simpleAssociableChoice identifier="{id}" matchMax="{most}">{id}</simpleAssociableChoice>' for id in ids
        )
        return f"<simpleMatchSet>{each}</simpleMatchSet>"

    return (
        f'<matchInteraction responseIdentifier="RESPONSE">{offered("AB", 1)}{offered("XYZ", most)}</matchInteraction>'
    )


def scored(condition: str, points: object = 1) -> str:
    return (
        f"<responseCondition><responseIf>{condition}<setOutcomeValue identifier='SCORE'>"
        f"<baseValue baseType='float'>{points}</baseValue></setOutcomeValue></responseIf></responseCondition>"
    )


def test_that_pairs_are_read_whole_and_each_for_itself() -> None:
    whole = qti_one(item(declared("A X,B Z", "multiple", "directedPair"), match_sets(2), template("match_correct")))
    assert whole.key == {"pairs": {"1": "a", "2": "c"}, "rule": "all"}
    each = mapping({"A X": 1, "B Z": 1})
    found = qti_one(
        item(declared("A X,B Z", "multiple", "directedPair", each), match_sets(2), template("map_response"))
    )
    assert found.key == {"pairs": {"1": "a", "2": "c"}}
    costly = mapping({"A X": 2, "B Z": 2, "B X": -1}, 'lowerBound="0"')
    found = qti_one(
        item(declared("A X,B Z", "multiple", "directedPair", costly), match_sets(2), template("map_response"))
    )
    assert score("matching", {"pairs": {"1": "a", "2": "a"}}, found.key) == 0.25


def test_that_pairs_of_several_with_several_are_refused() -> None:
    body = match_sets(2).replace('matchMax="1"', 'matchMax="0"')
    assert qti_refusal(item(declared("A X", "multiple", "directedPair"), body, template("match_correct")))


def test_that_a_field_alone_at_the_end_is_a_short_answer_and_one_in_a_sentence_a_gap() -> None:
    response = declared("", "single", "string", mapping({"北京": 2, "北平": 1}))
    alone = qti_one(item(response, f"<p>首都是？</p><p>{FIELD}</p>", template("map_response")))
    assert (alone.kind, alone.body["stem"]) == ("short", "首都是？")
    assert alone.key == {"answers": [{"text": "北京"}, {"text": "北平", "points": 0.5}]}
    inside = qti_one(item(response, f"<p>首都是{FIELD}。</p>", template("map_response")))
    assert (inside.kind, inside.body["stem"]) == ("cloze", "首都是{{1}}。")


def test_that_case_counts_where_the_rules_say_so() -> None:
    found = qti_one(
        item(declared("Beijing", "single", "string"), f"<p>？</p><p>{FIELD}</p>", template("match_correct"))
    )
    assert found.key == {"answers": [{"text": "Beijing"}], "case": True}


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        (
            "<equal toleranceMode='absolute' tolerance='0.5'><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></equal>",
            {"value": "4", "tolerance": "0.5"},
        ),
        (
            "<and><gte><variable identifier='RESPONSE'/><baseValue baseType='float'>1</baseValue></gte>"
            "<lt><variable identifier='RESPONSE'/><baseValue baseType='float'>2</baseValue></lt></and>",
            {"low": "1", "high": "1.999999999"},
        ),
        (
            "<match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>",
            {"value": "4", "tolerance": "0"},
        ),
    ],
)
def test_that_a_number_is_read_with_its_bounds(condition: str, answer: dict[str, str]) -> None:
    found = qti_one(item(declared("4.0", "single", "float"), f"<p>？</p><p>{FIELD}</p>", rules(scored(condition))))
    assert (found.kind, found.key) == ("numeric", {"answers": [answer]})


def test_that_an_open_range_ends_somewhere_and_says_so() -> None:
    above = "<gt><variable identifier='RESPONSE'/><baseValue baseType='float'>5</baseValue></gt>"
    found = qti_one(item(declared("", "single", "float"), f"<p>？</p><p>{FIELD}</p>", rules(scored(above))))
    assert score("numeric", {"value": "6"}, found.key) == 1
    assert found.notes


def test_that_gaps_count_for_themselves_or_only_together() -> None:
    second = declared("B", "single", "string").replace("RESPONSE", "TWO", 1)
    body = f"<p>一{FIELD}二{FIELD.replace('RESPONSE', 'TWO')}</p>"
    right = "<match><variable identifier='{0}'/><correct identifier='{0}'/></match>"
    apart = qti_one(item(declared("A", "single", "string") + second, body, template("match_correct")))
    assert set(apart.key) == {"gaps"}
    both = f"<and>{right.format('RESPONSE')}{right.format('TWO')}</and>"
    together = qti_one(item(declared("A", "single", "string") + second, body, rules(scored(both))))
    assert together.key["rule"] == "all"
    assert score("cloze", {"gaps": {"1": "A"}}, together.key) == 0
    assert score("cloze", {"gaps": {"1": "A", "2": "B"}}, together.key) == 1


def test_that_words_put_into_gaps_may_cost_points() -> None:
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W" matchMax="1">冬</gapText>'
        '<gapText identifier="S" matchMax="1">夏</gapText><p>先<gap identifier="G1"/>后<gap identifier="G2"/></p>'
        "</gapMatchInteraction>"
    )
    points = mapping({"W G1": 1, "S G2": 2}, 'lowerBound="0"').replace('defaultValue="0"', 'defaultValue="-1"')
    found = qti_one(item(declared("W G1,S G2", "multiple", "directedPair", points), body, template("map_response")))
    assert found.body["stem"] == "先{{1}}后{{2}}"
    assert score("cloze", {"gaps": {"1": "a", "2": "b"}}, found.key) == 1
    assert score("cloze", {"gaps": {"1": "a", "2": "a"}}, found.key) == 0
    assert score("cloze", {"gaps": {"2": "b"}}, found.key) == pytest.approx(2 / 3)


def test_that_places_on_a_picture_are_read_in_its_own_pixels() -> None:
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG")
    large = out.getvalue()
    body = (
        '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>哪里？</prompt>'
        '<object type="image/png" data="a.png" width="{0}" height="{0}">地图</object>'
        '<hotspotChoice identifier="A" shape="circle" coords="5,5,2"/>'
        '<hotspotChoice identifier="B" shape="rect" coords="0,0,3,3"/></hotspotInteraction>'
    )
    content = item(declared("B"), body.format(10), template("match_correct"))
    found = qti_one(package({"a.xml": content, "a.png": large}), "a.zip")
    assert found.kind == "hotspot"
    assert found.body["picture"]["alt"] == "地图"
    assert found.body["areas"][0]["coords"] == [5, 5, 2]
    assert found.key == {"correct": ["b"]}
    assert found.body["most"] == 1
    halved = qti_one(
        package({"a.xml": item(declared("B"), body.format(5), template("match_correct")), "a.png": large}), "a.zip"
    )
    assert halved.body["areas"][1]["coords"] == [0, 0, 6, 6]


def test_that_an_area_is_cut_off_at_the_edge_of_its_picture() -> None:
    area = {"id": "a", "text": "甲", "shape": "circle", "coords": [2, 50, 10]}
    cut = clipped(area, (100, 100))
    assert cut["shape"] == "poly"
    assert min(cut["coords"][0::2]) == 0
    assert max(cut["coords"][0::2]) == 12
    assert clipped(area | {"coords": [50, 50, 10]}, (100, 100))["shape"] == "circle"
    assert clipped(area | {"shape": "rect", "coords": [-5, 0, 200, 9]}, (100, 100))["coords"] == [0, 0, 100, 9]


def test_that_a_long_text_is_marked_by_a_person() -> None:
    body = '<rubricBlock view="scorer"><p>看条理</p></rubricBlock><extendedTextInteraction responseIdentifier="RESPONSE"><prompt>写</prompt></extendedTextInteraction>'
    found = qti_one(item(declared("", "single", "string"), body, ""))
    assert (found.kind, found.body["stem"]) == ("extended", "写")
    assert [row["text"] for row in found.key["rubric"]] == ["看条理"]


def test_that_canvas_pairs_blanks_and_numbers_are_read() -> None:
    pairs = old_item(
        text("配对") + asked(ident="p1", prompt="一") + asked(ident="p2", prompt="二"),
        condition(equal("A", "p1"), "33.33", "Add") + condition(equal("C", "p2"), "33.33", "Add"),
        "matching_question",
    )
    lists = old_item(
        text("我[x]你") + asked(ident="response_x", prompt="x"), condition(equal("B", "response_x"), 100, "Add"),
        "multiple_dropdowns_question",
    )  # fmt: skip
    typed = lists.replace("multiple_dropdowns_question", "fill_in_multiple_blanks_question")
    number = old_item(
        text("几") + '<response_str ident="r1"><render_fib fibtype="Decimal"><response_label ident="a"/></render_fib></response_str>',
        condition('<or><varequal respident="r1">4</varequal><and><vargte respident="r1">3</vargte><varlte respident="r1">5</varlte></and></or>'),
        "numerical_question",
    )  # fmt: skip
    found = [each for each in qti_entries(old(pairs, lists, typed, number)) if isinstance(each, Question)]
    assert [each.kind for each in found] == ["matching", "cloze", "cloze", "numeric"]
    assert found[0].key == {"pairs": {"1": "a", "2": "c"}}
    assert found[1].key == {"gaps": {"1": {"correct": "b"}}}
    assert [answer["text"] for answer in found[2].key["gaps"]["1"]["answers"]] == ["A", "B", "C"]
    assert found[3].key == {"answers": [{"value": "4", "tolerance": "1"}]}


def test_that_respondus_blanks_are_right_together() -> None:
    both = '<and><or><varequal respident="[a]">一</varequal><varequal respident="[a]">壹</varequal></or><or><varequal respident="[b]">二</varequal></or></and>'
    found = qti_one(old(old_item(text("[a]和[b]"), condition(both, 1))))
    assert found.body["stem"] == "{{1}}和{{2}}"
    assert found.key["rule"] == "all"
    assert score("cloze", {"gaps": {"1": "壹", "2": "二"}}, found.key) == 1
