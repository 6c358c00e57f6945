"""What is put together once for each language."""

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.utils import translation
from django.utils.safestring import mark_safe

TEMPLATE = '{% load i18n web %}{{ name }}:{% fixed %}{% translate "Skip to the content" %}|{{ name }}|{% endfixed %}'


def test_that_fixed_words_are_kept_for_each_language_and_hold_nothing_of_the_page() -> None:
    page = engines["django"].engine.from_string(TEMPLATE)  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for _round in range(2):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                found.setdefault(language, []).append(page.render(Context({"name": "王秀兰"})))
    assert set(found["en"]) == {"王秀兰:Skip to the content||"}
    (chinese,) = set(found["zh-hans"])
    assert chinese.startswith("王秀兰:") and chinese.endswith("||") and "Skip" not in chinese


def test_that_what_is_named_gets_in_and_each_of_its_values_has_its_own_text() -> None:
    page = engines["django"].engine.from_string(  # type: ignore[attr-defined]
        "{% load web %}{% fixed number=line.number told=told %}{{ number }}{{ line }}{{ told }}{% endfixed %}"
    )
    given = [(1, "a"), (True, "a"), (2, "<"), (2, mark_safe("<")), (1, "a")]
    found = [page.render(Context({"line": {"number": number}, "told": told})) for number, told in given]
    assert found == ["1a", "Truea", "2&lt;", "2<", "1a"]
    with pytest.raises(TypeError, match="unhashable"):
        page.render(Context({"line": {"number": [1]}}))
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        engines["django"].from_string("{% load web %}{% fixed line.number %}{% endfixed %}")
