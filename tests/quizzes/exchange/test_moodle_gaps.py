"""Moodle XML in: pairs, numbers, texts and texts with gaps."""

import pytest

from quizzes.scoring import score
from tests.quizzes.exchange.xml_files import answers, moodle_entries, moodle_one, moodle_question, moodle_refusal


def words(name: str, *given: tuple[str, str]) -> str:
    return "".join(f"<{name}><text>{text}</text><group>{group}</group></{name}>" for text, group in given)


def gap(source: str) -> tuple[dict[str, object], dict[str, object]]:
    """Body and key of the one gap of a Cloze text."""
    found = moodle_one("cloze", "", f"甲{source}乙")
    assert found.body["stem"] == "甲{{1}}乙"
    (shown,) = found.body["gaps"]
    return shown, found.key["gaps"]["1"]


def test_that_pairs_share_their_choices_and_extra_answers_stay() -> None:
    pairs = "".join(
        f'<subquestion format="html"><text>{prompt}</text><answer><text>{answer}</text></answer></subquestion>'
        for prompt, answer in (("一", "单"), ("三", "单"), ("二", "双"), ("", "零"))
    )
    found = moodle_one("matching", pairs)
    assert [choice["text"] for choice in found.body["choices"]] == ["单", "双", "零"]
    assert found.key == {"pairs": {"1": "a", "2": "a", "3": "b"}}
    assert score("matching", {"pairs": {"1": "a", "2": "a", "3": "a"}}, found.key) == pytest.approx(2 / 3)


def test_that_several_statements_are_pairs_with_true_and_false() -> None:
    rows = "".join(f'<row number="{n}"><optiontext><text>句{n}</text></optiontext></row>' for n in (1, 2))
    columns = "".join(
        f'<column number="{n}"><responsetext><text>{text}</text></responsetext></column>'
        for n, text in ((1, "对"), (2, "错"))
    )
    weights = "".join(
        f'<weight rownumber="{row}" columnnumber="{column}"><value>{value}</value></weight>'
        for row, column, value in ((1, 1, "1.000"), (1, 2, "0.000"), (2, 1, "0"), (2, 2, "1"))
    )
    found = moodle_one("mtf", f"<scoringmethod><text>subpoints</text></scoringmethod>{rows}{columns}{weights}")
    assert (found.kind, found.key) == ("matching", {"pairs": {"1": "a", "2": "b"}})
    assert moodle_refusal("mtf", f"<scoringmethod><text>halfpoints</text></scoringmethod>{rows}{columns}{weights}")


def test_that_a_number_keeps_tolerance_and_part_points() -> None:
    inside = (
        '<answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance><feedback><text>好</text></feedback></answer>'
        '<answer fraction="50"><text>3</text><tolerance>1</tolerance></answer>'
        '<answer fraction="0"><text>*</text><feedback><text>不对</text></feedback></answer>'
    )
    found = moodle_one("numerical", inside)
    assert found.key["answers"][0] == {"value": "3.14", "tolerance": "0.01", "feedback": "好"}
    assert [score("numeric", {"value": value}, found.key) for value in ("3.15", "2.5", "9")] == [1, 0.5, 0]
    assert len(found.notes) == 1


def test_that_units_become_factors() -> None:
    units = "".join(
        f"<unit><multiplier>{multiplier}</multiplier><unit_name>{name}</unit_name></unit>"
        for name, multiplier in (("m", 1), ("cm", 100))
    )
    grading = "<unitgradingtype>1</unitgradingtype><unitpenalty>1</unitpenalty><showunits>2</showunits>"
    one = '<answer fraction="100"><text>2</text><tolerance>0</tolerance></answer>'
    found = moodle_one("numerical", f"{one}{grading}<units>{units}</units>")
    assert found.key["units"] == {"m": "1", "cm": "0.01"}
    assert score("numeric", {"value": "200", "unit": "cm"}, found.key) == 1
    soft = grading.replace("<unitpenalty>1<", "<unitpenalty>0.1<")
    assert moodle_refusal("numerical", f"{one}{soft}<units>{units}</units>")


def test_that_a_star_stands_for_anything_unless_it_is_escaped() -> None:
    found = moodle_one("shortanswer", "<usecase>0</usecase>" + answers({"*平板*": 100, "手机": 50, "*": 0}))
    assert found.key == {"answers": [{"text": "*平板*"}, {"text": "手机", "points": 0.5}], "wildcards": True}
    found = moodle_one("shortanswer", "<usecase>1</usecase>" + answers({"2\\*3": 100}))
    assert found.key == {"answers": [{"text": "2*3"}], "case": True}


@pytest.mark.parametrize("shares", [{"甲": 100, "乙": -50}, {"*": 100}])
def test_that_a_text_that_costs_points_or_earns_any_is_refused(shares: dict[str, int]) -> None:
    assert moodle_refusal("shortanswer", answers(shares))


def test_that_missing_words_are_chosen_from_their_group() -> None:
    options = words("selectoption", ("猫", "1"), ("坐", "2"), ("狗", "1"))
    found = moodle_one("gapselect", options, "<p>这只[[1]]在[[2]]着。</p>")
    assert found.body["stem"] == "这只{{1}}在{{2}}着。"
    assert [[option["text"] for option in gap["options"]] for gap in found.body["gaps"]] == [["猫", "狗"], ["坐"]]
    assert found.key == {"gaps": {"1": {"correct": "a"}, "2": {"correct": "a"}}}
    dragged = moodle_one("ddwtos", options.replace("selectoption", "dragbox"), "<p>[[1]]</p>")
    assert dragged.notes


