"""Search finds Chinese, words of two characters too, on whichever database the suite runs."""

import pytest
from wagtail.models import Page

from lms.web.search.text import Group, grams, index_text, query_groups

BODY = "个人信息保护与网络安全基础"
PROBES = [
    "网络安全",
    "安全",
    "信息",
    "信息保护",
    "网",
    "基础",
    "个人信息保护与网络安全基础",
    "ＡＰＰ",
    "app",
    "“安全”",
    "安全，基础",
]


@pytest.fixture
def page(db: None) -> Page:
    root = Page.objects.get(depth=1)
    return root.add_child(instance=Page(title=f"{BODY} APP", slug="security"))


@pytest.mark.parametrize("query", PROBES)
def test_that_a_word_inside_a_run_of_characters_is_found(page: Page, query: str) -> None:
    assert list(Page.objects.search(query)) == [page]


@pytest.mark.parametrize("query", ["防火墙", "全安", "络网", "", "。", "安全 防火墙"])
def test_that_what_is_not_there_is_not_found(page: Page, query: str) -> None:
    assert list(Page.objects.search(query)) == []


def test_that_either_of_two_words_is_enough_where_asked(page: Page) -> None:
    assert list(Page.objects.search("防火墙 安全", operator="or")) == [page]


@pytest.mark.parametrize("typed", ["网", "网络", "网络安", "ap"])
def test_that_the_beginning_of_a_word_is_completed(page: Page, typed: str) -> None:
    assert page in list(Page.objects.autocomplete(typed))


def test_that_a_changed_title_is_found_by_the_new_one_alone(page: Page) -> None:
    page.title = "预算与数据"
    page.save()
    assert list(Page.objects.search("网络安全")) == []
    assert list(Page.objects.search("预算")) == [page]


def test_that_the_search_keeps_the_filters_of_its_queryset(page: Page) -> None:
    assert list(Page.objects.exclude(pk=page.pk).search("安全")) == []


def test_that_a_run_becomes_overlapping_pairs() -> None:
    assert grams("网络安全") == ["网络", "络安", "安全", "全"]
    assert index_text("学 App 吗").split() == ["学", "app", "吗"]


def test_that_rare_characters_beyond_the_basic_plane_are_characters_too() -> None:
    assert query_groups("𬱖") == [Group(("𬱖",), prefix=True)]
    assert grams("李𬱖") == ["李𬱖", "𬱖"]
