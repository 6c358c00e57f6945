"""Matching, numbers, a few words and gaps: what each accepts and what that earns."""

import pytest
from django.http import QueryDict

from quizzes import scoring
from quizzes.bank import validation
from quizzes.types import registry
from quizzes.types.interface import Unfinished
from quizzes.types.numeric.numbers import read
from quizzes.types.short.texts import fits, same
from tests.quizzes.types.samples import SAMPLES


@pytest.mark.parametrize(
    ("typed", "units", "found"),
    [
        ("３．５", (), ("3.5", "")),
        ("3,500", (), ("3500", "")),
        ("３，５００", (), ("3500", "")),
        (" 3 500 ", (), ("3500", "")),
        ("3.50", (), ("3.5", "")),
        ("-0", (), ("0", "")),
        ("－２", (), ("-2", "")),
        ("−2", (), ("-2", "")),
        ("负二", (), ("-2", "")),
        (".5", (), ("0.5", "")),
        ("3.", (), ("3", "")),
        ("50%", ("%",), ("50", "%")),
        ("50％", ("%",), ("50", "%")),
        ("百分之五十", ("%",), ("50", "%")),
        ("3.5万", (), ("35000", "")),
        ("3.5万元", ("元", "万元"), ("3.5", "万元")),
        ("3.5万元", ("元",), ("35000", "元")),
        ("1.2亿", (), ("120000000", "")),
        ("五", (), ("5", "")),
        ("十二", (), ("12", "")),
        ("三百五十", (), ("350", "")),
        ("两万零五百", (), ("20500", "")),
        ("二〇二六", (), ("2026", "")),
        ("三点五", (), ("3.5", "")),
        ("五元", ("元",), ("5", "元")),
        ("10 KM", ("km",), ("10", "km")),
    ],
)
def test_that_a_number_is_read_as_it_is_typed(typed, units, found):
    assert read(typed, units) == found


@pytest.mark.parametrize(
    "typed",
    ["", "约三成", "1,2,3", "3元", "50%", "1e5", "--3", "3..5", "点五", "9" * 61, "NaN", "万", "3.5.1", "1亿亿亿亿亿"],
)
def test_that_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        read(typed, ())


@pytest.mark.parametrize(
    ("value", "unit", "points"),
    [
        ("35000", "元", 1),
        ("3.5", "万元", 1),
        ("35500", "元", 1),
        ("35501", "元", 0.5),
        ("3.55", "万元", 1),
        ("40000", "元", 0.5),
        ("40001", "元", 0),
        ("35000", "万元", 0),
    ],
)
def test_that_a_number_earns_by_its_best_answer(value, unit, points):
    body, key = SAMPLES["numeric"]
    payload = scoring.validate("numeric", {"value": value, "unit": unit}, body, {})
    assert scoring.score("numeric", payload, key) == points


def test_that_a_unit_is_asked_for_where_there_are_several_and_goes_without_saying_where_there_is_one():
    several, one = {"units": ["元", "万元"]}, {"units": ["元"]}
    with pytest.raises(ValueError):
        scoring.validate("numeric", {"value": "3"}, several, {})
    with pytest.raises(ValueError):
        scoring.validate("numeric", {"value": "3万元", "unit": "元"}, several, {})
    assert scoring.validate("numeric", {"value": "3"}, one, {}) == {"value": "3", "unit": "元"}
    assert scoring.validate("numeric", {"value": "3万元"}, one, {}) == {"value": "30000", "unit": "元"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五年", "５年".replace("５", "五")),
        ("人大代表", " 人 大 代 表 。"),
        ("《代表法》", "代表法"),
        ("ＡＩ", "ai"),
        ("ice  cream", "Ice cream."),
        ("人工智能(AI)", "人工智能（ＡＩ）"),
        ("“一府一委两院”", "一府一委两院"),
        ("3.14", "３．１４"),
        ("……", "……"),
    ],
)
def test_that_two_texts_say_the_same(one, other):
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"), [("3.14", "314"), ("C#", "C"), ("-5", "5"), ("icecream", "ice cream"), ("。", "，")]
)
def test_that_two_texts_do_not_say_the_same(one, other):
    assert same(one) != same(other)