@pytest.mark.parametrize("text", ["没有空", "[[9]]", "{{1}} [[1]]"])
def test_that_a_gap_without_its_word_is_refused(text: str) -> None:
    assert moodle_refusal("gapselect", words("selectoption", ("猫", "1")), text)


@pytest.mark.parametrize("name", ["MULTICHOICE", "MC", "MCS", "MCV", "MULTICHOICE_VS", "MCHS"])
def test_that_a_cloze_choice_is_read_in_every_layout(name: str) -> None:
    shown, key = gap("{1:NAME:北京#不~=上海#对~%50%广州}".replace("NAME", name))
    assert shown["kind"] == "choice"
    assert [option["text"] for option in shown["options"]] == ["北京", "上海", "广州"]  # type: ignore[index,union-attr]
    assert (key["correct"], key["feedback"]) == ("b", {"a": "不", "b": "对"})
    assert [score("single", {"choice": id}, key) for id in "abc"] == [0, 1, 0.5]


def test_that_a_cloze_choice_of_several_scores_as_moodle_divides_it() -> None:
    shown, key = gap("{1:MULTIRESPONSE:=甲~乙~=丙}")
    assert shown["kind"] == "multiple"
    assert key == {"correct": ["a", "c"]}
    _shown, key = gap("{1:MR:%100%甲~%0%乙~%50%丙~%-50%丁}")
    assert [score("multiple", {"choices": chosen}, key) for chosen in (["a"], ["c"], ["a", "c"], ["a", "c", "d"])] == [
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
        1,
        pytest.approx(0.5),
    ]


def test_that_cloze_texts_and_numbers_are_read() -> None:
    _shown, key = gap("{2:SHORTANSWER_C:=H<sub>2</sub>O~%25%h2o~*#不对}")
    assert key == {"answers": [{"text": "H₂O"}, {"text": "h2o", "points": 0.25}], "case": True, "weight": 2}
    _shown, key = gap("{:NUMERICAL:=23.8:0.1#准~%50%23.8:2}")
    assert [answer.get("points", 1) for answer in key["answers"]] == [1, 0.5]  # type: ignore[union-attr]


def test_that_protected_signs_are_signs() -> None:
    shown, key = gap(r"{1:MC:=a\}b\~c\#d~&lt;e&gt;#f\~g}")
    assert [option["text"] for option in shown["options"]] == ["a}b~c#d", "<e>"]  # type: ignore[index,union-attr]
    assert key["feedback"] == {"b": "f~g"}


@pytest.mark.parametrize(
    "source",
    [
        "没有空",
        "{1:MC:=甲",
        "{1:ESSAY:=甲}",
        "{1:MC:甲~乙}",
        "{1:SA:*}",
        "{1:NM:=abc}",
        "{1:SA:%200%甲}",
        "{{x}} {1:SA:=甲}",
    ],
)
def test_that_a_broken_cloze_text_is_refused(source: str) -> None:
    assert moodle_refusal("cloze", "", source)


def test_that_an_essay_is_marked_by_what_is_written_for_the_marker() -> None:
    found = moodle_one(
        "essay", "<responsefieldlines>15</responsefieldlines><graderinfo><text>看条理</text></graderinfo>"
    )
    assert (found.kind, found.body["lines"]) == ("extended", 15)
    assert found.key == {"rubric": [{"id": "a", "text": "看条理", "points": 1.0}]}


def gapfill(text: str, wrong: tuple[str, ...] = (), **settings: object) -> str:
    rules = {"answerdisplay": "gapfill", "delimitchars": "[]"} | settings
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in rules.items())
    inside += "".join(f'<answer fraction="0"><text>{one}</text></answer>' for one in wrong)
    return moodle_question("gapfill", inside, text)


def test_that_words_in_brackets_are_gaps_to_type_or_to_choose() -> None:
    (typed,) = moodle_entries(gapfill("每年[一]次，[联络站|联络点]接待。", casesensitive=1))
    assert typed.body["stem"] == "每年{{1}}次，{{2}}接待。"
    assert typed.key["gaps"]["2"] == {"answers": [{"text": "联络站"}, {"text": "联络点"}], "case": True}
    assert len(typed.notes) == 1
    (chosen,) = moodle_entries(
        gapfill("{金|银} {金|银}", ("铁",), answerdisplay="dragdrop", delimitchars="{}", noduplicates=1)
    )
    assert [option["text"] for option in chosen.body["gaps"][0]["options"]] == ["金", "银", "铁"]
    given = [score("cloze", {"gaps": {"1": one, "2": other}}, chosen.key) for one, other in ("ab", "aa", "ac")]
    assert given == [1, 0.5, 0.5]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("[colou?r]", {}),
        ("[!!] [a]", {}),
        ("[<b>a</b>]", {}),
        ("[a|]", {}),
        ("没有空", {}),
        ("{{a}}", {"delimitchars": "{}"}),
    ],
)
def test_that_a_gap_without_a_like_is_refused(text: str, settings: dict[str, object]) -> None:
    (found,) = moodle_entries(gapfill(text, **settings))
    assert found.reason


def test_that_signs_are_signs_where_patterns_are_off() -> None:
    (found,) = moodle_entries(gapfill("2 [*] 3 [&lt;] 7", disableregex=1))
    assert [score("cloze", {"gaps": {"1": "*", "2": one}}, found.key) for one in "<>"] == [1, 0.5]
