"""What is put together once for each language."""

from django.template import Context, engines
from django.utils import translation

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