@pytest.mark.parametrize(
    ("text", "pattern", "fit"),
    [
        ("人大代表", "人大*", True),
        ("全国人大", "*人大", True),
        ("地方各级人大代表", "*人大*", True),
        ("人大", "人大*代表", False),
        ("人民代表大会", "人民*大会", True),
        ("a*b", r"a\*b", True),
        ("axb", r"a\*b", False),
        ("a" * 200, "*a" * 40 + "*b", False),
    ],
)
def test_that_a_star_stands_for_anything(text, pattern, fit):
    assert fits(text, pattern) is fit


def test_that_case_counts_where_the_key_says_so():
    key = {"answers": [{"text": "AI"}], "case": True}
    assert scoring.score("short", {"text": "ＡＩ"}, key) == 1
    assert scoring.score("short", {"text": "ai"}, key) == 0


def test_that_the_key_has_a_word_for_the_answer_that_was_given():
    _body, key = SAMPLES["short"]
    assert scoring.remarks("short", {"text": "五"}, key) == ["写上单位更好。"]
    assert scoring.score("short", {"text": "五"}, key) == 0.5
    assert scoring.remarks("cloze", {"gaps": {"3": "b"}}, SAMPLES["cloze"][1]) == ["再想想。"]
    assert scoring.remarks("single", {"choice": "a"}, SAMPLES["single"][1]) == []


@pytest.mark.parametrize(
    ("pairs", "more", "points"),
    [
        ({"p1": "c1", "p2": "c2", "p3": "c1"}, {}, 1),
        ({"p1": "c1", "p2": "c2"}, {}, 2 / 3),
        ({"p1": "c1", "p2": "c2"}, {"rule": "all"}, 0),
        ({"p1": "c3"}, {}, 0),
        ({"p1": "c1", "p2": "c1"}, {"weights": {"p1": {"c1": 0.5}, "p2": {"c2": 0.5, "c1": -0.25}}}, 0.25),
    ],
)
def test_that_pairs_earn(pairs, more, points):
    body, key = SAMPLES["matching"]
    checked = scoring.validate("matching", {"pairs": pairs}, body, ["c3", "c1", "c2"])
    assert scoring.score("matching", checked, key | more) == pytest.approx(points)


def test_that_choices_of_pairs_are_shuffled_even_where_the_quiz_shuffles_nothing():
    import random

    body, _key = SAMPLES["matching"]
    orders = {tuple(scoring.arrange("matching", body, random.Random(n), shuffle=False)) for n in range(30)}
    assert len(orders) > 3


@pytest.mark.parametrize(
    ("gaps", "points"),
    [
        ({"1": "2", "2": "主席团", "3": "a", "4": ["a", "d"]}, 1),
        ({"2": "主席团。"}, 0.4),
        ({"1": "两", "3": "a"}, 0.4),
        ({"1": "3", "4": ["a"]}, 0.1),
    ],
)
def test_that_gaps_earn_by_their_weights(gaps, points):
    body, key = SAMPLES["cloze"]
    checked = scoring.validate("cloze", {"gaps": gaps}, body, {})
    assert scoring.score("cloze", checked, key) == pytest.approx(points)


@pytest.mark.parametrize(
    ("kind", "sent", "payload"),
    [
        ("matching", "pair-p1=c1&pair-p2=&pair-p3=c3", {"pairs": {"p1": "c1", "p3": "c3"}}),
        ("numeric", "value=３．５万&unit=元", {"value": "35000", "unit": "元"}),
        ("short", "text=+五年+", {"text": "五年"}),
        ("cloze", "gap-1=２&gap-2=&gap-4=d&gap-4=a", {"gaps": {"1": "2", "4": ["a", "d"]}}),
    ],
)
def test_that_a_form_without_a_script_is_read(kind, sent, payload):
    body, _key = SAMPLES[kind]
    assert registry.kind(kind).reading.read(QueryDict(sent), body, ["c1", "c2", "c3"]) == payload


@pytest.mark.parametrize(
    ("kind", "sent"), [("numeric", "value=很多&unit=元"), ("numeric", "value=3"), ("cloze", "gap-1=两三次")]
)
def test_that_what_cannot_be_read_is_told_to_the_learner_and_stays_in_the_form(kind, sent):
    body, _key = SAMPLES[kind]
    reading, query = registry.kind(kind).reading, QueryDict(sent)
    with pytest.raises(Unfinished):
        reading.read(query, body, {})
    assert next(iter(query.values())) in str(reading.widget(body, {}, None, query))


