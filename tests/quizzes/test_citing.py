"""Which laws and articles a text names."""

import pytest

from quizzes.bank.citing import cited, number_of, numbers_of, plain, same_source


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《代表法》第三十一条、第五十一条；实务", [("代表法", {31, 51})]),
        ("《反电信网络诈骗法》第八条第三款", [("反电信网络诈骗法", {8})]),
        ("《整治形式主义为基层减负若干规定》（2024年）；实务", [("整治形式主义为基层减负若干规定", set())]),
        ("《个人信息保护法》第二十五条；《代表法》第五十八条第二款", [("个人信息保护法", {25}), ("代表法", {58})]),
        ("《刑法》第二百六十六条之一和第三条至第五条", [("刑法", {266, 3, 4, 5})]),
        ("《网络安全法》第45条", [("网络安全法", {45})]),
        ("《甲法》第一条……《甲法》", [("甲法", set())]),
        ("《甲法（2025年修正）》", [("甲法（2025年修正）", set())]),
        ("实务", []),
        ("《》", []),
    ],
)
def test_sources_and_articles_are_read_from_a_text(text, found):
    assert [(one.title, set(one.articles)) for one in cited(text)] == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十九", 19),
        ("二十", 20),
        ("一百零三", 103),
        ("二百六十六", 266),
        ("一千二百六十", 1260),
        ("一〇", 10),
        ("45", 45),
    ],
)
def test_chinese_numbers_of_articles_are_read(text, number):
    assert number_of(text) == number


def test_articles_are_typed_in_words_or_in_digits():
    assert numbers_of("第三条、第五条至第八条") == numbers_of("3, 5-8") == {3, 5, 6, 7, 8}
    assert numbers_of("第９条") == {9}
    assert numbers_of("全文") == numbers_of("0") == set()
    assert numbers_of("8-5") == {8}


def test_a_title_is_compared_without_state_year_and_brackets():
    full = "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法"
    assert plain(f"《{full}》（2025年修正）") == full.removeprefix("中华人民共和国")
    known = {plain(full): 1, plain("中华人民共和国个人信息保护法"): 2}
    assert same_source(known, "代表法") == 1
    assert same_source(known, "个人信息保护法") == 2
    assert same_source(known, "保护法") == 2
    assert same_source(known, "法") is None
    assert same_source({"国务院组织法": 1, "地方组织法": 2}, "组织法") is None
    assert same_source({"代表法": 1}, full) == 1