BAD = [
    ("matching", {}, {"pairs": {"p1": "c1"}}, "key"),
    ("matching", {"choices": [{"id": "c1", "text": "公安"}]}, {}, "choices"),
    ("matching", {"prompts": [{"id": "p.1", "text": "办户口"}]}, {"pairs": {"p.1": "c1"}}, "prompts"),
    ("numeric", {}, {"answers": []}, "key"),
    ("numeric", {}, {"answers": [{"value": "很多"}]}, "key"),
    ("numeric", {}, {"answers": [{"low": "3", "high": "1"}]}, "key"),
    ("numeric", {}, {"answers": [{"value": "1", "points": 0.5}]}, "key"),
    ("numeric", {"units": ["元"]}, {}, "units"),
    ("short", {}, {"answers": [{"text": "五", "points": 2}]}, "key"),
    ("short", {}, {"answers": [{"text": "*"}], "wildcards": True}, "key"),
    ("short", {"stem": ""}, {}, "stem"),
    ("cloze", {"stem": "没有空"}, {}, "stem"),
    ("cloze", {"stem": "{{1}}{{1}}{{2}}{{3}}{{4}}"}, {}, "stem"),
    ("cloze", {}, {"gaps": {"1": {"answers": [{"value": "2"}]}}}, "key"),
]


@pytest.mark.parametrize(("kind", "body", "key", "field"), BAD)
def test_that_what_is_incomplete_is_named(kind, body, key, field):
    good_body, good_key = SAMPLES[kind]
    found = validation.item_problems(kind, *validation.canonical(kind, good_body | body, good_key | key, {}))
    assert field in {problem.field for problem in found}


def test_that_a_text_with_gaps_is_listed_without_its_marks():
    body, _key = SAMPLES["cloze"]
    assert registry.kind("cloze").title(body).startswith("会议每年至少举行____次")


def test_that_a_gap_stands_in_the_middle_of_a_table_and_never_inside_of_a_tag():
    table = '<table><tbody><tr><td>任期</td><td>{{1}}年</td></tr></tbody></table><img src="picture:x" alt="{{1}}">'
    body, key = {"html": table, "gaps": [{"id": "1", "kind": "short"}]}, {"gaps": {"1": {"answers": [{"text": "五"}]}}}
    body, key, _feedback = validation.canonical("cloze", body, key, {})
    assert validation.item_problems("cloze", body, key, {"general": "", "options": {}}) == []
    html = registry.kind("cloze").reading.widget(body, {}, {"gaps": {"1": '"><script>'}}, None)["text"]
    assert html.count("<input") == 1
    assert "<td><input" in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("rule", "gaps", "points"),
    [
        ("all", {"1": "a", "2": "a"}, 1),
        ("all", {"1": "a"}, 0),
        ("all", {"1": "a", "2": "b"}, 0),
        ("net", {"1": "a", "2": "a"}, 1),
        ("net", {"1": "a", "2": "b"}, 0),
        ("net", {"1": "a", "2": "c"}, 0.5),
        ("net", {"1": "b"}, 0),
        ("distinct", {"1": "a", "2": "a"}, 0.5),
        (None, {"1": "a", "2": "b"}, 0.5),
    ],
)
def test_that_gaps_count_together_or_cost_by_their_rule(rule, gaps, points):
    each = {"correct": "a", "weights": {"a": 1.0, "b": -1.0}}
    key = {"gaps": {"1": each, "2": each}} | ({"rule": rule} if rule else {})
    assert scoring.score("cloze", {"gaps": gaps}, key) == pytest.approx(points)


def test_that_the_rule_of_a_text_with_gaps_is_kept_by_its_form_and_an_unknown_one_is_named():
    body, key = SAMPLES["cloze"]
    body, key, feedback = validation.canonical("cloze", body, key | {"rule": "all"}, {})
    assert key["rule"] == "all"
    assert validation.item_problems("cloze", body, key, feedback) == []
    assert validation.item_problems("cloze", body, key | {"rule": "odd"}, feedback)
